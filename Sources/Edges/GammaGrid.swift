// Gamma summed at every price of a grid, in vector registers.
//
// A register of neighbouring prices is summed over all strikes at once, in their order, and only
// when it is asked for: the sign change nearest to the spot seldom needs the prices far from it.

import Glibc
import Numerics

/// Gamma at the prices of `GammaProfile.grid`, strike by strike.
struct GammaGrid: Hashable, Sendable {
  private var deviations: [Double] = []
  private var slopes: [Double] = []
  private var amounts: [Double] = []

  /// The numbers of a register, the rest of the last one beyond every deviation.
  private static func packed(_ values: [Double]) -> [Lanes] {
    stride(from: 0, to: values.count, by: Lanes.scalarCount).map { start in
      var lanes = Lanes(repeating: 1e9)
      for lane in 0..<min(Lanes.scalarCount, values.count - start) {
        lanes[lane] = values[start + lane]
      }
      return lanes
    }
  }

  private static let prices = packed(GammaProfile.grid)
  private static let logarithms = packed(GammaProfile.grid.map { log($0) })

  /// Nothing added yet.
  init() {}

  /// Room for so many strikes.
  mutating func reserveCapacity(_ count: Int) {
    deviations.reserveCapacity(count)
    slopes.reserveCapacity(count)
    amounts.reserveCapacity(count)
  }

  /// Adds one strike's gamma at every price.
  mutating func add(d1: Double, width: Double, amount: Double) {
    guard amount != 0 else { return }
    deviations.append(d1)
    slopes.append(1 / width)
    amounts.append(amount)
  }

  /// The sums at the prices of one register.
  private func sums(_ register: Int) -> Lanes {
    let price = GammaGrid.prices[register]
    let logarithm = GammaGrid.logarithms[register]
    let (starts, steps, sizes) = (deviations.span, slopes.span, amounts.span)
    var net = Lanes()
    for strike in starts.indices {
      let d = starts[unchecked: strike] + logarithm * steps[unchecked: strike]
      // Beyond seven deviations the density is under 1e-11 of its peak; prices ascend.
      guard d[0] < 7, d[Lanes.scalarCount - 1] > -7 else { continue }
      let isNear = (d .< 7) .& (d .> -7)
      let density = 0.398_942_280_401_432_677_94 * vectorExponential(-0.5 * d * d)
      net += (sizes[unchecked: strike] * price * density).replacing(with: 0, where: .!isNear)
    }
    return net
  }

  /// The sums, one for each price.
  var sums: [Double] {
    let registers = GammaGrid.prices.indices.map { sums($0) }
    return GammaProfile.grid.indices.map {
      registers[$0 / Lanes.scalarCount][$0 % Lanes.scalarCount]
    }
  }

  /// The price, as a share of the spot, of the sign change nearest to it, by linear interpolation;
  /// nil when the sign never changes.
  func flip() -> Double? {
    let grid = GammaProfile.grid
    var net = [Double](repeating: 0, count: grid.count)
    var known = GammaGrid.first
    for register in known { fill(&net, register) }
    while true {
      let low = known.lowerBound * Lanes.scalarCount
      let high = min(known.upperBound * Lanes.scalarCount, grid.count) - 1
      let best = GammaGrid.flip(net, in: low...high)
      // What lies outside is farther than the nearer end.
      let reach = min(
        low > 0 ? 1 - grid[low] : .infinity, high < grid.count - 1 ? grid[high] - 1 : .infinity)
      if reach == .infinity { return best }
      if let best, abs(best - 1) < reach { return best }
      if low > 0 { fill(&net, known.lowerBound - 1) }
      if high < grid.count - 1 { fill(&net, known.upperBound) }
      known =
        max(known.lowerBound - 1, 0)..<min(known.upperBound + 1, GammaGrid.prices.count)
    }
  }

  /// The registers on both sides of the spot.
  private static let first: Range<Int> = {
    let spot = GammaProfile.grid.firstIndex { $0 >= 1 } ?? 0
    let register = spot / Lanes.scalarCount
    return register..<min(register + 2, prices.count)
  }()

  private func fill(_ net: inout [Double], _ register: Int) {
    let sums = sums(register)
    let start = register * Lanes.scalarCount
    for lane in 0..<min(Lanes.scalarCount, net.count - start) { net[start + lane] = sums[lane] }
  }

  private static func flip(_ net: [Double], in range: ClosedRange<Int>) -> Double? {
    var best: Double?
    for index in range.dropFirst() where (net[index] > 0) != (net[index - 1] > 0) {
      let (a, b) = (net[index - 1], net[index])
      let share = a / (a - b)
      let low = GammaProfile.grid[index - 1]
      let price = low + share * (GammaProfile.grid[index] - low)
      if best == nil || abs(price - 1) < abs((best ?? 0) - 1) { best = price }
    }
    return best
  }
}
