// Workloads of the closed forms: prices with Greeks, and implied volatilities.
//
// Inputs come from SplitMix64 in the order in which the peers' programs draw them.

import Glibc
import MarketData
import Numerics
import Pricing

extension Workload {
  static var closedFormWorkloads: [Workload] {
    [
      Workload("bsm-greeks-1m", "1M prices with delta, gamma, vega, theta and rho", bsmGreeks),
      Workload("implied-vol-100k", "100k volatilities out of prices", impliedVolatilities),
      Workload("chain-greeks-10k", "10,000 options on forwards with five Greeks", chainGreeks),
    ]
  }

  private static func bsmGreeks(_ context: BenchContext) throws -> Measurement {
    let book = OptionDraws(count: 1_000_000, seed: context.givenSeed ?? 42)
    var greeks = GreekColumns(count: book.count)
    let result = try timedOften(samples: context.repeats ?? 15, repeats: 1) {
      try blackScholesMertonGrid(
        rights: book.rights.span, spots: book.spots.span, strikes: book.strikes.span,
        years: book.years.span, rates: book.rates.span, yields: book.yields.span,
        volatilities: book.volatilities.span, into: &greeks)
      return greeks.price[book.count / 2]
    }
    var error = 0.0
    for index in stride(from: 0, to: book.count, by: 97) {
      let exact = try blackScholesMerton(
        book.rights[index], spot: book.spots[index], strike: book.strikes[index],
        years: book.years[index], rate: book.rates[index], yield: book.yields[index],
        volatility: book.volatilities[index])
      error = max(error, abs(exact.price - greeks.price[index]))
      error = max(error, abs(exact.delta - greeks.delta[index]))
    }
    var sum = 0.0
    for index in 0..<book.count {
      sum += greeks.price[index] + greeks.delta[index] + greeks.gamma[index]
      sum += greeks.vega[index] + greeks.theta[index] + greeks.rho[index]
    }
    return Measurement(
      items: book.count, unit: "options", samples: result.times, checksum: rounded(sum, 4),
      figures: [("max_abs_error", "\(error)")])
  }

  private static func chainGreeks(_ context: BenchContext) throws -> Measurement {
    let book = OptionDraws(count: 10_000, seed: context.seed)
    let discounts = zip(book.rates, book.years).map { exp(-$0 * $1) }
    var greeks = GreekColumns(count: book.count)
    let result = try timedOften(samples: context.repeats ?? 60, repeats: 10) {
      try black76Grid(
        rights: book.rights.span, forwards: book.spots.span, strikes: book.strikes.span,
        years: book.years.span, discounts: discounts.span,
        volatilities: book.volatilities.span, into: &greeks)
      return greeks.price[book.count / 2]
    }
    return Measurement(
      items: 10, unit: "chains", samples: result.times,
      checksum: rounded(greeks.price.reduce(0, +) + greeks.vega.reduce(0, +), 6))
  }

  private static func impliedVolatilities(_ context: BenchContext) throws -> Measurement {
    let count = 100_000
    var random = RandomStream(seed: context.givenSeed ?? 7)
    var (strikes, years, truths, prices) = ([Double](), [Double](), [Double](), [Double]())
    var rights: [OptionRight] = []
    for _ in 0..<count {
      let time = exp(log(1 / 365.0) + random.uniform() * log(5 * 365.0))
      let volatility = exp(log(0.05) + random.uniform() * log(1.5 / 0.05))
      let deviations = -3 + 6 * random.uniform()
      let strike = 100 * exp(deviations * volatility * time.squareRoot())
      let right: OptionRight = deviations > 0 ? .call : .put
      rights.append(right)
      strikes.append(strike)
      years.append(time)
      truths.append(volatility)
      prices.append(
        try black76Sensitivities(
          right, forward: 100, strike: strike, years: time, volatility: volatility, discount: 1
        ).price)
    }
    var found = [Double](repeating: 0, count: count)
    let forwards = [Double](repeating: 100, count: count)
    let discounts = [Double](repeating: 1, count: count)
    let result = try timedOften(samples: context.repeats ?? 15, repeats: 1) {
      let refused = try Pricing.impliedVolatilities(
        rights: rights.span, prices: prices.span, forwards: forwards.span, strikes: strikes.span,
        years: years.span, discounts: discounts.span, into: &found)
      guard refused.isEmpty else { throw BenchFault(text: "\(refused.count) prices were refused") }
      return found.reduce(0, +)
    }
    let error = zip(found, truths).map { abs($0 / $1 - 1) }.max() ?? 0
    return Measurement(
      items: count, unit: "options", samples: result.times, checksum: rounded(result.value, 6),
      figures: [("max_rel_error", "\(error)")])
  }
}

/// Options drawn as the peers' program draws them.
private struct OptionDraws {
  let count: Int
  var rights: [OptionRight] = []
  var spots: [Double] = []
  var strikes: [Double] = []
  var years: [Double] = []
  var rates: [Double] = []
  var yields: [Double] = []
  var volatilities: [Double] = []

  init(count: Int, seed: UInt64) {
    self.count = count
    var random = RandomStream(seed: seed)
    for index in 0..<count {
      let spot = 50 + 100 * random.uniform()
      spots.append(spot)
      strikes.append(spot * (0.7 + 0.6 * random.uniform()))
      years.append(0.02 + 2 * random.uniform())
      rates.append(0.05 * random.uniform())
      yields.append(0.03 * random.uniform())
      volatilities.append(0.1 + 0.5 * random.uniform())
      rights.append(index % 2 == 1 ? .call : .put)
    }
  }
}
