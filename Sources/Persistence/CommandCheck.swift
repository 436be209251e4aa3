// Comparing the stored commands with the events that came of them.
//
// Outcomes are kept, not rebuilt, because a refusal and an effect look the same to a repeated id.
// Every event that names its command must find it, and every outcome must find its event. What an
// event does not tell cannot be compared: arguments, and an accepted command that changed nothing.

import DeskEngine
import MarketData
import Structures

/// A command as its row has it.
struct CommandRow {
  var id: String
  var time: Int
  var verb: CommandVerb?
  var seq: Int?
  var outcome: String
  var code: String?
  /// The time of the event that it names; nil when that event is not there.
  var eventTime: Int?

  init(_ row: [SQLValue]) {
    id = row[0].string ?? ""
    time = row[1].int ?? 0
    verb = row[2].string.flatMap { CommandVerb(rawValue: $0) }
    seq = row[3].int
    outcome = row[4].string ?? ""
    code = row[5].string
    eventTime = row[6].int
  }
}

/// The commands of a run beside what its journal says of them.
struct CommandLedger {
  private let rows: [String: CommandRow]
  /// Accepted rows by verb and moment: the last event of the latest.
  private var accepted: [CommandVerb: [Int: Int]] = [:]
  /// Effects that do not name their command, by verb and moment: the first event.
  private var effects: [CommandVerb: [Int: Int]] = [:]
  private var named: Set<String> = []
  private var refused: Set<String> = []
  private(set) var problems: [(seq: Int?, text: String)] = []

  /// Begins with the rows of a run.
  init(run: Int, of db: Connection) throws(StoreError) {
    let rows = try db.rows(
      """
      SELECT c.command, c.ts, c.verb, c.seq, c.outcome, c.code, j.ts FROM commands c
      LEFT JOIN journal j ON j.run=c.run AND j.seq=c.seq WHERE c.run=?
      """, [.int(run)])
    self.init(rows.map { CommandRow($0) })
  }

  private init(_ found: [CommandRow]) {
    rows = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
    for row in found {
      guard let verb = row.verb, let seq = row.seq, let time = row.eventTime else { continue }
      accepted[verb, default: [:]][time] = max(seq, accepted[verb]?[time] ?? 0)
    }
  }

  /// Compares an event with the row of its command.
  mutating func read(_ event: Event) {
    switch event.body {
    // A roll proposes its candidate and approves it in one.
    case .candidateApproved(let e): expect(e.command, [.approve, .roll], event)
    case .candidateRejected(let e): expect(e.command, [.reject], event)
    case .candidateRestored(let e): expect(e.command, [.restore], event)
    case .commandRefused(let e): expectRefusal(e, event)
    case .killEngaged(let e):
      note(.kill, event, needsRow: [.signal, .file, .journal, .latch].contains(e.source))
    case .killReset: note(.resume, event)
    case .alertAcknowledged: note(.ack, event)
    case .configChanged(let e): if e.isCommanded { note(.limit, event) }
    case .orderChanged(let e):
      if e.reason.hasPrefix("cancelled by ") { note(.cancel, event) }
      if OrderNote.successor(in: e.reason) != nil { note(.replace, event) }
    case .noted(let e):
      if e.ref == nil { note(.note, event) }
      if e.ref?.hasPrefix("C") == true, e.text.hasPrefix("size ") { note(.size, event) }
    default: break
    }
  }

  private mutating func expect(_ id: String, _ verbs: [CommandVerb], _ event: Event) {
    named.insert(id)
    guard let row = rows[id] else { return missing(id, event) }
    guard let verb = row.verb, verbs.contains(verb), row.code == nil, let seq = row.seq,
      seq >= event.seq, row.eventTime == Int(event.time.nanoseconds),
      row.time <= Int(event.time.nanoseconds)
    else { return differs(id, event) }
  }

  private mutating func expectRefusal(_ refusal: CommandRefused, _ event: Event) {
    refused.insert(refusal.command)
    guard let row = rows[refusal.command] else { return missing(refusal.command, event) }
    guard row.verb == refusal.verb, row.code == refusal.code.rawValue, row.seq == nil,
      row.outcome == "refused: \(refusal.text)", row.time <= Int(event.time.nanoseconds)
    else { return differs(refusal.command, event) }
  }

  private mutating func note(_ verb: CommandVerb, _ event: Event, needsRow: Bool = true) {
    let time = Int(event.time.nanoseconds)
    effects[verb, default: [:]][time] = min(event.seq, effects[verb]?[time] ?? event.seq)
    if needsRow, (accepted[verb]?[time] ?? 0) < event.seq {
      problems.append((event.seq, "no command \(verb.rawValue) is there that did this"))
    }
  }

  private mutating func missing(_ id: String, _ event: Event) {
    problems.append((event.seq, "the command \(id) that it names is not there"))
  }

  private mutating func differs(_ id: String, _ event: Event) {
    problems.append((event.seq, "the command \(id) has another verb, outcome or event"))
  }

  /// Compares every row with what the journal said of it.
  mutating func finish() {
    for row in rows.values.sorted(by: { $0.id < $1.id }) {
      if let text = problem(row) { problems.append((row.seq, "command \(row.id) \(text)")) }
    }
  }

  private func problem(_ row: CommandRow) -> String? {
    guard let verb = row.verb else { return "has an unknown verb" }
    if row.code != nil || row.outcome.hasPrefix("refused") {
      return refused.contains(row.id) ? nil : "says it was refused, the journal does not"
    }
    guard row.outcome == "done" else { return "has an unknown outcome" }
    guard let seq = row.seq else {
      return changesSomething(verb) ? "names no event" : nil
    }
    guard let time = row.eventTime else { return "names an event that is not there" }
    switch verb {
    case .approve, .reject, .restore, .roll:
      return named.contains(row.id) ? nil : "says it took effect, the journal does not"
    case .kill, .resume, .ack, .limit, .note, .size, .cancel, .replace:
      let first = effects[verb]?[time] ?? .max
      return first <= seq ? nil : "says it took effect, the journal does not"
    default: return nil
    }
  }

  /// Whether a command of this verb leaves an event whenever it is accepted.
  private func changesSomething(_ verb: CommandVerb) -> Bool { verb != .reduce && verb != .active }
}

extension Verifier {
  /// Compares the commands of every run with its journal.
  mutating func checkCommands() throws(StoreError) {
    let runs = try db.rows("SELECT run FROM runs ORDER BY run").compactMap { $0[0].int }
    for run in runs {
      // A journal that was read soundly has told all of its commands already.
      var ledger: CommandLedger
      if let read = told[run]?.commands {
        ledger = read
      } else {
        ledger = try commandsRead(run)
      }
      ledger.finish()
      for problem in ledger.problems.prefix(20) {
        find(.commands, run: run, seq: problem.seq, problem.text)
      }
    }
  }

  private func commandsRead(_ run: Int) throws(StoreError) -> CommandLedger {
    var ledger = try CommandLedger(run: run, of: db)
    let lines = """
      SELECT seq, line FROM journal WHERE run=? AND type IN ('CandidateApproved',
      'CandidateRejected','CandidateRestored','CommandRefused','KillEngaged','KillReset',
      'AlertAcknowledged','ConfigChanged','Noted','OrderChanged') ORDER BY seq
      """
    try db.each(lines, [.int(run)]) { row throws(StoreError) in
      ledger.read(try decoded(row.bytes(1), run: run, seq: row.int(0) ?? 0))
    }
    return ledger
  }
}
