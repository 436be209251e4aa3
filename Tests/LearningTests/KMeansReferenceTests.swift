// k-means, its quality measures and the agreement of labels against a peer.

import Learning
import Numerics
import TestKit
import Testing

@Suite("K-means Reference")
struct KMeansReferenceTests {
  /// The file's tolerance is 1e-8 relative.
  private func isClose(_ a: Double?, _ b: Double) -> Bool {
    guard let a else { return false }
    return abs(a - b) <= 1e-8 * max(1, abs(b))
  }

  @Test("Lloyd from fixed centres: labels, centres, inertia, silhouette, CH and DB")
  func fixedStart() throws {
    for row in try ReferenceFile("stats/kmeans.json").cases() {
      let name = try row.string("name")
      let table = try FeatureTable(rows: try row.array("X").compactMap(\.doubles))
      let expected = try #require(row["expected"])
      let fit = try fitKMeans(table, from: try row.array("init").compactMap(\.doubles))
      #expect(fit.labels == (try expected.array("labels").compactMap(\.int)), "\(name)")
      #expect(fit.isConverged)
      #expect(fit.centres.count == (try row.int("k")))
      for (centre, wanted) in zip(fit.centres, try expected.array("centers")) {
        for (value, other) in zip(centre, try #require(wanted.doubles)) {
          #expect(isClose(value, other), "\(name)")
        }
      }
      #expect(isClose(fit.inertia, try expected.double("inertia")), "\(name)")
      #expect(fit.iterations == (try expected.int("lloyd_iterations_to_fixed_point")), "\(name)")
      let quality = ClusterQuality(table, labels: fit.labels)
      #expect(isClose(quality.silhouette, try expected.double("silhouette")), "\(name)")
      #expect(isClose(quality.calinskiHarabasz, try expected.double("calinski_harabasz")))
      #expect(isClose(quality.daviesBouldin, try expected.double("davies_bouldin")))
      let first = try expected.doubles("silhouette_samples_first10")
      for (value, other) in zip(silhouettes(table, labels: fit.labels), first) {
        #expect(isClose(value, other), "\(name)")
      }
    }
  }

  @Test("twenty seeded starts reach the best of two hundred, and the same every time")
  func restarts() throws {
    for row in try ReferenceFile("stats/kmeans.json").cases() {
      let table = try FeatureTable(rows: try row.array("X").compactMap(\.doubles))
      let expected = try #require(row["expected"])
      let clusters = try row.int("k")
      let fit = try fitKMeans(table, clusters: clusters)
      #expect(fit.inertia <= 1.000001 * (try expected.double("best_inertia_200_restarts")))
      #expect(try fitKMeans(table, clusters: clusters) == fit)
      let agreement = try #require(
        LabelAgreement(fit.labels, try expected.array("labels").compactMap(\.int)))
      #expect(isClose(agreement.randIndex, try expected.double("ari_vs_best")))
    }
  }

  @Test("adjusted Rand index and mutual information of pairs of labels")
  func agreement() throws {
    for row in try ReferenceFile("stats/kmeans.json").cases("ari_cases") {
      let a = try row.array("a").compactMap(\.int)
      let b = try row.array("b").compactMap(\.int)
      let agreement = try #require(LabelAgreement(a, b))
      #expect(isClose(agreement.randIndex, try row.double("ari")))
      if let information = row["ami"]?.double {
        #expect(isClose(agreement.mutualInformation, information))
      }
    }
  }
}
