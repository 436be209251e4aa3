// Greeks by expiry, stress cells, payoffs and the benchmark's surface, for the screens.

import Candidates
import MarketData
import Pricing
import Risk
public import Structures

extension DeskCore {
  func bookGreeks(_ marked: [MarkedPosition]) -> BookGreeks {
    var book = BookGreeks()
    var rows: [GreekRow] = []
    for position in marked {
      for leg in position.risk.legs where leg.isPriceable {
        let greeks = positionGreeks(of: [leg])
        let delta = position.risk.beta * greeks.delta * leg.spot
        let gamma = gammaDollars(of: leg, beta: position.risk.beta)
        let row = GreekRow(
          expiry: leg.contract.expiry, deltaDollars: delta, gammaDollars: gamma,
          vega: greeks.vega, theta: greeks.theta)
        add(row, to: &book.net)
        if let index = rows.firstIndex(where: { $0.expiry == row.expiry }) {
          add(row, to: &rows[index])
        } else {
          rows.append(row)
        }
      }
      // Shares expire in no month: they count in the whole book alone.
      if let lot = position.risk.lot {
        book.net.deltaDollars += position.risk.beta * Double(lot.count) * lot.spot
      }
    }
    book.expiries = rows.sorted { ($0.expiry?.dayNumber ?? 0) < ($1.expiry?.dayNumber ?? 0) }
    return book
  }

  private func add(_ row: GreekRow, to sum: inout GreekRow) {
    sum.deltaDollars += row.deltaDollars
    sum.gammaDollars += row.gammaDollars
    sum.vega += row.vega
    sum.theta += row.theta
  }

  /// As the limit has it: what gamma alone makes or loses when the benchmark moves one percent.
  private func gammaDollars(of leg: ModelLeg, beta: Double) -> Double {
    let move = beta * leg.spot * 0.01
    return 0.5 * positionGreeks(of: [leg]).gamma * move * move
  }

  /// Gamma by strike and expiry on the underlying with the largest sum of sizes.
  func gammaHeat(_ marked: [MarkedPosition]) -> GammaHeat? {
    var cells: [(symbol: String, strike: Double, expiry: CivilDate, gamma: Double)] = []
    for position in marked {
      for leg in position.risk.legs where leg.isPriceable {
        let gamma = gammaDollars(of: leg, beta: position.risk.beta)
        cells.append((position.entry.underlying, leg.strike, leg.contract.expiry, gamma))
      }
    }
    func size(_ symbol: String) -> Double {
      cells.reduce(0) { $0 + ($1.symbol == symbol ? abs($1.gamma) : 0) }
    }
    guard
      let symbol = distinct(cells.map(\.symbol)).max(by: { (size($0), $1) < (size($1), $0) })
    else { return nil }
    let own = cells.filter { $0.symbol == symbol }
    let strikes = distinct(own.map(\.strike))
    let expiries = distinct(own.map(\.expiry))
    var values = expiries.map { _ in strikes.map { _ in Double?.none } }
    for cell in own {
      guard let row = expiries.firstIndex(of: cell.expiry),
        let column = strikes.firstIndex(of: cell.strike)
      else { continue }
      values[row][column] = (values[row][column] ?? 0) + cell.gamma
    }
    return GammaHeat(underlying: symbol, strikes: strikes, expiries: expiries, values: values)
  }

  /// The values in order, each once.
  private func distinct<Value: Comparable>(_ values: [Value]) -> [Value] {
    values.sorted().reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  func stressCells(_ marked: [MarkedPosition]) -> [NamedNumber] {
    stressGrid(of: marked.map(\.risk)).map { NamedNumber($0.name, $0.profit) }
  }

  /// Profit of a candidate at its first expiry over a range of prices.
  func payoff(_ record: CandidateRecord, _ live: LiveCandidate?) -> [PayoffPoint] {
    guard let live else { return [] }
    return payoffCurve(
      of: live.trade.modelLegs, net: record.net.dollars, quantity: max(1, record.quantity))
  }

  func surfaceSummaries(_ snapshot: inout DeskSnapshot, _ figures: inout DeskFigures) {
    guard let index = market.index(of: settings.benchmark) ?? market.underlyings.indices.first,
      let surface = figures.surface(
        index, in: market, held: state.verdict(of: market.underlyings[index].symbol))
    else { return }
    let chain = market.underlyings[index].chain
    for slice in surface.slices {
      guard let atm = slice.atmVolatility else { continue }
      snapshot.termStructure.append(
        TermPoint(
          expiry: chain.expiries[slice.expiry].date, days: slice.years * 365, volatility: atm))
    }
    let month = surface.slices.filter { $0.atmVolatility != nil }
      .min { abs($0.daysToExpiry - 30) < abs($1.daysToExpiry - 30) }
    guard let month else { return }
    let expiry = chain.expiries[month.expiry]
    var strikes: [Double] = []
    var volatilities: [Double] = []
    for option in expiry.puts {
      let strike = chain.options[option].contract.strike.dollars
      guard strike < month.parity.forward, let volatility = month.volatility(of: option) else {
        continue
      }
      strikes.append(strike)
      volatilities.append(volatility)
    }
    for option in expiry.calls {
      let strike = chain.options[option].contract.strike.dollars
      guard strike >= month.parity.forward, let volatility = month.volatility(of: option) else {
        continue
      }
      strikes.append(strike)
      volatilities.append(volatility)
    }
    snapshot.smile = SmileSummary(
      underlying: chain.underlying, expiry: expiry.date, forward: month.parity.forward,
      strikes: strikes, volatilities: volatilities)
  }
}

extension ModelLeg {
  /// Value of one long contract a unit when the front expires, on its own volatility.
  func value(at price: Double, front: Instant) -> Double {
    if expiration <= front { return intrinsic(at: price) }
    let left = (expiration - front).years
    let growth = spot > 0 && years > 0 ? 1 + (forward / spot - 1) * left / years : 1
    return black76Price(
      right, forward: price * growth, strike: strike, years: left, volatility: volatility,
      discount: discount)
  }
}

/// Payoff at the first expiry: prices of the underlying and profit of a number of packages.
///
/// - Parameters:
///   - legs: One package.
///   - net: Its net a unit of the underlying, positive for a credit.
///   - quantity: Packages.
/// - Returns: A hundred and one points from low to high.
public func payoffCurve(of legs: [ModelLeg], net: Double, quantity: Int) -> [PayoffPoint] {
  guard let first = legs.first else { return [] }
  let front = legs.map(\.expiration).min() ?? first.expiration
  // About the legs, on a coarse scale: the curve stands still while the market breathes.
  let strikes = legs.map(\.strike)
  let centre = 0.5 * ((strikes.min() ?? first.spot) + (strikes.max() ?? first.spot))
  let wide = 3 * first.volatility * first.years.squareRoot() + abs(first.spot / centre - 1)
  let reach = (max(wide, 0.05) * 20).rounded(.up) / 20
  return (0...100).map { point in
    let price = centre * (1 + reach * (Double(point) / 50 - 1))
    var value = net
    for leg in legs {
      value += Double(leg.count) * leg.value(at: price, front: front)
    }
    return PayoffPoint(
      price: price, profit: value * Double(first.multiplier * quantity))
  }
}
