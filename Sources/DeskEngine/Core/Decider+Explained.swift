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
    let entries = state.explained.positions
    for place in entries.indices where entries[place].realised != nil {
      explainEnd(entries[place])
    }
    for due in dueExplanations(isClosing: isClosing, marked()) {
      explain(state.explained.positions[due.entry], due.position, costs: due.costs)
    }
  }

  /// The open positions whose interval ends now, with the places of their entries.
  private func dueExplanations(
    isClosing: Bool, _ marked: [MarkedPosition]
  ) -> [(entry: Int, position: MarkedPosition, costs: Money)] {
    var due: [(entry: Int, position: MarkedPosition, costs: Money)] = []
    let isQuarter = NewYorkTime.wall(now).minuteOfDay % 15 == 0
    // Every list stands in the order of the openings, so that the next entry is the one after.
    var (place, ledger) = (0, 0)
    for position in marked {
      let id = position.entry.position
      guard let entry = explainedPlace(of: id, from: place),
        let book = state.profits.index(of: id, from: ledger)
      else { continue }
      (place, ledger) = (entry + 1, book + 1)
      let costs = state.profits.positions[book].costs
      let isOpen = state.explained.positions[entry].realised == nil
      guard isOpen, isDue(entry, position, costs: costs, isQuarter: isQuarter, isClosing: isClosing)
      else { continue }
      due.append((entry, position, costs))
    }
    return due
  }

  /// The place of a position's entry, looked for at a place first.
  private func explainedPlace(of position: Int, from place: Int) -> Int? {
    let entries = state.explained.positions
    if place < entries.count, entries[place].position == position { return place }
    return entries.firstIndex { $0.position == position }
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
    _ entry: ExplainedPosition, _ marked: MarkedPosition, costs: Money
  ) {
    let profit = marked.entry.cashFlow + marked.value
    var record = explanation(
      entry, total: profit - entry.sum.total, costs: costs - entry.sum.costs,
      days: days(since: entry), marked: marked)
    start(&record, from: marked)
    emit(.profitExplained(record))
  }

  /// With a fill, at the close, every quarter of an hour and with the first full marks of a
  /// session.
  private func isDue(
    _ place: Int, _ marked: MarkedPosition, costs: Money, isQuarter: Bool, isClosing: Bool
  ) -> Bool {
    let entries = state.explained.positions
    let legs = marked.entry.legs
    guard let known = entries[place].last?.legs.count else { return true }
    let open = legs.indices.count { !legs[$0].isSettled }
    if costs != entries[place].sum.costs || open != known { return true }
    let time = entries[place].time
    if time == now { return false }
    if isClosing { return true }
    guard isQuarter || time < state.session.open else { return false }
    // A leg without a quote yet is marked at its entry, which would explain nothing.
    return legs.indices.allSatisfy { legs[$0].isSettled || marked.mark(of: $0).isQuoted }
  }

  private func days(since entry: ExplainedPosition) -> Double {
    (now - entry.time).seconds / 86_400
  }

  /// The parts of an interval; what the next starts from is left blank.
  private mutating func explanation(
    _ entry: ExplainedPosition, total: Money, costs: Money, days: Double,
    marked: MarkedPosition? = nil
  ) -> ProfitExplained {
    let underlying = market.index(of: entry.underlying)
    let legs = entry.last?.legs ?? []
    var volatilities = marked.flatMap { markedVolatilities(legs, $0) } ?? []
    if volatilities.isEmpty {
      for leg in legs { volatilities.append(volatility(leg, underlying)) }
    }
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

  /// Volatilities of legs that are marked already; nil when they are not the legs of the marks.
  private func markedVolatilities(
    _ legs: [ExplainedLegRecord], _ marked: MarkedPosition
  ) -> [Double?]? {
    let models = marked.risk.legs
    guard marked.isListed, models.count == legs.count,
      legs.indices.allSatisfy({
        models[$0].contract == legs[$0].contract && models[$0].expiration > now
      })
    else { return nil }
    return models.map { $0.isPriceable ? $0.volatility : nil }
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
    let legs = marked.entry.legs
    let quantity = marked.entry.quantity
    let models = marked.risk.legs
    record.legs.reserveCapacity(models.count)
    for index in legs.indices where !legs[index].isSettled {
      let place = record.legs.count
      let isPriced =
        models.indices.contains(place) && models[place].isPriceable
        && models[place].contract == legs[index].contract
      record.legs.append(
        ExplainedLegRecord(
          contract: legs[index].contract, iv: isPriced ? models[place].volatility : nil,
          vega: isPriced ? rounded(marked.greeks(of: place).vega) : 0,
          value: marked.mark(of: index).value(
            contracts: legs[index].ratio * quantity, multiplier: legs[index].multiplier)))
    }
    guard !models.isEmpty, models.arePriceable else { return }
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
