// Outliers of a smile found eight strikes at a time, against a plain walk.

import Numerics
import TestKit
import Testing

@testable import Pricing

@Suite("Smile outliers")
struct SmileOutlierTests {
  @Test("outliers are those that a plain walk finds")
  func outliers() {
    var generator = SeededGenerator(seed: 5)
    for count in 7...60 {
      var k: [Double] = []
      var smile: [Double] = []
      for index in 0..<count {
        k.append(-0.4 + 0.8 * Double(index) / Double(count) + generator.double(in: 0..<0.002))
        let clean = 0.2 - 0.3 * k[index] + 0.5 * k[index] * k[index]
        let isOff = generator.integer(in: 0...11) == 0
        smile.append(clean * (1 + (isOff ? 0.2 : 0.002) * generator.double(in: -1..<1)))
      }
      #expect(smileOutliers(k: k, volatilities: smile) == plainOutliers(k, smile))
    }
    #expect(smileOutliers(k: [0, 1, 2], volatilities: [1, 9, 1]).isEmpty)
  }

  private func plainOutliers(_ k: [Double], _ smile: [Double]) -> [Int] {
    let n = k.count
    let misses = (0..<n).map { index -> Double in
      let first = min(max(index - 2, 0), n - 5)
      let others = (first..<(first + 5)).filter { $0 != index }
      let width = max(k[first + 4] - k[first], 1e-12)
      let u = others.map { (k[$0] - k[index]) / width }
      let ones = [Double](repeating: 1, count: 4)
      let fit = leastSquares(
        columns: [ones, u, u.map { $0 * $0 }], y: others.map { smile[$0] })
      return abs(smile[index] - (fit?[0] ?? 0))
    }
    let typical = median(misses) ?? 0
    return (0..<n).filter { index in
      guard misses[index] > max(4 * 1.4826 * typical, 0.01 * smile[index]) else { return false }
      return (max(index - 2, 0)...min(index + 2, n - 1)).allSatisfy {
        misses[$0] <= misses[index]
      }
    }
  }
}
