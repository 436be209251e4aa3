// What must hold after every single event of a storm, worked out apart from the engine.

import Candidates
import Execution
import MarketData
import Portfolio
import Risk

@testable import DeskEngine

/// Folds events a second time and compares what they say with sums of its own.
struct StormCheck {
  /// The book after the last event.
  private(set) var state = DeskState()
  /// Everything that did not hold, at most twenty.
  private(set) var faults: [String] = []
  /// Orders created.
  private(set) var orders = 0
  /// Contracts filled.
  private(set) var fills = 0
  /// Settlements.
  private(set) var settlements = 0
  /// Kills engaged.
  private(set) var kills = 0
  /// Orders by how they ended.
  private(set) var ends: [OrderState: Int] = [:]
  private var contracts: [OptionContract: Int] = [:]
  private var carried: [OptionContract: Int64] = [:]
  private var verdicts: [RiskJudged] = []
  private var command: DeskCommand?

  mutating func fault(_ text: String) {
    if faults.count < 20 { faults.append("seq \(state.seq): \(text)") }
  }

  /// Takes the events of one decision and the book and market after it.
  mutating func take(
    _ decision: DeskDecision, of input: DeskInput, market: MarketState, limits: RiskLimits
  ) {
    verdicts = []
    command = nil
    if case .command(let given) = input { command = given }
    for event in decision.events {
      before(event, market: market, limits: limits)
      state.apply(event)
      after(event, market: market, limits: limits)
    }
    if state != decision.state { fault("the fold is not the book") }
    holdings()
    halted()
  }

  // MARK: Before an event is folded

  private mutating func before(_ event: Event, market: MarketState, limits: RiskLimits) {
    switch event.body {
    case .riskVerdict(let e):
      verdicts.append(e)
      let equity = (state.money.cash + marks(market)).dollars
      if e.passed, e.candidate != nil, e.after.maxLoss > limits.totalLoss * equity + 0.01 {
        fault("\(e.stage.rawValue) passed with \(e.after.maxLoss) at an equity of \(equity)")
      }
      let after = e.after
      let figures = [
        after.maxLoss, after.delta, after.gamma, after.vega, after.theta, after.margin,
        after.worstStress,
      ]
      if !figures.allSatisfy(\.isFinite) { fault("a verdict is not finite") }
    case .orderCreated(let e):
      orders += 1
      let own = verdicts.last { $0.candidate == e.candidate && $0.rev == e.rev }
      if own?.passed != true || own?.stage != .approve { fault("O\(e.order) without a verdict") }
      guard state.trading.isKilled else { break }
      let isOwn = command?.actor == .user || command?.actor == .file
      if e.intent == .open || e.intent == .roll || e.intent == .hedge {
        fault("O\(e.order) opens while halted")
      } else if command != nil, !isOwn {
        fault("O\(e.order) closes while halted and is not the trader's")
      } else if command == nil, !isRenewal(e) {
        fault("O\(e.order) is automatic while halted")
      }
    case .legFilled(let e):
      fills += 1
      contracts[e.contract, default: 0] += e.quantity
      if verdicts.last?.stage != .fill || verdicts.last?.passed != true {
        fault("F\(e.fill) without a verdict")
      }
      if e.quantity == 0 || e.price < .zero { fault("F\(e.fill) is \(e.quantity) at \(e.price)") }
      let isWithin = e.quantity > 0 ? e.price <= e.worstPrice : e.price >= e.worstPrice
      if !isWithin { fault("F\(e.fill) is beyond the far side") }
    case .settled(let e):
      settlements += 1
      if let position = state.positions.first(where: { $0.position == e.position }),
        let leg = position.legs.first(where: { $0.contract == e.contract })
      {
        contracts[e.contract, default: 0] -= leg.ratio * position.quantity
      }
    case .orderChanged(let e):
      if e.state.isFinal { ends[e.state, default: 0] += 1 }
      if let order = state.orders.first(where: { $0.order == e.order }) {
        if e.filled < order.filled || e.filled > order.quantity {
          fault("O\(e.order) filled wrong")
        }
      } else {
        fault("O\(e.order) changed after its end")
      }
    case .killEngaged: kills += 1
    default: break
    }
  }

