// The desk itself: observe, decide, adopt.
//
// `decide` is a pure function of the book, the market and the input; what it returns becomes true
// only when the caller has made it durable and calls `adopt`.

public import MarketData
import Risk

/// The deterministic core of the desk.
public struct DeskCore: Sendable {
  /// The settings in force.
  public var settings: DeskSettings { held.settings }
  private(set) var held: HeldSettings
  /// The book.
  public private(set) var state: DeskState
  /// The market.
  public private(set) var market: MarketState
  var figures = DeskFigures()
  private(set) var log: [LogEntry] = []
  private(set) var commands: [CommandOutcome] = []

  /// Makes a desk with a folded book and an unobserved market.
  public init(settings: DeskSettings, state: DeskState = DeskState()) {
    held = HeldSettings(settings)
    self.state = state
    market = MarketState(quoteRules: settings.quotes, announcements: settings.announcements)
  }

  /// Folds the quotes of a batch into the market, deciding nothing.
  public mutating func observe(_ batch: MarketBatch) {
    if batch.start != nil { figures.beginSession() }
    market.observe(batch)
  }

  /// Folds the feed's state: once it is lost, no quote counts until it came again.
  public mutating func observe(_ feed: FeedState) {
    if feed == .down { market.distrust() }
  }

  /// Decides on an input whose quotes have been observed.
  public mutating func decide(_ input: DeskInput) -> DeskDecision {
    if case .configuration(let input) = input { return decide(input) }
    var decider = Decider(
      settings: held, market: market, state: state, figures: figures, now: time(of: input))
    _ = decider.sessionRisk()
    var accepted: Bool?
    switch input {
    case .market(let batch): decider.decide(batch)
    case .command(let command):
      accepted = decider.carryOut(command)
      decider.checkRates()
    case .job(let report): decider.take(report)
    case .feed(let feed, let reason, _): decider.setFeed(feed, reason: reason)
    case .clock(let jump, _): decider.noteClock(jump: jump)
    case .configuration: break
    }
    return decider.decision(accepted: accepted)
  }

  /// Decides by new settings that these are in force.
  private func decide(_ input: ConfigurationInput) -> DeskDecision {
    var market = market
    market.take(input.settings)
    var decider = Decider(
      settings: input.settings, market: market, state: state, figures: figures,
      now: max(input.time, state.time))
    decider.figures.forgetSurfaces()
    _ = decider.sessionRisk()
    decider.take(input, isNew: input.settings.configHash != settings.configHash)
    return decider.decision(accepted: nil, settings: input.settings)
  }

  /// The moment of an input, never before the last event.
  private func time(of input: DeskInput) -> Instant {
    let time: Instant =
      switch input {
      case .market(let batch): batch.time
      case .command(let command): command.time
      case .job(let report): report.time
      case .feed(_, _, let time): time
      case .clock(_, let time): time
      case .configuration(let input): input.time
      }
    return max(time, state.time)
  }

  /// Makes a decision true, after it has become durable.
  public mutating func adopt(_ decision: consuming DeskDecision) {
    // Exchanged, not copied: a book is a hundred references that would be counted up and down.
    swap(&state, &decision.state)
    swap(&figures, &decision.figures)
    if let settings = decision.settings {
      held = HeldSettings(settings)
      market.take(settings)
    }
    remember(decision.events)
  }

  /// Takes past events into the log, for a desk that goes on after a restart.
  public mutating func remember(_ events: [Event]) {
    for event in events {
      // Marks come every minute and stand on the page themselves, fits have a table of their own.
      switch event.body {
      case .equityMarked, .profitExplained, .jobRequested, .parametersFitted: continue
      default: break
      }
      log.append(LogEntry(event))
      if let outcome = CommandOutcome(event) { commands.append(outcome) }
    }
    if log.count > 400 { log.removeFirst(log.count - 200) }
    if commands.count > 20 { commands.removeFirst(commands.count - 10) }
  }
}

extension Decider {
  /// Decides on a batch: the stages in the order of the data flow.
  mutating func decide(_ batch: MarketBatch) {
    figures.marked = nil
    if let start = batch.start { openSession(notes: start.notes) }
    warmFeed(batch)
    guard batch.isMinute else { return decideBetween(batch) }
    countRejected()
    guard batch.isOpen else { return finish(batch) }
    judgeChains(isStart: batch.start != nil)
    freezeGaps()
    settleExpired()
    fillOrders()
    markBook(force: batch.start != nil)
    applyLimits()
    explainProfits()
    signalHedges()
    readRegime()
    if figures.metrics.isEmpty { gatherMetrics() }
    readHealth()
    if batch.start != nil { noteForecasts() }
    detectEdges()
    // Exits come first: what is left makes room for what is proposed.
    warnOfDelivery()
    sendExits()
    workCandidates()
    requestCalibration(isClosing: batch.end != nil)
    finish(batch)
  }

  /// The feed is up with the first quotes that can be relied on, and not before.
  private mutating func warmFeed(_ batch: MarketBatch) {
    if batch.isWarm {
      if state.feed != .up { setFeed(.up, reason: "quotes arrive") }
    } else if state.feed == .up || !state.trading.causes.contains(.feed) {
      let feed = state.feed == .up ? FeedState.stale : state.feed
      setFeed(feed, reason: "too few quotes yet")
    }
  }

  /// Decides on quotes between two minutes: orders fill and limits hold, nothing is proposed.
  private mutating func decideBetween(_ batch: MarketBatch) {
    guard batch.isOpen else { return }
    settleExpired()
    let before = state.seq
    fillOrders()
    if state.seq > before { markBook(force: true) }
    if !state.positions.isEmpty { applyLimits() }
    explainProfits()
  }

  private mutating func finish(_ batch: MarketBatch) {
    _ = marked()
    guard let end = batch.end, state.session.isOpen else { return }
    closeRegime()
    closeSession(end)
  }
}
