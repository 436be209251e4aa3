// Which long covers which short: the cheapest assignment of unit contracts.
//
// A long may cover a short of the same right that does not expire after it. The cost of a pair is
// the distance between the strikes that the short can lose before the long pays. Longs are marked
// in a bit mask, so every assignment is tried once per set of used longs.

/// One contract of a leg: a unit of the assignment.
struct UnitLeg {
  /// Index into the legs.
  var leg: Int
  /// The strike.
  var strike: Double
  /// The settlement in nanoseconds.
  var expiration: Int64
}

/// Assigns every short a long of its own at the least total cost.
///
/// - Parameters:
///   - shorts: The units to cover, at most `longs.count`.
///   - longs: The units that may cover, at most `maximumUnits`.
///   - gap: What the pair can lose between the strikes.
/// - Returns: For each short the index of its long, or nil when no assignment exists.
func assign(
  shorts: [UnitLeg], longs: [UnitLeg], gap: (_ short: Double, _ long: Double) -> Double
) -> [Int]? {
  if shorts.isEmpty { return [] }
  guard shorts.count <= longs.count, longs.count <= maximumUnits else { return nil }
  let sets = 1 << longs.count
  // best[mask]: least cost of covering the first popcount(mask) shorts with exactly these longs.
  var best = [Double](repeating: .infinity, count: sets)
  var last = [Int](repeating: -1, count: sets)
  best[0] = 0
  for mask in 0..<sets where best[mask].isFinite {
    let next = mask.nonzeroBitCount
    guard next < shorts.count else { continue }
    let short = shorts[next]
    for index in longs.indices where mask & (1 << index) == 0 {
      let long = longs[index]
      guard long.expiration >= short.expiration else { continue }
      let cost = best[mask] + gap(short.strike, long.strike)
      let target = mask | (1 << index)
      if cost < best[target] {
        best[target] = cost
        last[target] = index
      }
    }
  }
  return walkBack(shorts: shorts.count, best: best, last: last)
}

/// The most units of one right that the assignment takes.
let maximumUnits = 12

private func walkBack(shorts: Int, best: [Double], last: [Int]) -> [Int]? {
  var chosen = -1
  for mask in best.indices where mask.nonzeroBitCount == shorts && best[mask].isFinite {
    if chosen < 0 || best[mask] < best[chosen] { chosen = mask }
  }
  guard chosen >= 0 else { return nil }
  var result = [Int](repeating: -1, count: shorts)
  for position in stride(from: shorts - 1, through: 0, by: -1) {
    result[position] = last[chosen]
    chosen &= ~(1 << last[chosen])
  }
  return result
}
