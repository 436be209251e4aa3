// The one gate that every order passes: at the proposal, at the approval and before the fill.
//
// Every breach is listed, not the first alone. A number that is missing or not finite is a breach
// with no value: the gate never passes what it cannot measure. There is no way around it, neither
// for the trader nor for a close; a close is held to the reducing rule instead of the limits on new
// risk.

import MarketData

/// Judges an order against the book after it.
///
/// At the fill the caller leaves the order's own reservation out of the exposure.
///
/// - Parameters:
///   - order: The order.
///   - stage: When in its life; message rates and repeats count at the approval only.
///   - exposure: The book without the order.
///   - limits: The limits.
///   - state: What the desk may do.
///   - book: The same book measured; nil to measure it here.
/// - Returns: Every breach, and the book after the order.
public func judge(
  _ order: OrderIntentCheck, stage: RiskStage, exposure: Exposure, limits: RiskLimits,
  state: TradingState, book: MeasuredBook? = nil
) -> RiskVerdict {
  let effect = OrderEffect(of: order, on: exposure)
  let after =
    if let book, order.purpose == .open, let trade = effect.structures.last {
      book.summary(adding: trade)
    } else {
      BookSummary(of: effect.structures)
    }
  var check = BreachList()
  checkState(order, state: state, into: &check)
  checkOrder(order, exposure: exposure, limits: limits, into: &check)
  checkMarket(order, exposure: exposure, limits: limits, into: &check)
  if stage == .approve { checkMessages(order, exposure: exposure, limits: limits, into: &check) }
  if order.purpose.opens {
    checkNewRisk(
      order, effect: effect, after: after, exposure: exposure, limits: limits, into: &check)
  }
  if state == .reducing || order.purpose != .open {
    checkReducing(
      order, effect, before: { book?.summary ?? BookSummary(of: exposure.all) }, after: after,
      exposure: exposure, isReducing: state == .reducing, into: &check)
  }
  return RiskVerdict(breaches: check.breaches, after: after.record)
}

/// Breaches as they are found.
struct BreachList {
  /// Found so far.
  var breaches: [LimitBreach] = []

  /// Adds a breach unless the value is known and within its bound.
  mutating func require(_ limit: String, _ value: Double?, atMost bound: Double?) {
    guard let bound, bound.isFinite else {
      breaches.append(LimitBreach(limit: limit, value: nil, bound: 0))
      return
    }
    guard let value, value.isFinite else {
      breaches.append(LimitBreach(limit: limit, value: nil, bound: bound))
      return
    }
    if value > bound { breaches.append(LimitBreach(limit: limit, value: value, bound: bound)) }
  }
}

/// How far the desk is from free: active 0, reducing 1, halted 2.
private func gravity(_ state: TradingState) -> Double {
  switch state {
  case .active: 0
  case .reducing: 1
  case .halted: 2
  }
}

/// Openings need an active desk, or one that reduces and the rule for it; closes by the engine stop
/// when halted; closes by the trader never do.
private func checkState(
  _ order: OrderIntentCheck, state: TradingState, into check: inout BreachList
) {
  let allowed: Double =
    switch (order.purpose, order.author) {
    case (.open, _), (.roll, _), (_, .engine): 1
    case (_, .user): 2
    }
  check.require("trading_state", gravity(state), atMost: allowed)
}

/// After a close, or any order while reducing: no more loss, no more margin, no leg grown or flipped.
///
/// The margin of a close is that of the position alone: two positions may offset each other in the
/// book's payoff, and closing one of them whole is an exit all the same. A roll closes its position
/// whole; what it opens instead is held to the limits on new risk, and while reducing it grows legs
/// from nothing, which is refused.
private func checkReducing(
  _ order: OrderIntentCheck, _ effect: OrderEffect, before: () -> BookSummary,
  after: BookSummary, exposure: Exposure, isReducing: Bool, into check: inout BreachList
) {
  if isReducing || !order.purpose.opens {
    requireNoMoreRisk(
      order, effect, before: before(), after: after, exposure: exposure, into: &check)
  }
  let grown = effect.grownLegs + (isReducing ? effect.openedLegs : 0)
  check.require("reducing_legs", Double(grown), atMost: 0)
  check.require("position", effect.isPositionKnown ? 0 : nil, atMost: 0)
}

private func requireNoMoreRisk(
  _ order: OrderIntentCheck, _ effect: OrderEffect, before: BookSummary, after: BookSummary,
  exposure: Exposure, into check: inout BreachList
) {
  // Sums of the same numbers in another order may differ in the last digits: a cent is nothing.
  check.require("reducing_max_loss", after.maxLoss, atMost: before.maxLoss.map { $0 + 0.01 })
  var margins = (before: before.margin, after: after.margin)
  if let position = order.purpose.position, !order.purpose.opens {
    margins.before = marginRequirement(of: exposure.all.filter { $0.position == position })
    margins.after = marginRequirement(of: effect.structures.filter { $0.position == position })
  }
  check.require("reducing_margin", margins.after, atMost: margins.before.map { $0 + 0.01 })
}

/// The limits on new risk, on the book after the trade.
private func checkNewRisk(
  _ order: OrderIntentCheck, effect: OrderEffect, after: BookSummary, exposure: Exposure,
  limits: RiskLimits, into check: inout BreachList
) {
  let equity = exposure.equity.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
  let session = exposure.session
  // After a loss the desk reduces, and no roll passes then.
  let losses =
    order.purpose == .open ? assessLosses(of: exposure, limits: limits).readings : []
  for reading in losses where reading.level == .full {
    check.breaches.append(
      LimitBreach(limit: reading.name, value: reading.value, bound: reading.bound))
  }
  check.require("trade_max_loss", order.maxLoss, atMost: equity.map { $0 * limits.tradeLoss })
  let isProven = order.maxLoss.map { $0 > 0 } ?? false && marginParts(of: effect.structures.last)
  check.require("defined_risk", isProven ? 0 : nil, atMost: 0)
  let readings = bookReadings(after, exposure: exposure, all: effect.structures, limits: limits)
  for reading in readings {
    check.require(reading.name, reading.value, atMost: equity == nil ? nil : reading.bound)
  }
  // A roll takes the place of its position: it is no second structure of the day.
  if order.purpose == .open {
    let today = exposure.all.count {
      $0.openedOn == session && $0.underlying == order.underlying
    }
    check.require("new_per_symbol_day", Double(today + 1), atMost: Double(limits.newPerSymbolDay))
  }
  let days = effect.structures.last?.expiry.map { Double($0.days(since: session)) }
  check.require("days_to_expiry", days, atMost: Double(limits.days.upperBound))
  if let days, days < Double(limits.days.lowerBound) {
    check.breaches.append(
      LimitBreach(
        limit: "days_to_expiry_least", value: days, bound: Double(limits.days.lowerBound)))
  }
}

/// Whether every short of a structure is covered.
private func marginParts(of structure: StructureRisk?) -> Bool {
  structure.map { marginParts(of: $0) != nil } ?? false
}
