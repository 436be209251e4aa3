// The thread of the desk behind the screen: pacing, requests and news.

import Configuration
import DeskEngine
import Feeds
import Glibc
import MarketData
import Persistence
import Screens
import Structures

/// Starts the desk of a plan on a thread of its own; false when the system has none left.
func startDeskThread(_ plan: DeskPlan, _ mailbox: Mailbox) -> Bool {
  startThread(stack: 8 << 20) { DeskJob(plan: plan, mailbox: mailbox).run() }
}

/// What the thread works on.
private final class DeskJob {
  let plan: DeskPlan
  let mailbox: Mailbox

  init(plan: DeskPlan, mailbox: Mailbox) {
    self.plan = plan
    self.mailbox = mailbox
  }

  func run() {
    do {
      let loop = try DeskLoop(plan, store: try openStore(plan))
      defer { loop.closeFeed() }
      let mailbox = mailbox
      let alerts = plan.onAlert.map { command in
        AlertSink(command) { text in mailbox.tell { $0.notices.append((text, true)) } }
      }
      defer { alerts?.finish() }
      loop.report = { alerts?.take($0) }
      do {
        try loop.takeUp()
        var desk = PacedDesk(loop: loop, plan: plan, mailbox: mailbox, alerts: alerts)
        try desk.run()
        try loop.finish()
        desk.reports.finish()
      } catch let error as StoreError {
        throw journalFault(error, plan)
      }
      mailbox.tell { $0.stopped = (0, nil) }
    } catch {
      let (code, text) = failure(error)
      mailbox.tell { $0.stopped = (code, text) }
    }
  }
}

/// A desk that runs at a pace and answers requests.
private struct PacedDesk {
  let loop: DeskLoop
  let plan: DeskPlan
  let mailbox: Mailbox
  var pacer: Pacer
  var summary: RunSummary
  var isOver = false
  var isQuitting = false
  var seekTarget: Instant?
  var lastTold: Int64 = 0
  let teller: SourceTeller
  let reports: ReportWriter

  init(loop: DeskLoop, plan: DeskPlan, mailbox: Mailbox, alerts: AlertSink?) {
    self.loop = loop
    self.plan = plan
    self.mailbox = mailbox
    pacer = Pacer(speed: plan.speed)
    teller = SourceTeller(loop, plan)
    reports = ReportWriter { result in
      mailbox.tell { news in
        switch result {
        case .success(let stem): news.notices.append(("wrote \(stem) .md .html .json", false))
        case .failure(let fault): news.notices.append((fault.description, true))
        }
      }
    }
    loop.report = { [weak loop, reports] commit in
      loop?.reportClose(commit, to: reports)
      alerts?.take(commit)
    }
    summary = RunSummary()
    summary.run = loop.opening.run
    summary.mode = loop.identity.mode.rawValue
    summary.source = loop.identity.source
    summary.provenance = loop.identity.title
    summary.isReadOnly = plan.isReadOnly
  }

  mutating func run() throws {
    tell()
    tellPacing()
    while !isQuitting {
      let wait = try nextWait()
      for request in mailbox.requests(waitingMs: wait) { try answer(request) }
      try killByFile(loop, plan)
      if isQuitting { break }
      if loop.isLive { try keepUp() }
      if try nextWait() == 0 { try step() }
    }
  }

  /// Milliseconds until there is something to do.
  private mutating func nextWait() throws -> Int {
    guard !isOver, !loop.isDone else { return 1_000 }
    guard let time = try loop.nextTime() else {
      if loop.isWaiting { return 20 }
      isOver = true
      _ = try loop.step()
      mailbox.tell { $0.notices.append(("the tape is over", false)) }
      tell()
      return 1_000
    }
    if seekTarget != nil || loop.isLive { return 0 }
    return min(pacer.wait(for: time), 1_000)
  }

  private mutating func step() throws {
    guard !isOver, let time = try loop.nextTime() else { return }
    _ = try loop.step()
    pacer.advance(to: time)
    if let target = seekTarget, time >= target {
      seekTarget = nil
      pacer.pause()
      tellPacing()
    }
    let now = steadyNanoseconds()
    // A fast tape must not spend its time on snapshots that nobody sees.
    if pacer.speed < 1_000 && seekTarget == nil || now - lastTold > 80_000_000 { tell() }
  }

  /// Makes durable what a live feed brought, and says how its source does.
  private mutating func keepUp() throws {
    try loop.flushRecord(onlyWhenDue: true)
    guard let status = teller.tell() else { return }
    tellPacing(lag: status.latency)
    tell()
    for text in teller.news { mailbox.tell { $0.notices.append((text, false)) } }
  }

  private mutating func tell() {
    lastTold = steadyNanoseconds()
    loop.readRegimeOutlook()
    var snapshot = loop.core.snapshot(summary)
    snapshot.source = teller.last?.line ?? ""
    mailbox.tell { $0.snapshot = snapshot }
  }

  private func tellPacing(lag: Double? = nil) {
    var pacing = PacingSummary(
      mode: PacingSummary.Mode(rawValue: summary.mode) ?? .sim,
      speed: pacer.speed.isFinite ? pacer.speed : nil, isPaused: pacer.isPaused)
    pacing.lag = lag
    mailbox.tell { [pacing] in $0.pacing = pacing }
  }

