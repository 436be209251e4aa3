// Approving a candidate and changing its size.

import Candidates
import Execution
import MarketData
import Pricing
import Risk
import Structures

extension Decider {
  mutating func approve(
    _ command: DeskCommand, candidate: Int, rev: Int, net: Money
  ) -> Bool {
    guard let entry = state.candidates.last(where: { $0.record.candidate == candidate }) else {
      return refuse(command, .superseded, "there is no C\(candidate) today")
    }
    if entry.state == .approved {
      return refuse(command, .duplicate, "C\(candidate) is approved already")
    }
    if state.trading.isKilled { return refuse(command, .killed, "the kill is engaged") }
    guard entry.state == .open else {
      return refuse(command, .superseded, "C\(candidate) is \(entry.state.rawValue)")
    }
    guard entry.record.rev == rev else {
      return refuse(
        command, .superseded, "C\(candidate) stands at revision \(entry.record.rev), not \(rev)")
    }
    guard market.isOpen, state.session.isOpen else {
      return refuse(command, .marketClosed, "the market is closed")
    }
    guard entry.record.quantity > 0 else {
      return refuse(command, .riskCap, "C\(candidate) has no quantity that the limits allow")
    }
    let order = orderEntry(entry, net: net)
    if let (code, text) = staleness(entry, order: order, net: net) {
      return refuse(command, code, text)
    }
    return send(command, entry: entry, order: order)
  }

  private mutating func send(
    _ command: DeskCommand, entry: CandidateEntry, order: OrderEntry
  ) -> Bool {
    let record = entry.record
    let verdict = judge(order, quantity: record.quantity, stage: .approve)
    emit(
      .riskVerdict(
        self.record(verdict, candidate: record.candidate, rev: record.rev, stage: .approve)))
    guard verdict.passed else {
      let names = verdict.breaches.map(\.limit).joined(separator: ", ")
      return refuse(command, refusal(verdict), "refused by the gate: \(names)")
    }
    emit(
      .candidateApproved(
        CandidateApproved(
          candidate: record.candidate, rev: record.rev, by: command.actor, command: command.id)))
    place(order, note: OrderNote(approved: command.actor))
    endHandEdge(of: entry, reason: "its order is sent")
    return true
  }

  /// The order that an approval would create.
  private func orderEntry(_ entry: CandidateEntry, net: Money) -> OrderEntry {
    var order = OrderEntry()
    order.candidate = entry.record.candidate
    order.rev = entry.record.rev
    order.intent = .open
    order.underlying = entry.record.underlying
    order.structure = entry.record.structure
    order.legs = entry.record.legs.map { LegEntry(contract: $0.contract, ratio: $0.ratio) }
    order.quantity = entry.record.quantity
    order.created = now
    order.tif = settings.execution.timeInForce
    order.maxLoss = entry.record.proof.bound
    order.limit = collaredLimit(order, net: net)
    return order
  }

  /// Why an approval comes too late, or nil.
  private mutating func staleness(
    _ entry: CandidateEntry, order: OrderEntry, net: Money
  ) -> (RefusalCode, String)? {
    guard let underlying = market.index(of: order.underlying) else {
      return (.missingInput, "\(order.underlying) is not in this market")
    }
    let chain = market.underlyings[underlying].chain
    // A candidate is priced while its edge lives.
    let isAlive = state.hasLiveEdge(entry.kind, on: order.underlying)
    let ended = state.edges.first { $0.edge == entry.record.edge }?.ended
    if !isAlive, let ended, now - max(ended, entry.revised) > settings.approvals.quoteAge {
      let age = Int((now - max(ended, entry.revised)).seconds)
      return (.stale, "its edge ended and it was priced last \(age) seconds ago")
    }
    // The feed must have spoken of the chain lately; an unchanged quote is as good as a new one.
    guard let quoted = market.underlyings[underlying].quoted,
      now - quoted <= settings.approvals.quoteAge
    else { return (.stale, "no quote came for \(order.underlying) within 120 seconds") }
    if let surface = surface(underlying), surface.verdict == .refused {
      let why = surface.reasons.joined(separator: "; ")
      return (.invalidQuote, "the chain of \(order.underlying) is refused: \(why)")
    }
    var current = Money.zero
    for leg in order.legs {
      guard let index = chain.index(of: leg.contract), let quote = chain.quotes[index] else {
        return (.invalidQuote, "\(leg.contract) has no quote")
      }
      let quality = quality(underlying, index) ?? .invalid
      guard quality == .good else {
        return (.invalidQuote, "the quote of \(leg.contract) is \(quality.rawValue)")
      }
      current -= (leg.ratio < 0 ? quote.bid : quote.ask) * leg.ratio
    }
    let room = tolerance(of: net, tick: tick(order), share: settings.approvals.netShare)
    if current < net - room {
      return (.stale, "the net is \(current) now; \(net) was approved")
    }
    return nil
  }

