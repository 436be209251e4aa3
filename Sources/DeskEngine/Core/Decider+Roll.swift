// Rolling a position: one combo that closes it and opens the same structure in a later expiry.
//
// The candidate of a roll is the new structure alone, proposed and approved by the one command; the
// order names the candidate and the position, and its legs follow from both. It fills in package
// ratio, closing as many packages as it opens, and what is left of it is cancelled as a whole.

import Candidates
import Execution
import MarketData
import Portfolio
import Risk
import Structures

extension Decider {
  /// Rolls a position for the trader, or refuses to.
  mutating func rollByUser(_ command: DeskCommand, position id: Int) -> Bool {
    guard let entry = state.positions.first(where: { $0.position == id }) else {
      return refuse(command, .superseded, "there is no open P\(id)")
    }
    if state.trading.isKilled {
      return refuse(command, .killed, "the kill is engaged, and a roll opens a structure")
    }
    if state.orders.contains(where: { $0.position == id }) {
      return refuse(command, .duplicate, "an order on P\(id) is working")
    }
    guard market.isOpen, state.session.isOpen else {
      return refuse(command, .marketClosed, "the market is closed")
    }
    guard let index = market.index(of: entry.underlying),
      let desk = handContext(index, without: id)
    else { return refuse(command, .missingInput, "\(entry.underlying) has no quotes yet") }
    do throws(RollRefusal) {
      guard !entry.legs.contains(where: \.isSettled) else {
        throw RollRefusal(code: .validationFail, text: "a leg has settled: it can only be closed")
      }
      let plan = try planRoll(entry.structure, legs: entry.openLegs, in: desk.context)
      return sendRoll(command, entry: entry, plan: plan, desk: desk)
    } catch {
      return refuse(command, error.code, "P\(id) stays: \(cleaned(error.text, most: longText))")
    }
  }

  private mutating func sendRoll(
    _ command: DeskCommand, entry: PositionEntry, plan: RollPlan, desk: HandContext
  ) -> Bool {
    let candidate = state.counters.candidates + 1
    let order = rollOrder(entry, plan: plan, candidate: candidate)
    let verdict = judge(order, quantity: order.quantity, stage: .approve)
    guard verdict.passed else {
      emit(.riskVerdict(record(verdict, candidate: nil, rev: nil, stage: .approve)))
      return refuse(command, refusal(verdict), text(verdict, of: order))
    }
    let proposal = desk.rolled(plan, from: entry.position, quantity: entry.quantity)
    let edge = detectByHand(
      desk.underlying, rationale: "P\(entry.position) rolled to " + words(proposal))
    emit(.candidateProposed(candidateRecord(proposal, candidate: candidate, rev: 1, edge: edge)))
    emit(.riskVerdict(record(verdict, candidate: candidate, rev: 1, stage: .approve)))
    emit(
      .candidateApproved(
        CandidateApproved(candidate: candidate, rev: 1, by: command.actor, command: command.id)))
    place(order, note: OrderNote(approved: command.actor, remark: "roll of P\(entry.position)"))
    emit(.edgeEnded(EdgeEnded(edge: edge, reason: "its roll is sent")))
    return true
  }

  /// The order of a roll before it exists.
  private func rollOrder(_ entry: PositionEntry, plan: RollPlan, candidate: Int) -> OrderEntry {
    var order = OrderEntry()
    order.candidate = candidate
    order.rev = 1
    order.intent = .roll
    order.position = entry.position
    order.underlying = entry.underlying
    order.structure = entry.structure
    order.quantity = entry.quantity
    order.created = now
    order.maxLoss = plan.built.proof.bound
    order.legs =
      entry.openLegs.map { LegEntry(contract: $0.contract, ratio: -$0.ratio) }
      + plan.built.legs.map { LegEntry(contract: $0.leg.contract, ratio: $0.leg.ratio) }
    order.closes = entry.openLegs.count
    let closing = order.closingLegs.reduce(Money.zero) { sum, leg in
      guard let quote = quote(of: leg.contract, on: order.underlying) else { return sum }
      return sum - (leg.ratio < 0 ? quote.bid : quote.ask) * leg.ratio
    }
    order.limit = collaredLimit(order, net: closing + plan.built.net)
    return order
  }

  /// Cancels a roll whose position has to be left at once.
  mutating func giveWay(_ position: Int, to reason: CloseReason) {
    for order in state.orders where order.position == position && order.intent == .roll {
      change(order.order, .cancel, reason: "gives way to the \(reason.rawValue) exit")
    }
  }

