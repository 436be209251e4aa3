// Numbers as text with a fixed count of decimals, and back, byte for byte.

/// A number rounded half away from zero to a count of decimals.
func fixedDecimal(_ value: Double, _ decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let scaled = Int64((value * scale).rounded(.toNearestOrAwayFromZero))
  let size = scaled.magnitude
  let unit = UInt64(scale)
  let sign = scaled < 0 ? "-" : ""
  guard decimals > 0 else { return sign + String(size) }
  let fraction = String(size % unit)
  let zeros = String(repeating: "0", count: decimals - fraction.utf8.count)
  return sign + String(size / unit) + "." + zeros + fraction
}

/// A number rounded to a count of decimals.
func roundedDecimal(_ value: Double, _ decimals: Int) -> Double {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  return (value * scale).rounded(.toNearestOrAwayFromZero) / scale
}
