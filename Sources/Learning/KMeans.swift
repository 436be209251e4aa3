// k-means: Lloyd's descent from given centres, and seeded k-means++ with restarts.
//
// Favours being repeatable: the same rows, count and seed give the same clusters to the last bit.
// Sources: Lloyd (1982), "Least Squares Quantization in PCM", IEEE Transactions on Information
// Theory 28(2); Arthur and Vassilvitskii (2007), "k-means++: The Advantages of Careful Seeding",
// SODA, with the greedy choice among 2 + ln k candidates of their section 7.

import Glibc
public import Numerics

/// Clusters of a table's rows.
public struct KMeansFit: Hashable, Sendable {
  /// The centre of each cluster, in the features of the table.
  public let centres: [[Double]]
  /// The cluster of each row.
  public let labels: [Int]
  /// Sum of the squared distances of the rows to their centres.
  public let inertia: Double
  /// Assignments made until no label changed, that last one included.
  public let iterations: Int
  /// False when the limit of iterations came first.
  public let isConverged: Bool
}

/// How k-means searches.
public struct KMeansSearch: Hashable, Sendable {
  /// Starts of which the best is kept.
  public var restarts = 20
  /// Most assignments of a start.
  public var iterations = 300
  /// Seed of the starts.
  public var seed: UInt64 = 42

  /// Twenty starts from the seed 42.
  public init() {}
}

/// The best of several seeded k-means++ starts.
///
/// - Parameters:
///   - table: The rows, at least one a cluster.
///   - clusters: How many clusters, at least one.
///   - search: Restarts, limit and seed.
/// - Returns: The clusters of the least inertia; the first start wins a tie.
/// - Throws: `ModelError` when there are too few rows or no cluster is asked for.
public func fitKMeans(
  _ table: FeatureTable, clusters: Int, search: KMeansSearch = KMeansSearch()
) throws(ModelError) -> KMeansFit {
  try requireRows(table, clusters: clusters)
  var stream = RandomStream(seed: search.seed, purpose: "k-means")
  var best: KMeansFit?
  for _ in 0..<max(1, search.restarts) {
    let centres = seedCentres(table, clusters: clusters, &stream)
    let fit = descend(table, from: centres, iterations: search.iterations)
    if best.map({ fit.inertia < $0.inertia }) ?? true { best = fit }
  }
  guard let best else { throw .tooFew(what: "restarts", count: 0, least: 1) }
  return best
}

/// Lloyd's descent from given centres to a fixed point.
///
/// - Parameters:
///   - table: The rows, at least one a cluster.
///   - centres: Where to begin, one point a cluster.
///   - iterations: Most assignments.
/// - Returns: The clusters at the fixed point, or at the limit.
/// - Throws: `ModelError` when centres and rows differ in length or there are too few rows.
public func fitKMeans(
  _ table: FeatureTable, from centres: [[Double]], iterations: Int = 300
) throws(ModelError) -> KMeansFit {
  try requireRows(table, clusters: centres.count)
  for (index, centre) in centres.enumerated() where centre.count != table.columns {
    throw .unequalLengths(
      first: "a row", count: table.columns, second: "centre \(index)", other: centre.count)
  }
  return descend(table, from: centres.flatMap { $0 }, iterations: iterations)
}

/// The nearest centre of a row; the first wins a tie.
public func nearestCentre(_ row: some Collection<Double>, _ centres: [[Double]]) -> Int {
  var best = 0
  var least = Double.infinity
  for (index, centre) in centres.enumerated() {
    var sum = 0.0
    for (value, middle) in zip(row, centre) { sum += (value - middle) * (value - middle) }
    if sum < least {
      least = sum
      best = index
    }
  }
  return best
}

private func requireRows(_ table: FeatureTable, clusters: Int) throws(ModelError) {
  guard clusters > 0 else {
    throw .outOfDomain(input: "clusters", value: Double(clusters), rule: "it must be above zero")
  }
  guard table.rows >= clusters else {
    throw .tooFew(what: "rows", count: table.rows, least: clusters)
  }
}

