// Black's price of an out-of-the-money option in units of the forward, and its inversion from a
// volatility nearby.

import Glibc
import MarketData
import Numerics

/// Price of an out-of-the-money option on a forward of one, with two derivatives by s = v sqrt(T).
struct OutOfTheMoneyBlack {
  /// The undiscounted value.
  let price: Double
  /// dV/ds = phi(d1).
  let slope: Double
  /// (d2V/ds2) / (dV/ds) = d1 d2 / s.
  let curvature: Double

  /// Values a put below the forward, a call elsewhere.
  ///
  ///     d1 = -k / s + s / 2,   d2 = d1 - s,   k = ln(K/F)
  ///
  /// - Parameters:
  ///   - logStrike: ln(K/F).
  ///   - width: The total volatility s, above zero.
  init(logStrike: Double, width: Double) {
    self.init(logStrike: logStrike, strike: exp(logStrike), width: width)
  }

  private init(logStrike: Double, strike: Double, width: Double) {
    let d1 = 0.5 * width - logStrike / width
    let d2 = d1 - width
    let sign = logStrike < 0 ? -1.0 : 1.0
    price = sign * (normalCDF(sign * d1) - strike * normalCDF(sign * d2))
    slope = normalPDF(d1)
    curvature = d1 * d2 / width
  }

  /// The total volatility of a price, sought near a guess.
  ///
  /// Halley's steps from a guess a few per cent away need two evaluations; from further away, or
  /// where they do not settle, the general inversion takes over.
  ///
  /// - Parameters:
  ///   - price: The undiscounted value in units of the forward.
  ///   - logStrike: ln(K/F).
  ///   - guess: A total volatility nearby.
  /// - Returns: The total volatility and dV/ds there; nil when no volatility has this price.
  static func inverse(
    of price: Double, logStrike: Double, near guess: Double
  ) -> (width: Double, slope: Double)? {
    let strike = exp(logStrike)
    guard price > 0, price < min(1, strike) else { return nil }
    var width = guess
    for _ in 0..<4 {
      let black = OutOfTheMoneyBlack(logStrike: logStrike, strike: strike, width: width)
      guard black.slope > 0 else { break }
      let newton = (price - black.price) / black.slope
      let step = newton / max(1 + 0.5 * newton * black.curvature, 0.5)
      guard abs(step) < 0.3 * width else { break }
      width += step
      // The steps are cubic, so the next one would be below rounding.
      guard abs(step) > 1e-5 * width else {
        return (width, black.slope * (1 + step * black.curvature))
      }
    }
    guard
      let found = try? impliedVolatility(
        logStrike < 0 ? .put : .call, price: price, forward: 1, strike: strike, years: 1,
        discount: 1, within: 1e-9...100)
    else { return nil }
    return (found, normalPDF(0.5 * found - logStrike / found))
  }
}
