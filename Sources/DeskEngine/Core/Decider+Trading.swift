// Limits, causes of REDUCING, and the kill latch.

import Candidates
import Edges
import Execution
import MarketData
import Risk

extension Decider {
  /// Reads every limit after a mark, and acts on what it demands.
  mutating func applyLimits() {
    let exposure = exposure()
    let limits = self.limits
    let book = measured(exposure)
    let readings = readLimits(of: exposure, limits: limits, book: book)
    figures.limits = readings
    for reading in readings { cross(reading) }
    var causes = state.trading.causes
    for cause in assessLosses(of: exposure, limits: limits).causes
    where !causes.contains(cause) {
      causes.append(cause)
    }
    setTrading(causes: causes)
    sayFaults(book.faults)
    if state.trading.isKilled { return }
    for reason in latchReasons(of: exposure, limits: limits, book: book) {
      engageKill(killSource(reason), reason: killText(reason))
      break
    }
    checkIdentity()
    checkRates()
  }

  /// Says aloud when a structure could lose more in the stress grid than was proven possible.
  private mutating func sayFaults(_ faults: [StressFault]) {
    for fault in faults {
      let name = fault.position.map { "P\($0)" } ?? fault.underlying
      alert(
        .error, metric: "stress_fault \(name)", value: rounded(fault.profit),
        threshold: rounded(-fault.maxLoss),
        text: "\(name) would lose more than its proven loss in a stress cell: "
          + "the proof or the marks are wrong")
    }
  }

  /// Engages the kill when refusals, or openings of one detector, come too fast.
  mutating func checkRates() {
    guard !state.trading.isKilled else { return }
    let rates = limits.throttle
    if state.refusals.count(where: { now - $0 < .minutes(1) }) >= rates.rejects {
      return engageKill(.rejects, reason: killText(.rejects))
    }
    let recent = state.openings.filter { now - $0.time < .minutes(1) }
    // The trader's own structures are no detector that runs away.
    for opening in recent where opening.kind != .manual {
      let same = recent.count { $0.underlying == opening.underlying && $0.kind == opening.kind }
      if same >= rates.repeats { return engageKill(.repeats, reason: killText(.repeats)) }
    }
  }

  /// How far cash and positions at cost miss what was put in and earned; nil when they agree.
  var ledgerDifference: Money? {
    guard state.money.isFunded else { return nil }
    let cost = state.positions.reduce(Money.zero) { $0 + $1.cost }
    let difference = state.money.cash + cost - state.money.capital - state.money.realised
    return difference == .zero ? nil : difference
  }

  /// Engages the kill when the ledger does not add up.
  private mutating func checkIdentity() {
    if let difference = ledgerDifference, !state.trading.isKilled {
      engageKill(.identity, reason: "the ledger is off by \(difference) dollars")
    }
  }

  private func killSource(_ reason: LatchReason) -> KillSource {
    switch reason {
    case .drawdown: .drawdown
    case .stress: .stress
    case .rejects: .rejects
    case .repeats: .repeats
    case .journal: .journal
    case .identity: .identity
    case .latchUnreadable: .latch
    }
  }

  private func killText(_ reason: LatchReason) -> String {
    switch reason {
    case .drawdown: "drawdown of \(percent(limits.drawdown)) from the peak reached"
    case .stress: "worst stress loss beyond \(percent(limits.stressLoss)) of equity"
    case .rejects: "too many refused orders in a minute"
    case .repeats: "the same order came too often"
    case .journal: "the journal failed"
    case .identity: "the book does not add up"
    case .latchUnreadable: "the latch could not be read"
    }
  }

  private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }

  /// Writes a limit's level when it rises, or when it has fallen clearly below.
  private mutating func cross(_ reading: LimitReading) {
    let held = state.levels.first { $0.limit == reading.name }?.level ?? 0
    let level = reading.level.rawValue
    if level == held { return }
    // Falling back needs a margin of five points, so that a limit at its edge does not chatter.
    if level < held, let value = reading.value, reading.bound > 0,
      value / reading.bound > Double(held) / 100 - 0.05
    {
      return
    }
    emit(
      .limitCrossed(
        LimitCrossed(
          limit: reading.name, level: level, value: rounded(reading.value ?? 0),
          bound: rounded(reading.bound))))
    guard level > held else { return }
    let text =
      level == 100
      ? "limit \(reading.name) is reached: no order may add to it"
      : "limit \(reading.name) stands at \(level) %"
    alert(
      level == 100 ? .error : level == 80 ? .warn : .info, metric: reading.name,
      value: reading.value.map(rounded),
      threshold: rounded(reading.bound), text: text)
  }

  /// Sets the causes and writes what the desk may do when it changes.
  mutating func setTrading(causes: [TradingCause]) {
    let ordered = TradingCause.allCases.filter { causes.contains($0) }
    let conditions = TradingConditions(isLatched: state.trading.isKilled, causes: ordered)
    if conditions.state == state.trading.state, ordered == state.trading.causes { return }
    emit(
      .tradingStateChanged(
        TradingStateChanged(from: state.trading.state, to: conditions.state, causes: ordered)))
  }

  /// Engages the kill: every unexecuted order is cancelled and every open candidate closed.
  mutating func engageKill(_ source: KillSource, reason: String) {
    if state.trading.isKilled { return }
    emit(
      .killEngaged(
        KillEngaged(source: source, reason: reason, cancelled: state.orders.map(\.order))))
    for order in state.orders {
      change(order.order, .cancel, reason: "kill engaged")
    }
    for candidate in state.candidates where candidate.state == .open {
      emit(
        .candidateClosed(
          CandidateClosed(
            candidate: candidate.record.candidate, rev: candidate.record.rev,
            reason: "kill engaged")))
      endHandEdge(of: candidate, reason: "kill engaged")
    }
    setTrading(causes: state.trading.causes)
    alert(
      .critical, metric: "kill", value: nil, threshold: nil,
      text: "kill engaged by \(source.rawValue): \(reason)")
  }

  /// Folds the supervisor's word on the feed; without one, no opening may go on working.
  mutating func setFeed(_ feed: FeedState, reason: String) {
    if state.feed != feed { emit(.feedChanged(FeedChanged(state: feed, reason: cleaned(reason)))) }
    if feed == .down {
      for order in state.orders where order.intent.opens {
        change(order.order, .cancel, reason: "feed down")
      }
    }
    var causes = state.trading.causes.filter { $0 != .feed }
    if feed != .up { causes.append(.feed) }
    setTrading(causes: causes)
  }
}
