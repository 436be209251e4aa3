// How far two doubles stand apart, counted in representable values.
//
// A bound in units in the last place says the same thing at 1e-300 and at 1e300, where a relative
// error needs a case for zero and an absolute one a case for everything else.

/// The number of representable doubles between two values; zero when they are equal.
///
/// Positive and negative zero are one apart from nothing: they are equal. A NaN on either side
/// gives the greatest distance there is.
public func ulpDistance(_ left: Double, _ right: Double) -> UInt64 {
  guard !left.isNaN, !right.isNaN else { return .max }
  let first = orderedBits(left)
  let second = orderedBits(right)
  return first > second ? first &- second : second &- first
}

/// The relative error of a value against an expected one; absolute where zero is expected.
public func relativeError(_ value: Double, expected: Double) -> Double {
  guard value != expected else { return 0 }
  return expected == 0 ? abs(value) : abs(value - expected) / abs(expected)
}

/// Maps doubles to integers in the same order.
private func orderedBits(_ value: Double) -> UInt64 {
  let middle: UInt64 = 1 << 63
  let bits = value.bitPattern
  return bits < middle ? middle + bits : middle - (bits - middle)
}
