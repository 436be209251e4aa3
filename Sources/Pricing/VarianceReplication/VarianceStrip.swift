// The variance of one expiry from a strip of out-of-the-money option prices.
//
//     sigma^2 = (2/T) sum_i dK_i / K_i^2 e^(RT) Q(K_i) - (1/T) (F/K_0 - 1)^2
//
// Source: Cboe, "Volatility Index Methodology: Cboe Volatility Index" (2023), which discretises
// Demeterfi, Derman, Kamal and Zou (1999), "More than you ever wanted to know about volatility
// swaps". Variances are annualised, time in years, prices those of one unit of the underlying.

import Glibc
import MarketData
public import Numerics

/// The replicated variance of one expiry and what went into it.
public struct VarianceStrip: Hashable, Sendable {
  /// Annualised variance.
  public var variance: Double
  /// The forward.
  public var forward: Double
  /// K0, the last strike at or below the forward.
  public var centreStrike: Double
  /// Time to expiry in years.
  public var years: Double
  /// Sum of dK / K^2 e^(RT) Q(K) over all strikes.
  public var sum: Double
  /// The part of the sum from strikes below K0, half of K0's own included.
  public var putSum: Double
  /// The part of the sum from strikes above K0, half of K0's own included.
  public var callSum: Double
  /// The strikes of the sum, ascending.
  public var strikes: [Double]

  /// Annualised variance of the puts' side, before the correction for F against K0.
  public var downVariance: Double { 2 * putSum / years }

  /// Annualised variance of the calls' side, before the correction for F against K0.
  public var upVariance: Double { 2 * callSum / years }

  /// Annualised volatility; nil when the variance is below zero.
  public var volatility: Double? { variance >= 0 ? variance.squareRoot() : nil }
}

/// Replicates the variance of one expiry from prepared prices.
///
/// - Parameters:
///   - strikes: Strikes, strictly ascending, at least two of them with a price.
///   - prices: Q(K), the out-of-the-money price at each strike, at K0 the mean of call and put;
///     zero leaves a strike out.
///   - forward: The forward.
///   - centreStrike: K0, the last strike at or below the forward.
///   - years: Time to expiry in years.
///   - growth: Growth of money to expiry, e^(RT).
/// - Returns: The variance with its parts.
/// - Throws: `ModelError` for strikes out of order, a price below zero, or fewer than two prices.
public func replicateVariance(
  strikes: [Double], prices: [Double], forward: Double, centreStrike: Double, years: Double,
  growth: Double
) throws(ModelError) -> VarianceStrip {
  guard strikes.count == prices.count else {
    throw .unequalLengths(
      first: "strikes", count: strikes.count, second: "prices", other: prices.count)
  }
  try requirePositive(forward, "forward")
  try requirePositive(centreStrike, "centreStrike")
  try requirePositive(years, "years")
  try requirePositive(growth, "growth")
  var used: [Int] = []
  used.reserveCapacity(strikes.count)
  for index in strikes.indices {
    try requirePositive(strikes[index], "strikes[\(index)]")
    guard index == 0 || strikes[index] > strikes[index - 1] else {
      throw .outOfDomain(
        input: "strikes[\(index)]", value: strikes[index], rule: "strikes must ascend")
    }
    try require(prices[index], in: 0...Double.greatestFiniteMagnitude, "prices[\(index)]")
    if prices[index] > 0 { used.append(index) }
  }
  guard used.count >= 2 else {
    throw .tooFew(what: "prices above zero", count: used.count, least: 2)
  }
  var putSum = 0.0
  var callSum = 0.0
  for place in used.indices {
    let strike = strikes[used[place]]
    let low = strikes[used[max(place - 1, 0)]]
    let high = strikes[used[min(place + 1, used.count - 1)]]
    let isEdge = place == 0 || place == used.count - 1
    let width = isEdge ? high - low : 0.5 * (high - low)
    let part = width / (strike * strike) * growth * prices[used[place]]
    if strike < centreStrike {
      putSum += part
    } else if strike > centreStrike {
      callSum += part
    } else {
      putSum += 0.5 * part
      callSum += 0.5 * part
    }
  }
  let sum = putSum + callSum
  let offset = forward / centreStrike - 1
  return VarianceStrip(
    variance: (2 * sum - offset * offset) / years, forward: forward, centreStrike: centreStrike,
    years: years, sum: sum, putSum: putSum, callSum: callSum, strikes: used.map { strikes[$0] })
}

