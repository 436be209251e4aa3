// Reading the facts of a report: from the journal of a stored run, or from a sample day that is
// played in memory because no run holds it.

import Configuration
import DeskEngine
import Feeds
import Glibc
import MarketData
import Numerics
import Persistence
import Portfolio

/// The facts of a run up to the end of a date, with the hash of the last line.
struct FactReading {
  private(set) var facts = RunFacts()
  private(set) var hash: [UInt8] = []
  /// The book that the lines fold to.
  private(set) var state = DeskState()
  private let run: Int
  private let last: CivilDate?

  /// Begins with nothing.
  ///
  /// - Parameters:
  ///   - run: The run, for messages.
  ///   - last: The date after which lines are left out; nil for none.
  init(run: Int, through last: CivilDate?) {
    self.run = run
    self.last = last
  }

  /// Takes a line in, unless it is of a later date.
  mutating func take(_ line: JournalLine) throws(StoreError) {
    let event: Event
    do throws(LineError) { event = try Event(line: line.line) } catch {
      throw .chainBroken(run: run, seq: line.seq, detail: error.description)
    }
    if let last, NewYorkTime.date(event.time) > last { return }
    facts.take(event)
    state.apply(event)
    hash = line.hash
  }
}

/// Reads the input of a report as a command line asks for it.
///
/// - Throws: `StartFailure` with the exit code: 1 when no run and no sample day holds the date.
func reportInput(_ invocation: Invocation) throws -> ReportInput {
  let configuration = try loadConfiguration(
    configurationSources(invocation), keys: DeskPlan.vocabulary)
  let path = databasePath(invocation)
  let wanted = invocation.text("--date").flatMap { CivilDate($0) }
  if DatabaseFiles(path).exists {
    let archive = try DeskArchive(path)
    defer { archive.close() }
    if let run = try chosenRun(archive, invocation.integer("--run"), holding: wanted) {
      var (input, state) = try storedReading(
        archive, run, date: wanted, isWhole: false, configuration)
      input.measures = try StoredMeasures(
        archive: archive, run: run, date: input.date, settings: deskSettings(configuration),
        sampleData: try dataHome(invocation).sampleData
      ).measures(state, hedging: input.settings.hedging)
      return input
    }
  } else if invocation.integer("--run") != nil || invocation.text("--db") != nil && wanted == nil {
    throw StoreError.file(path: path, reason: "there is no database")
  }
  guard let wanted else {
    throw StartFailure(
      text: "\(path) holds no run yet; name a sample day, as --date 2018-02-05", code: 1)
  }
  return try playedInput(wanted, invocation)
}

/// The run to report on; nil when a date was asked for that no run holds.
private func chosenRun(
  _ archive: DeskArchive, _ number: Int?, holding date: CivilDate?
) throws -> RunRow? {
  if number == nil, let date { return try archive.run(holding: date) }
  if number == nil, try archive.runs().isEmpty { return nil }
  let run = try archive.run(number)
  let dates = try archive.sessions(run: run.run)
  if let date, !dates.contains(date) {
    throw StartFailure(
      text: "run \(run.run) holds no session of \(date); it has \(spanned(dates))", code: 1)
  }
  guard date != nil || !dates.isEmpty else {
    throw StartFailure(text: "run \(run.run) has opened no session yet", code: 1)
  }
  return run
}

private func spanned(_ dates: [CivilDate]) -> String {
  guard let first = dates.first, let last = dates.last else { return "none" }
  return first == last ? "\(first)" : "\(first) to \(last)"
}

/// The input of a stored run: up to the end of a date, its last session by default, or whole.
func storedInput(
  _ archive: DeskArchive, _ run: RunRow, date: CivilDate?, isWhole: Bool = false,
  _ configuration: DeskConfiguration
) throws(StoreError) -> ReportInput {
  try storedReading(archive, run, date: date, isWhole: isWhole, configuration).input
}

/// The same with the book that the run has come to by then.
private func storedReading(
  _ archive: DeskArchive, _ run: RunRow, date: CivilDate?, isWhole: Bool,
  _ configuration: DeskConfiguration
) throws(StoreError) -> (input: ReportInput, state: DeskState) {
  let last = try archive.sessions(run: run.run).last
  let day = date ?? last ?? CivilDate(dayNumber: 0)
  var reading = FactReading(run: run.run, through: isWhole ? nil : day)
  try archive.eachLine(run: run.run, after: 0) { line throws(StoreError) in
    try reading.take(line)
  }
  let input = ReportInput(
    facts: reading.facts, date: day,
    run: ReportRun(
      number: run.run, identity: run.identity,
      origin: "Read from the journal of run \(run.run).",
      journalHash: SHA256.hexadecimal(reading.hash)),
    settings: try decisions(archive, run.run, reading.facts),
    calendar: configuration.events, clusters: configuration.universe.clusters)
  return (input, reading.state)
}

/// The settings in force at the end of the facts.
private func decisions(
  _ archive: DeskArchive, _ run: Int, _ facts: RunFacts
) throws(StoreError) -> DecisionSettings {
  let first = try archive.settings(run: run)
  let hash = facts.settings.last?.fact.configHash ?? first?.hash ?? ""
  let text = hash == first?.hash ? first?.text : try archive.settings(hash: hash)
  return DecisionSettings(hash: hash, DeskConfiguration.decisions(in: text ?? ""))
}

/// Plays a sample day in memory and reads it.
private func playedInput(_ date: CivilDate, _ invocation: Invocation) throws -> ReportInput {
  var plan = try DeskPlan(invocation)
  guard let sampleData = plan.sampleData, access("\(sampleData)/days/\(date).csv", R_OK) == 0
  else {
    throw StartFailure(
      text: "no stored run holds \(date) and there is no sample day of it", code: 1)
  }
  plan.market = .replay("\(date)")
  plan.isReadOnly = true
  plan.speed = .infinity
  let store = MemoryStore()
  let loop = try DeskLoop(plan, store: store)
  defer { loop.closeFeed() }
  try loop.takeUp()
  while try loop.step() {}
  var reading = FactReading(run: loop.opening.run, through: date)
  try store.eachLine(after: 0) { line throws(StoreError) in try reading.take(line) }
  return ReportInput(
    facts: reading.facts, date: date,
    run: ReportRun(
      number: loop.opening.run,
      identity: RunIdentity(
        key: loop.identity.runKey, mode: loop.identity.mode.rawValue,
        source: loop.identity.source, seed: Int(clamping: plan.seed),
        dataHash: loop.identity.dataHash),
      origin: playedWords(plan, loop.identity.title),
      journalHash: SHA256.hexadecimal(reading.hash)),
    settings: DecisionSettings(
      hash: plan.settings.configHash, plan.configuration.decisions),
    calendar: plan.configuration.events, clusters: plan.configuration.universe.clusters,
    measures: loop.reportMeasures())
}

/// How a day came to be played, in a sentence.
private func playedWords(_ plan: DeskPlan, _ provenance: String) -> String {
  let changed = plan.configuration.effective.filter { $0.origin != .builtIn }.map(\.key)
  let decisive = Settings.fields.filter { $0.role == .decision && changed.contains($0.key) }
  let settings =
    decisive.isEmpty
    ? "with the default settings"
    : "with \(decisive.map(\.key).joined(separator: ", ")) set otherwise than by default"
  let approvals =
    plan.approvesTrades ? "every TRADE approved" : "nobody approving, so nothing was traded"
  return "No stored run holds this day: the sample day was played in memory \(settings), "
    + "\(approvals). The day is \(provenance)."
}
