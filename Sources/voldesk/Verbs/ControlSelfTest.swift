// The pre-trade controls, each tried with an order that only this control must stop.
//
// A made-up index at 500 and an empty book give an order that passes; each trial then moves one
// thing past its bound. A control that lets its trial pass is broken, whatever the settings say.

import MarketData
import Risk
import Structures

/// One control tried.
struct ControlTrial {
  let limit: String
  let didHold: Bool
  let text: String
}

/// Tries every control.
struct ControlSelfTest {
  /// The desk's limits.
  let limits: RiskLimits
  private let today = CivilDate(dayNumber: 17_567)

  private var now: Instant { NewYorkTime.instant(today, 13, 0) }

  init(limits: RiskLimits) { self.limits = limits }

  /// The case that must pass, then one trial a control.
  func run() -> [ControlTrial] {
    let found = breaches(ControlCase(order: order(), exposure: exposure, limits: bounds))
    let pass = ControlTrial(
      limit: "none", didHold: found.isEmpty,
      text: found.isEmpty
        ? "an order within every limit passes"
        : "an order within every limit is refused: \(found.map(\.limit).joined(separator: ", "))")
    return [pass] + trials.map { trial($0.limit, $0.change) } + [missing] + limitMoves
  }

  /// The desk's limits, with room for the order where the trader's own are tighter than it.
  private var bounds: RiskLimits {
    var bounds = limits
    let least = RiskLimits.standard
    bounds.tradeLoss = max(bounds.tradeLoss, least.tradeLoss)
    bounds.totalLoss = max(bounds.totalLoss, least.totalLoss)
    bounds.stressLoss = max(bounds.stressLoss, least.stressLoss)
    bounds.deltaDollars = max(bounds.deltaDollars, least.deltaDollars)
    bounds.gammaDollars = max(bounds.gammaDollars, least.gammaDollars)
    bounds.vega = max(bounds.vega, least.vega)
    bounds.theta = max(bounds.theta, least.theta)
    bounds.margin = max(bounds.margin, least.margin)
    bounds.maximumContracts = max(bounds.maximumContracts, 10)
    bounds.maximumOpen = max(bounds.maximumOpen, 1)
    bounds.newPerSymbolDay = max(bounds.newPerSymbolDay, 1)
    bounds.underlyingShare = max(bounds.underlyingShare, least.underlyingShare)
    bounds.expiryWeekShare = max(bounds.expiryWeekShare, least.expiryWeekShare)
    bounds.clusterShare = max(bounds.clusterShare, least.clusterShare)
    return bounds
  }

  private func breaches(_ one: ControlCase) -> [LimitBreach] {
    judge(
      one.order, stage: .approve, exposure: one.exposure, limits: one.limits, state: one.state
    ).breaches
  }

  private func trial(_ limit: String, _ change: (inout ControlCase) -> Void) -> ControlTrial {
    var one = ControlCase(order: order(), exposure: exposure, limits: bounds)
    change(&one)
    guard let breach = breaches(one).first(where: { $0.limit == limit }) else {
      return ControlTrial(limit: limit, didHold: false, text: "an order past it was let through")
    }
    let value = breach.value.map { figure($0) } ?? "missing"
    return ControlTrial(
      limit: limit, didHold: true, text: "refused: \(value) against \(figure(breach.bound))")
  }

  /// A number that is missing counts as a breach of every limit that needs it.
  private var missing: ControlTrial {
    let unknown = trial("margin") { $0.exposure.equity = .nan }
    return ControlTrial(limit: "missing_equity", didHold: unknown.didHold, text: unknown.text)
  }

  private func figure(_ value: Double) -> String {
    value.rounded() == value && abs(value) < 1e15
      ? "\(Int(value))" : "\((value * 1e6).rounded() / 1e6)"
  }

  // MARK: The order and the book

  private var exposure: Exposure { .flat(equity: 1_000_000, time: now, session: today) }

  func order(quantity: Int = 10) -> OrderIntentCheck {
    let legs = [leg(1, .put, 465), leg(-1, .put, 470), leg(-1, .call, 530), leg(1, .call, 535)]
    let net = legs.reduce(0.0) { $0 - Double($1.count) * $1.value }
    let quoted = legs.map { leg in
      OrderLeg(
        leg: leg.with(count: leg.count * quantity),
        bid: Money(dollars: leg.value - 0.05), ask: Money(dollars: leg.value + 0.05),
        quality: .good, quoteTime: now - .seconds(10))
    }
    return OrderIntentCheck(
      purpose: .open, author: .user, kind: .ironCondor, underlying: "TEST", cluster: "TEST",
      beta: 1, legs: quoted, quantity: quantity,
      limit: Money(dollars: (net / 0.05).rounded(.down) * 0.05) ?? .zero,
      tick: Money(units: 500), maxLoss: 400 * Double(quantity), isMarketOpen: true,
      isDuplicate: false)
  }

  func leg(_ count: Int, _ right: OptionRight, _ strike: Int, days: Int = 30) -> ModelLeg {
    let expiry = today.adding(days: days)
    return ModelLeg(
      contract: OptionContract(
        root: "TEST", expiry: expiry, right: right, strike: Money(wholeDollars: strike)),
      count: count, multiplier: 100, expiration: NewYorkTime.instant(expiry, 16, 0),
      years: Double(days) / 365, forward: 500, discount: 1, volatility: 0.2, spot: 500)
  }
}

/// What one trial judges.
struct ControlCase {
  var order: OrderIntentCheck
  var exposure: Exposure
  var limits: RiskLimits
  var state = TradingState.active
}
