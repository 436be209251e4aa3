// The trader's own structures: proposed like a detector's, priced each minute on the same legs.
//
// What stands in for the edge is an event of kind MANUAL without a signal. It lives until the
// trader rejects the candidate, another takes its place, or the session ends; nothing else closes
// the candidate, and its recommendation is never TRADE.

import Candidates
import Edges
import MarketData
import Risk
import Structures

extension Decider {
  /// Proposes a structure of the trader's legs, or refuses it with everything that is wrong.
  mutating func buildByTrader(
    _ command: DeskCommand, structure: StructureKind, legs: [Leg], quantity: Int
  ) -> Bool {
    var faults = stateFaults()
    guard let index = home(of: legs, &faults) else { return refuse(command, faults) }
    guard let desk = handContext(index, without: nil) else {
      let symbol = market.underlyings[index].symbol
      faults.append(LegFault(code: .missingInput, text: "\(symbol) has no quotes yet"))
      return refuse(command, faults)
    }
    let hand = desk.trade(structure, legs: legs, quantity: quantity)
    faults += hand.faults
    guard faults.isEmpty, let trade = hand.trade else { return refuse(command, faults) }
    guard trade.verdict.passed else {
      emit(.riskVerdict(record(trade.verdict, candidate: nil, rev: nil, stage: .propose)))
      return refuse(command, refusal(trade.verdict), text(trade.verdict))
    }
    let text = "built by hand: " + words(trade.proposal)
    proposeByHand(trade, edge: detectByHand(desk.underlying, rationale: text))
    return true
  }

  /// Prices the trader's open candidates again, on their legs and in their size.
  mutating func workHandBuilt(_ exposure: Exposure) {
    for entry in state.candidates where entry.state == .open && entry.kind == .manual {
      let record = entry.record
      guard let index = market.index(of: record.underlying),
        market.underlyings[index].quoted == now,
        let context = proposalContext(index, exposure: exposure)
      else { continue }
      let desk = HandContext(context: context, breaches: rules(of: record.underlying))
      let legs = record.legs.map { Leg(contract: $0.contract, ratio: $0.ratio) }
      let hand = desk.trade(record.structure, legs: legs, quantity: record.quantity)
      guard let trade = hand.trade else {
        let code = hand.faults.first?.code ?? .invalidQuote
        figures.unpriced.append(UnpricedCandidate(candidate: record.candidate, code: code))
        continue
      }
      show(LiveCandidate(candidate: record.candidate, trade: trade, priced: now))
      let revised = candidateRecord(
        trade.proposal, candidate: record.candidate, rev: record.rev + 1, edge: record.edge)
      guard needsRevision(record, revised) else { continue }
      emit(.candidateRevised(revised))
      emit(
        .riskVerdict(
          self.record(
            trade.verdict, candidate: revised.candidate, rev: revised.rev, stage: .propose)))
    }
  }

  /// What a structure of the trader's legs is judged by, on the latest quotes.
  ///
  /// Nothing that a minute left behind is read, so a restart before the command changes nothing.
  ///
  /// - Parameters:
  ///   - index: The underlying.
  ///   - position: A position to leave out of the book, or nil.
  /// - Returns: The context; nil before its first quotes.
  mutating func handContext(_ index: Int, without position: Int?) -> HandContext? {
    lookAtRegime()
    var exposure = exposure(markPositions())
    if let position { exposure.structures.removeAll { $0.position == position } }
    guard let context = proposalContext(index, exposure: exposure) else { return nil }
    return HandContext(
      context: context, breaches: rules(of: market.underlyings[index].symbol))
  }

  /// Why nothing may be proposed now.
  private func stateFaults() -> [LegFault] {
    var faults: [LegFault] = []
    if state.trading.isKilled {
      faults.append(LegFault(code: .killed, text: "the kill is engaged"))
    }
    if !market.isOpen || !state.session.isOpen {
      faults.append(LegFault(code: .marketClosed, text: "the market is closed"))
    }
    return faults
  }

  /// The one underlying of legs; nil when they have none.
  private func home(of legs: [Leg], _ faults: inout [LegFault]) -> Int? {
    var homes: [Int] = []
    for leg in legs {
      let home = market.underlyings.indices.first { index in
        market.underlyings[index].chain.expiries.contains {
          $0.root.symbol == leg.contract.root
        }
      }
      if let home, !homes.contains(home) { homes.append(home) }
    }
    if homes.count > 1 {
      let names = homes.map { market.underlyings[$0].symbol }.joined(separator: " and ")
      faults.append(
        LegFault(code: .validationFail, text: "legs of \(names): a structure has one underlying"))
    }
    if homes.isEmpty {
      faults.append(
        LegFault(
          code: .noExpiry,
          text: legs.isEmpty ? "there are no legs" : "no symbol of this market lists any leg"))
    }
    return homes.first
  }

