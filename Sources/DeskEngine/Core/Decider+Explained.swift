// Explaining the profit of every position by the Greeks that it had at the start of an interval.
//
// An interval ends every quarter of an hour, at the open and the close of a session, with every fill
// and with the end of the position. What the next starts from is written with it, so that a desk
// that goes on after a restart explains the same.

import MarketData
import Portfolio
import Pricing
import Risk
import Structures

extension Decider {
  /// Writes what is due.
  ///
  /// - Parameter isClosing: True at the close, when every position is due.
  mutating func explainProfits(isClosing: Bool = false) {
    if !state.explained.positions.isEmpty { explainHoldings(isClosing: isClosing) }
    if isClosing { judgeResidual() }
  }

  private mutating func explainHoldings(isClosing: Bool) {
    for entry in state.explained.positions where entry.realised != nil { explainEnd(entry) }
    for position in marked() {
      let id = position.entry.position
      guard let entry = state.explained.positions.first(where: { $0.position == id }),
        entry.realised == nil
      else { continue }
      explain(entry, position, isClosing: isClosing)
    }
  }

  /// The last interval of a position that is gone.
  private mutating func explainEnd(_ entry: ExplainedPosition) {
    if entry.last?.open == false { return }
    let total = (entry.realised ?? .zero) - entry.sum.total
    var record = explanation(
      entry, total: total, costs: entry.costs - entry.sum.costs, days: days(since: entry))
    record.open = false
    emit(.profitExplained(record))
  }

  private mutating func explain(
    _ entry: ExplainedPosition, _ marked: MarkedPosition, isClosing: Bool
  ) {
    guard let book = profitOfLegs(entry.position),
      isDue(entry, marked, costs: book.costs, isClosing: isClosing)
    else { return }
    let profit = marked.entry.cashFlow + marked.value
    var record = explanation(
      entry, total: profit - entry.sum.total, costs: book.costs - entry.sum.costs,
      days: days(since: entry))
    start(&record, from: marked)
    emit(.profitExplained(record))
  }

  private func profitOfLegs(_ position: Int) -> ProfitPosition? {
    state.profits.index(of: position).map { state.profits.positions[$0] }
  }

  /// With a fill, at the close, on the grid and with the first full marks of a session.
  private func isDue(
    _ entry: ExplainedPosition, _ marked: MarkedPosition, costs: Money, isClosing: Bool
  ) -> Bool {
    let open = marked.entry.legs.filter { !$0.isSettled }.count
    guard let last = entry.last else { return true }
    if costs != entry.sum.costs || open != last.legs.count { return true }
    if entry.time == now { return false }
    if isClosing { return true }
    // A leg without a quote yet is marked at its entry, which would explain nothing.
    let isMarked = zip(marked.entry.legs, marked.marks).allSatisfy { $0.isSettled || $1.isQuoted }
    guard isMarked else { return false }
    return NewYorkTime.wall(now).minuteOfDay % 15 == 0 || entry.time < state.session.open
  }

  private func days(since entry: ExplainedPosition) -> Double {
    (now - entry.time).seconds / 86_400
  }

  /// The parts of an interval; what the next starts from is left blank.
  private mutating func explanation(
    _ entry: ExplainedPosition, total: Money, costs: Money, days: Double
  ) -> ProfitExplained {
    let underlying = market.index(of: entry.underlying)
    var volatilities: [Double?] = []
    for leg in entry.last?.legs ?? [] { volatilities.append(volatility(leg, underlying)) }
    let parts = explainProfit(
      total, costs: costs, from: entry.last?.base, spot: spot(underlying),
      volatilities: volatilities, days: days)
    return ProfitExplained(
      position: entry.position, total: total, delta: parts.delta, gamma: parts.gamma,
      vega: parts.vega, theta: parts.theta, costs: costs, residual: parts.residual)
  }

  private mutating func spot(_ underlying: Int?) -> Double? {
    guard let underlying else { return nil }
    return surface(underlying)?.spot ?? market.underlyings[underlying].spot
  }

  private mutating func volatility(_ leg: ExplainedLegRecord, _ underlying: Int?) -> Double? {
    guard let expiry = listedExpiry(leg.contract, underlying), expiry.expiration > now else {
      return nil
    }
    let model = modelLeg(
      leg.contract, count: 1, multiplier: expiry.root.multiplier, expiration: expiry.expiration,
      underlying: underlying)
    return model.isPriceable ? model.volatility : nil
  }

  /// Writes what the next interval starts from.
  private func start(_ record: inout ProfitExplained, from marked: MarkedPosition) {
    record.value = marked.value
    let open = zip(marked.entry.legs, marked.marks).filter { !$0.0.isSettled }
    let models = marked.risk.legs
    record.legs = open.enumerated().map { place, pair in
      let contracts = pair.0.ratio * marked.entry.quantity
      let model = models.indices.contains(place) ? models[place] : nil
      let isPriced = model?.isPriceable == true && model?.contract == pair.0.contract
      return ExplainedLegRecord(
        contract: pair.0.contract, iv: isPriced ? model?.volatility : nil,
        vega: isPriced ? model.map { rounded(positionGreeks(of: [$0]).vega) } ?? 0 : 0,
        value: pair.1.value(contracts: contracts, multiplier: pair.0.multiplier))
    }
    guard !models.isEmpty, models.allSatisfy(\.isPriceable) else { return }
    record.spot = models.first?.spot
    record.shares = rounded(marked.greeks.delta)
    record.sharesGamma = (marked.greeks.gamma * 1e9).rounded() / 1e9
    record.decay = rounded(marked.greeks.theta)
  }

  /// An alert at the close for a session whose profit the Greeks did not explain.
  private mutating func judgeResidual() {
    let session = state.explained.session
    let size = session.residual.magnitude
    let isUnexplained =
      size > Money(wholeDollars: 500) && size.units * 5 > session.total.magnitude.units
    let metric = "profit_residual"
    let held = state.levels.first { $0.limit == metric }?.level ?? 0
    let level = isUnexplained ? 100 : 0
    guard level != held else { return }
    emit(
      .limitCrossed(
        LimitCrossed(
          limit: metric, level: level, value: session.residual.dollars,
          bound: rounded(0.2 * session.total.magnitude.dollars))))
    guard isUnexplained else { return }
    alert(
      .info, metric: metric, value: session.residual.dollars,
      threshold: rounded(0.2 * session.total.magnitude.dollars),
      text: "the Greeks leave \(session.residual) of \(session.total) dollars of the session "
        + "unexplained: look at the marks and the surface")
  }
}

extension ProfitExplained {
  /// The position as the next interval starts from it; nil when it cannot be priced.
  var base: ExplanationBase? {
    guard open, let spot, let shares, let sharesGamma, let decay else { return nil }
    return ExplanationBase(
      spot: spot, delta: shares, gamma: sharesGamma, theta: decay,
      legs: legs.map { ExplainedLeg(volatility: $0.iv, vega: $0.vega) })
  }
}