  private mutating func answer(_ request: DeskRequest) throws {
    switch request {
    case .command(let command): try give(command)
    case .pause where loop.isLive, .faster where loop.isLive, .slower where loop.isLive,
      .setSpeed where loop.isLive, .step where loop.isLive:
      mailbox.tell { $0.notices.append(("a live feed cannot be paused or sped up", false)) }
    case .pause:
      pacer.pause()
      // A fast tape is ahead of what was told last; what stands still must be what is shown.
      tell()
    case .run: pacer.run()
    case .step(let count): try stepBy(count)
    case .faster: pacer.faster()
    case .slower: pacer.slower()
    case .setSpeed(let speed): pacer.set(speed ?? .infinity)
    case .seek(let minute): seek(minute)
    case .edit(let request): try change(request)
    case .remoteKill: remoteKill()
    case .killBySignal:
      try loop.kill(.signal, reason: killReason(plan))
      tell()
    case .report: writeReport()
    case .quit: isQuitting = true
    }
    tellPacing()
  }

  /// Has the report of the session so far written, while the desk goes on.
  private func writeReport() {
    guard loop.core.state.session.date.dayNumber > 0 else {
      mailbox.tell { $0.notices.append(("no session yet to report on", false)) }
      return
    }
    loop.report(to: reports)
  }

  /// Kills the desk that writes the database which this one only reads.
  private func remoteKill() {
    let (code, text) = requestKill(DatabaseFiles(plan.database), reason: "read-only desk")
    mailbox.tell { $0.notices.append((text, code != 0)) }
  }

  private mutating func stepBy(_ count: Int) throws {
    for _ in 0..<max(0, count) { try step() }
    tell()
  }

  /// Runs on to a time of day: of this session, or after its close of the next one.
  private mutating func seek(_ minute: Int) {
    guard plan.isReplay else {
      mailbox.tell { $0.notices.append(("seek works in a replay only", false)) }
      return
    }
    var date = loop.core.market.session?.date ?? NewYorkTime.date(loop.logicalTime)
    if let last = loop.core.state.days.last, last.date == date {
      date = last.next ?? date
    }
    let target = NewYorkTime.instant(date, secondOfDay: Int64(minute) * 60)
    guard target > loop.logicalTime else {
      mailbox.tell {
        $0.notices.append(("seek goes forward only: what was decided stays decided", false))
      }
      return
    }
    seekTarget = target
  }

  private mutating func change(_ request: EditRequest) throws {
    let before = loop.editing.configuration.settings.run.speed
    switch try loop.change(request) {
    case .done(let seq, let text):
      let speed = loop.editing.configuration.settings.run.speed
      if speed != before, !loop.isLive { pacer.set(speed) }
      let number = seq.map { " #\($0)" } ?? ""
      mailbox.tell { [editing = loop.editing] in
        $0.editing = editing
        $0.notices.append(("✓ \(text)\(number)", false))
      }
      tell()
    case .refused(let text): mailbox.tell { $0.notices.append(("✗ \(text)", true)) }
    }
  }

  private mutating func give(_ request: DeskCommandRequest) throws {
    let action = request.command
    let (command, stored) = try loop.press(action)
    tell()
    let outcome = CommandOutcome(
      command: command.id, verb: action.verb, seq: stored?.code == nil ? stored?.seq : nil,
      text: stored.map { stored in
        stored.code.map { "✗ \($0) \(stored.outcome)" }
          ?? "✓ \(done(action)) #\(stored.seq ?? 0)"
      } ?? "✗ not confirmed")
    mailbox.tell { $0.outcomes.append((request.token, outcome)) }
  }
}

/// What an accepted command has done, in words.
private func done(_ action: CommandAction) -> String {
  switch action {
  case .approve(let candidate, _, _): "C\(candidate) approved, its order works"
  case .reject(let candidate, _, _): "C\(candidate) rejected"
  case .restore(let candidate): "C\(candidate) is open again"
  case .size(let candidate, let quantity): "C\(candidate) has size \(quantity)"
  case .close(let position): "P\(position) close sent"
  case .roll(let position): "P\(position) roll sent"
  case .manual(let structure, _, let quantity):
    "\(quantity) x \(structure.rawValue) is a candidate, a approves it"
  case .flatten: "the book is being closed"
  case .kill: "kill engaged"
  case .resume: "kill released, REDUCING"
  case .reduce: "REDUCING"
  case .active: "ACTIVE"
  case .ack(let alert): "A\(alert) acknowledged"
  case .limit(let name, let value, _, _): "limit \(name) is \(value)"
  case .note: "noted"
  case .cancel(let order): "O\(order) cancelled"
  case .replace(let order, let limit): "O\(order) replaced at \(limit)"
  }
}

extension DeskPlan {
  /// Whether the tape ends by itself.
  var hasEnd: Bool {
    if case .live(.file) = market { return true }
    return isReplay || days != nil
  }

  /// Whether the tape is a replay.
  var isReplay: Bool {
    if case .replay = market { true } else { false }
  }

  /// Where quotes come from.
  var mode: PacingSummary.Mode {
    switch market {
    case .simulator: .sim
    case .replay: .replay
    case .live: .live
    }
  }
}
