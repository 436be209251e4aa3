// Value at risk and expected shortfall of a sample of returns or profits, by three roads.
//
// Losses are positive. The sample may be in any unit; every figure is in the same. A statistic that
// does not exist is nil, never a default.

import Numerics

/// A value at risk with the mean loss beyond it, both positive for losses.
public struct TailLoss: Hashable, Sendable {
  /// The loss that is exceeded with the tail's probability.
  public var valueAtRisk: Double
  /// The mean of the losses that reach it.
  public var expectedShortfall: Double

  /// Makes a pair.
  public init(valueAtRisk: Double, expectedShortfall: Double) {
    self.valueAtRisk = valueAtRisk
    self.expectedShortfall = expectedShortfall
  }
}

/// The moments of a sample and the tails that follow from them.
///
/// The standard deviation has n - 1, skew and excess kurtosis are of the population.
public struct TailRisk: Hashable, Sendable {
  /// The sample, ascending.
  private let ordered: [Double]
  /// The arithmetic mean.
  public let mean: Double
  /// The standard deviation.
  public let deviation: Double
  /// The third standardised moment; nil when nothing varies.
  public let skew: Double?
  /// The fourth standardised moment minus 3; nil when nothing varies.
  public let excessKurtosis: Double?

  /// Reads a sample; nil below two values, or when one of them is not finite.
  ///
  /// - Parameter profits: Returns or profits, losses negative.
  public init?(_ profits: [Double]) {
    guard profits.count > 1, profits.allSatisfy(\.isFinite),
      let centre = Numerics.mean(profits), let spread = standardDeviation(profits)
    else { return nil }
    ordered = profits.sorted()
    mean = centre
    deviation = spread
    var (second, third, fourth) = (0.0, 0.0, 0.0)
    for profit in profits {
      let d = profit - centre
      let square = d * d
      second += square
      third += square * d
      fourth += square * square
    }
    let n = Double(profits.count)
    (second, third, fourth) = (second / n, third / n, fourth / n)
    let varies = second > 0
    skew = varies ? third / (second * second.squareRoot()) : nil
    excessKurtosis = varies ? fourth / (second * second) - 3 : nil
  }

  /// How many values there are.
  public var count: Int { ordered.count }

  /// Fewer than 100 values: a tail of one percent is then less than one of them.
  public var isLowSample: Bool { count < 100 }

  /// The quantile by linear interpolation between order statistics (Hyndman and Fan, 1996, type 7).
  func quantile(_ p: Double) -> Double {
    let place = min(max(p, 0), 1) * Double(count - 1)
    let below = Int(place)
    let above = min(below + 1, count - 1)
    return ordered[below] + (place - Double(below)) * (ordered[above] - ordered[below])
  }

  /// The tail of the sample itself.
  ///
  /// - Parameter tail: The probability of the tail, as 0.05.
  /// - Returns: Value at risk and shortfall in the unit of the sample.
  public func historical(tail: Double) -> TailLoss {
    let bound = quantile(tail)
    var sum = 0.0
    var reached = 0
    for value in ordered {
      guard value <= bound else { break }
      sum += value
      reached += 1
    }
    // Rounding of the interpolation may leave nothing at the bound; then it stands alone.
    return TailLoss(
      valueAtRisk: -bound, expectedShortfall: reached > 0 ? -sum / Double(reached) : -bound)
  }

  /// The tail of a normal distribution with the sample's mean and deviation.
  ///
  /// - Parameter tail: The probability of the tail, as 0.05.
  /// - Returns: Value at risk and shortfall in the unit of the sample.
  public func parametric(tail: Double) -> TailLoss {
    let z = normalQuantile(tail)
    return TailLoss(
      valueAtRisk: -(mean + deviation * z),
      expectedShortfall: -(mean - deviation * normalPDF(z) / tail))
  }
}
