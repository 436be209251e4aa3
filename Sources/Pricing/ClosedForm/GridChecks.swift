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

/// Whether four inputs are normal numbers above zero and one is finite, in every lane.
///
/// Arithmetic in place of combined masks, which are slow in vector registers.
@inline(__always)
func areSound(
  positive first: Lanes, _ second: Lanes, _ third: Lanes, _ fourth: Lanes, finite: Lanes
) -> Bool {
  var least = first.replacing(with: second, where: second .< first)
  least.replace(with: third, where: third .< least)
  least.replace(with: fourth, where: fourth .< least)
  // An infinity or a NaN in a term makes the difference of the sum with itself a NaN.
  let sum = first + second + third + fourth + finite
  let nothing = sum - sum
  var quarter = least.lowHalf.replacing(
    with: least.highHalf, where: least.highHalf .< least.lowHalf)
  quarter.lowHalf.replace(with: quarter.highHalf, where: quarter.highHalf .< quarter.lowHalf)
  let rest = nothing.lowHalf + nothing.highHalf
  let pair = rest.lowHalf + rest.highHalf
  return min(quarter[0], quarter[1]) >= .leastNormalMagnitude && pair[0] + pair[1] == 0
}

/// Refuses a value that is not a normal number above zero: the vector logarithm needs one.
func requireNormal(_ value: Double, _ input: @autoclosure () -> String) throws(ModelError) {
  try requirePositive(value, input())
  guard value.isNormal else {
    throw .outOfDomain(input: input(), value: value, rule: "it must be a normal number")
  }
}