/// The forward that the closest pair of call and put implies.
///
///     F = K + e^(RT) (C - P)
///
/// - Parameters:
///   - strike: The strike at which call and put are closest.
///   - call: The call's mid.
///   - put: The put's mid.
///   - growth: Growth of money to expiry, e^(RT).
/// - Returns: The forward.
public func parityForward(strike: Double, call: Double, put: Double, growth: Double) -> Double {
  strike + growth * (call - put)
}

/// Replicates the variance of one expiry from raw quotes by Cboe's rules of selection.
///
/// The forward comes from the strike whose call and put mids differ least; K0 is the last strike
/// at or below it. Puts below and calls above K0 enter when they have a bid; two strikes in a row
/// without one end the wing. At K0 the mean of both mids stands.
///
/// - Parameters:
///   - quotes: Quotes by ascending strike.
///   - minutes: Minutes to expiry.
///   - rate: Continuously compounded rate to expiry.
/// - Returns: The variance with its parts.
/// - Throws: `ModelError` when no strike has both mids, none lies at or below the forward, K0 has
///   no two mids, or a wing is empty.
public func replicateVariance(
  _ quotes: [StrikeQuote], minutes: Double, rate: Double
) throws(ModelError) -> VarianceStrip {
  try requirePositive(minutes, "minutes")
  try requireFinite(rate, "rate")
  let years = minutes / minutesPerYear
  let growth = exp(rate * years)
  var best: (gap: Double, index: Int)?
  for index in quotes.indices {
    guard let call = quotes[index].mid(.call), let put = quotes[index].mid(.put) else { continue }
    if abs(call - put) < best?.gap ?? .infinity { best = (abs(call - put), index) }
  }
  guard let closest = best?.index, let call = quotes[closest].mid(.call),
    let put = quotes[closest].mid(.put)
  else { throw .tooFew(what: "strikes with both a call and a put price", count: 0, least: 1) }
  let forward = parityForward(
    strike: quotes[closest].strike, call: call, put: put, growth: growth)
  // K0 is looked for among the strikes with both prices: the forward's own neighbourhood.
  guard let centre = quotes.lastIndex(where: { $0.strike <= forward && $0.hasBothMids }),
    let centreCall = quotes[centre].mid(.call), let centrePut = quotes[centre].mid(.put)
  else {
    throw .noSolution(what: "K0", why: "no strike with two prices lies at or below the forward")
  }
  var strikes: [Double] = []
  var prices: [Double] = []
  for (strike, price) in wing(quotes, (0..<centre).reversed(), .put).reversed() {
    strikes.append(strike)
    prices.append(price)
  }
  guard !strikes.isEmpty else {
    throw .tooFew(what: "puts below K0 with a bid", count: 0, least: 1)
  }
  strikes.append(quotes[centre].strike)
  prices.append(0.5 * (centreCall + centrePut))
  let calls = wing(quotes, (centre + 1)..<quotes.count, .call)
  guard !calls.isEmpty else { throw .tooFew(what: "calls above K0 with a bid", count: 0, least: 1) }
  strikes += calls.map(\.strike)
  prices += calls.map(\.price)
  return try replicateVariance(
    strikes: strikes, prices: prices, forward: forward, centreStrike: quotes[centre].strike,
    years: years, growth: growth)
}

extension StrikeQuote {
  fileprivate var hasBothMids: Bool { mid(.call) != nil && mid(.put) != nil }
}

/// The mids of one wing, outwards, up to two strikes in a row without a bid.
private func wing(
  _ quotes: [StrikeQuote], _ order: some Sequence<Int>, _ right: OptionRight
) -> [(strike: Double, price: Double)] {
  var found: [(strike: Double, price: Double)] = []
  var misses = 0
  for index in order {
    if let mid = quotes[index].mid(right) {
      misses = 0
      found.append((quotes[index].strike, mid))
    } else {
      misses += 1
      if misses == 2 { break }
    }
  }
  return found
}
