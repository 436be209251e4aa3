// Reading a journal row by row against its chain, going on after damage to name all of it.

import DeskEngine
import MarketData

/// The journal of one run as it is read.
struct ChainReader {
  let run: Int
  private(set) var seq = 0
  private(set) var chain = HashChain()
  private(set) var problems: [(seq: Int, text: String)] = []

  init(run: Int) { self.run = run }

  /// Reads `seq, ts, type, line, hash`.
  ///
  /// - Returns: The event with its line, for whoever else wants to look at it; nil for damage.
  mutating func read(_ row: Statement) -> (event: Event, line: [UInt8])? {
    let found = row.int(0) ?? 0
    if found != seq + 1 { note(seq + 1, "the event is missing") }
    seq = found
    let line = row.bytes(3)
    let hash = row.bytes(4)
    chain.append(line)
    if chain.value != hash {
      note(found, "the line does not match its hash")
      chain = HashChain(hash)
    }
    return check(line, time: row.time(1), type: row.text(2) ?? "").map { ($0, line) }
  }

  private mutating func check(_ line: [UInt8], time: Instant?, type: String) -> Event? {
    let event: Event
    do throws(LineError) { event = try Event(line: line) } catch {
      note(seq, "the line does not read: \(error)")
      return nil
    }
    if event.line() != line { note(seq, "the line is not in its canonical form") }
    if event.seq != seq { note(seq, "the line says seq \(event.seq)") }
    if event.time != time { note(seq, "the column ts is not the line's time") }
    if event.body.name != type { note(seq, "the column type is not the line's type") }
    return problems.isEmpty ? event : nil
  }

  private mutating func note(_ seq: Int, _ text: String) {
    if problems.count < 20 { problems.append((seq, text)) }
  }
}
