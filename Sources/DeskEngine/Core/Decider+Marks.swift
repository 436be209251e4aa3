// Marking the book: what it is worth, what it could lose, how it moves.

import Execution
import MarketData
import Portfolio
import Pricing
import Risk
import Structures

/// A position with its marks, for limits, exits and screens.
///
/// An object: every stage of a decision reads it, and none writes to it.
final class MarkedPosition: Sendable {
  let entry: PositionEntry
  let marks: [LegMark]
  let value: Money
  let exitValue: Money
  let risk: StructureRisk
  let greeks: PositionGreeks
  /// Whether its chain lists every leg.
  let isListed: Bool

  init(
    _ entry: PositionEntry, marks: [LegMark], value: Money, exitValue: Money, risk: StructureRisk,
    greeks: PositionGreeks, isListed: Bool
  ) {
    self.entry = entry
    self.marks = marks
    self.value = value
    self.exitValue = exitValue
    self.risk = risk
    self.greeks = greeks
    self.isListed = isListed
  }

  /// Unrealised profit at mids, before closing fees.
  var profit: Money { value - entry.cost }
}

extension Decider {
  /// The positions as marked in this decision.
  mutating func marked() -> [MarkedPosition] {
    if let marked = figures.marked { return marked }
    let marked = markPositions()
    figures.marked = marked
    return marked
  }

  /// Marks every position on the latest quotes.
  mutating func markPositions() -> [MarkedPosition] {
    let places = figures.places(of: state.positions, in: market)
    let positions = state.positions
    var marked: [MarkedPosition] = []
    marked.reserveCapacity(positions.count)
    var board: MarkingBoard?
    for index in positions.indices {
      let underlying = places[index].underlying
      if board == nil || board?.underlying != underlying {
        board = underlying.flatMap { self.board($0) }
      }
      marked.append(mark(positions[index], at: places[index], on: board))
    }
    return marked
  }

  /// Marks one position.
  mutating func mark(_ position: PositionEntry) -> MarkedPosition {
    let place = LegPlaces(position, in: market)
    let board = place.underlying.flatMap { self.board($0) }
    return mark(position, at: place, on: board)
  }

  private func mark(
    _ position: PositionEntry, at place: LegPlaces, on board: MarkingBoard?
  ) -> MarkedPosition {
    var marks: [LegMark] = []
    var models: [ModelLeg] = []
    marks.reserveCapacity(position.legs.count)
    models.reserveCapacity(position.legs.count)
    var value = Money.zero
    var exit = Money.zero
    let legs = position.legs
    for index in legs.indices {
      let (leg, option) = (legs[index], place.options[index])
      let mark = markLeg(
        latest: quote(place.underlying, option), lastGood: lastGood(place.underlying, option),
        entry: leg.entry, carried: leg.carried, isLong: leg.ratio > 0, now: now)
      marks.append(mark)
      if leg.isSettled { continue }
      let contracts = leg.ratio * position.quantity
      value += mark.value(contracts: contracts, multiplier: leg.multiplier)
      exit += mark.exitValue(contracts: contracts, multiplier: leg.multiplier)
      models.append(
        modelLeg(
          leg.contract, count: contracts, multiplier: leg.multiplier,
          expiration: leg.expiration, option: option, on: board))
    }
    let symbol = symbolRisk(position.underlying)
    var risk = StructureRisk(
      position: position.position, underlying: position.underlying, cluster: symbol.cluster,
      beta: symbol.beta, legs: models, quantity: position.quantity,
      maxLoss: position.maxLoss.dollars, openedOn: place.openedOn)
    if let shares = shareMark(position) {
      value += shares.value
      exit += shares.exit
      risk.lot = .shares(
        position.shares, of: position.underlying, at: shares.price, time: now)
    }
    let greeks = price(&risk, position)
    return MarkedPosition(
      position, marks: marks, value: value, exitValue: exit, risk: risk, greeks: greeks,
      isListed: place.isListed)
  }

  /// Finds the sensitivities of a structure and, by the model that stresses it, its profit so far;
  /// nil in the structure when a leg cannot be priced.
  private func price(_ risk: inout StructureRisk, _ position: PositionEntry) -> PositionGreeks {
    var profit = -position.cost.dollars
    let lot = risk.lot.flatMap { $0.isPriceable ? $0 : nil }
    let shares = lot.map { positionGreeks(of: [$0]) } ?? .zero
    guard risk.legs.allSatisfy(\.isPriceable) else {
      let legs = positionGreeks(of: risk.legs.filter(\.isPriceable))
      return lot == nil ? legs : legs + shares
    }
    let legs = positionGreeks(of: risk.legs, worth: &profit)
    let greeks = lot == nil ? legs : legs + shares
    if (lot == nil) == (risk.lot == nil) { risk.greeks = greeks }
    if !position.legs.contains(where: \.isSettled) { risk.profit = profit }
    return greeks
  }

