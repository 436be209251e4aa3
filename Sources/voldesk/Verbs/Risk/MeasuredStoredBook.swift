// A stored book as the risk rules see it, priced on the last quotes that its run kept.

import DeskEngine
import Execution
import MarketData
import Persistence
import Pricing
import Risk
import Structures

/// A stored book, priced on stored quotes.
struct MeasuredStoredBook {
  /// The folded book.
  let state: DeskState
  /// The book as the risk rules see it.
  var exposure: Exposure
  /// What could not be priced, in words.
  private(set) var gaps: [String] = []

  /// Folds the journal of a run and prices its positions and working orders.
  init(
    _ archive: DeskArchive, run: Int, settings: DeskEngine.DeskSettings
  ) throws(StoreError) {
    let state = try MeasuredStoredBook.fold(archive, run: run)
    self.state = state
    let money = state.money
    exposure = Exposure(
      time: state.time, session: state.session.date, structures: [], reservations: [],
      equity: money.isFunded ? money.equity.dollars : nil,
      exitEquity: money.isFunded ? money.exitEquity.dollars : nil, cash: money.cash.dollars,
      sessionOpenEquity: state.session.baseEquity.dollars,
      weekOpenEquity: state.session.weekEquity.dollars, peakEquity: money.peak.dollars,
      messages: MessageCounts(second: 0, minute: 0, day: state.ordersSent.count))
    var pricer = StoredPricer(archive, run: run, now: state.time)
    for position in state.positions {
      var legs: [ModelLeg] = []
      for leg in position.legs where !leg.isSettled {
        legs.append(
          try pricer.leg(
            leg.contract, count: leg.ratio * position.quantity, multiplier: leg.multiplier,
            expiration: leg.expiration, underlying: position.underlying))
      }
      note(legs, "P\(position.position)")
      exposure.structures.append(
        structure(
          settings.risk(of: position.underlying), legs: legs, quantity: position.quantity,
          maxLoss: position.maxLoss.dollars, openedOn: NewYorkTime.date(position.opened),
          position: position.position))
      guard position.shares != 0 else { continue }
      let spot = try archive.lastSpot(run: run, underlying: position.underlying)?.spot
      let lot = ModelLeg.shares(
        position.shares, of: position.underlying, at: spot ?? 0, time: state.time)
      exposure.structures[exposure.structures.count - 1].lot = lot
      note([lot], "P\(position.position)")
    }
    for order in state.orders where order.intent == .open {
      gaps.append("the working order O\(order.order) is not measured: it has no position yet")
    }
  }

  private mutating func note(_ legs: [ModelLeg], _ name: String) {
    for leg in legs where !leg.isPriceable {
      gaps.append("\(name) cannot be measured: the run kept no quote to price \(leg.contract) with")
    }
  }

  private func structure(
    _ symbol: SymbolRisk, legs: [ModelLeg], quantity: Int, maxLoss: Double, openedOn: CivilDate,
    position: Int
  ) -> StructureRisk {
    StructureRisk(
      position: position, underlying: symbol.symbol, cluster: symbol.cluster, beta: symbol.beta,
      legs: legs, quantity: quantity, maxLoss: maxLoss, openedOn: openedOn)
  }

  private static func fold(
    _ archive: DeskArchive, run: Int
  ) throws(StoreError) -> DeskState {
    var state = DeskState()
    if let snapshot = try archive.newestSnapshot(run: run, version: snapshotVersion),
      let read = try? DeskState(snapshot: snapshot.state)
    {
      state = read
    }
    try archive.eachLine(run: run, after: state.seq) { line throws(StoreError) in
      do throws(LineError) { state.apply(try Event(line: line.line)) } catch {
        throw .chainBroken(run: run, seq: line.seq, detail: error.description)
      }
    }
    return state
  }
}

/// Prices legs on what a run stored.
private struct StoredPricer {
  let archive: DeskArchive
  let run: Int
  let now: Instant
  private var forwards: [(expiration: Instant, underlying: String, forward: Double)] = []

  init(_ archive: DeskArchive, run: Int, now: Instant) {
    self.archive = archive
    self.run = run
    self.now = now
  }

  /// A leg on its last stored volatility; volatility zero when nothing can price it.
  mutating func leg(
    _ contract: OptionContract, count: Int, multiplier: Int, expiration: Instant,
    underlying: String
  ) throws(StoreError) -> ModelLeg {
    var leg = ModelLeg(
      contract: contract, count: count, multiplier: multiplier, expiration: expiration,
      years: max((expiration - now).years, 1 / (365.0 * 1440)), forward: 0, discount: 1,
      volatility: 0, spot: 0)
    guard let spot = try archive.lastSpot(run: run, underlying: underlying)?.spot else {
      return leg
    }
    leg.spot = spot
    leg.forward = try forward(expiration, underlying, spot: spot)
    guard
      let quote = try archive.newestQuote(
        run: run, contract, underlying: underlying, expiration: expiration)
    else { return leg }
    // A volatility belongs to the time of its quote; the price of that time gives it where none is.
    let years = max((expiration - quote.time).years, leg.years)
    leg.volatility =
      quote.impliedVolatility
      ?? (try? impliedVolatility(
        contract.right, price: quote.mid, forward: leg.forward, strike: leg.strike, years: years,
        discount: 1)) ?? 0
    return leg
  }

  /// The forward by put-call parity of the strikes around the spot, else the spot.
  private mutating func forward(
    _ expiration: Instant, _ underlying: String, spot: Double
  ) throws(StoreError) -> Double {
    if let known = forwards.first(where: {
      $0.expiration == expiration && $0.underlying == underlying
    }) {
      return known.forward
    }
    let quotes = try archive.closingQuotes(
      run: run, underlying: underlying, expiration: expiration)
    var basis: [Double] = []
    for (call, put) in zip(quotes, quotes.dropFirst())
    where call.strike == put.strike && call.right == .call && put.right == .put {
      guard call.bid > .zero, put.bid > .zero,
        abs(call.strike.dollars / spot - 1) < 0.05
      else { continue }
      basis.append(call.strike.dollars + call.mid - put.mid)
    }
    basis.sort()
    let found = basis.isEmpty ? spot : basis[basis.count / 2]
    // A forward of an earlier close moves with the spot since then only where both are one day's.
    let forward = abs(found / spot - 1) < 0.03 ? found : spot
    forwards.append((expiration, underlying, forward))
    return forward
  }
}

extension DeskEngine.DeskSettings {
  /// Beta and cluster of a symbol; one and none for a symbol that no file names.
  func risk(of name: String) -> SymbolRisk {
    symbols.first { $0.symbol == name } ?? SymbolRisk(symbol: name, beta: 1, cluster: nil)
  }
}
