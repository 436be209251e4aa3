// The Kelly fraction of a whole distribution of returns.

import Glibc
public import Structures

/// The share of wealth that maximises the mean logarithm of wealth.
///
/// Maximises sum p ln(1 + f x) over f in [0, 1) by golden section (Kelly, 1956, "A New
/// Interpretation of Information Rate"; Kiefer, 1953). Outcomes are first gathered in 64 bins of
/// equal width, each at its mean, which keeps the expectation exact.
///
/// - Parameter returns: Profits over the maximum loss, each at least minus one.
/// - Returns: The fraction; zero when the mean return is not above zero.
public func kellyFraction(of returns: OutcomeTable) -> Double {
  guard returns.mean > 0 else { return 0 }
  let bins = gather(returns)
  func growth(_ fraction: Double) -> Double {
    bins.reduce(0) { $0 + $1.probability * log(max(1 + fraction * $1.value, 1e-12)) }
  }
  let ratio = 0.618_033_988_749_894_8
  var low = 0.0
  var high = 1.0
  var left = high - ratio
  var right = low + ratio
  var atLeft = growth(left)
  var atRight = growth(right)
  for _ in 0..<24 {
    if atLeft >= atRight {
      (high, right, atRight) = (right, left, atLeft)
      left = high - ratio * (high - low)
      atLeft = growth(left)
    } else {
      (low, left, atLeft) = (left, right, atRight)
      right = low + ratio * (high - low)
      atRight = growth(right)
    }
  }
  return 0.5 * (low + high)
}

/// The fraction of a bet with two outcomes, W - (1 - W)/R: a label beside the whole distribution's.
///
/// - Parameters:
///   - wins: Probability of the gain.
///   - ratio: Gain over loss.
/// - Returns: The fraction, below zero for a bad bet; nil when a number is out of its domain.
public func binaryKelly(wins: Double, ratio: Double) -> Double? {
  guard (0...1).contains(wins), ratio > 0, ratio.isFinite else { return nil }
  return wins - (1 - wins) / ratio
}

/// Outcomes in 64 bins of equal width, each at its mean.
private func gather(_ returns: OutcomeTable) -> [(probability: Double, value: Double)] {
  let least = returns.profits.min() ?? 0
  let most = returns.profits.max() ?? 0
  let scale = most > least ? 63 / (most - least) : 0
  var bins = [(probability: Double, value: Double)](repeating: (0, 0), count: 64)
  for index in returns.profits.indices {
    let profit = returns.profits[index]
    let bin = Int(((profit - least) * scale).rounded())
    bins[bin].probability += returns.probabilities[index]
    bins[bin].value += returns.probabilities[index] * profit
  }
  return bins.compactMap { $0.probability > 0 ? ($0.probability, $0.value / $0.probability) : nil }
}