  /// Refuses a command with everything that is wrong, under the gravest code.
  mutating func refuse(_ command: DeskCommand, _ faults: [LegFault]) -> Bool {
    let order: [RefusalCode] = [
      .killed, .marketClosed, .undefinedRisk, .noExpiry, .shortStrikeNotFound, .invalidQuote,
      .missingInput, .limit,
    ]
    let code = order.first { code in faults.contains { $0.code == code } } ?? .validationFail
    let text = faults.map(\.text).joined(separator: "; ")
    return refuse(command, code, cleaned(text, most: longText))
  }

  /// Every breach of a verdict in words, and the legs whose quotes are not good by name.
  func text(_ verdict: RiskVerdict, of order: OrderEntry? = nil) -> String {
    var text = "refused by the gate: " + verdict.breaches.map(\.text).joined(separator: ", ")
    if let order, verdict.breaches.contains(where: { $0.limit == "quote_quality" }) {
      text += " (" + doubtfulLegs(order).joined(separator: ", ") + ")"
    }
    return text
  }

  /// The legs of an order whose quotes are not good, each with what its quote is.
  private func doubtfulLegs(_ order: OrderEntry) -> [String] {
    guard let underlying = market.index(of: order.underlying) else { return [] }
    let chain = market.underlyings[underlying].chain
    return order.legs.compactMap { leg in
      let found = chain.index(of: leg.contract).flatMap { quality(underlying, $0) }
      if found == .good { return nil }
      return "\(leg.contract) \(found?.rawValue ?? "without a quote")"
    }
  }

  /// A proposal in one line, for the journal.
  func words(_ proposal: Proposal) -> String {
    let legs = proposal.legs.map(\.leg.text).joined(separator: " ")
    let kind = proposal.identity.structure.rawValue
    return "\(proposal.quantity) x \(kind) \(legs) net \(proposal.net)"
  }

  /// Writes what stands in for an edge, and returns its number.
  mutating func detectByHand(_ symbol: String, rationale: String) -> Int {
    let id = state.counters.edges + 1
    let edge = Edge.byHand(symbol, rationale: rationale)
    emit(
      .edgeDetected(
        EdgeDetected(
          edge: id, underlying: edge.underlying, kind: edge.kind, signal: edge.signal,
          strength: edge.strength, percentile: edge.percentile, history: edge.history,
          fallback: edge.isFallback, metrics: [], rationale: edge.rationale)))
    return id
  }

  /// Proposes a trade, in the place of an open candidate of the same kind and expiry.
  private mutating func proposeByHand(_ trade: ProposedTrade, edge: Int) {
    let id = state.counters.candidates + 1
    let key = CandidateKey(trade.proposal)
    for old in state.candidates where old.state == .open && CandidateKey(old) == key {
      emit(
        .candidateClosed(
          CandidateClosed(
            candidate: old.record.candidate, rev: old.record.rev,
            reason: "superseded by C\(id)")))
      endHandEdge(of: old, reason: "superseded by C\(id)")
    }
    emit(.candidateProposed(candidateRecord(trade.proposal, candidate: id, rev: 1, edge: edge)))
    emit(.riskVerdict(record(trade.verdict, candidate: id, rev: 1, stage: .propose)))
    show(LiveCandidate(candidate: id, trade: trade, priced: now))
  }

  /// Ends what stands in for the edge of a candidate built by hand.
  mutating func endHandEdge(of entry: CandidateEntry, reason: String) {
    guard entry.kind == .manual,
      state.edges.contains(where: { $0.edge == entry.record.edge && $0.ended == nil })
    else { return }
    emit(.edgeEnded(EdgeEnded(edge: entry.record.edge, reason: reason)))
  }

  /// Gives a candidate built by hand that was taken back an edge to live by.
  mutating func reviveHandEdge(of entry: CandidateEntry) {
    guard entry.kind == .manual,
      let old = state.edges.first(where: { $0.edge == entry.record.edge }), old.ended != nil
    else { return }
    var record = entry.record
    record.edge = detectByHand(record.underlying, rationale: old.rationale)
    record.rev += 1
    emit(.candidateRevised(record))
  }
}
