// What is read between the slices of a fitted surface: constant maturities and forward variance.
//
// Total variance at equal log-moneyness is linear in time, so that a surface whose slices do not
// cross has no calendar arbitrage between them either. Source: Gatheral and Jacquier (2014),
// lemma 2.1.

public import Numerics

extension SurfaceFit {
  /// Total variance at a log-moneyness and a maturity.
  ///
  /// Outside the listed expiries the edge's own volatility holds, for a gap of at most 20 % of the
  /// maturity.
  ///
  /// - Parameters:
  ///   - k: Log-moneyness ln(K/F) on the maturity's own forward.
  ///   - years: Time to the maturity.
  /// - Returns: w(k, years); nil without expiries around the maturity.
  public func totalVariance(_ k: Double, years: Double) -> Double? {
    guard years > 0, k.isFinite, let first = slices.first, let last = slices.last else {
      return nil
    }
    if years <= first.smile.years {
      guard first.smile.years - years <= 0.2 * years else { return nil }
      return first.slice.totalVariance(k) * years / first.smile.years
    }
    guard years < last.smile.years else {
      guard years - last.smile.years <= 0.2 * years else { return nil }
      return last.slice.totalVariance(k) * years / last.smile.years
    }
    guard let after = slices.firstIndex(where: { $0.smile.years > years }) else { return nil }
    let (low, high) = (slices[after - 1], slices[after])
    let share = (years - low.smile.years) / (high.smile.years - low.smile.years)
    let (before, next) = (low.slice.totalVariance(k), high.slice.totalVariance(k))
    return before + share * (next - before)
  }

  /// Volatility at a constant maturity.
  ///
  /// - Parameters:
  ///   - days: Calendar days, above zero.
  ///   - k: Log-moneyness, zero for the forward.
  /// - Returns: Annualised volatility; nil without expiries around the maturity.
  public func constantMaturityVolatility(days: Double, logMoneyness k: Double = 0) -> Double? {
    let years = days / 365
    guard let variance = totalVariance(k, years: years), variance >= 0 else { return nil }
    return (variance / years).squareRoot()
  }

  /// The variance the surface holds between two of its expiries, at their forwards.
  ///
  ///     ( w_2(k) - w_1(k) ) / (T_2 - T_1)
  ///
  /// - Parameters:
  ///   - first: Place of the earlier slice.
  ///   - second: Place of the later slice.
  ///   - k: Log-moneyness, zero for the forward.
  /// - Returns: Annualised forward variance, never below zero on a surface without arbitrage.
  /// - Throws: `ModelError.outOfDomain` for places that do not exist or do not ascend.
  public func forwardVariance(
    from first: Int, to second: Int, logMoneyness k: Double = 0
  ) throws(ModelError) -> Double {
    guard slices.indices.contains(first), slices.indices.contains(second), first < second else {
      throw .outOfDomain(
        input: "second slice", value: Double(second),
        rule: "it must stand after the first, \(first), and before \(slices.count)")
    }
    let (low, high) = (slices[first], slices[second])
    return (high.slice.totalVariance(k) - low.slice.totalVariance(k))
      / (high.smile.years - low.smile.years)
  }

  /// The volatility the surface holds between two of its expiries.
  ///
  /// - Parameters:
  ///   - first: Place of the earlier slice.
  ///   - second: Place of the later slice.
  /// - Returns: Annualised forward volatility; nil where the forward variance is below zero.
  /// - Throws: `ModelError.outOfDomain` for places that do not exist or do not ascend.
  public func forwardVolatility(from first: Int, to second: Int) throws(ModelError) -> Double? {
    let variance = try forwardVariance(from: first, to: second)
    return variance >= 0 ? variance.squareRoot() : nil
  }
}
