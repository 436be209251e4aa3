// What SQLite itself finds of a database: its structure, and rows that refer to nothing.
//
// The check reads every page and needs nothing of what the journal says, so it runs on a connection
// and a thread of its own while the journal is read.

import Synchronization

/// Something that SQLite finds.
struct StructureFinding: Sendable {
  var check: VerificationCheck
  var text: String
}

/// The check of a database's structure, at work.
final class StructureCheck: Sendable {
  private final class Found: Sendable {
    let findings = Mutex<[StructureFinding]>([])
  }

  private let found: Found
  private let thread: WorkThread

  /// Starts on the database of a connection.
  init(of db: Connection) {
    let found = Found()
    let (path, access) = (db.path, db.openedAs)
    self.found = found
    thread = WorkThread {
      let findings = StructureCheck.findings(path, access == .immutable ? .immutable : .read)
      found.findings.withLock { $0 = findings }
    }
  }

  /// Waits for everything that was found.
  func wait() -> [StructureFinding] {
    thread.wait()
    return found.findings.withLock { $0 }
  }

  private static func findings(_ path: String, _ access: Access) -> [StructureFinding] {
    var findings: [StructureFinding] = []
    let db: Connection
    do throws(StoreError) {
      db = try Connection(path, access)
      try db.hardenReading()
    } catch { return [StructureFinding(check: .structure, text: error.description)] }
    defer { db.close() }
    do throws(StoreError) {
      // integrity_check makes every check of quick_check, and compares indexes with their tables.
      for row in try db.rows("PRAGMA integrity_check") where row.first?.string != "ok" {
        findings.append(
          StructureFinding(check: .structure, text: row.first?.string ?? "no answer"))
      }
    } catch { findings.append(StructureFinding(check: .structure, text: error.description)) }
    do throws(StoreError) {
      for row in try db.rows("PRAGMA foreign_key_check") {
        findings.append(
          StructureFinding(
            check: .references,
            text: "row \(row[1].int ?? 0) of \(row[0].string ?? "") refers to a missing row of "
              + "\(row[2].string ?? "")"))
      }
    } catch { findings.append(StructureFinding(check: .references, text: error.description)) }
    return findings
  }
}
