// What a trade is reckoned to cost before it is sent.
//
// Four parts: the share of the half-spreads that the fill model pays, the impact of the size by the
// square-root law, commissions, and the risk of the price moving before the fill. A package is one
// order: what its size moves is the package's own price, so the law takes the daily deviation of the
// whole package, from its net delta and vega, and the largest share of any leg's volume. Taken leg by
// leg, the law would charge a condor for four moves that offset each other. Sources: Almgren,
// Thum, Hauptmann and Li (2005), "Direct estimation of equity market impact", Risk 18(7), and
// Tóth et al. (2011), Phys. Rev. X 1, 021006, for the square root and a factor near one.

public import MarketData

/// A leg of a trade with what its cost depends on.
public struct CostLeg: Hashable, Sendable {
  /// Contracts in one package, negative for sold.
  public var ratio: Int
  /// Best bid.
  public var bid: Money
  /// Best ask.
  public var ask: Money
  /// Contracts traded in a session; nil when unknown.
  public var volume: Double?
  /// Open interest, which stands in for an unknown volume; nil when unknown.
  public var openInterest: Double?

  /// Makes a leg.
  public init(
    ratio: Int, bid: Money, ask: Money, volume: Double?, openInterest: Double?
  ) {
    self.ratio = ratio
    self.bid = bid
    self.ask = ask
    self.volume = volume
    self.openInterest = openInterest
  }

  /// What the size is measured against; nil when neither is known or above zero.
  var daily: Double? {
    [volume, openInterest].compactMap { $0 }.first { $0.isFinite && $0 > 0 }
  }
}

/// What a trade is of, beside its legs.
public struct CostSubject: Hashable, Sendable {
  /// Packages.
  public var quantity: Int
  /// Units of the underlying in one contract.
  public var multiplier: Int
  /// Price of the underlying.
  public var spot: Double
  /// Daily volatility of the underlying, as a share of its price.
  public var dailyVolatility: Double
  /// Daily deviation of implied volatility, in volatility points.
  public var volatilityMove: Double
  /// Net delta of the whole quantity, in shares.
  public var delta: Double
  /// Net vega of the whole quantity, in dollars a volatility point.
  public var vega: Double
  /// Commissions for the whole quantity.
  public var fees: Money

  /// Makes a subject.
  public init(
    quantity: Int, multiplier: Int, spot: Double, dailyVolatility: Double,
    volatilityMove: Double, delta: Double, vega: Double, fees: Money
  ) {
    self.quantity = quantity
    self.multiplier = multiplier
    self.spot = spot
    self.dailyVolatility = dailyVolatility
    self.volatilityMove = volatilityMove
    self.delta = delta
    self.vega = vega
    self.fees = fees
  }

  /// One deviation of the package's value in a day, in dollars: delta and vega, taken as independent.
  var dailyDeviation: Double {
    let spotPart = delta * spot * dailyVolatility
    let volatilityPart = vega * volatilityMove
    return (spotPart * spotPart + volatilityPart * volatilityPart).squareRoot()
  }
}

/// What a trade is reckoned to cost, in dollars for the whole quantity.
public struct CostEstimate: Hashable, Sendable {
  /// The share of the half-spreads that a fill pays.
  public var spread: Double
  /// What the size moves the package; legs without volume and open interest are left out.
  public var impact: Double
  /// Commissions.
  public var fees: Double
  /// One deviation of the package's value from the decision to the fill.
  public var timing: Double
  /// Dollars of the underlying behind the packages, which basis points are of.
  public var notional: Double
  /// Legs whose impact rests on open interest, because their volume is unknown.
  public var legsByInterest: Int
  /// Legs whose impact is unknown.
  public var unknownLegs: Int

  /// Makes an estimate.
  public init(
    spread: Double, impact: Double, fees: Double, timing: Double, notional: Double,
    legsByInterest: Int, unknownLegs: Int
  ) {
    self.spread = spread
    self.impact = impact
    self.fees = fees
    self.timing = timing
    self.notional = notional
    self.legsByInterest = legsByInterest
    self.unknownLegs = unknownLegs
  }

  /// All parts together.
  public var total: Double { spread + impact + fees + timing }

  /// The total in basis points of the underlying behind the packages; nil without any.
  public var basisPoints: Double? { notional > 0 ? 10_000 * total / notional : nil }

  /// The parts in words, such as `spread 210, impact 250, fees 8, timing 62`.
  public var words: String {
    let parts = [("spread", spread), ("impact", impact), ("fees", fees), ("timing", timing)]
    return parts.map { "\($0.0) \(wholeDollars($0.1))" }.joined(separator: ", ")
  }
}

/// Estimates what a trade costs.
///
/// - Parameters:
///   - legs: The legs of one package.
///   - subject: Size, underlying and commissions.
///   - rules: The impact's factor and the delay.
///   - mode: How kind the paper market is.
/// - Returns: The parts; nil when a number is missing or not finite, or there is no size.
public func estimateCost(
  _ legs: [CostLeg], of subject: CostSubject, rules: ExecutionRules, mode: FillMode
) -> CostEstimate? {
  let deviation = subject.dailyDeviation
  guard subject.quantity > 0, !legs.isEmpty, deviation.isFinite else { return nil }
  let units = Double(subject.quantity * subject.multiplier)
  let share = halfSpreadShare(legs: legs.count, mode: mode)
  var estimate = CostEstimate(
    spread: 0, impact: 0, fees: subject.fees.dollars,
    timing: deviation * (rules.delayMinutes / 390).squareRoot(), notional: subject.spot * units,
    legsByInterest: 0, unknownLegs: 0)
  var participation = 0.0
  for leg in legs {
    let size = Double(abs(leg.ratio))
    estimate.spread += share * 0.5 * (leg.ask - leg.bid).dollars * size * units
    guard let daily = leg.daily else {
      estimate.unknownLegs += 1
      continue
    }
    if leg.volume != daily { estimate.legsByInterest += 1 }
    participation = max(participation, size * Double(subject.quantity) / daily)
  }
  estimate.impact = rules.impact * deviation * participation.squareRoot()
  return estimate
}

/// Whether a trade's expected profit is worth its cost.
public struct CostVerdict: Hashable, Sendable {
  /// Expected profit before any cost, in dollars.
  public var profit: Double
  /// What it is reckoned to cost.
  public var cost: CostEstimate
  /// How the reason for dropping a trade begins.
  public static let prefix = "edge under its cost"

  /// Makes a verdict.
  ///
  /// - Parameters:
  ///   - expectedValue: Expected profit after the far sides and commissions, in dollars.
  ///   - halfSpreads: What the far sides cost against the mids, in dollars.
  ///   - cost: The estimate, whose commissions are those within the expected value.
  public init(expectedValue: Double, halfSpreads: Double, cost: CostEstimate) {
    // The expected value has paid the far sides and the commissions already: both are given back,
    // so that the estimate is set against it once.
    profit = expectedValue + halfSpreads + cost.fees
    self.cost = cost
  }

  /// Whether the profit exceeds the cost; a trade that was dropped must exceed it by a tenth.
  public func passes(wasDropped: Bool) -> Bool {
    profit > cost.total * (wasDropped ? 1.1 : 1)
  }

  /// Both numbers and the parts of the cost, in words.
  public var words: String {
    "\(Self.prefix): expects \(wholeDollars(profit)), costs \(wholeDollars(cost.total)) (\(cost.words))"
  }
}

/// Dollars without cents, for a reason.
private func wholeDollars(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "unknown" }
  return String(Int64(value.rounded()))
}
