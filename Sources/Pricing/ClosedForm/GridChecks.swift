// What the grids ask of their columns.

import Numerics

/// Refuses columns that differ in length.
func requireEqualLengths(
  _ count: Int, _ name: String, _ others: [(name: String, count: Int)]
) throws(ModelError) {
  for other in others where other.count != count {
    throw .unequalLengths(first: name, count: count, second: other.name, other: other.count)
  }
}

/// Whether four inputs are normal numbers above zero, in every lane.
@inline(__always)
func arePositive(_ first: Lanes, _ second: Lanes, _ third: Lanes, _ fourth: Lanes) -> Bool {
  let least = Double.leastNormalMagnitude
  let above = (first .>= least) .& (second .>= least) .& (third .>= least) .& (fourth .>= least)
  return all(above) && areFinite(first + second + third + fourth)
}

/// Whether every lane is finite; a sum is when its terms are.
@inline(__always)
func areFinite(_ lanes: Lanes) -> Bool { all(lanes - lanes .== 0) }

/// Refuses a value that is not a normal number above zero: the vector logarithm needs one.
func requireNormal(_ value: Double, _ input: @autoclosure () -> String) throws(ModelError) {
  try requirePositive(value, input())
  guard value.isNormal else {
    throw .outOfDomain(input: input(), value: value, rule: "it must be a normal number")
  }
}