  /// Books packages of a roll: the position's part is closed, the next one opened.
  mutating func bookRoll(_ order: OrderEntry, _ fill: PackageFill) {
    guard let held = state.positions.first(where: { $0.position == order.position }),
      held.quantity >= fill.quantity, !held.legs.contains(where: \.isSettled)
    else {
      change(order.order, .cancel, reason: "its position is gone")
      return
    }
    var closed = FillFlow()
    var opened = FillFlow()
    for index in order.legs.indices {
      let flow = fillLeg(index, of: order, fill)
      if index < order.closes { closed.add(flow) } else { opened.add(flow) }
    }
    leave(held, order, packages: fill.quantity, closed)
    enter(order, fill, opened)
    count(fill.quantity, filledOf: order.order)
  }

  /// Takes packages out of the position that is rolled.
  private mutating func leave(
    _ held: PositionEntry, _ order: OrderEntry, packages: Int, _ flow: FillFlow
  ) {
    let id = held.position
    let left = held.quantity - packages
    let cost =
      left == 0
      ? held.cost : Money(units: held.cost.units * Int64(packages) / Int64(held.quantity))
    post(
      [
        (LedgerAccount.cash, flow.cash - flow.fees), (LedgerAccount.position(id), -cost),
        (LedgerAccount.realised, cost - flow.cash), (LedgerAccount.fees, flow.fees),
      ], ref: "O\(order.order)")
    guard left == 0 else {
      let loss = Money(units: held.maxLoss.units * Int64(left) / Int64(held.quantity))
      return emit(
        .positionChanged(
          PositionChanged(position: id, quantity: left, entry: held.entry, maxLoss: loss)))
    }
    let after = state.positions.first { $0.position == id } ?? held
    emit(
      .positionClosed(
        PositionClosed(
          position: id, realised: after.cashFlow, fees: after.fees, reason: .user)))
  }

  /// What a fill opens: the order without its closing legs, its prices, and what a package can lose.
  func openingPart(
    _ order: OrderEntry, _ fill: PackageFill
  ) -> (order: OrderEntry, fill: PackageFill, loss: Money) {
    var opening = order
    opening.legs = order.openingLegs
    var part = fill
    part.prices.removeFirst(order.closes)
    part.worstPrices.removeFirst(order.closes)
    part.net = zip(opening.legs, part.prices).reduce(Money.zero) { $0 - $1.1 * $1.0.ratio }
    return (opening, part, provenLoss(opening, net: part.net))
  }

  /// Puts packages into the position that takes its place.
  private mutating func enter(_ order: OrderEntry, _ fill: PackageFill, _ flow: FillFlow) {
    let (opening, part, loss) = openingPart(order, fill)
    let bound = loss * part.quantity
    let held = state.positions.first { $0.order == order.order }
    if let held {
      let total = held.quantity + part.quantity
      let sum =
        held.entry.units * Int64(held.quantity) + part.net.units * Int64(part.quantity)
      emit(
        .positionChanged(
          PositionChanged(
            position: held.position, quantity: total, entry: Money(units: sum / Int64(total)),
            maxLoss: held.maxLoss + bound)))
    } else {
      emit(
        .positionOpened(
          PositionOpened(
            position: state.counters.positions + 1, order: order.order,
            structure: order.structure, legs: positionLegs(opening, part),
            quantity: part.quantity, entry: part.net, maxLoss: bound)))
    }
    let id = held?.position ?? state.counters.positions
    post(
      [
        (LedgerAccount.cash, flow.cash - flow.fees), (LedgerAccount.position(id), -flow.cash),
        (LedgerAccount.fees, flow.fees),
      ], ref: "O\(order.order)")
  }
}

extension PositionEntry {
  /// Legs of one package that are not settled.
  var openLegs: [Leg] {
    legs.filter { !$0.isSettled }.map { Leg(contract: $0.contract, ratio: $0.ratio) }
  }
}

extension HandContext {
  /// The new structure of a roll as a proposal.
  func rolled(_ plan: RollPlan, from position: Int, quantity: Int) -> Proposal {
    let trade = propose(
      plan.built, doubts: plan.doubts, for: .byHand(underlying, rationale: ""),
      quantity: quantity, in: context)
    var proposal = trade.proposal
    // The gate judges the whole order: what it says of the opening alone is not the verdict.
    proposal.recommendation = .review
    proposal.warnings.removeAll { $0.hasPrefix("limit ") }
    proposal.warnings.insert(
      "rolled from P\(position)" + (plan.keepsStrikes ? " at its own strikes" : ""), at: 0)
    proposal.warnings.insert(contentsOf: plan.reasons, at: 1)
    return proposal
  }
}
