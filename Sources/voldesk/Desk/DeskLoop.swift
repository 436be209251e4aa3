// The desk at work: inputs in their order, each decided, made durable, adopted and told.
//
// One thread owns a loop with its store and its core. Nothing is adopted, printed or acknowledged
// before it is committed.

import Candidates
import Configuration
import DeskEngine
import Feeds
import MarketData
import Persistence
import Structures

/// What is told of a commit.
struct CommitReport {
  var events: [Event]
  var lines: [[UInt8]]
}

/// A desk at work on one run.
final class DeskLoop {
  let plan: DeskPlan
  let store: any JournalStore
  private(set) var core: DeskCore
  private(set) var opening: RunOpening
  /// The equity that this process began with.
  let equityAtStart: Money
  /// The hash after the last durable event.
  private(set) var journalHash: [UInt8]
  let identity: TapeIdentity
  /// The configuration in force, with what is needed to change it.
  var editing: EditableConfiguration
  private var tape: any TapeSource
  private var next: TapeItem?
  private var isTapeOver = false
  private var cursor: TapeCursor?
  private var fileCommands: ArraySlice<DeskCommand>
  /// What a live run keeps of its tape.
  private var recorder: TapeRecorder?
  /// The jobs that were asked for.
  var jobs: DeskJobs
  private var keys = 0
  private var signals = 0
  /// Called after every commit with what became durable.
  var report: (CommitReport) -> Void = { _ in }

  /// Begins or resumes the run of a plan.
  init(_ plan: DeskPlan, store: any JournalStore) throws {
    self.plan = plan
    self.store = store
    jobs = plan.jobs
    editing = plan.editing
    let fresh = try plan.openTape()
    // A replay's key carries the seed that was asked for, not the one its day was built with.
    var identity = fresh.identity
    identity.seed = plan.seed
    self.identity = identity
    // A damaged database is refused before anything is written to it.
    try store.quickCheck()
    var folded = FoldedRun()
    opening = try store.begin(
      RunIdentity(
        key: identity.runKey, mode: identity.mode.rawValue, source: identity.source,
        seed: Int(clamping: plan.seed), dataHash: identity.dataHash),
      start: StartIdentity(
        version: programVersion, configHash: plan.settings.configHash,
        settings: plan.configuration.decisionText, run: plan.run),
      restart: plan.restarts
    ) { opening throws(StoreError) in
      folded = try FoldedRun(store, opening)
      if let book = try store.book(), let difference = folded.difference(from: book) {
        throw try store.unsound("run \(opening.run): \(difference)")
      }
    }
    journalHash = opening.lastHash
    fileCommands = plan.commands[...]
    core = DeskCore(settings: plan.settings, state: folded.state)
    core.remember(folded.recent)
    let money = folded.state.money
    equityAtStart = money.isFunded ? money.equity : plan.settings.equity
    tape = fresh
    try countCommands()
    try recoverJob(from: fresh)
    tape = try plan.reopenTape(folded.state, fresh: fresh)
    if identity.mode == .live {
      try resumeLive()
    } else if let cursor = opening.cursor {
      try observe(to: cursor)
    }
  }

  /// Folds what was recorded of the session so far, and tells the feed where to go on.
  private func resumeLive() throws {
    cursor = opening.cursor
    recorder = TapeRecorder(try plan.recordFile(store, identity, isResumed: opening.isResumed))
    guard var live = tape as? any LiveTapeSource else { return }
    for day in core.state.days {
      live.restore(day.market.compactMap { SessionBar($0) }, of: day.date)
    }
    var recorded = RecordedSession(
      lines: try store.recordedTape(isWhole: false), identity: identity)
    var last = Instant(nanoseconds: 0)
    while let item = try recorded.nextItem() {
      observe(item)
      live.restore(item)
      last = item.time
    }
    if let word = wordOnResults(since: last) { live.restore(word) }
    live.takeUp("the desk was started again")
    tape = live
  }

  /// Decides what a start itself calls for: a latch carried over, new settings, trades left open.
  ///
  /// It is told like everything else, so whoever listens sets `report` before.
  func takeUp() throws {
    try carryLatch()
    try noteConfiguration()
    try approveTrades(core.state.candidates.map(\.record))
    if isDone { try takeResults(before: nil) }
  }

