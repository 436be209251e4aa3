// Filling working orders on the next quotes of all their legs.

import Execution
import MarketData
import Portfolio
import Pricing
import Risk
import Structures

extension Decider {
  /// Tries every working order on quotes that came after it.
  mutating func fillOrders() {
    for order in state.orders where order.state == .working || order.state == .partial {
      fill(order)
    }
  }

  private mutating func fill(_ order: OrderEntry) {
    // An opening order waits while its chain is refused: there is no new risk on such quotes.
    if order.intent.opens, let underlying = market.index(of: order.underlying),
      surface(underlying)?.verdict == .refused
    {
      return
    }
    guard let legs = fillLegs(order) else { return }
    let open = order.quantity - order.filled
    switch fillPackage(legs, packages: open, limit: order.limit, mode: settings.fills) {
    case .failure:
      if !order.intent.opens { renewExit(order) }
    case .success(let fill):
      // What the order would trade at is judged, not the limit: that is only the worst it accepts.
      var priced = order
      priced.limit = fill.net
      let verdict = judge(priced, quantity: fill.quantity, stage: .fill)
      emit(.riskVerdict(record(verdict, candidate: order.candidate, rev: order.rev, stage: .fill)))
      guard verdict.passed else { return rejectFill(order, verdict) }
      book(order, fill)
    }
  }

  /// Legs with quotes newer than the order; nil while one is missing.
  private func fillLegs(_ order: OrderEntry) -> [FillLeg]? {
    guard let underlying = market.index(of: order.underlying) else { return nil }
    let chain = market.underlyings[underlying].chain
    var legs: [FillLeg] = []
    for leg in order.legs {
      guard let index = chain.index(of: leg.contract), let quote = chain.quotes[index],
        quote.time > order.created, let expiry = listedExpiry(leg.contract, underlying)
      else { return nil }
      legs.append(
        FillLeg(
          ratio: leg.ratio, quote: quote, quality: quality(underlying, index) ?? .invalid,
          ticks: expiry.root.ticks))
    }
    return legs
  }

  /// An exit that found no market within its limit for five minutes is sent again at today's.
  ///
  /// An automatic one comes back with the other exits of the minute, while it is still wanted; the
  /// trader's own is renewed here, because nothing else would.
  private mutating func renewExit(_ order: OrderEntry) {
    guard now - order.created >= .minutes(5) else { return }
    emit(
      .orderChanged(
        OrderChanged(
          order: order.order, state: .cancelled, filled: order.filled,
          reason: "not filled in 5 minutes")))
    guard order.closeReason == .user || order.intent == .flatten,
      let position = state.positions.first(where: { $0.position == order.position })
    else { return }
    let refused = close(mark(position), reason: order.closeReason ?? .user, intent: order.intent)
    guard let refused else { return }
    let names = refused.breaches.map(\.limit).joined(separator: ", ")
    alert(
      .error, metric: "exit P\(position.position)", value: nil, threshold: nil,
      text: "the exit of P\(position.position) could not be renewed: \(names)")
  }

  private mutating func rejectFill(_ order: OrderEntry, _ verdict: RiskVerdict) {
    let names = verdict.breaches.map(\.limit).joined(separator: ", ")
    emit(
      .orderChanged(
        OrderChanged(
          order: order.order, state: .rejected, filled: order.filled,
          reason: "refused at the fill: \(names)")))
    alert(
      .warn, metric: "fill", value: nil, threshold: nil,
      text: "O\(order.order) was refused at the fill: \(names)")
  }

  private mutating func book(_ order: OrderEntry, _ fill: PackageFill) {
    if order.intent == .roll { return bookRoll(order, fill) }
    var fees = Money.zero
    var cash = Money.zero
    let underlying = market.index(of: order.underlying)
    for (position, leg) in order.legs.enumerated() {
      let contracts = leg.ratio * fill.quantity
      let fee = settings.structures.feePerContract * abs(contracts)
      let multiplier = listedExpiry(leg.contract, underlying)?.root.multiplier ?? 100
      let index = underlying.flatMap { market.underlyings[$0].chain.index(of: leg.contract) }
      let quote = underlying.flatMap { u in index.flatMap { market.underlyings[u].chain.quotes[$0] }
      }
      let mid =
        quote.map { Money(units: ($0.bid.units + $0.ask.units) / 2) } ?? fill.prices[position]
      emit(
        .legFilled(
          LegFilled(
            fill: state.counters.fills + 1, order: order.order, leg: position + 1,
            contract: leg.contract, quantity: contracts, price: fill.prices[position], mid: mid,
            worstPrice: fill.worstPrices[position], fee: fee)))
      fees += fee
      cash -= fill.prices[position] * (contracts * multiplier)
    }
    if order.intent == .open {
      bookOpening(order, fill, cash: cash, fees: fees)
    } else {
      bookClosing(order, fill, cash: cash, fees: fees)
    }
  }

