// From the raw quotes of a chain to smiles on parity forwards.
//
// Each expiry gets its forward and discount from put-call parity, then the volatility of every
// out-of-the-money quote. An expiry that cannot be used says why. Where parity gives no discount
// (wide quotes), the median zero rate of the expiries where it does steps in; American expiries share
// the rate that `impliedAmericanRate` finds.

import Glibc
import MarketData
import Numerics

/// What decides how quotes become smiles.
public struct SmileRules: Hashable, Sendable {
  /// Distance from the forward, as a share of it, within which pairs enter the parity line.
  public var parityReach: Double
  /// Strikes with both sides that the parity line needs.
  public var minimumPairs: Int
  /// Out-of-the-money volatilities that an expiry needs.
  public var minimumStrikes: Int
  /// Least time to settlement in years.
  public var minimumYears: Double
  /// Continuously compounded rate for when no expiry gives a discount.
  public var rate: Double

  /// Makes rules; the defaults are those of the desk, with an hour as the least time.
  ///
  /// - Parameters:
  ///   - parityReach: Distance from the forward, as a share of it, of pairs in the line.
  ///   - minimumPairs: Strikes with both sides that the line needs.
  ///   - minimumStrikes: Volatilities that an expiry needs.
  ///   - minimumYears: Least time to settlement in years.
  ///   - rate: Rate for when no expiry gives a discount.
  public init(
    parityReach: Double = 0.05, minimumPairs: Int = 5, minimumStrikes: Int = 5,
    minimumYears: Double = 1.0 / 8_760, rate: Double = 0
  ) {
    self.parityReach = parityReach
    self.minimumPairs = minimumPairs
    self.minimumStrikes = minimumStrikes
    self.minimumYears = minimumYears
    self.rate = rate
  }
}

/// An expiry of a chain on its way to a model.
public struct PreparedSmile: Hashable, Sendable {
  /// What to call the expiry.
  public let label: String
  /// Time to settlement in years.
  public let years: Double
  /// Forward and discount; nil when the expiry was refused before they were known.
  public let parity: ParityFit?
  /// The smile; nil when the expiry cannot be used.
  public let smile: SmileQuotes?
  /// Volatility at the forward, linear in strike between its neighbours; nil without them.
  public let atmVolatility: Double?
  /// Why the expiry cannot be used; nil when it can.
  public let refusal: String?

  init(_ series: SeriesQuotes, parity: ParityFit?, refusal: String) {
    label = series.label
    years = series.years
    self.parity = parity
    smile = nil
    atmVolatility = nil
    self.refusal = refusal
  }

  init(_ smile: SmileQuotes, parity: ParityFit) {
    label = smile.label
    years = smile.years
    self.parity = parity
    self.smile = smile
    atmVolatility = smile.atmVolatility
    refusal = nil
  }

  /// An expiry whose source gives volatilities on a known forward.
  ///
  /// - Parameter smile: Its smile.
  public init(_ smile: SmileQuotes) {
    self.init(
      smile,
      parity: ParityFit(
        forward: smile.forward, discount: smile.discount, pairs: 0, failures: 0, isFallback: false))
  }

  /// An expiry that cannot be used.
  ///
  /// - Parameters:
  ///   - label: What to call it.
  ///   - years: Time to settlement in years.
  ///   - refusal: Why it cannot be used.
  public init(label: String, years: Double, refusal: String) {
    self.init(SeriesQuotes(label: label, years: years, quotes: []), parity: nil, refusal: refusal)
  }
}

extension SmileQuotes {
  /// Volatility at the forward, linear in strike between the two strikes around it.
  public var atmVolatility: Double? {
    guard let above = strikes.firstIndex(where: { $0 >= forward }) else { return nil }
    if strikes[above] == forward { return volatilities[above] }
    guard above > 0 else { return nil }
    let share = (forward - strikes[above - 1]) / (strikes[above] - strikes[above - 1])
    return volatilities[above - 1] + share * (volatilities[above] - volatilities[above - 1])
  }
}

/// Turns the raw quotes of a chain into smiles.
///
/// - Parameters:
///   - series: The expiries, by ascending time.
///   - spot: Price of the underlying; nil takes it from the nearest expiry's parity.
///   - rules: What decides.
/// - Returns: One entry for each expiry, in order, each with a smile or the reason for none.
public func prepareSmiles(
  _ series: [SeriesQuotes], spot: Double?, rules: SmileRules = SmileRules()
) -> [PreparedSmile] {
  let pairs = series.map { parityPairs($0) }
  let level = spot ?? spotFromPairs(pairs)
  var rate = rules.rate
  var fits = zip(series, pairs).map { one, its in
    parity(one, its, spot: level, rate: rate, rules: rules)
  }
  // Zero rates of the expiries whose own line gives a discount; short ones are mostly noise.
  var rates: [Double] = []
  for (one, fit) in zip(series, fits) where one.style == .european && one.years > 0.04 {
    if let fit, !fit.isFallback { rates.append(-log(fit.discount) / one.years) }
  }
  if let typical = median(rates) {
    rate = typical
    for (index, one) in series.enumerated() {
      guard let fit = fits[index], one.discount == nil else { continue }
      let zero = -log(fit.discount) / one.years
      // Ten points off the curve over a quarter of a year or more is noise of wide quotes.
      guard fit.isFallback || (one.years > 0.25 && abs(zero - typical) > 0.1) else { continue }
      var known = one
      known.discount = exp(-typical * one.years)
      fits[index] = parity(known, pairs[index], spot: level, rate: rate, rules: rules)
      fits[index]?.isFallback = true
    }
  }
  if let level,
    let early = rules.rate != 0 ? rules.rate : impliedAmericanRate(series, pairs, spot: level)
  {
    for (index, one) in series.enumerated()
    where one.style == .american && one.discount == nil && one.forward == nil {
      // Early exercise bends an expiry's own slope; the chain's rate gives the discount.
      var known = one
      known.discount = exp(-early * one.years)
      fits[index] = parity(known, pairs[index], spot: level, rate: early, rules: rules)
      fits[index]?.isFallback = false
    }
  }
  return zip(series, fits).map { one, fit in prepare(one, fit, rules: rules) }
}

