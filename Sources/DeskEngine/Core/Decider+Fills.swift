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
    if order.intent == .hedge { return fillShares(order) }
    // An opening order waits while its chain is refused: there is no new risk on such quotes.
    if order.intent.opens, let underlying = market.index(of: order.underlying),
      surface(underlying)?.verdict == .refused
    {
      if order.tif == .ioc, fillLegs(order) != nil { endAtOnce(order, "the chain is refused") }
      return
    }
    guard let legs = fillLegs(order) else { return sayWaiting(order) }
    guard let limit = workingLimit(order, legs) else { return giveUp(order) }
    let terms = FillTerms(
      limit: limit, mode: settings.fills, volumeShare: settings.execution.volumeShare,
      filled: order.filled)
    switch fillPackage(legs, packages: order.progress.open, terms: terms) {
    case .failure(let refusal):
      if order.tif == .ioc { return endAtOnce(order, refusal.words) }
      sayWaiting(order)
      // A limit that the trader chose is not given up for today's.
      if !order.intent.opens, order.replaces == nil { renewExit(order) }
    case .success(let fill):
      guard admits(fill.quantity, filledOf: order.order) else { return }
      // What the order would trade at is judged, not the limit: that is only the worst it accepts.
      var priced = order
      priced.limit = fill.net
      // At another net than the candidate's it can lose another sum.
      if order.intent == .open { priced.maxLoss = provenLoss(order, net: fill.net) }
      if order.intent == .roll { priced.maxLoss = openingPart(order, fill).loss }
      let verdict = judge(priced, quantity: fill.quantity, stage: .fill)
      emit(.riskVerdict(record(verdict, candidate: order.candidate, rev: order.rev, stage: .fill)))
      guard verdict.passed else { return rejectFill(order, verdict) }
      book(order, fill)
      if order.tif == .ioc, fill.quantity < order.progress.open {
        endAtOnce(order, "no more is displayed")
      }
      judgeSlippage(of: order, fill)
    }
  }

  /// Says once that an order is not filled because the quote of a leg is not good.
  private mutating func sayWaiting(_ order: OrderEntry) {
    guard let underlying = market.index(of: order.underlying) else { return }
    let metric = "fill O\(order.order)"
    if state.alerts.contains(where: { $0.metric == metric }) { return }
    let chain = market.underlyings[underlying].chain
    for leg in order.legs {
      let found = chain.index(of: leg.contract).flatMap { quality(underlying, $0) } ?? .invalid
      if found == .good { continue }
      let code: RefusalCode = found == .stale ? .stale : .invalidQuote
      return alert(
        .warn, metric: metric, value: nil, threshold: nil,
        text: "O\(order.order) is not filled: \(leg.contract) is \(found.rawValue) "
          + "(\(code.rawValue))")
    }
  }

  /// Cancels what the first quotes of an immediate order did not fill.
  private mutating func endAtOnce(_ order: OrderEntry, _ why: String) {
    change(order.order, .cancel, reason: "not filled at once: \(why)")
  }

  /// Tells of a fill that cost a large share of its package's net at mids.
  private mutating func judgeSlippage(of order: OrderEntry, _ fill: PackageFill) {
    guard let mid = netMid(order), mid != .zero else { return }
    let share = Double((mid - fill.net).units) / Double(mid.magnitude.units)
    let bound = settings.execution.slippageAlert
    let metric = "slippage O\(order.order)"
    // Once for an order, however many parts it fills in; half a spread of a small net is no fault.
    guard share > bound, !state.alerts.contains(where: { $0.metric == metric }) else { return }
    let percent = (share * 1000).rounded() / 10
    alert(
      .info, metric: metric, value: rounded(share), threshold: bound,
      text: "O\(order.order) filled at \(fill.net), \(percent) % worse than its mids of \(mid)")
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
    let own = settings.execution.patience.timeout
    let time = own > 0 ? own : OrderPatience.standard.timeout
    guard (now - order.created).seconds >= time else { return }
    change(order.order, .cancel, reason: "not filled in \(minutesText(time))")
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
    change(order.order, .reject, reason: "refused at the fill: \(names)")
    alert(
      .warn, metric: "fill", value: nil, threshold: nil,
      text: "O\(order.order) was refused at the fill: \(names)")
  }

  private mutating func book(_ order: OrderEntry, _ fill: PackageFill) {
    if order.intent == .roll { return bookRoll(order, fill) }
    var flow = FillFlow()
    for index in order.legs.indices { flow.add(fillLeg(index, of: order, fill)) }
    if order.intent == .open {
      bookOpening(order, fill, cash: flow.cash, fees: flow.fees)
    } else {
      bookClosing(order, fill, cash: flow.cash, fees: flow.fees)
    }
  }

  private mutating func bookOpening(
    _ order: OrderEntry, _ fill: PackageFill, cash: Money, fees: Money
  ) {
    let held = state.positions.first { $0.order == order.order || $0.position == order.position }
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
    count(fill.quantity, filledOf: order.order)
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
    if isLast {
      let after = state.positions.first { $0.position == position.position } ?? position
      count(fill.quantity, filledOf: order.order)
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
    count(fill.quantity, filledOf: order.order)
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