  private func quote(_ underlying: Int?, _ index: Int?) -> Quote? {
    guard let underlying, let index else { return nil }
    return market.underlyings[underlying].chain.quotes[index]
  }

  private func lastGood(_ underlying: Int?, _ index: Int?) -> Quote? {
    guard let underlying, let index else { return nil }
    return market.underlyings[underlying].lastGood[index]
  }

  /// A book measured, once while it stays the same.
  mutating func measured(_ exposure: Exposure) -> MeasuredBook {
    if let known = figures.book, known.measures(exposure) { return known }
    let made = MeasuredBook(exposure, after: figures.book)
    figures.book = made
    return made
  }

  /// The book as the risk rules see it, as marked in this decision.
  mutating func exposure() -> Exposure {
    let marked = marked()
    let structures = figures.structures ?? marked.map(\.risk)
    figures.structures = structures
    return exposure(marked, structures, without: nil)
  }

  /// The same as marked otherwise, with or without an order.
  mutating func exposure(_ marked: [MarkedPosition], without order: Int? = nil) -> Exposure {
    exposure(marked, marked.map(\.risk), without: order)
  }

  private mutating func exposure(
    _ marked: [MarkedPosition], _ structures: [StructureRisk], without order: Int?
  ) -> Exposure {
    let value = marked.reduce(state.money.cash) { $0 + $1.value }
    let exit = marked.reduce(state.money.cash) { $0 + $1.exitValue }
    var reservations: [StructureRisk] = []
    for working in state.orders where working.intent.opens && working.order != order {
      reservations.append(reservation(working))
    }
    var exposure = Exposure(
      time: now, session: state.session.date, structures: structures,
      reservations: reservations, equity: value.dollars, exitEquity: exit.dollars,
      cash: state.money.cash.dollars, sessionOpenEquity: state.session.baseEquity.dollars,
      weekOpenEquity: state.session.weekEquity.dollars,
      peakEquity: max(state.money.peak, value).dollars, messages: messageCounts())
    exposure.shocks = sessionRisk().shocks
    return exposure
  }

  private mutating func reservation(_ order: OrderEntry) -> StructureRisk {
    let underlying = market.index(of: order.underlying)
    let symbol = symbolRisk(order.underlying)
    let open = order.quantity - order.filled
    let legs = order.openingLegs.map { leg -> ModelLeg in
      let expiry = listedExpiry(leg.contract, underlying)
      return modelLeg(
        leg.contract, count: leg.ratio * open, multiplier: expiry?.root.multiplier ?? 100,
        expiration: expiry?.expiration ?? now, underlying: underlying)
    }
    return StructureRisk(
      position: nil, underlying: order.underlying, cluster: symbol.cluster, beta: symbol.beta,
      legs: legs, quantity: open, maxLoss: (order.maxLoss * open).dollars,
      openedOn: state.session.date)
  }

  /// The listed expiry of a contract.
  func listedExpiry(_ contract: OptionContract, _ underlying: Int?) -> ChainExpiry? {
    guard let underlying else { return nil }
    return market.underlyings[underlying].chain.expiries.first {
      $0.root.symbol == contract.root && $0.date == contract.expiry
    }
  }

  private func messageCounts() -> MessageCounts {
    let sent = state.ordersSent + state.refusals
    return MessageCounts(
      second: sent.count { now - $0 < .seconds(1) },
      minute: sent.count { now - $0 < .minutes(1) }, day: sent.count)
  }

  /// Writes the marks of the book: each minute with a position, once after the last, and whenever
  /// forced.
  mutating func markBook(force: Bool) {
    let isFlatAndMarked = state.positions.isEmpty && state.money.equity == state.money.cash
    guard force || !isFlatAndMarked else { return }
    let marked = markPositions()
    figures.marked = marked
    let cash = state.money.cash
    let equity = marked.reduce(cash) { $0 + $1.value }
    let exit = marked.reduce(cash) { $0 + $1.exitValue }
    let cost = marked.reduce(Money.zero) { $0 + $1.entry.cost }
    let greeks = marked.reduce(PositionGreeks.zero) { $0 + $1.greeks }
    let peak = max(state.money.peak, equity)
    let drawdown = peak > .zero ? 1 - equity.dollars / peak.dollars : 0
    emit(
      .equityMarked(
        EquityMarked(
          equity: equity, equityExit: exit, cash: cash, unrealised: equity - cash - cost,
          realised: state.money.realised, delta: rounded(greeks.delta),
          gamma: rounded(greeks.gamma), vega: rounded(greeks.vega), theta: rounded(greeks.theta),
          openMaxLoss: marked.reduce(Money.zero) { $0 + $1.entry.maxLoss },
          drawdown: rounded(drawdown))))
  }

  /// A figure for the journal, to one part in a million.
  func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
}
