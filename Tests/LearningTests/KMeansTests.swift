// k-means where it has to choose: empty clusters, equal rows, and requests it cannot answer.

import Learning
import Numerics
import Testing

@Suite("K-means")
struct KMeansTests {
  @Test("an empty cluster takes the row farthest from its centre")
  func emptyCluster() throws {
    let table = try FeatureTable(rows: [[0], [1], [2], [30]])
    let fit = try fitKMeans(table, from: [[1], [-500]])
    #expect(fit.labels == [0, 0, 0, 1] && fit.isConverged)
    #expect(fit.centres == [[1], [30]] && fit.inertia == 2)
  }

  @Test("equal rows leave a cluster without rows instead of looping")
  func equalRows() throws {
    let table = try FeatureTable(rows: [[3], [3], [3]])
    let fit = try fitKMeans(table, clusters: 2)
    #expect(fit.inertia == 0 && fit.isConverged && fit.iterations <= 3)
    #expect(ClusterQuality(table, labels: fit.labels).silhouette == nil)
  }

  @Test("a limit of iterations is kept and said")
  func limit() throws {
    let rows = (0..<40).map { [Double($0 * $0 % 17), Double($0 % 7)] }
    let table = try FeatureTable(rows: rows)
    let start = [[0.0, 0], [0, 1], [0, 2]]
    let cut = try fitKMeans(table, from: start, iterations: 1)
    #expect(!cut.isConverged && cut.iterations == 1)
    let whole = try fitKMeans(table, from: start)
    #expect(whole.isConverged && whole.inertia <= cut.inertia)
    for (row, label) in whole.labels.enumerated() {
      #expect(nearestCentre(table[row], whole.centres) == label)
    }
  }

  @Test("standardised features have mean 0 and deviation 1; a constant one stays at 0")
  func scale() throws {
    let table = try FeatureTable(rows: [[1, 5], [2, 5], [6, 5]])
    let scale = try FeatureScale(table)
    let values = scale.standardise(table).values
    let first = [values[0], values[2], values[4]]
    #expect(abs(first.reduce(0, +)) < 1e-15)
    #expect(abs(first.reduce(0) { $0 + $1 * $1 } / 3 - 1) < 1e-15)
    #expect(values[1] == 0 && values[3] == 0 && values[5] == 0)
    #expect(scale.standardise([3, 5]) == [0, 0])
  }

  @Test("what cannot be clustered is refused with value and rule")
  func refusals() throws {
    #expect(throws: ModelError.self) { try FeatureTable(rows: [[1, 2], [3]]) }
    #expect(throws: ModelError.self) { try FeatureTable(rows: [[1, .nan]]) }
    #expect(throws: ModelError.self) { try FeatureTable(values: [1, 2, 3], columns: 2) }
    let table = try FeatureTable(rows: [[1, 2], [3, 4]])
    #expect(throws: ModelError.tooFew(what: "rows", count: 2, least: 3)) {
      try fitKMeans(table, clusters: 3)
    }
    #expect(throws: ModelError.self) { try fitKMeans(table, clusters: 0) }
    #expect(throws: ModelError.self) { try fitKMeans(table, from: [[1], [2]]) }
    #expect(LabelAgreement([0, 1], [0]) == nil && LabelAgreement([], []) == nil)
  }
}
