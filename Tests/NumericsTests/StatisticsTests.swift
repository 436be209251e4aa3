// Statistics and least squares against direct definitions.

import Numerics
import TestKit
import Testing

@Suite("Statistics")
struct StatisticsTests {
  @Test("mid-rank percentile counts ties by half")
  func midRank() {
    #expect(midRankPercentile(of: 2, in: [1, 2, 2, 3]) == 50)
    #expect(midRankPercentile(of: 0, in: [1, 2]) == 0)
    #expect(midRankPercentile(of: 5, in: [1, 2]) == 100)
    #expect(midRankPercentile(of: 5, in: [Double]()) == nil)
  }

  @Test("median equals the middle of the sorted values")
  func medians() throws {
    var generator = SeededGenerator(seed: 3)
    for count in 1...60 {
      let values = (0..<count).map { _ in Double(generator.integer(in: 0...20)) }
      let sorted = values.sorted()
      let middle = count / 2
      let expected = count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
      #expect(median(values) == expected, "\(values)")
    }
    #expect(median([]) == nil)
    #expect(medianAbsoluteDeviation([1, 2, 4, 9]) == 1.5)
  }

  @Test("a median is found among equal, ascending and alternating values, of long lists too")
  func medianShapes() throws {
    let shapes: [(Int) -> Double] = [
      { _ in 4 }, { Double($0) }, { Double(-$0) }, { Double($0 % 2) }, { Double($0 % 7) * 0.1 },
    ]
    for count in [1, 2, 3, 8, 999, 20_000] {
      for shape in shapes {
        let values = (0..<count).map(shape)
        let sorted = values.sorted()
        let expected = 0.5 * (sorted[(count - 1) / 2] + sorted[count / 2])
        #expect(median(values) == expected)
        let centre = try #require(median(values))
        let distances = values.map { abs($0 - centre) }.sorted()
        #expect(
          medianAbsoluteDeviation(values, from: centre)
            == 0.5 * (distances[(count - 1) / 2] + distances[count / 2]))
      }
    }
  }

  @Test("standard deviation divides by n - 1")
  func deviation() throws {
    #expect(try #require(standardDeviation([1, 3])) == 2.0.squareRoot())
    #expect(standardDeviation([1]) == nil && mean([Double]()) == nil)
  }

  @Test("least squares recovers coefficients and refuses dependent columns")
  func regression() throws {
    var generator = SeededGenerator(seed: 5)
    let x = (0..<50).map { _ in generator.double(in: -1..<1) }
    let z = (0..<50).map { _ in generator.double(in: -1..<1) }
    let ones = [Double](repeating: 1, count: 50)
    let y = (0..<50).map { 3 - 2 * x[$0] + 0.5 * z[$0] }
    let found = try #require(leastSquares(columns: [ones, x, z], y: y))
    for (value, expected) in zip(found, [3, -2, 0.5]) { #expect(abs(value - expected) < 1e-13) }
    #expect(leastSquares(columns: [ones, x, x.map { 2 * $0 + 1 }], y: y) == nil)
    let line = try #require(fitLine(x: x, y: x.map { 1 + 4 * $0 }))
    #expect(abs(line.slope - 4) < 1e-13 && abs(line.intercept - 1) < 1e-13)
  }
}
