// An order in shares cut into slices of equal time (TWAP).
//
// Equal slices are easy to see in a market, so each is moved by up to a share of itself. The moves are
// drawn from a counted stream and add up to nothing: the slices are the whole order, to the share.

public import Numerics

/// Cuts an order into slices of equal time.
///
/// - Parameters:
///   - total: Shares, zero or more.
///   - count: Slices, at least one.
///   - jitter: How far a slice may be from an equal one, as a share of it: 0 to 1, usually 0.2.
///   - stream: Where the moves are drawn from; the same stream gives the same slices.
/// - Returns: `count` numbers of shares, none negative, that sum to the total. A slice is within its
///   jitter of the equal one, give or take the share that rounding moves.
public func timeSlices(
  _ total: Int, count: Int, jitter: Double, stream: inout RandomStream
) -> [Int] {
  guard count > 0 else { return [] }
  let reach = jitter.isFinite ? min(max(jitter, 0), 1) : 0
  var moves = (0..<count).map { _ in reach * (2 * stream.uniform() - 1) }
  let mean = moves.reduce(0, +) / Double(count)
  for index in moves.indices { moves[index] -= mean }
  // Taking the mean out can carry one move beyond its reach: all are drawn in together.
  let widest = moves.reduce(0) { max($0, abs($1)) }
  let scale = widest > reach && widest > 0 ? reach / widest : 1
  return proportionalSlices(total, weights: moves.map { 1 + scale * $0 })
}

/// Cuts a total in proportion to weights, exactly.
///
/// The running sum is rounded and not the slice, so nothing is lost and none can be negative.
///
/// - Parameters:
///   - total: Shares, zero or more.
///   - weights: One a slice, zero or more.
/// - Returns: Whole shares that sum to the total; none where no weight is above zero.
public func proportionalSlices(_ total: Int, weights: [Double]) -> [Int] {
  let sum = weights.reduce(0, +)
  guard total >= 0, sum > 0, sum.isFinite, weights.allSatisfy({ $0 >= 0 }) else { return [] }
  var result: [Int] = []
  result.reserveCapacity(weights.count)
  var reached = 0.0
  var given = 0
  for (index, weight) in weights.enumerated() {
    reached += weight
    let isLast = index == weights.count - 1
    let due = isLast ? total : Int((Double(total) * reached / sum).rounded())
    let next = min(max(due, given), total)
    result.append(next - given)
    given = next
  }
  return result
}
