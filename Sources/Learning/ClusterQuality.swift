// How good clusters are by the rows alone: silhouette, Calinski-Harabasz, Davies-Bouldin.
//
// Sources: Rousseeuw (1987), J. Comput. Appl. Math. 20; Calinski and Harabasz (1974), Commun.
// Statist. 3(1); Davies and Bouldin (1979), IEEE PAMI 1(2). Distances are Euclidean.

import Numerics

/// Measures of a clustering; nil where fewer than two clusters have rows or each has one.
public struct ClusterQuality: Hashable, Sendable {
  /// Mean silhouette, -1 to 1, the higher the better.
  public let silhouette: Double?
  /// Between over within dispersion, each by its degrees of freedom; the higher the better.
  public let calinskiHarabasz: Double?
  /// Mean over clusters of the worst ratio of spreads to distance; the lower the better.
  public let daviesBouldin: Double?

  /// Measures the labels of a table's rows.
  ///
  /// - Parameters:
  ///   - table: The rows.
  ///   - labels: The cluster of each row, from zero on.
  public init(_ table: FeatureTable, labels: [Int]) {
    let groups = ClusterGroups(table, labels: labels)
    let used = groups.sizes.count { $0 > 0 }
    guard labels.count == table.rows, used > 1, used < table.rows else {
      (silhouette, calinskiHarabasz, daviesBouldin) = (nil, nil, nil)
      return
    }
    silhouette = mean(silhouettes(table, labels: labels))
    calinskiHarabasz = groups.calinskiHarabasz
    daviesBouldin = groups.daviesBouldin
  }
}

/// The silhouette of each row: how much nearer its own cluster is than the next one, -1 to 1.
///
/// - Parameters:
///   - table: The rows.
///   - labels: The cluster of each row, from zero on.
/// - Returns: One value a row, 0 for the only row of a cluster; empty when lengths differ.
public func silhouettes(_ table: FeatureTable, labels: [Int]) -> [Double] {
  guard labels.count == table.rows, labels.allSatisfy({ $0 >= 0 }) else { return [] }
  let clusters = (labels.max() ?? -1) + 1
  var sizes = [Double](repeating: 0, count: clusters)
  for label in labels { sizes[label] += 1 }
  var sums = [Double](repeating: 0, count: clusters)
  return (0..<table.rows).map { row in
    for cluster in sums.indices { sums[cluster] = 0 }
    for other in 0..<table.rows { sums[labels[other]] += table.distance(row, other) }
    let own = labels[row]
    guard sizes[own] > 1 else { return 0 }
    let inside = sums[own] / (sizes[own] - 1)
    var outside = Double.infinity
    for cluster in sums.indices where cluster != own && sizes[cluster] > 0 {
      outside = min(outside, sums[cluster] / sizes[cluster])
    }
    let most = max(inside, outside)
    return most > 0 && outside.isFinite ? (outside - inside) / most : 0
  }
}

/// Sizes, means and spreads of the clusters of a table.
private struct ClusterGroups {
  let table: FeatureTable
  let labels: [Int]
  var sizes: [Int]
  var centres: [[Double]]

  init(_ table: FeatureTable, labels: [Int]) {
    self.table = table
    self.labels = labels
    let clusters = max(0, (labels.max() ?? -1) + 1)
    sizes = [Int](repeating: 0, count: clusters)
    centres = [[Double]](
      repeating: [Double](repeating: 0, count: table.columns), count: clusters)
    guard labels.count == table.rows, labels.allSatisfy({ $0 >= 0 }) else { return }
    for (row, label) in labels.enumerated() {
      sizes[label] += 1
      for (column, value) in table[row].enumerated() { centres[label][column] += value }
    }
    for cluster in sizes.indices where sizes[cluster] > 0 {
      for column in 0..<table.columns { centres[cluster][column] /= Double(sizes[cluster]) }
    }
  }

  private func square(_ a: some Collection<Double>, _ b: some Collection<Double>) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  var calinskiHarabasz: Double? {
    var middle = [Double](repeating: 0, count: table.columns)
    for row in 0..<table.rows {
      for (column, value) in table[row].enumerated() { middle[column] += value }
    }
    for column in middle.indices { middle[column] /= Double(table.rows) }
    var between = 0.0
    for cluster in sizes.indices {
      between += Double(sizes[cluster]) * square(centres[cluster], middle)
    }
    var within = 0.0
    for (row, label) in labels.enumerated() { within += square(table[row], centres[label]) }
    let used = sizes.count { $0 > 0 }
    guard within > 0 else { return nil }
    return between / Double(used - 1) * Double(table.rows - used) / within
  }

  var daviesBouldin: Double? {
    var spreads = [Double](repeating: 0, count: sizes.count)
    for (row, label) in labels.enumerated() {
      spreads[label] += square(table[row], centres[label]).squareRoot()
    }
    let used = sizes.indices.filter { sizes[$0] > 0 }
    for cluster in used { spreads[cluster] /= Double(sizes[cluster]) }
    var sum = 0.0
    for cluster in used {
      var worst = 0.0
      for other in used where other != cluster {
        let distance = square(centres[cluster], centres[other]).squareRoot()
        guard distance > 0 else { return nil }
        worst = max(worst, (spreads[cluster] + spreads[other]) / distance)
      }
      sum += worst
    }
    return sum / Double(used.count)
  }
}

extension FeatureTable {
  /// Euclidean distance of two rows.
  func distance(_ a: Int, _ b: Int) -> Double {
    var sum = 0.0
    for column in 0..<columns {
      let miss = values[a * columns + column] - values[b * columns + column]
      sum += miss * miss
    }
    return sum.squareRoot()
  }
}
