// Numbers as a trader reads them in a rationale.

/// A number with fixed decimals, rounded half away from zero.
func fixed(_ value: Double, _ decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let scaled = (abs(value) * scale).rounded(.toNearestOrAwayFromZero)
  guard scaled < 9e15 else { return "\(value)" }
  let units = Int64(scaled)
  let sign = value < 0 && units > 0 ? "-" : ""
  guard decimals > 0 else { return sign + String(units) }
  let digits = String(units)
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}

/// A share as a percentage, as `18.5 %`.
func percent(_ share: Double, _ decimals: Int = 1) -> String { fixed(100 * share, decimals) + " %" }

/// A difference of volatilities in points, as `2.3 pts`.
func points(_ volatility: Double) -> String { fixed(100 * volatility, 1) + " pts" }

/// An ordinal, as `93rd`.
func ordinal(_ value: Double) -> String {
  let n = Int(value.rounded())
  let ending: String
  switch (n % 100, n % 10) {
  case (11...13, _): ending = "th"
  case (_, 1): ending = "st"
  case (_, 2): ending = "nd"
  case (_, 3): ending = "rd"
  default: ending = "th"
  }
  return "\(n)\(ending)"
}

/// A percentile with its history, as `93rd pct of 252`, or why there is none.
func percentileText(_ percentile: Double?, days: Int) -> String {
  guard let percentile else { return "no percentile, \(days) days stored" }
  return "\(ordinal(percentile)) pct of \(days)"
}