  private mutating func bookOpening(
    _ order: OrderEntry, _ fill: PackageFill, cash: Money, fees: Money
  ) {
    let filled = order.filled + fill.quantity
    let held = state.positions.first { $0.order == order.order }
    // The proof's bound was on the candidate's net; what was received instead moves it.
    let bound = provenLoss(order, net: fill.net) * fill.quantity
    if let held {
      let total = held.quantity + fill.quantity
      let entry =
        (held.entry.units * Int64(held.quantity) + fill.net.units * Int64(fill.quantity))
        / Int64(total)
      emit(
        .positionChanged(
          PositionChanged(
            position: held.position, quantity: total, entry: Money(units: entry),
            maxLoss: held.maxLoss + bound)))
    } else {
      emit(
        .positionOpened(
          PositionOpened(
            position: state.counters.positions + 1, order: order.order,
            structure: order.structure, legs: positionLegs(order, fill), quantity: fill.quantity,
            entry: fill.net, maxLoss: bound)))
    }
    let position = held?.position ?? state.counters.positions
    post(
      [
        (LedgerAccount.cash, cash - fees), (LedgerAccount.position(position), -cash),
        (LedgerAccount.fees, fees),
      ], ref: "O\(order.order)")
    finish(order, filled: filled)
  }

  func positionLegs(_ order: OrderEntry, _ fill: PackageFill) -> [PositionLegRecord] {
    let underlying = market.index(of: order.underlying)
    return order.legs.enumerated().map { position, leg in
      let expiry = listedExpiry(leg.contract, underlying)
      return PositionLegRecord(
        contract: leg.contract, ratio: leg.ratio, entry: fill.prices[position],
        multiplier: expiry?.root.multiplier ?? 100, expiration: expiry?.expiration ?? now)
    }
  }

  /// The proven loss of one package at another net than the candidate's.
  func provenLoss(_ order: OrderEntry, net: Money) -> Money {
    guard let id = order.candidate,
      let candidate = state.candidates.last(where: { $0.record.candidate == id })
    else { return order.maxLoss }
    let underlying = market.index(of: order.underlying)
    let multiplier =
      order.legs.first.flatMap { listedExpiry($0.contract, underlying) }?.root.multiplier ?? 100
    return max(.zero, order.maxLoss + (candidate.record.net - net) * multiplier)
  }

  private mutating func bookClosing(
    _ order: OrderEntry, _ fill: PackageFill, cash: Money, fees: Money
  ) {
    guard let position = state.positions.first(where: { $0.position == order.position }) else {
      return
    }
    let isLast = fill.quantity >= position.quantity
    let share = Int64(fill.quantity)
    let cost =
      isLast ? position.cost : Money(units: position.cost.units * share / Int64(position.quantity))
    post(
      [
        (LedgerAccount.cash, cash - fees), (LedgerAccount.position(position.position), -cost),
        (LedgerAccount.realised, cost - cash), (LedgerAccount.fees, fees),
      ], ref: "O\(order.order)")
    let filled = order.filled + fill.quantity
    if isLast {
      let after = state.positions.first { $0.position == position.position } ?? position
      finish(order, filled: filled)
      emit(
        .positionClosed(
          PositionClosed(
            position: position.position, realised: after.cashFlow, fees: after.fees,
            reason: order.intent == .flatten ? .flatten : order.closeReason ?? .user)))
      return
    }
    let left = position.quantity - fill.quantity
    let loss = Money(units: position.maxLoss.units * Int64(left) / Int64(position.quantity))
    emit(
      .positionChanged(
        PositionChanged(
          position: position.position, quantity: left, entry: position.entry, maxLoss: loss)))
    finish(order, filled: filled)
  }

  mutating func finish(_ order: OrderEntry, filled: Int) {
    let isDone = filled >= order.quantity
    emit(
      .orderChanged(
        OrderChanged(
          order: order.order, state: isDone ? .filled : .partial, filled: filled,
          reason: isDone ? "filled" : "filled in part")))
  }

  /// Posts entries that sum to zero; entries of zero are left out.
  mutating func post(_ entries: [(String, Money)], ref: String) {
    let kept = entries.filter { $0.1 != .zero }
    guard !kept.isEmpty else { return }
    emit(
      .ledgerPosted(
        LedgerPosted(
          posting: state.counters.postings + 1,
          entries: kept.map { LedgerEntry(account: $0.0, amount: $0.1) }, ref: ref)))
  }
}
