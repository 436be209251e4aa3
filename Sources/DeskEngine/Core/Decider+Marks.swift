// Marking the book: what it is worth, what it could lose, how it moves.

import Execution
import MarketData
import Portfolio
import Pricing
import Risk
import Structures

/// The quotes of an underlying, at hand while its positions are marked.
private struct QuoteColumns {
  let underlying: Int
  let latest: [Quote?]
  let lastGood: [Quote?]

  init(_ underlying: Int, in market: MarketState) {
    self.underlying = underlying
    latest = market.underlyings[underlying].chain.quotes
    lastGood = market.underlyings[underlying].lastGood
  }
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
    mark(state.positions, at: figures.places(of: state.positions, in: market))
  }

  /// Marks one position.
  mutating func mark(_ position: PositionEntry) -> MarkedPosition {
    mark([position], at: [LegPlaces(position, in: market)])[0]
  }

  /// Marks positions whose places are known: the legs of all are priced together.
  private mutating func mark(
    _ positions: [PositionEntry], at places: [LegPlaces]
  ) -> [MarkedPosition] {
    var boards = [MarkingBoard?](repeating: nil, count: market.underlyings.count)
    for index in places.indices {
      guard let underlying = places[index].underlying, boards[underlying] == nil else { continue }
      boards[underlying] = board(underlying)
    }
    return mark(positions, at: places, on: boards)
  }

  private func mark(
    _ positions: [PositionEntry], at places: [LegPlaces], on boards: [MarkingBoard?]
  ) -> [MarkedPosition] {
    let models = self.models(of: positions, at: places, on: boards)
    var priced = PricedLegs(capacity: models.reduce(0) { $0 + $1.count })
    for legs in models { priced.append(legs) }
    priced.finish()
    var marks: [LegMark] = []
    marks.reserveCapacity(positions.reduce(0) { $0 + $1.legs.count })
    var structures: [StructureRisk] = []
    structures.reserveCapacity(positions.count)
    var worths: [PositionWorth] = []
    worths.reserveCapacity(positions.count)
    var quotes: QuoteColumns?
    var symbol: SymbolRisk?
    var firstLeg = 0
    for index in positions.indices {
      if quotes?.underlying != places[index].underlying {
        quotes = places[index].underlying.map { QuoteColumns($0, in: market) }
      }
      if symbol?.symbol != positions[index].underlying {
        symbol = symbolRisk(positions[index].underlying)
      }
      var worth = PositionWorth()
      worth.isListed = places[index].isListed
      worth.firstMark = marks.count
      worth.firstLeg = firstLeg
      mark(
        positions[index].legs, positions[index].quantity, places[index].options, quotes, &worth,
        &marks)
      var risk = StructureRisk(
        position: positions[index].position, underlying: positions[index].underlying,
        cluster: symbol?.cluster, beta: symbol?.beta ?? 1, legs: models[index],
        quantity: positions[index].quantity, maxLoss: positions[index].maxLoss.dollars,
        openedOn: places[index].openedOn)
      if positions[index].shares != 0 { markShares(positions[index], &worth, &risk) }
      let isWhole = models[index].count == positions[index].legs.count
      price(&risk, cost: positions[index].cost, isWhole: isWhole, priced, &worth)
      firstLeg += models[index].count
      structures.append(risk)
      worths.append(worth)
    }
    let book = MarkedColumns(positions, structures: structures, marks: marks, greeks: priced.greeks)
    return worths.indices.map { MarkedPosition(book, $0, worths[$0]) }
  }

  /// The open legs of positions as the models read them.
  private func models(
    of positions: [PositionEntry], at places: [LegPlaces], on boards: [MarkingBoard?]
  ) -> [[ModelLeg]] {
    var all: [[ModelLeg]] = []
    all.reserveCapacity(positions.count)
    var board: MarkingBoard?
    for index in positions.indices {
      let underlying = places[index].underlying
      if board == nil || board?.underlying != underlying {
        board = underlying.flatMap { boards[$0] }
      }
      all.append(
        models(of: positions[index].legs, positions[index].quantity, places[index].options, board))
    }
    return all
  }

  private func models(
    of legs: [PositionLegEntry], _ quantity: Int, _ options: [Int?], _ board: MarkingBoard?
  ) -> [ModelLeg] {
    var models: [ModelLeg] = []
    models.reserveCapacity(legs.count)
    for index in legs.indices where !legs[index].isSettled {
      models.append(
        modelLeg(
          legs[index].contract, count: legs[index].ratio * quantity,
          multiplier: legs[index].multiplier, expiration: legs[index].expiration,
          option: options[index], on: board))
    }
    return models
  }

  /// Marks the legs of a position and adds up what the open ones are worth.
  private func mark(
    _ legs: [PositionLegEntry], _ quantity: Int, _ options: [Int?], _ quotes: QuoteColumns?,
    _ worth: inout PositionWorth, _ marks: inout [LegMark]
  ) {
    for index in legs.indices {
      let option = options[index]
      let mark = markLeg(
        latest: option.flatMap { quotes?.latest[$0] },
        lastGood: option.flatMap { quotes?.lastGood[$0] }, entry: legs[index].entry,
        carried: legs[index].carried, isLong: legs[index].ratio > 0, now: now)
      marks.append(mark)
      if legs[index].isSettled { continue }
      let contracts = legs[index].ratio * quantity
      worth.value += mark.value(contracts: contracts, multiplier: legs[index].multiplier)
      worth.exit += mark.exitValue(contracts: contracts, multiplier: legs[index].multiplier)
    }
  }

  /// Adds what the shares of a position are worth.
  private func markShares(
    _ position: PositionEntry, _ worth: inout PositionWorth, _ risk: inout StructureRisk
  ) {
    guard let shares = shareMark(position) else { return }
    worth.value += shares.value
    worth.exit += shares.exit
    risk.lot = .shares(position.shares, of: position.underlying, at: shares.price, time: now)
  }

  /// Adds up the sensitivities of a structure and, by the model that stresses it, its profit so far;
  /// nil in the structure when a leg cannot be priced, or has settled already.
  private func price(
    _ risk: inout StructureRisk, cost: Money, isWhole: Bool, _ priced: PricedLegs,
    _ worth: inout PositionWorth
  ) {
    var profit = -cost.dollars
    for index in worth.firstLeg..<(worth.firstLeg + risk.legs.count) {
      profit += priced.worths[index]
      worth.greeks = worth.greeks + priced.greeks[index]
    }
    let lot = risk.lot.flatMap { $0.isPriceable ? $0 : nil }
    if let lot { worth.greeks = worth.greeks + positionGreeks(of: [lot]) }
    guard risk.legs.arePriceable else { return }
    if (lot == nil) == (risk.lot == nil) { risk.greeks = worth.greeks }
    if isWhole { risk.profit = profit }
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
    let structures = marked.first?.structures ?? []
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
