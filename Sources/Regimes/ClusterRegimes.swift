// Levels of volatility found by k-means on the features of the past.
//
// Fitted at the first session of each month on every day before it, so nothing of a day's own
// month is in its model. Clusters are ordered by their volatility, the lowest first.

import Glibc
import Learning
import Numerics

/// Clusters of past days.
public struct ClusterRegimes: Hashable, Sendable {
  /// Days that a model needs.
  public static let minimumDays = 200
  /// States when no other count is asked for.
  public static let standardStates = 3

  private let scale: FeatureScale
  private let centres: [[Double]]

  /// Finds clusters; nil below 200 days whose features are all known.
  ///
  /// - Parameters:
  ///   - days: The past.
  ///   - states: Clusters, two or three.
  public init?(_ days: some Collection<RegimeDay>, states: Int = standardStates) {
    let rows = days.compactMap { ClusterRegimes.row($0.features) }
    guard rows.count >= ClusterRegimes.minimumDays, let table = try? FeatureTable(rows: rows),
      let scale = try? FeatureScale(table)
    else { return nil }
    var search = KMeansSearch()
    search.restarts = 10
    guard let fit = try? fitKMeans(scale.standardise(table), clusters: states, search: search)
    else { return nil }
    self.scale = scale
    // The third feature is ln R20.
    centres = fit.centres.sorted { $0[2] < $1[2] }
  }

  /// The cluster of a day; nil when a feature is missing.
  public func call(_ features: RegimeFeatures) -> RegimeCall? {
    guard let row = ClusterRegimes.row(features) else { return nil }
    return RegimeCall(state: nearestCentre(scale.standardise(row), centres))
  }

  private static func row(_ f: RegimeFeatures) -> [Double]? {
    guard let v = f.v, let r5 = f.r5, let r20 = f.r20, let d50 = f.d50, r5 > 0, r20 > 0 else {
      return nil
    }
    return [log(v), log(r5), log(r20), d50]
  }
}
