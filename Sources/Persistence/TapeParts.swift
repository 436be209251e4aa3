// The recorded tape of a live run: pieces of lines, each with its hash.

import MarketData
import Numerics

extension DeskStore {
  /// The recorded lines of the run.
  public func recordedTape(isWhole: Bool) throws(StoreError) -> [UInt8] {
    let run = try requireRun()
    var lines: [UInt8] = []
    try connection.eachTapePart(run: run, from: isWhole ? 1 : try connection.latestStart(run)) {
      lines += $0
    }
    return lines
  }
}

extension DeskArchive {
  /// Visits the recorded lines of a live run, piece by piece, each with its newlines.
  ///
  /// - Throws: `StoreError` when a piece is damaged.
  public func eachTapePart(
    run: Int, _ visit: ([UInt8]) -> Void
  ) throws(StoreError) {
    try connection.eachTapePart(run: run, from: 1, visit)
  }
}

extension Connection {
  func insert(_ part: TapePart, run number: Int) throws(StoreError) {
    try run(
      """
      INSERT INTO tapes SELECT ?1, 1+ifnull(max(part),0), ?2, ?3, ?4, ?5, ?6 FROM tapes
      WHERE run=?1
      """,
      [
        .int(number), .time(part.first), .time(part.last), .int(part.rows), .blob(part.data),
        .blob(SHA256.hash(part.data)),
      ])
  }

  /// The piece that the latest session begins with; a session always begins a piece.
  func latestStart(_ run: Int) throws(StoreError) -> Int {
    let mark = #"{"type":"start""#
    return try value(
      """
      SELECT max(part) FROM tapes WHERE run=? AND part>0
      AND substr(data,1,\(mark.utf8.count))=CAST(? AS BLOB)
      """, [.int(run), .string(mark)])?.int ?? 1
  }

  func eachTapePart(
    run: Int, from first: Int, _ visit: ([UInt8]) -> Void
  ) throws(StoreError) {
    var part = first
    // Pieces are read one by one: a day may be far larger than what one query should hold.
    while let row = try rows(
      "SELECT part, data, sha256 FROM tapes WHERE run=? AND part>=? AND part>0 ORDER BY part LIMIT 1",
      [.int(run), .int(part)]
    ).first {
      guard let number = row[0].int, case .blob(let data) = row[1], case .blob(let hash) = row[2],
        SHA256.hash(data) == hash
      else { throw .chainBroken(run: run, seq: 0, detail: "the recorded tape is damaged") }
      visit(data)
      part = number + 1
    }
  }
}
