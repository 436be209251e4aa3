// Every order passes the same gate: at the approval, at the fill, and for exits too.

import Candidates
import Edges
import Execution
import MarketData
import Portfolio
import Risk
import Structures

extension Decider {
  /// The limits in force: in a panic, what a session may open is small.
  var limits: RiskLimits {
    var limits = movedLimits
    if let regime = state.regime.state, RegimeGuidance(for: regime).limitsNewRisk {
      limits.newRiskToday = min(limits.newRiskToday ?? .infinity, limits.panicRiskToday)
    }
    return limits
  }

  /// Judges an order on the book as it stands, its own reservation left out.
  mutating func judge(_ order: OrderEntry, quantity: Int, stage: RiskStage) -> RiskVerdict {
    let marked = markPositions()
    let exposure = exposure(marked, without: order.order)
    let check = intentCheck(order, quantity: quantity)
    var verdict = Risk.judge(
      check, stage: stage, exposure: exposure, limits: limits, state: state.trading.state)
    if order.intent.opens {
      let known = Set(verdict.breaches.map(\.limit))
      verdict.breaches += rules(of: order.underlying).filter { !known.contains($0.limit) }
    }
    if order.intent != .open, let frozen = frozenBreach(order.underlying) {
      verdict.breaches.append(frozen)
    }
    if order.filled > 0 || order.position != nil, order.intent.opens {
      // The rest of an order, or what takes a position's place, is no second structure.
      verdict.breaches.removeAll { ["new_per_symbol_day", "open_structures"].contains($0.limit) }
    }
    return verdict
  }

  private mutating func intentCheck(_ order: OrderEntry, quantity: Int) -> OrderIntentCheck {
    let underlying = market.index(of: order.underlying)
    let symbol = symbolRisk(order.underlying)
    var legs: [OrderLeg] = []
    for leg in order.legs { legs.append(orderLeg(leg, quantity: quantity, underlying)) }
    let purpose: OrderPurpose =
      switch order.intent {
      case .flatten: .flatten(position: order.position ?? 0)
      case .close: .close(position: order.position ?? 0)
      case .roll: .roll(position: order.position ?? 0)
      case .open, .hedge: .open
      }
    let author: OrderAuthor =
      order.intent == .flatten || order.closeReason == .user ? .user : .engine
    let isOpening = order.intent.opens
    return OrderIntentCheck(
      purpose: purpose, author: isOpening ? .user : author, kind: order.structure,
      underlying: order.underlying, cluster: symbol.cluster, beta: symbol.beta, legs: legs,
      quantity: quantity, limit: order.limit, tick: tick(order),
      maxLoss: isOpening ? (order.maxLoss * quantity).dollars : nil,
      isMarketOpen: market.isOpen && underlying != nil, isDuplicate: isDuplicate(order))
  }

  private mutating func orderLeg(
    _ leg: LegEntry, quantity: Int, _ underlying: Int?
  ) -> OrderLeg {
    let expiry = listedExpiry(leg.contract, underlying)
    let model = modelLeg(
      leg.contract, count: leg.ratio * quantity, multiplier: expiry?.root.multiplier ?? 0,
      expiration: expiry?.expiration ?? now, underlying: underlying)
    guard let underlying,
      let index = market.underlyings[underlying].chain.index(of: leg.contract)
    else { return OrderLeg(leg: model, bid: nil, ask: nil, quality: nil, quoteTime: nil) }
    let quote = market.underlyings[underlying].chain.quotes[index]
    return OrderLeg(
      leg: model, bid: quote?.bid, ask: quote?.ask, quality: quality(underlying, index),
      quoteTime: quote?.time)
  }

  /// What the latest quote of an option is fit for at this moment.
  func quality(_ underlying: Int, _ option: Int) -> QuoteQuality? {
    market.underlyings[underlying].quality(of: option, rules: settings.quotes, at: now)
  }

  /// The smallest increment of the legs: the step of a net price.
  func tick(_ order: OrderEntry) -> Money {
    let underlying = market.index(of: order.underlying)
    let ticks = order.legs.compactMap { listedExpiry($0.contract, underlying)?.root.ticks.below }
    return ticks.min() ?? Money(units: 500)
  }

  /// The least net an order accepts: what the approval tolerates, but never beyond the collar.
  ///
  /// The collar stands its number of half-spreads beyond the far sides of the legs, and an order
  /// outside it would be refused by the gate however good its price.
  func collaredLimit(_ order: OrderEntry, net: Money) -> Money {
    let step = tick(order)
    let room = tolerance(of: net, tick: step, share: settings.approvals.netShare)
    let tolerated = roundedDown(net - room, tick: step)
    guard let underlying = market.index(of: order.underlying) else { return tolerated }
    let chain = market.underlyings[underlying].chain
    var mid = 0.0
    var half = 0.0
    var far = Money.zero
    for leg in order.legs {
      guard let index = chain.index(of: leg.contract), let quote = chain.quotes[index] else {
        return tolerated
      }
      mid -= Double(leg.ratio) * quote.mid
      half += 0.5 * Double(abs(leg.ratio)) * quote.spread
      far -= (leg.ratio < 0 ? quote.bid : quote.ask) * leg.ratio
    }
    let collar = mid - (1 + limits.collarHalfSpreads) * half
    guard let bound = Money(dollars: collar) else { return tolerated }
    // A tick inside the collar, but never better than what the far sides give at once.
    let inside = min(roundedDown(bound, tick: step) + step, roundedDown(far, tick: step))
    return max(tolerated, inside)
  }

  private func isDuplicate(_ order: OrderEntry) -> Bool {
    state.orders.contains {
      $0.order != order.order && $0.candidate != nil && $0.candidate == order.candidate
    }
  }

  /// A verdict as it is written.
  func record(
    _ verdict: RiskVerdict, candidate: Int?, rev: Int?, stage: RiskStage
  ) -> RiskJudged {
    let after = verdict.after
    return RiskJudged(
      candidate: candidate, rev: rev, stage: stage, passed: verdict.passed,
      breaches: verdict.breaches.map {
        BreachRecord(limit: $0.limit, value: $0.value.map(rounded), bound: rounded($0.bound))
      },
      after: BookAfter(
        maxLoss: rounded(after.maxLoss), delta: rounded(after.delta), gamma: rounded(after.gamma),
        vega: rounded(after.vega), theta: rounded(after.theta), margin: rounded(after.margin),
        worstStress: rounded(after.worstStress)))
  }
}
