// Gamma summed at every price of a grid, in vector registers.

import Glibc
import Numerics

/// Sums of gamma at the prices of `GammaProfile.grid`.
struct GammaGrid {
  private var net: [Lanes]
  private let prices: [Lanes]
  private let logarithms: [Lanes]

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

  private static let packedPrices = packed(GammaProfile.grid)
  private static let packedLogarithms = packed(GammaProfile.grid.map { log($0) })

  /// Nothing added yet.
  init() {
    prices = GammaGrid.packedPrices
    logarithms = GammaGrid.packedLogarithms
    net = [Lanes](repeating: Lanes(), count: prices.count)
  }

  /// Adds one strike's gamma at every price.
  mutating func add(d1: Double, width: Double, amount: Double) {
    guard amount != 0 else { return }
    let slope = 1 / width
    for index in net.indices {
      let d = d1 + logarithms[index] * slope
      // Beyond seven deviations the density is under 1e-11 of its peak; prices ascend.
      guard d[0] < 7 else { break }
      let isNear = (d .< 7) .& (d .> -7)
      guard any(isNear) else { continue }
      let density = 0.398_942_280_401_432_677_94 * vectorExponential(-0.5 * d * d)
      net[index] += (amount * prices[index] * density).replacing(with: 0, where: .!isNear)
    }
  }

  /// The sums, one for each price.
  var sums: [Double] {
    GammaProfile.grid.indices.map { net[$0 / Lanes.scalarCount][$0 % Lanes.scalarCount] }
  }
}
