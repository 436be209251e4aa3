// Axes: ranges, steps of 1, 2 or 5 times a power of ten, and their labels.

import Glibc

/// The step for about a number of intervals: 1, 2 or 5 times a power of ten.
public func axisStep(_ range: ClosedRange<Double>, intervals: Int) -> Double {
  let span = range.upperBound - range.lowerBound
  guard span > 0, span.isFinite, intervals > 0 else { return 1 }
  let raw = span / Double(intervals)
  let power = pow(10, floor(log10(raw)))
  for factor in [1.0, 2, 5] where factor * power >= raw * (1 - 1e-12) { return factor * power }
  return 10 * power
}

/// The multiples of the step inside a range, in rising order, at most 64.
public func axisTicks(_ range: ClosedRange<Double>, intervals: Int) -> [Double] {
  let step = axisStep(range, intervals: intervals)
  let first = (range.lowerBound / step - 1e-9).rounded(.up)
  let last = (range.upperBound / step + 1e-9).rounded(.down)
  guard last >= first, last - first < 64 else { return [] }
  return (0...Int(last - first)).map { offset in
    let value = (first + Double(offset)) * step
    return value == 0 ? 0 : value
  }
}

/// A number with a fixed count of decimals, for axis labels.
public func decimalText(_ value: Double, decimals: Int) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "-" }
  var scale = 1.0
  for _ in 0..<max(0, decimals) { scale *= 10 }
  let scaled = (abs(value) * scale).rounded(.toNearestOrAwayFromZero)
  guard scaled < 9e18 else { return "-" }
  let digits = String(Int64(scaled))
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard decimals > 0 else { return sign + digits }
  let missing = max(0, decimals + 1 - digits.utf8.count)
  let padded = String(repeating: "0", count: missing) + digits
  return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}

/// The label of an axis tick, with as many decimals as its step needs and k or M for size.
public func axisLabel(_ value: Double, step: Double) -> String {
  let size = max(abs(value), abs(step))
  if abs(step) >= 1e6 || size >= 1e7 { return scaledLabel(value, step, 1e6, "M") }
  if abs(step) >= 1e3 || size >= 1e5 { return scaledLabel(value, step, 1e3, "k") }
  return decimalText(value, decimals: decimals(of: step))
}

private func scaledLabel(_ value: Double, _ step: Double, _ unit: Double, _ letter: String)
  -> String
{
  if value == 0 { return "0" }
  return decimalText(value / unit, decimals: decimals(of: step / unit)) + letter
}

private func decimals(of step: Double) -> Int {
  guard step > 0, step < 1 else { return 0 }
  return min(6, Int((-log10(step) - 1e-9).rounded(.up)))
}
