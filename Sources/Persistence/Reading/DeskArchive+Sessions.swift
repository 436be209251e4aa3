// Which sessions a database holds, and the settings that a run decided by.

import DeskEngine
public import MarketData

extension DeskArchive {
  /// The newest run that held a session of a date; nil when none did.
  public func run(holding date: CivilDate) throws(StoreError) -> RunRow? {
    let found = try connection.value(
      """
      SELECT run FROM journal WHERE type='SessionOpened' AND instr(line, ?)>0
      ORDER BY run DESC LIMIT 1
      """, [.string("\"type\":\"SessionOpened\",\"date\":\"\(date)\",")])
    guard let number = found?.int else { return nil }
    return try run(number)
  }

  /// The dates of a run's sessions, oldest first.
  public func sessions(run: Int) throws(StoreError) -> [CivilDate] {
    let rows = try connection.rows(
      "SELECT seq, line FROM journal WHERE run=? AND type='SessionOpened' ORDER BY seq",
      [.int(run)])
    var dates: [CivilDate] = []
    for row in rows {
      guard case .text(let bytes) = row[1],
        case .sessionOpened(let session) = try decoded(bytes, run: run, seq: row[0].int ?? 0).body
      else { continue }
      dates.append(session.date)
    }
    return dates
  }

  /// The settings that a run decided by at its first start: their hash, and their text where it
  /// was kept; nil when no start was recorded.
  public func settings(
    run: Int
  ) throws(StoreError) -> (hash: String, text: String?)? {
    let hash = try connection.value(
      "SELECT config_hash FROM starts WHERE run=? ORDER BY start LIMIT 1", [.int(run)])?.string
    guard let hash else { return nil }
    return (hash, try settings(hash: hash))
  }

  /// Settings by their hash; nil when they were not kept.
  public func settings(hash: String) throws(StoreError) -> String? {
    try connection.value(
      "SELECT report FROM imports WHERE sha256=? AND format='settings'", [.string(hash)])?.string
  }
}