  /// Goes on counting the keys and signals of a resumed run, so that their ids stay unique.
  private func countCommands() throws {
    guard opening.isResumed else { return }
    for command in try store.commands(last: 1_000_000) {
      if command.command.hasPrefix("key-") { keys += 1 }
      if command.command.hasPrefix("signal-") { signals += 1 }
    }
  }

  /// Decides what a trader's key asks for.
  func press(_ action: CommandAction) throws -> (command: DeskCommand, stored: StoredCommand?) {
    keys += 1
    let command = DeskCommand(time: logicalTime, id: "key-\(keys)", actor: .user, action: action)
    return (command, try give(command))
  }

  /// Folds the quotes of the session so far, deciding nothing.
  private func observe(to cursor: TapeCursor) throws {
    self.cursor = cursor
    while let item = try peek(), item.time <= cursor.last {
      observe(item)
      next = nil
    }
  }

  func observe(_ item: TapeItem) {
    switch item {
    case .batch(let batch): core.observe(batch)
    case .feed(let state, _, _): core.observe(state)
    case .clock: break
    }
    restartJob(at: item)
  }

  /// A latch carried over from an abandoned run engages the kill in this one.
  private func carryLatch() throws {
    guard opening.latch.isEngaged, !core.state.trading.isKilled else { return }
    try handle(
      .command(
        DeskCommand(
          time: logicalTime, id: "latch-\(opening.run)", actor: .engine,
          action: .kill(
            source: opening.latch.source ?? .latch, reason: "carried over: \(opening.latch.reason)")
        )))
  }

  /// The moment that a command given now belongs to.
  ///
  /// A live one stands just after what the desk was told last, so that it comes between the same two
  /// items of the recorded tape.
  var logicalTime: Instant {
    if identity.mode == .live {
      guard let last = cursor?.last else { return core.state.time }
      return max(last + TimeSpan(nanoseconds: 1), core.state.time)
    }
    let known = max(core.market.time, core.state.time)
    if known.nanoseconds > 0 { return known }
    return (try? peek())?.time ?? known
  }

  /// The moment that the desk stands at; nil before a live desk's first input.
  var knownTime: Instant? {
    let time = logicalTime
    return time.nanoseconds > 0 ? time : nil
  }

  /// The next item, without taking it.
  private func peek() throws -> TapeItem? {
    if next == nil, !isTapeOver {
      next = try tape.nextItem()
      isTapeOver = next == nil && !tape.isWaiting
    }
    return next
  }

  /// The feed behind a tape that listens to one; nil for a stored tape.
  var feed: LiveFeed? { (tape as? LiveTape)?.feed }

  /// Whether the tape goes at the pace of the world.
  var isLive: Bool { tape is LiveTape }

  /// Ends the programs of the feed.
  func closeFeed() { feed?.stop() }

  /// Whether the tape has merely nothing yet.
  var isWaiting: Bool { next == nil && !isTapeOver }

  /// Exchange time of the next market input; nil when the tape is over.
  func nextTime() throws -> Instant? { try peek()?.time }

  /// Fits what a screen shows beside the regime, once a session.
  func readRegimeOutlook() { core.readRegimeOutlook() }

  /// Sessions finished in this run.
  var finishedDays: Int { core.state.days.count }

  /// Whether the run has held as many sessions as the plan asks for.
  var isDone: Bool { plan.days.map { finishedDays >= $0 } ?? false }

  /// Takes the next item with the file's commands that come before it; false when there is none.
  func step() throws -> Bool {
    guard let item = try peek() else {
      if isTapeOver {
        while let command = fileCommands.popFirst() { try giveInOrder(command) }
        try takeLastResults()
      }
      return false
    }
    while let command = fileCommands.first, command.time <= item.time {
      fileCommands.removeFirst()
      try giveInOrder(command)
    }
    try takeResults(before: item.time)
    next = nil
    try record(item)
    cursor = TapeCursor(
      first: cursor?.first ?? item.time, last: item.time, batches: (cursor?.batches ?? 0) + 1)
    observe(item)
    switch item {
    case .feed(let state, let reason, let time):
      try handle(.feed(state, reason: reason, time: time))
    case .clock(let jump, let time): try handle(.clock(jump: jump, time: time))
    case .batch(let batch):
      let proposed = try handle(.market(batch), batch: batch)
      try approveTrades(proposed)
      if batch.end != nil { try saveSnapshot() }
    }
    if isDone { try takeResults(before: nil) }
    try flushRecord(onlyWhenDue: true)
    return true
  }