/// Starting centres by greedy k-means++: each is the best of a few rows drawn with a probability
/// proportional to the squared distance from the centres so far.
private func seedCentres(
  _ table: FeatureTable, clusters: Int, _ stream: inout RandomStream
) -> [Double] {
  let width = table.columns
  var centres = Array(table[Int(stream.uniform() * Double(table.rows))])
  var nearest = (0..<table.rows).map { squaredDistance(table.values, $0, centres, 0, width) }
  let candidates = 2 + Int(log(Double(clusters)))
  while centres.count < clusters * width {
    let total = nearest.reduce(0, +)
    var best = (row: 0, sum: Double.infinity, distances: nearest)
    for _ in 0..<candidates {
      let row = draw(nearest, total: total, &stream)
      var distances = nearest
      var sum = 0.0
      for other in distances.indices {
        let distance = squaredDistance(table.values, other, table.values, row, width)
        if distance < distances[other] { distances[other] = distance }
        sum += distances[other]
      }
      if sum < best.sum { best = (row, sum, distances) }
    }
    centres += table[best.row]
    nearest = best.distances
  }
  return centres
}

/// A row drawn by weight; any row when all weights are zero.
private func draw(_ weights: [Double], total: Double, _ stream: inout RandomStream) -> Int {
  guard total > 0 else { return Int(stream.uniform() * Double(weights.count)) }
  var left = stream.uniform() * total
  for (index, weight) in weights.enumerated() {
    left -= weight
    if left < 0 { return index }
  }
  return weights.lastIndex { $0 > 0 } ?? 0
}

/// Assigns and averages until no label changes.
private func descend(_ table: FeatureTable, from start: [Double], iterations: Int) -> KMeansFit {
  let width = table.columns
  let clusters = start.count / width
  var centres = start
  var labels = [Int](repeating: -1, count: table.rows)
  var distances = [Double](repeating: 0, count: table.rows)
  var done = 0
  var isConverged = false
  while done < max(1, iterations) {
    done += 1
    let changed = assign(table, centres, clusters, &labels, &distances)
    let moved = fillEmpty(clusters, &labels, &distances)
    if !changed, !moved {
      isConverged = true
      break
    }
    average(table, labels, clusters, &centres)
  }
  if !isConverged { _ = assign(table, centres, clusters, &labels, &distances) }
  return KMeansFit(
    centres: (0..<clusters).map { Array(centres[($0 * width)..<(($0 + 1) * width)]) },
    labels: labels, inertia: distances.reduce(0, +), iterations: done, isConverged: isConverged)
}

/// Gives every row its nearest centre; true when a label changed.
private func assign(
  _ table: FeatureTable, _ centres: [Double], _ clusters: Int, _ labels: inout [Int],
  _ distances: inout [Double]
) -> Bool {
  let width = table.columns
  var changed = false
  for row in 0..<table.rows {
    var best = 0
    var least = Double.infinity
    for cluster in 0..<clusters {
      let distance = squaredDistance(table.values, row, centres, cluster, width)
      if distance < least {
        least = distance
        best = cluster
      }
    }
    distances[row] = least
    if labels[row] != best {
      labels[row] = best
      changed = true
    }
  }
  return changed
}

/// Gives each empty cluster the row farthest from its own centre, as long as its cluster keeps one.
private func fillEmpty(_ clusters: Int, _ labels: inout [Int], _ distances: inout [Double]) -> Bool
{
  var sizes = [Int](repeating: 0, count: clusters)
  for label in labels { sizes[label] += 1 }
  var moved = false
  for cluster in 0..<clusters where sizes[cluster] == 0 {
    var farthest: Int?
    for row in labels.indices where sizes[labels[row]] > 1 && distances[row] > 0 {
      if farthest.map({ distances[row] > distances[$0] }) ?? true { farthest = row }
    }
    guard let farthest else { break }
    sizes[labels[farthest]] -= 1
    sizes[cluster] = 1
    labels[farthest] = cluster
    distances[farthest] = 0
    moved = true
  }
  return moved
}

/// Moves each centre to the mean of its rows; one without rows stays.
private func average(
  _ table: FeatureTable, _ labels: [Int], _ clusters: Int, _ centres: inout [Double]
) {
  let width = table.columns
  var sums = [Double](repeating: 0, count: clusters * width)
  var sizes = [Int](repeating: 0, count: clusters)
  for row in 0..<table.rows {
    sizes[labels[row]] += 1
    let base = labels[row] * width
    for column in 0..<width { sums[base + column] += table.values[row * width + column] }
  }
  for cluster in 0..<clusters where sizes[cluster] > 0 {
    for column in 0..<width {
      centres[cluster * width + column] = sums[cluster * width + column] / Double(sizes[cluster])
    }
  }
}

/// Squared distance of row i of one array to row j of another.
@inline(__always)
private func squaredDistance(
  _ a: [Double], _ i: Int, _ b: [Double], _ j: Int, _ width: Int
) -> Double {
  var sum = 0.0
  for column in 0..<width {
    let miss = a[i * width + column] - b[j * width + column]
    sum += miss * miss
  }
  return sum
}
