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
  var copy = values
  var work = copy.mutableSpan
  let middle = work.count / 2
  let upper = select(&work, middle)
  guard work.count % 2 == 0 else { return upper }
  // Selection leaves every smaller value before the middle.
  var lower = work[0]
  for index in 0..<middle { lower = max(lower, work[unchecked: index]) }
  return 0.5 * (lower + upper)
}

/// The median distance from the median; nil for no values.
public func medianAbsoluteDeviation(_ values: [Double]) -> Double? {
  median(values).flatMap { medianAbsoluteDeviation(values, from: $0) }
}

/// The median distance from a centre that is known already; nil for no values.
public func medianAbsoluteDeviation(_ values: [Double], from centre: Double) -> Double? {
  median(values.map { abs($0 - centre) })
}

/// Brings the value of rank `rank` to its place, smaller ones before it, and returns it.
///
/// Hoare's method with the median of three as pivot. Residuals come in no order, so a branch on
/// each would be guessed wrong half of the time: every value is swapped, and the border moves by
/// the comparison.
/// Source: Hoare (1961), "Algorithm 65: Find", Communications of the ACM 4(7); the partition is
/// Lomuto's, in Bentley (1984), "Programming pearls", Communications of the ACM 27(4).
private func select(_ values: inout MutableSpan<Double>, _ rank: Int) -> Double {
  var low = 0
  var high = values.count - 1
  while low < high {
    let (a, b, c) = (values[low], values[(low + high) / 2], values[high])
    let pivot = max(min(a, b), min(max(a, b), c))
    var border = low
    for index in low...high {
      let value = values[unchecked: index]
      values[unchecked: index] = values[unchecked: border]
      values[unchecked: border] = value
      border &+= value < pivot ? 1 : 0
    }
    if rank < border {
      high = border - 1
      continue
    }
    // What equals the pivot is gathered only where nothing is smaller, so that every round that costs
    // a second pass takes a whole value out of the list.
    guard border == low else {
      low = border
      continue
    }
    var end = border
    for index in border...high {
      let value = values[unchecked: index]
      values[unchecked: index] = values[unchecked: end]
      values[unchecked: end] = value
      end &+= value == pivot ? 1 : 0
    }
    // Only a pivot that is no number has no equal.
    guard rank >= end, end > border else { return pivot }
    low = end
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