  /// Decides a command of the file after the results that count before it.
  private func giveInOrder(_ command: DeskCommand) throws {
    try takeResults(before: command.time, isCommand: true)
    try give(command)
  }

  // MARK: Recording

  /// Keeps an item of a live tape until it is durable with the next commit, a second later at most.
  private func record(_ item: TapeItem) throws {
    guard recorder != nil else { return }
    // A session begins a piece, so that a restart finds it without reading the days before.
    if case .batch(let batch) = item, batch.start != nil { try flushRecord(onlyWhenDue: false) }
    recorder?.take(item)
  }

  /// Makes what was recorded durable without a decision.
  func flushRecord(onlyWhenDue: Bool) throws {
    guard let recorder, recorder.hasNews, !onlyWhenDue || recorder.isDue else { return }
    _ = try store.commit(Transaction(cursor: cursor, tape: recorder.part))
    self.recorder?.noteDurable()
  }

  /// Decides a command once; a repeated id gives the stored outcome.
  @discardableResult
  func give(_ command: DeskCommand) throws -> StoredCommand? {
    if let known = try store.outcome(of: command.id) { return known }
    try handle(.command(command))
    return try store.outcome(of: command.id)
  }

  /// Engages the kill for a signal or a file.
  func kill(_ source: KillSource, reason: String) throws {
    signals += 1
    try give(
      DeskCommand(
        time: logicalTime, id: signalID(source),
        actor: .signal, action: .kill(source: source, reason: reason)))
  }

  /// The id of a kill from outside; one that came by a file says so, for a later replay.
  private func signalID(_ source: KillSource) -> String {
    source == .signal ? "signal-\(signals)" : "signal-\(source.rawValue.lowercased())-\(signals)"
  }

  /// Decides an input, commits, adopts, tells.
  ///
  /// - Returns: The candidates that were proposed or revised.
  @discardableResult
  func handle(
    _ input: DeskInput, batch: MarketBatch? = nil, settings: (hash: String, text: String)? = nil
  ) throws -> [CandidateRecord] {
    let decision = core.decide(input)
    var stored: StoredCommand?
    var lines: [[UInt8]] = []
    if case .command(let command) = input { stored = StoredCommand(command, decision) }
    if !decision.events.isEmpty || stored != nil {
      let acknowledged = try store.commit(
        Transaction(
          events: decision.events, command: stored, cursor: cursor,
          quotes: core.quoteRows(decision, batch),
          prices: core.priceRows(batch, identity),
          history: core.historyRows(decision.events, identity), tape: recorder?.part,
          settings: settings))
      recorder?.noteDurable()
      journalHash = acknowledged.hash
      lines = acknowledged.lines
    }
    core.adopt(decision)
    for inputs in decision.requests { jobs.start(inputs) }
    if !lines.isEmpty { report(CommitReport(events: decision.events, lines: lines)) }
    if core.state.seq - lastSnapshot >= 5_000 { try saveSnapshot() }
    return decision.events.compactMap { event in
      switch event.body {
      case .candidateProposed(let record), .candidateRevised(let record): record
      default: nil
      }
    }
  }

  /// Approves what is recommended, if the plan says so: one command a revision, by number.
  private func approveTrades(_ records: [CandidateRecord]) throws {
    guard plan.approvesTrades else { return }
    for record in records.sorted(by: { $0.candidate < $1.candidate })
    where record.recommendation == .trade {
      let isOpen = core.state.candidates.contains {
        $0.record.candidate == record.candidate && $0.record.rev == record.rev && $0.state == .open
      }
      guard isOpen else { continue }
      try give(
        DeskCommand(
          time: logicalTime, id: "auto-C\(record.candidate).\(record.rev)", actor: .auto,
          action: .approve(candidate: record.candidate, rev: record.rev, net: record.net)))
    }
  }

  private var lastSnapshot = 0

  private func saveSnapshot() throws {
    lastSnapshot = core.state.seq
    try store.save(
      StoredSnapshot(
        seq: core.state.seq, version: snapshotVersion, state: core.state.snapshotBytes()))
  }

  /// Leaves the run; a replay whose tape is over has ended, anything else goes on later.
  func finish() throws {
    let isOver = isTapeOver && identity.mode == .replay
    try takeLastResults()
    try flushRecord(onlyWhenDue: false)
    if core.state.seq > lastSnapshot { try saveSnapshot() }
    try store.finish(isOver ? .ended : .open)
  }
}

/// The version of the encoding of a snapshot; another one is not read.
let snapshotVersion = 4
