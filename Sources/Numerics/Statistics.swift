// Sample statistics of plain arrays.
//
// Every function returns nil where the statistic does not exist, never a default.

/// The arithmetic mean; nil for no values.
public func mean(_ values: some Collection<Double>) -> Double? {
  guard !values.isEmpty else { return nil }
  var sum = 0.0
  for value in values { sum += value }
  return sum / Double(values.count)
}

/// The sample standard deviation with n - 1; nil below two values.
public func standardDeviation(_ values: some Collection<Double>) -> Double? {
  guard values.count > 1, let centre = mean(values) else { return nil }
  var sum = 0.0
  for value in values { sum += (value - centre) * (value - centre) }
  return (sum / Double(values.count - 1)).squareRoot()
}

/// The median, the mean of the two middle values for an even count; nil for no values.
public func median(_ values: some Collection<Double>) -> Double? {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return nil }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
}

/// The median distance from the median; nil for no values.
public func medianAbsoluteDeviation(_ values: some Collection<Double>) -> Double? {
  guard let centre = median(values) else { return nil }
  return median(values.map { abs($0 - centre) })
}

/// The mid-rank percentile of `x` against a history, 0 to 100; nil for no history.
///
///     (#{h < x} + #{h = x} / 2) / n * 100
public func midRankPercentile(of x: Double, in history: some Collection<Double>) -> Double? {
  guard !history.isEmpty else { return nil }
  var below = 0
  var equal = 0
  for value in history {
    if value < x { below += 1 } else if value == x { equal += 1 }
  }
  return (Double(below) + 0.5 * Double(equal)) / Double(history.count) * 100
}