  /// The code of the gravest breach: state and market first, then the order, then the limits.
  func refusal(_ verdict: RiskVerdict) -> RefusalCode {
    let codes = verdict.breaches.map { code(of: $0) }
    let order: [RefusalCode] = [
      .killed, .marketClosed, .reducingOnly, .duplicate, .throttled, .invalidQuote, .stale,
      .undefinedRisk, .wrongSign, .missingInput, .collar, .riskCap,
    ]
    return order.first { codes.contains($0) } ?? .limit
  }

  /// The code that stands for a breach.
  func code(of breach: LimitBreach) -> RefusalCode {
    switch breach.limit {
    case "trading_state": return state.trading.isKilled ? .killed : .reducingOnly
    case "reducing_max_loss", "reducing_margin", "reducing_legs", "position":
      return .reducingOnly
    case "market_open": return .marketClosed
    case "quote_quality": return .invalidQuote
    case "quote_age": return .stale
    case "collar_quote", "collar_model": return breach.value == nil ? .missingInput : .collar
    case "wrong_sign": return .wrongSign
    case "duplicate": return .duplicate
    case "orders_second", "orders_minute", "orders_day": return .throttled
    case "defined_risk": return .undefinedRisk
    case "trade_max_loss", "total_max_loss":
      return breach.value == nil ? .missingInput : .riskCap
    default: return breach.value == nil ? .missingInput : .limit
    }
  }

  mutating func resize(_ command: DeskCommand, candidate: Int, quantity: Int) -> Bool {
    guard let entry = state.candidates.last(where: { $0.record.candidate == candidate }),
      entry.state == .open
    else { return refuse(command, .superseded, "C\(candidate) is not open") }
    guard quantity >= 1, quantity <= limits.maximumContracts else {
      return refuse(
        command, .limit, "a quantity is 1 to \(limits.maximumContracts), not \(quantity)")
    }
    let most = entry.record.quantity
    guard quantity <= max(most, entry.sizedTo ?? 0), most > 0 else {
      return refuse(command, .riskCap, "the risk budget allows \(most)")
    }
    if quantity == most { return refuse(command, .duplicate, "C\(candidate) has that size") }
    emit(.noted(Noted(ref: "C\(candidate)", text: "size \(quantity)")))
    var record = entry.record
    record.rev += 1
    record.scale(to: quantity)
    emit(.candidateRevised(record))
    return true
  }
}

extension CandidateRecord {
  /// Changes the quantity and everything that counts with it.
  mutating func scale(to packages: Int) {
    guard quantity > 0, packages != quantity else { return }
    let old = Int64(quantity)
    let new = Int64(packages)
    func scaled(_ money: Money) -> Money { Money(units: money.units * new / old) }
    let ratio = Double(packages) / Double(quantity)
    fees = scaled(fees)
    maxLoss = proof.bound * packages
    maxProfit = maxProfit.map(scaled)
    margin = scaled(margin)
    delta *= ratio
    gamma *= ratio
    vega *= ratio
    theta *= ratio
    evQ = evQ.map { $0 * ratio }
    evP = evP.map { $0 * ratio }
    stress = stress.map { NamedNumber($0.name, $0.value.map { $0 * ratio }) }
    quantity = packages
  }
}
