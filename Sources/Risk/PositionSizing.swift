// How many packages the risk budget, the Kelly rule and the room of the limits allow.

public import MarketData

/// One cap on the loss of a trade.
public struct SizingCap: Hashable, Sendable {
  /// What caps it, spelled as the limit where it is one.
  public var name: String
  /// The loss it allows, in dollars.
  public var dollars: Double

  /// Makes a cap.
  public init(name: String, dollars: Double) {
    self.name = name
    self.dollars = dollars
  }
}

/// The size of a trade and what set it.
public struct PositionSize: Hashable, Sendable {
  /// Packages; zero refuses the trade.
  public var packages: Int
  /// Every cap in a fixed order, before the factors.
  public var caps: [SizingCap]
  /// The name of the tightest cap; `missing_input` when a number was not known.
  public var binding: String
  /// The Kelly fraction of the payoff's distribution, before the quarter; nil without a forecast.
  public var kelly: Double?

  /// Makes a size.
  public init(packages: Int, caps: [SizingCap], binding: String, kelly: Double?) {
    self.packages = packages
    self.caps = caps
    self.binding = binding
    self.kelly = kelly
  }
}

/// What the size of a trade is made from.
public struct SizingRequest: Hashable, Sendable {
  /// The symbol of the underlying.
  public var underlying: String
  /// Name of the underlying's cluster; nil for none.
  public var cluster: String?
  /// The first expiry.
  public var expiry: CivilDate
  /// Proven maximum loss of one package in dollars, fees included.
  public var maxLoss: Double
  /// The Kelly fraction; nil when there is no forecast to find it with.
  public var kelly: Double?
  /// The regime's factor, at most 1.
  public var regimeFactor: Double
  /// The volatility factor, at most 1.
  public var volatilityFactor: Double

  /// Makes a request.
  public init(
    underlying: String, cluster: String?, expiry: CivilDate, maxLoss: Double, kelly: Double?,
    regimeFactor: Double, volatilityFactor: Double
  ) {
    self.underlying = underlying
    self.cluster = cluster
    self.expiry = expiry
    self.maxLoss = maxLoss
    self.kelly = kelly
    self.regimeFactor = regimeFactor
    self.volatilityFactor = volatilityFactor
  }
}

/// Sizes a trade: the tightest of its caps over the loss of one package, rounded down.
///
/// The caps are one percent of equity, the room under the total budget, a quarter of Kelly (at most
/// 25 % of equity, left out without a forecast), and the room of the underlying, its cluster and the
/// week of the expiry. The regime and volatility factors scale the result, never above one. A trade
/// whose single package is over a cap gets none; one is never forced.
///
/// - Parameters:
///   - request: The trade.
///   - exposure: The book with its working orders.
///   - limits: The limits.
///   - book: The same book measured; nil to add its proven losses up here.
/// - Returns: Packages and every cap; zero packages with `missing_input` when a number is unknown.
public func sizePackages(
  _ request: SizingRequest, exposure: Exposure, limits: RiskLimits, book: MeasuredBook? = nil
) -> PositionSize {
  let open = book == nil ? RiskBudget(exposure.all) : book?.summary.budget
  guard let caps = sizingCaps(request, exposure: exposure, limits: limits, open: open),
    let tightest = caps.min(by: { $0.dollars < $1.dollars }),
    request.maxLoss > 0, request.maxLoss.isFinite
  else {
    return PositionSize(packages: 0, caps: [], binding: "missing_input", kelly: request.kelly)
  }
  let factor = min(request.regimeFactor, 1) * min(request.volatilityFactor, 1)
  let dollars = tightest.dollars * max(factor, 0)
  guard dollars.isFinite else {
    return PositionSize(packages: 0, caps: caps, binding: "missing_input", kelly: request.kelly)
  }
  // A hair of tolerance, so that exactly two packages of room are two.
  let room = max((dollars / request.maxLoss + 1e-9).rounded(.down), 0)
  let packages = min(room, Double(limits.maximumContracts))
  return PositionSize(
    packages: Int(packages), caps: caps,
    binding: room > packages ? "max_contracts" : tightest.name, kelly: request.kelly)
}

/// The volatility factor of Moreira and Muir (2017): target variance over realised, at most one.
///
/// Realised volatility is floored at 1 % and the weight is held between 0.2 and 2; options are never
/// scaled up, so the factor is at most one.
///
/// - Parameters:
///   - realised: Volatility of the last 21 sessions, annual; nil for a factor of one.
///   - target: The volatility aimed at, annual: 15 %, or the long-run mean of the paper.
/// - Returns: A factor between 0.2 and 1.
public func volatilityFactor(realised: Double?, target: Double = 0.15) -> Double {
  min(volatilityWeight(realised: realised, target: target), 1)
}

/// The weight behind the factor, between 0.2 and 2: for strategies that may lever up.
public func volatilityWeight(realised: Double?, target: Double = 0.15) -> Double {
  guard let realised, realised.isFinite, target.isFinite, target > 0 else { return 1 }
  let floored = max(realised, 0.01)
  return min(max(target * target / (floored * floored), 0.2), 2)
}

private func sizingCaps(
  _ request: SizingRequest, exposure: Exposure, limits: RiskLimits, open: RiskBudget?
) -> [SizingCap]? {
  guard let equity = exposure.equity, equity.isFinite, equity > 0, let open else { return nil }
  let budget = limits.totalLoss * equity
  var caps = [
    SizingCap(name: "trade_max_loss", dollars: limits.tradeLoss * equity),
    SizingCap(name: "total_max_loss", dollars: budget - open.total),
  ]
  if let kelly = request.kelly {
    guard kelly.isFinite else { return nil }
    caps.append(SizingCap(name: "quarter_kelly", dollars: min(kelly / 4, 0.25) * equity))
  }
  caps.append(
    SizingCap(
      name: "underlying_max_loss",
      dollars: limits.underlyingShare * budget - open.loss(underlying: request.underlying)))
  caps.append(
    SizingCap(
      name: "expiry_week_max_loss",
      dollars: limits.expiryWeekShare * budget - open.loss(weekOf: request.expiry)))
  if let cluster = request.cluster {
    caps.append(
      SizingCap(
        name: "cluster_max_loss",
        dollars: limits.clusterShare * budget - open.loss(cluster: cluster)))
  }
  return caps
}