/// The spot that the nearest expiry's closest pair of a call and a put implies.
///
/// - Parameter series: The expiries, by ascending time.
/// - Returns: The spot; nil when no strike has a price for both.
public func impliedSpot(_ series: [SeriesQuotes]) -> Double? {
  spotFromPairs(series.map { parityPairs($0) })
}

private func spotFromPairs(_ pairs: [[ParityPair]]) -> Double? {
  for list in pairs {
    var best: (gap: Double, level: Double)?
    for pair in list where abs(pair.difference) < best?.gap ?? .infinity {
      best = (abs(pair.difference), pair.strike + pair.difference)
    }
    if let best { return best.level }
  }
  return nil
}

/// The strikes whose call and put both have a price.
private func parityPairs(_ series: SeriesQuotes) -> [ParityPair] {
  var pairs: [ParityPair] = []
  for quote in series.quotes {
    guard let call = quote.price(.call, series.priceKind),
      let put = quote.price(.put, series.priceKind), let callBid = quote.callBid,
      let callAsk = quote.callAsk, let putBid = quote.putBid, let putAsk = quote.putAsk
    else { continue }
    let halves = 0.5 * (callAsk - callBid + putAsk - putBid)
    pairs.append(
      ParityPair(
        strike: quote.strike, difference: call - put,
        tolerance: halves + max(0.05, 0.05 * min(call, put))))
  }
  return pairs
}

extension StrikeQuote {
  /// The mid of a market that is no locked one, unless prices stand alone.
  func price(_ right: OptionRight, _ kind: PriceKind) -> Double? {
    guard let mid = mid(right), let bid = bid(right), let ask = ask(right) else { return nil }
    return kind == .single || ask > bid ? mid : nil
  }
}

/// Forward and discount of an expiry: the source's own, else by parity; nil without any.
private func parity(
  _ series: SeriesQuotes, _ pairs: [ParityPair], spot: Double?, rate: Double, rules: SmileRules
) -> ParityFit? {
  guard series.years > rules.minimumYears else { return nil }
  if let discount = series.discount, discount > 0 {
    if let forward = series.forward, forward > 0 {
      return ParityFit(
        forward: forward, discount: discount, pairs: pairs.count, failures: 0, isFallback: false)
    }
    guard let spot else { return nil }
    return knownDiscount(discount, pairs, spot: spot, reach: rules.parityReach)
  }
  if let forward = series.forward, forward > 0 {
    return ParityFit(
      forward: forward, discount: exp(-rate * series.years), pairs: 0, failures: 0,
      isFallback: false)
  }
  guard let spot, !pairs.isEmpty else { return nil }
  if series.style == .european {
    let line = ParityLine(pairs, spot: spot, reach: rules.parityReach, least: rules.minimumPairs)
    if let line, line.isDiscount(over: series.years) {
      return ParityFit(
        forward: line.forward, discount: line.discount, pairs: line.pairs, failures: line.failures,
        isFallback: false)
    }
  }
  var surface = SurfaceRules.standard(rate: rate, yield: 0)
  surface.parityReach = rules.parityReach
  surface.minimumPairs = rules.minimumPairs
  let fit = ParityFit(
    pairs: pairs, spot: spot, years: series.years, isAmerican: series.style == .american,
    rules: surface)
  guard fit.isFallback || series.style == .european else { return fit }
  return knownDiscount(fit.discount, pairs, spot: spot, reach: rules.parityReach)
}

/// The forward by the median of the tightest pairs near the spot, on a discount from elsewhere.
private func knownDiscount(
  _ discount: Double, _ pairs: [ParityPair], spot: Double, reach: Double
) -> ParityFit? {
  let near = pairs.filter { abs($0.strike - spot) < reach * spot }
    .sorted { ($0.tolerance, $0.strike) < ($1.tolerance, $1.strike) }
  let tightest = near.prefix(max(5, near.count / 4))
  guard let forward = median(tightest.map { $0.strike + $0.difference / discount }), forward > 0
  else { return nil }
  let line = (intercept: discount * forward, slope: -discount)
  return ParityFit(
    forward: forward, discount: discount, pairs: near.count,
    failures: near.reduce(0) { $0 + ($1.isHeld(by: line) ? 0 : 1) }, isFallback: true)
}

extension ParityLine {
  /// Whether rates between -5 % and 25 % (and three standard errors) give the discount.
  fileprivate func isDiscount(over years: Double) -> Bool {
    let slack = 3 * (discountError ?? 0)
    guard discount > exp(-0.25 * years) - slack, discount < exp(0.05 * years) + slack else {
      return false
    }
    // A line that cannot tell the rate to three points over three months or more tells nothing.
    return years < 0.25 || (discountError ?? .infinity) < 0.03 * years
  }
}
