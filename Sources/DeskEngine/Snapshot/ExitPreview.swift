// What closing or rolling a position now would do, before anything is sent.

public import Candidates
public import MarketData
public import Portfolio
public import Risk
import Structures

/// What closing a position now would do.
public struct ExitPreview: Sendable {
  /// The legs as traded, with the whole position's contracts.
  public var legs: [OrderLeg]
  /// Net of one package at the sides that close it; nil when a leg has no quote.
  public var net: Money?
  /// Net of one package at mids.
  public var netMid: Money?
  /// Fees of closing the whole position.
  public var fees: Money
  /// What the whole position will have made after them, at the sides that close it.
  public var realised: Money?
  /// The gate's verdict on it, with the book after.
  public var verdict: RiskVerdict
}

/// What rolling a position now would do.
public struct RollPreview: Sendable {
  /// The part that closes.
  public var exit: ExitPreview
  /// The new structure.
  public var plan: RollPlan
  /// The same as a proposal in the position's size.
  public var proposal: Proposal
  /// Net of one package, old and new together, at the far sides; nil when a leg has no quote.
  public var net: Money?
  /// The same at mids.
  public var netMid: Money?
  /// Fees of both parts.
  public var fees: Money
  /// The gate's verdict on the whole order, with the book after.
  public var verdict: RiskVerdict
}

extension HandContext {
  /// What closing a position now would do.
  ///
  /// - Parameters:
  ///   - position: The position.
  ///   - fee: Fee of one contract.
  /// - Returns: Nets, fees, what it realises, and the gate's verdict.
  public func exit(_ position: Position, fee: Money) -> ExitPreview {
    let legs = closingLegs(of: position)
    let (net, mid) = nets(legs, packages: position.quantity)
    let contracts = legs.reduce(0) { $0 + abs($1.leg.count) }
    let units = (position.legs.first?.multiplier ?? 100) * position.quantity
    let fees = fee * contracts
    let check = order(
      position, purpose: .close(position: position.id), legs: legs, limit: net, maxLoss: nil)
    return ExitPreview(
      legs: legs, net: net, netMid: mid, fees: fees,
      realised: net.map { position.cashFlow + $0 * units - fees },
      verdict: judge(
        check, stage: .approve, exposure: context.exposure, limits: context.limits,
        state: context.state))
  }

  /// What rolling a position now would do.
  ///
  /// - Parameters:
  ///   - position: The position.
  ///   - fee: Fee of one contract.
  /// - Returns: Both parts, their nets and fees, and the gate's verdict on the whole.
  /// - Throws: `RollRefusal` when there is nothing to roll to.
  public func roll(_ position: Position, fee: Money) throws(RollRefusal) -> RollPreview {
    let held = position.legs.filter { !$0.isSettled }
    guard held.count == position.legs.count else {
      throw RollRefusal(code: .validationFail, text: "a leg has settled: it can only be closed")
    }
    let plan = try planRoll(position.structure, legs: held.map(\.leg), in: context)
    let exit = exit(position, fee: fee)
    var without = self
    without.context.exposure.structures.removeAll { $0.position == position.id }
    let proposal = without.rolled(plan, from: position.id, quantity: position.quantity)
    let opening = zip(plan.built.legs, plan.built.modelLegs).map { leg, model in
      OrderLeg(
        leg: model.with(count: model.count * position.quantity), bid: leg.bid, ask: leg.ask,
        quality: context.build.chain.quotes[leg.option].map {
          context.build.quotes.quality($0, at: context.build.time)
        }, quoteTime: leg.quoteTime)
    }
    let net = exit.net.map { $0 + plan.built.net }
    let check = order(
      position, purpose: .roll(position: position.id), legs: exit.legs + opening, limit: net,
      maxLoss: (plan.built.proof.bound * position.quantity).dollars)
    var verdict = judge(
      check, stage: .approve, exposure: context.exposure, limits: context.limits,
      state: context.state)
    let known = Set(verdict.breaches.map(\.limit))
    verdict.breaches += breaches.filter { !known.contains($0.limit) }
    return RollPreview(
      exit: exit, plan: plan, proposal: proposal, net: net,
      netMid: exit.netMid.map { $0 + plan.built.netMid },
      fees: exit.fees + plan.built.fees * position.quantity, verdict: verdict)
  }

  /// The legs that close a position, with their market.
  private func closingLegs(of position: Position) -> [OrderLeg] {
    let held = context.exposure.structures.first { $0.position == position.id }?.legs ?? []
    return held.map { leg in
      let option = context.build.chain.index(of: leg.contract)
      let quote = option.flatMap { context.build.chain.quotes[$0] }
      return OrderLeg(
        leg: leg.with(count: -leg.count), bid: quote?.bid, ask: quote?.ask,
        quality: quote.map { context.build.quotes.quality($0, at: context.build.time) },
        quoteTime: quote?.time)
    }
  }

  /// Nets of one package at the far sides and at mids; nil when a leg has no quote.
  private func nets(_ legs: [OrderLeg], packages: Int) -> (far: Money?, mid: Money?) {
    var far = Money.zero
    var middle = Money.zero
    guard packages > 0, !legs.isEmpty else { return (nil, nil) }
    for leg in legs {
      guard let bid = leg.bid, let ask = leg.ask else { return (nil, nil) }
      let ratio = leg.leg.count / packages
      far -= (ratio < 0 ? bid : ask) * ratio
      middle -= (bid + ask) * ratio
    }
    return (far, Money(units: middle.units / 2))
  }

  private func order(
    _ position: Position, purpose: OrderPurpose, legs: [OrderLeg], limit: Money?, maxLoss: Double?
  ) -> OrderIntentCheck {
    let ticks = legs.compactMap { leg in
      context.build.chain.expiries.first { $0.root.symbol == leg.leg.contract.root }?.root.ticks
        .below
    }
    return OrderIntentCheck(
      purpose: purpose, author: .user, kind: position.structure, underlying: underlying,
      cluster: context.cluster, beta: context.beta, legs: legs, quantity: position.quantity,
      limit: limit ?? .zero, tick: ticks.min() ?? .zero, maxLoss: maxLoss,
      isMarketOpen: context.isMarketOpen, isDuplicate: false)
  }
}
