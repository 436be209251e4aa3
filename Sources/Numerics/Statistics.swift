// Sample statistics of plain arrays.
//
// Every function returns nil where the statistic does not exist, never a default.

/// The arithmetic mean; nil for no values.
@inlinable public func mean(_ values: some Collection<Double>) -> Double? {
  guard !values.isEmpty else { return nil }
  var sum = 0.0
  for value in values { sum += value }
  return sum / Double(values.count)
}

/// The sample standard deviation with n - 1; nil below two values.
@inlinable public func standardDeviation(_ values: some Collection<Double>) -> Double? {
  guard values.count > 1, let centre = mean(values) else { return nil }
  var sum = 0.0
  for value in values { sum += (value - centre) * (value - centre) }
  return (sum / Double(values.count - 1)).squareRoot()
}

/// The median, the mean of the two middle values for an even count; nil for no values.
public func median(_ values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  var work = values
  let middle = work.count / 2
  let upper = select(&work, middle)
  guard work.count % 2 == 0 else { return upper }
  // Selection leaves every smaller value before the middle.
  var lower = work[0]
  for index in 1..<max(middle, 1) where work[index] > lower { lower = work[index] }
  return 0.5 * (lower + upper)
}

/// The median distance from the median; nil for no values.
public func medianAbsoluteDeviation(_ values: [Double]) -> Double? {
  guard let centre = median(values) else { return nil }
  return median(values.map { abs($0 - centre) })
}

/// Brings the value of rank `rank` to its place, smaller ones before it, and returns it.
///
/// Source: Hoare (1961), "Algorithm 65: Find", Communications of the ACM 4(7).
private func select(_ values: inout [Double], _ rank: Int) -> Double {
  var low = 0
  var high = values.count - 1
  while low < high {
    let pivot = values[rank]
    var i = low
    var j = high
    while i <= j {
      while values[i] < pivot { i += 1 }
      while pivot < values[j] { j -= 1 }
      if i <= j {
        values.swapAt(i, j)
        i += 1
        j -= 1
      }
    }
    if j < rank { low = i }
    if rank < i { high = j }
  }
  return values[rank]
}

/// The mid-rank percentile of `x` against a history, 0 to 100; nil for no history.
///
///     (#{h < x} + #{h = x} / 2) / n * 100
@inlinable public func midRankPercentile(of x: Double, in history: some Collection<Double>)
  -> Double?
{
  guard !history.isEmpty else { return nil }
  var below = 0
  var equal = 0
  for value in history {
    if value < x { below += 1 } else if value == x { equal += 1 }
  }
  return (Double(below) + 0.5 * Double(equal)) / Double(history.count) * 100
}