  /// The trader's own exit comes back at today's price when it found no market.
  private func isRenewal(_ order: OrderCreated) -> Bool {
    order.intent == .close || order.intent == .flatten
  }

  // MARK: After it

  private mutating func after(_ event: Event, market: MarketState, limits: RiskLimits) {
    let cost = state.positions.reduce(Money.zero) { $0 + $1.cost }
    if state.money.cash + cost != state.money.capital + state.money.realised {
      fault("cash and cost are not capital and profit after \(event.body.name)")
    }
    switch event.body {
    case .ledgerPosted(let e):
      let sum = e.entries.reduce(Money.zero) { $0 + $1.amount }
      if sum != .zero { fault("posting \(e.posting) is off by \(sum)") }
    case .dayRolled: carry(market)
    case .equityMarked(let e): marked(e, cost: cost, market: market)
    case .positionOpened, .positionChanged: bounded()
    case .positionClosed(let e):
      if state.positions.contains(where: { $0.position == e.position }) { fault("P\(e.position)") }
    default: break
    }
    for position in state.positions where position.quantity <= 0 || position.maxLoss < .zero {
      fault("P\(position.position) has quantity \(position.quantity)")
    }
  }

  private mutating func marked(_ mark: EquityMarked, cost: Money, market: MarketState) {
    let value = marks(market)
    if mark.equity != mark.cash + value { fault("equity is not cash and marks") }
    if mark.unrealised != value - cost { fault("unrealised is not marks less cost") }
    let bound = state.positions.reduce(Money.zero) { $0 + $1.maxLoss }
    if mark.openMaxLoss != bound { fault("the open loss is not that of the positions") }
    let figures = [mark.delta, mark.gamma, mark.vega, mark.theta, mark.drawdown]
    if !figures.allSatisfy(\.isFinite) { fault("a mark is not finite") }
  }

  private func marks(_ market: MarketState) -> Money {
    var value = Money.zero
    for position in state.positions {
      for leg in position.legs where !leg.isSettled {
        let units = Int64(leg.ratio * position.quantity * leg.multiplier)
        value += Money(units: twiceMid(leg, market) * units / 2)
      }
    }
    return value
  }

  /// Remembers the marks of a close: what has no quote in a later session is worth as much.
  private mutating func carry(_ market: MarketState) {
    for position in state.positions {
      for leg in position.legs where !leg.isSettled {
        carried[leg.contract] = twiceMid(leg, market)
      }
    }
  }

  /// Twice the mid of the last good quote of a contract, as a leg is marked.
  private func twiceMid(_ leg: PositionLegEntry, _ market: MarketState) -> Int64 {
    let underlying = market.underlyings.first
    let index = underlying?.chain.index(of: leg.contract)
    if let quote = index.flatMap({ underlying?.lastGood[$0] }) {
      return quote.bid.units + quote.ask.units
    }
    if let quote = index.flatMap({ underlying?.chain.quotes[$0] }), quote.bid == .zero,
      quote.ask > .zero
    {
      return quote.ask.units
    }
    return carried[leg.contract] ?? leg.entry.units * 2
  }

  /// No fill leaves the book with more proven loss than its verdict allowed.
  private mutating func bounded() {
    guard let verdict = verdicts.last, verdict.candidate != nil else { return }
    let open = state.positions.reduce(Money.zero) { $0 + $1.maxLoss }.dollars
    if open > verdict.after.maxLoss + 0.01 {
      fault("open loss \(open) beyond the judged \(verdict.after.maxLoss)")
    }
  }

  /// Legs, structures and the contracts that were filled are the same book.
  private mutating func holdings() {
    var held: [OptionContract: Int] = [:]
    for position in state.positions {
      for leg in position.legs where !leg.isSettled {
        held[leg.contract, default: 0] += leg.ratio * position.quantity
      }
    }
    contracts = contracts.filter { $0.value != 0 }
    if held.filter({ $0.value != 0 }) != contracts { fault("the legs are not what was filled") }
  }

  private mutating func halted() {
    guard state.trading.isKilled else { return }
    for order in state.orders where order.intent == .open { fault("O\(order.order) works on") }
    for candidate in state.candidates where candidate.state == .open {
      fault("C\(candidate.record.candidate) is open while halted")
    }
  }
}
