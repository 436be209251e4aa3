// The strikes of one expiry, or of many, priced together under Heston's model.
//
// One set of characteristic-function values serves all strikes of an expiry; nothing is allocated
// for an option, and storage is kept from one expiry and one set of parameters to the next.
// Favours speed at a stated absolute accuracy; `hestonValue` is the slow twin for the far wings.

import Glibc
public import MarketData
public import Numerics

/// A pricer of strips that keeps its storage between evaluations.
public struct HestonStripPricer: Sendable {
  /// The error allowed in a value, as a share of sqrt(F K).
  public let tolerance: Double
  private var transform = HestonTransform()
  private var logStrikes: [Double] = []

  /// Makes a pricer.
  ///
  /// - Parameter tolerance: The error allowed as a share of sqrt(F K), between 1e-14 and 1e-3.
  /// - Throws: `ModelError.outOfDomain` for another tolerance.
  public init(tolerance: Double) throws(ModelError) {
    try require(tolerance, in: 1e-14...1e-3, "tolerance")
    self.tolerance = tolerance
  }

  /// Bound on the error of the last strip, as a share of sqrt(F K).
  ///
  /// Above the tolerance only when the bound on the number of terms was met, which takes extreme
  /// parameters: a correlation near one in size with a large sigma and almost no variance.
  public var errorBound: Double { transform.error }

  /// Characteristic-function values taken for the last strip.
  public var terms: Int { 4 * transform.blocks }

  /// Values the out-of-the-money option of each strike, undiscounted and in units of the forward.
  ///
  /// A strike below the forward is a put, any other a call.
  ///
  /// - Parameters:
  ///   - parameters: The model.
  ///   - years: Time to expiry, above zero.
  ///   - logStrikes: ln(K/F) of each strike; at least one.
  ///   - values: Where the values go; as many as there are strikes.
  public mutating func price(
    _ parameters: HestonParameters, years: Double, logStrikes: [Double],
    values: inout [Double]
  ) {
    transform.evaluate(
      parameters, years: years, logStrikes: HestonStripPricer.range(logStrikes),
      tolerance: tolerance, order: .value)
    transform.price(logStrikes: logStrikes.span, from: 0, &values)
  }

  /// Values the options of all strikes with their derivatives by the parameters.
  ///
  /// - Parameters:
  ///   - parameters: The model.
  ///   - years: Time to expiry, above zero.
  ///   - logStrikes: ln(K/F) of each strike; at least one.
  ///   - values: Where the values go; as many as there are strikes.
  ///   - gradient: Where the derivatives go, five for each strike: by v0, kappa, theta, sigma, rho.
  public mutating func price(
    _ parameters: HestonParameters, years: Double, logStrikes: [Double],
    values: inout [Double], gradient: inout [Double]
  ) {
    transform.evaluate(
      parameters, years: years, logStrikes: HestonStripPricer.range(logStrikes),
      tolerance: tolerance, order: .gradient)
    transform.price(logStrikes: logStrikes.span, from: 0, &values, &gradient)
  }

  /// Values calls or puts today, from strikes and a forward.
  ///
  /// The out-of-the-money option is valued and the other follows by parity.
  ///
  /// - Parameters:
  ///   - right: Calls or puts.
  ///   - parameters: The model.
  ///   - years: Time to expiry, above zero.
  ///   - forward: The forward, above zero.
  ///   - discount: The discount factor to the expiry.
  ///   - strikes: Strikes, above zero; at least one.
  ///   - values: Where the values go; as many as there are strikes.
  public mutating func price(
    _ right: OptionRight, _ parameters: HestonParameters, years: Double, forward: Double,
    discount: Double, strikes: [Double], values: inout [Double]
  ) {
    logStrikes.removeAll(keepingCapacity: true)
    for strike in strikes { logStrikes.append(-logMoneyness(forward: forward, strike: strike)) }
    price(parameters, years: years, logStrikes: logStrikes, values: &values)
    let sign = right == .call ? 1.0 : -1.0
    for index in strikes.indices {
      let inside = sign * (forward - strikes[index])
      values[index] = discount * (forward * values[index] + max(inside, 0))
    }
  }

  private static func range(_ logStrikes: [Double]) -> ClosedRange<Double> {
    var (low, high) = (Double.infinity, -Double.infinity)
    for index in logStrikes.indices {
      low = min(low, logStrikes[index])
      high = max(high, logStrikes[index])
    }
    return low <= high ? low...high : 0...0
  }
}
