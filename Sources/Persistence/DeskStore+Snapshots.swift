// Snapshots of the state: a short cut for the next start, never a truth of their own.

import Numerics

extension DeskStore {
  /// Keeps a snapshot of the state after the last event, and the two before it.
  public func save(_ snapshot: StoredSnapshot) throws(StoreError) {
    let run = try requireRun()
    guard snapshot.seq <= lastSeq else {
      throw .sequence(expected: lastSeq, found: snapshot.seq)
    }
    try connection.transaction { () throws(StoreError) in
      try connection.run(
        "INSERT OR REPLACE INTO snapshots VALUES(?,?,?,?,?)",
        [
          .int(run), .int(snapshot.seq), .int(snapshot.version), .blob(snapshot.state),
          .blob(snapshot.hash(run: run)),
        ])
      try connection.run(
        """
        DELETE FROM snapshots WHERE run=?1 AND seq NOT IN
        (SELECT seq FROM snapshots WHERE run=?1 ORDER BY seq DESC LIMIT 3)
        """, [.int(run)])
    }
  }

  /// The newest sound snapshot in a version of the encoding; nil when there is none.
  public func newestSnapshot(version: Int) throws(StoreError) -> StoredSnapshot? {
    let run = try requireRun()
    let found = try connection.rows(
      """
      SELECT seq, version, state, hash FROM snapshots
      WHERE run=? AND version=? AND seq<=? ORDER BY seq DESC
      """, [.int(run), .int(version), .int(lastSeq)])
    for row in found {
      if let snapshot = StoredSnapshot(row: row), row[3] == .blob(snapshot.hash(run: run)) {
        return snapshot
      }
    }
    return nil
  }
}

extension StoredSnapshot {
  /// Reads `seq, version, state`; nil when a column is of another type.
  init?(row: [SQLValue]) {
    guard let seq = row[0].int, let version = row[1].int, case .blob(let state) = row[2] else {
      return nil
    }
    self.init(seq: seq, version: version, state: state)
  }

  /// The hash that protects the state together with its place.
  func hash(run: Int) -> [UInt8] {
    var hasher = SHA256()
    hasher.update("\(run) \(seq) \(version)\n".utf8)
    hasher.update(state)
    return hasher.finalize()
  }
}
