// Taking a snapshot of the desk for the screens.

import Candidates
import Edges
import Execution
import MarketData
import Portfolio
import Pricing
import Regimes
import Risk
import Structures

extension DeskCore {
  /// The desk as it stands, for the screens.
  public func snapshot(_ run: RunSummary) -> DeskSnapshot {
    var desk = self
    desk.priceCandidates()
    return desk.pricedSnapshot(run)
  }

  /// Prices what no decision asks for, and somebody sees: candidates between their revisions.
  private mutating func priceCandidates() {
    guard market.isOpen, market.session != nil, !state.trading.isKilled else { return }
    guard state.candidates.contains(where: { $0.state == .open }) else { return }
    var decider = Decider(
      settings: held, market: market, state: state, figures: figures, now: market.time)
    decider.priceTheRest(decider.exposure())
    figures = decider.figures
  }

  private func pricedSnapshot(_ run: RunSummary) -> DeskSnapshot {
    var snapshot = DeskSnapshot()
    snapshot.seq = state.seq
    snapshot.time = max(market.time, state.time)
    snapshot.session = market.session
    snapshot.run = run
    snapshot.trading = tradingSummary()
    var figures = self.figures
    snapshot.underlyings = market.underlyings.indices.map { underlyingSummary($0, &figures) }
    if let benchmark = snapshot.underlyings.firstIndex(where: { $0.symbol == settings.benchmark }) {
      snapshot.underlyings.swapAt(0, benchmark)
    }
    snapshot.regime = regimeSummary()
    snapshot.edges = edgeSummaries()
    edgeEvidence(&snapshot)
    riskSummaries(&snapshot)
    tradeDesk(&snapshot)
    snapshot.candidates = candidateSummaries(snapshot.exposure.map { MeasuredBook($0) })
    snapshot.orders = state.orders.map(\.asOrder)
    let marked = figures.marked ?? []
    snapshot.positions = positionSummaries(marked)
    deliverySummaries(&snapshot)
    profitSummaries(&snapshot, marked)
    hedgeSummaries(&snapshot)
    snapshot.greeks = bookGreeks(marked)
    snapshot.book = bookSummary()
    snapshot.limits = figures.limits
    snapshot.gammaHeat = gammaHeat(marked)
    snapshot.stress = marked.isEmpty ? [] : stressCells(marked)
    surfaceSummaries(&snapshot, &figures)
    snapshot.calibrations = calibrationSummary()
    let fit = state.calibration.fit(.heston, settings.benchmark)
    snapshot.keyFigures = keyFigures(of: state).rows(fitError: fit?.rmse)
    snapshot.alerts = state.alerts.reversed().filter { !$0.isAcknowledged }.map {
      AlertSummary(id: $0.alert, time: $0.time, severity: $0.severity, text: $0.text)
    }
    snapshot.log = Array(log.suffix(200))
    snapshot.commands = Array(commands.suffix(10))
    return snapshot
  }

  private func tradingSummary() -> TradingSummary {
    var summary = TradingSummary()
    summary.state = state.trading.isKilled ? .halted : state.trading.state
    summary.causes = state.trading.causes
    summary.isKilled = state.trading.isKilled
    summary.killReason = state.trading.killReason
    summary.killedAt = state.trading.killedAt
    summary.feed = state.feed
    return summary
  }

  private func underlyingSummary(_ index: Int, _ figures: inout DeskFigures) -> UnderlyingSummary {
    let underlying = market.underlyings[index]
    var summary = UnderlyingSummary(symbol: underlying.symbol)
    summary.spot = underlying.spot
    summary.previousClose = underlying.history.bars.last?.bar.close
    summary.volatilityIndex = underlying.volatilityIndex
    summary.previousVolatilityIndex = underlying.history.volatilityIndex.last?.value
    if underlying.symbol == settings.benchmark {
      summary.volatilityIndexSymbol = settings.volatilityIndex
    }
    summary.time = underlying.updated
    summary.minutes = underlying.minutes
    if figures.sessions.indices.contains(index) {
      summary.realised20 = figures.sessions[index]?.realised20
    }
    let held = state.verdict(of: underlying.symbol)
    let frozen = state.freeze(of: underlying.symbol)
    if let frozen { (summary.verdict, summary.reasons) = (.refused, ["frozen: \(frozen)"]) }
    guard let surface = figures.surface(index, in: market, held: held) else { return summary }
    summary.atm30 = surface.constantMaturityVolatility(days: 30)
    let readings = Decider(
      settings: self.held, market: market, state: state, figures: figures, now: market.time
    ).surfaceReadings(index, surface)
    summary.skew25 = readings.skew25
    summary.slope = readings.slope
    if frozen == nil { (summary.verdict, summary.reasons) = (surface.verdict, surface.reasons) }
    return summary
  }

  private func edgeSummaries() -> [EdgeSummary] {
    state.edges.reversed().compactMap { entry in
      guard entry.ended == nil else { return nil }
      let live =
        figures.lastEdges.first { $0.id == entry.edge }?.edge
        ?? Edge(
          underlying: entry.underlying, kind: entry.kind, signal: entry.signal,
          strength: entry.strength, percentile: nil, history: 0, isFallback: entry.isFallback,
          metrics: [], rationale: entry.rationale)
      return EdgeSummary(id: entry.edge, detected: entry.detected, edge: live)
    }
  }

