// The beginning and the end of a session.

import Candidates
import Execution
import MarketData
import Portfolio
import Risk

extension Decider {
  /// Opens the session of a batch, once.
  mutating func openSession(notes: [String]) {
    guard let session = market.session else { return }
    if state.session.date == session.date, state.session.open == session.open { return }
    // A session whose tape broke off before its close still ends.
    if state.session.isOpen { lapse(reason: "session ended") }
    if !state.money.isFunded { fund() }
    let equity = state.money.equity
    let first = isNewWeek(session.date)
    emit(
      .sessionOpened(
        SessionOpened(
          date: session.date, open: session.open, close: session.close, baseEquity: equity,
          weekEquity: first ? equity : state.session.weekEquity,
          peak: max(state.money.peak, equity))))
    var causes = state.trading.causes
    causes.removeAll { $0 == .dailyLoss || ($0 == .weeklyLoss && first) }
    setTrading(causes: causes)
    for note in notes { emit(.noted(Noted(ref: "tape", text: note))) }
    payDividends()
    for position in state.positions { tellShares(of: position.position) }
    freezeRefused()
  }

  /// Whether the session before this one lies in another week, Monday to Sunday.
  private func isNewWeek(_ date: CivilDate) -> Bool {
    guard state.session.open > Instant(nanoseconds: 0) else { return true }
    func monday(_ date: CivilDate) -> CivilDate { date.adding(days: -date.weekday.index) }
    return monday(state.session.date) != monday(date)
  }

  private mutating func fund() {
    emit(
      .ledgerPosted(
        LedgerPosted(
          posting: state.counters.postings + 1,
          entries: [
            LedgerEntry(account: LedgerAccount.cash, amount: settings.equity),
            LedgerEntry(account: LedgerAccount.capital, amount: -settings.equity),
          ], ref: "opening")))
    emit(
      .equityMarked(
        EquityMarked(
          equity: settings.equity, equityExit: settings.equity, cash: settings.equity,
          unrealised: .zero, realised: .zero, delta: 0, gamma: 0, vega: 0, theta: 0,
          openMaxLoss: .zero, drawdown: 0)))
  }

  /// Closes the session: orders of the day expire, candidates lapse, the day is written down.
  mutating func closeSession(_ end: SessionEnd) {
    assignEarly()
    accrueInterest(to: end.next)
    lapse(reason: "session closed")
    markBook(force: true)
    explainProfits(isClosing: true)
    let realised = state.money.realised - state.session.realisedAtOpen
    emit(
      .sessionClosed(
        SessionClosed(
          date: state.session.date, equity: state.money.equity, realised: realised,
          unrealised: state.money.unrealised, openPositions: state.positions.count)))
    judgeKeyFigures()
    emit(
      .dayRolled(
        DayRolled(date: state.session.date, next: end.next, market: closingFigures(end))))
  }

  /// Ends what does not outlive a session: orders of the day, candidates and edges.
  private mutating func lapse(reason: String) {
    for order in state.orders where !outlives(order) {
      change(order.order, .expire, reason: reason)
    }
    for candidate in state.candidates where candidate.state == .open {
      emit(
        .candidateClosed(
          CandidateClosed(
            candidate: candidate.record.candidate, rev: candidate.record.rev,
            reason: reason)))
    }
    for edge in state.edges where edge.ended == nil {
      emit(.edgeEnded(EdgeEnded(edge: edge.edge, reason: reason)))
    }
    endLoosening()
  }

  /// Whether an order works on in the next session: one to open that is good till cancelled, as long
  /// as no leg of it has its last day.
  private func outlives(_ order: OrderEntry) -> Bool {
    order.tif == .gtc && order.intent == .open
      && order.legs.allSatisfy { $0.contract.expiry > state.session.date }
  }

  /// Closing bars, the day's stored metrics and the simulator's opening state, by symbol.
  private mutating func closingFigures(_ end: SessionEnd) -> [NumberGroup] {
    var groups = end.bars.map { bar in
      NumberGroup(
        name: bar.symbol,
        numbers: [
          NamedNumber("spot", bar.bar.close), NamedNumber("open", bar.bar.open),
          NamedNumber("high", bar.bar.high), NamedNumber("low", bar.bar.low),
          NamedNumber("close", bar.bar.close), NamedNumber("volume", bar.bar.volume),
          NamedNumber("vol_index", bar.volatilityIndex),
          NamedNumber("vol_index_3m", bar.volatilityIndex3M),
        ])
    }
    for position in groups.indices {
      guard let index = market.index(of: groups[position].name) else { continue }
      groups[position].numbers += storedMetrics(index)
      groups[position].numbers += sessionSignals(groups[position].name)
    }
    if let tracker = figures.closedTracker {
      groups.append(NumberGroup(name: "regime", numbers: tracker.numbers))
    }
    groups += marked().compactMap(\.carriedGroup)
    if !end.simulator.isEmpty {
      groups.append(NumberGroup(name: "simulator", numbers: end.simulator))
    }
    return groups
  }
}
