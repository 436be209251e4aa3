// How many packages other risk budgets would buy: what-if for the candidate and the report.

/// One rung of the ladder.
public struct LadderRung: Hashable, Sendable {
  /// Share of equity risked.
  public var share: Double
  /// Packages that it buys.
  public var packages: Int
  /// Their proven loss in dollars.
  public var maxLoss: Double

  /// Makes a rung.
  public init(share: Double, packages: Int, maxLoss: Double) {
    self.share = share
    self.packages = packages
    self.maxLoss = maxLoss
  }
}

/// The ladder of 1, 2, 5 and 10 percent of equity, before Kelly, the regime and every other cap.
///
/// - Parameters:
///   - maxLoss: Proven loss of one package in dollars, fees included.
///   - equity: Equity in dollars.
///   - most: Packages of one order at most.
/// - Returns: A rung a share; empty when a number is missing or not above zero.
public func sizingLadder(
  maxLoss: Double, equity: Double?, most: Int = RiskLimits.standard.maximumContracts
) -> [LadderRung] {
  guard let equity, equity.isFinite, equity > 0, maxLoss.isFinite, maxLoss > 0 else { return [] }
  return [0.01, 0.02, 0.05, 0.10].map { share in
    let packages = fixedFraction(share, maxLoss: maxLoss, equity: equity)
    let count = Int(min(packages, Double(max(most, 0))))
    return LadderRung(share: share, packages: count, maxLoss: Double(count) * maxLoss)
  }
}

/// Packages whose losses together are at most a share of equity, rounded down.
func fixedFraction(_ share: Double, maxLoss: Double, equity: Double) -> Double {
  // A hair of tolerance, so that exactly two packages of room are two.
  max((share * equity / maxLoss + 1e-9).rounded(.down), 0)
}