  private func candidateSummaries(_ book: MeasuredBook?) -> [CandidateSummary] {
    state.candidates.reversed().compactMap { entry in
      guard entry.state != .closed, !isFilled(entry) else { return nil }
      let live = figures.candidates.first { $0.candidate == entry.record.candidate }
      let index = market.index(of: entry.record.underlying)
      func find(_ contract: OptionContract) -> Int? {
        index.flatMap { market.underlyings[$0].chain.index(of: contract) }
      }
      let written = entry.record.proposal(kind: entry.kind, at: entry.revised, find: find)
      guard let written else { return nil }
      let record = live.flatMap { priced(entry, $0) }
      let latest = record.flatMap { record in
        record.proposal(kind: entry.kind, at: live?.priced ?? entry.revised, find: find)
      }
      let proposal = latest ?? written
      let edge = state.edges.first { $0.edge == entry.record.edge }
      var summary = CandidateSummary(
        id: entry.record.candidate, revision: entry.record.rev, proposed: entry.proposed,
        priced: live?.priced ?? entry.revised, state: entry.state, edge: entry.record.edge,
        why: edge?.rationale ?? "", strength: edge?.strength ?? 0, proposal: proposal,
        rank: written.expectedValueP.map { $0 / max(written.maxLoss.dollars, 0.01) },
        verdict: live?.trade.verdict,
        reason: entry.reason.isEmpty ? doubt(entry) : entry.reason, isPending: false,
        payoff: payoff(entry.record, live))
      summary.cost = costEstimate(proposal, of: entry)
      summary.whatIf = whatIf(entry, live, on: book)
      summary.ladder = sizingLadder(
        maxLoss: entry.record.proof.bound.dollars, equity: state.money.equity.dollars,
        most: settings.limits.maximumContracts)
      return summary
    }
  }

  /// Why an open candidate is not priced in this minute; empty when it is.
  private func doubt(_ entry: CandidateEntry) -> String {
    guard entry.state == .open else { return "" }
    if let refused = figures.unpriced.first(where: { $0.candidate == entry.record.candidate }) {
      return "not priced now: \(refused.code.words)"
    }
    let isAlive = state.hasLiveEdge(entry.kind, on: entry.record.underlying)
    return isAlive ? "" : "not priced now: its edge has ended"
  }

  /// Whether a candidate's order has done its work, so that the position tells the rest.
  private func isFilled(_ entry: CandidateEntry) -> Bool {
    entry.state == .approved
      && !state.orders.contains { $0.candidate == entry.record.candidate }
  }

  /// A written revision at its latest pricing; nil when that is of other legs or of no size.
  ///
  /// What is approved is the revision: its size and its recommendation, with the reasons, stay.
  private func priced(_ entry: CandidateEntry, _ live: LiveCandidate) -> CandidateRecord? {
    let written = entry.record
    let decider = Decider(
      settings: held, market: market, state: state, figures: figures, now: live.priced)
    var record = decider.candidateRecord(
      live.trade.proposal, candidate: written.candidate, rev: written.rev, edge: written.edge)
    guard entry.state == .open, record.legs.map(\.contract) == written.legs.map(\.contract),
      record.quantity > 0 || written.quantity == 0
    else { return nil }
    record.scale(to: written.quantity)
    record.recommendation = written.recommendation
    record.warnings = written.warnings
    return record
  }

  private func positionSummaries(_ marked: [MarkedPosition]) -> [PositionSummary] {
    marked.compactMap { position in
      guard state.positions.contains(where: { $0.position == position.entry.position }) else {
        return nil
      }
      let entry = position.entry
      let units = Double(max(1, entry.quantity * (entry.legs.first?.multiplier ?? 100)))
      let front = entry.legs.map(\.contract.expiry).min() ?? state.session.date
      var summary = PositionSummary(
        position: entry.asPosition, mark: -position.value.dollars / units,
        exit: -position.exitValue.dollars / units,
        profit: (position.profit - entry.fees).dollars,
        markAge: position.marks.compactMap(\.age).max() ?? 0, delta: position.greeks.delta,
        gamma: position.greeks.gamma, vega: position.greeks.vega, theta: position.greeks.theta,
        daysToExpiry: front.days(since: state.session.date))
      summary.worstGap = entry.worstGap.dollars
      return summary
    }
  }

  private func bookSummary() -> BookSummary {
    var book = BookSummary()
    let money = state.money
    book.equity = money.equity
    book.exitEquity = money.exitEquity
    book.sessionOpen = state.session.baseEquity
    book.realisedToday = money.realised - state.session.realisedAtOpen
    book.drawdown = money.peak > .zero ? max(0, 1 - money.equity.dollars / money.peak.dollars) : 0
    book.profit = money.realised + money.unrealised
    book.worstRealised = money.worstRealised
    book.worstUnrealised = state.worstUnrealised
    book.curve = state.curve.map { EquityPoint(time: $0.time, equity: $0.equity.dollars) }
    return book
  }
}

extension OrderEntry {
  /// The order as other parts of the desk know it.
  var asOrder: Order {
    Order(
      id: order, candidate: candidate, revision: rev, intent: intent, position: position,
      underlying: underlying, legs: legs.map { Leg(contract: $0.contract, ratio: $0.ratio) },
      quantity: quantity, limit: limit, created: created, state: state, filled: filled)
  }
}

extension PositionEntry {
  /// The position as other parts of the desk know it.
  var asPosition: Position {
    Position(
      id: position, order: order, edge: kind, underlying: underlying, structure: structure,
      quantity: quantity,
      legs: legs.map {
        PositionLeg(
          leg: Leg(contract: $0.contract, ratio: $0.ratio), multiplier: $0.multiplier,
          entryPrice: $0.entry, isSettled: $0.isSettled)
      }, entry: entry, maxLoss: maxLoss, opened: opened, cashFlow: cashFlow, fees: fees)
  }
}
