// Symbols that move as one: a correlation of 0.8 or more, or a list that says so.

import Numerics

/// Log returns of a symbol on dates that all symbols share.
public struct ReturnSeries: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// Log returns, oldest first.
  public var returns: [Double]

  /// Makes a series.
  public init(symbol: String, returns: [Double]) {
    self.symbol = symbol
    self.returns = returns
  }
}

/// The correlation of two series of one length (Pearson).
///
/// - Returns: Nil below two pairs, or when one does not vary or holds a value that is not finite.
public func correlation(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double? {
  guard a.count == b.count, let first = mean(a), let second = mean(b), a.count > 1 else {
    return nil
  }
  var (both, own, other) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    both += (x - first) * (y - second)
    own += (x - first) * (x - first)
    other += (y - second) * (y - second)
  }
  let scale = (own * other).squareRoot()
  guard scale > 0, scale.isFinite, both.isFinite else { return nil }
  return both / scale
}

/// Groups symbols: the lists, joined with every pair whose last returns correlate enough.
///
/// A chain counts: two symbols that both move with a third stand in one cluster with it. A pair with
/// fewer returns than the window is joined by a list only.
///
/// - Parameters:
///   - symbols: Every symbol, in the order that names of clusters keep.
///   - series: Returns by symbol.
///   - lists: Groups that hold whatever the numbers say.
///   - window: How many of the last returns are compared.
///   - threshold: The least correlation.
/// - Returns: Clusters of two or more symbols, in the order of their first.
public func correlationClusters(
  _ symbols: [String], series: [ReturnSeries], lists: [[String]], window: Int = 60,
  threshold: Double = 0.8
) -> [[String]] {
  var group = Array(symbols.indices)
  func join(_ a: Int, _ b: Int) {
    let (low, high) = (min(group[a], group[b]), max(group[a], group[b]))
    if low != high { for index in group.indices where group[index] == high { group[index] = low } }
  }
  for list in lists {
    let places = list.compactMap { symbols.firstIndex(of: $0) }
    for place in places.dropFirst() { join(places[0], place) }
  }
  for a in symbols.indices {
    for b in symbols.indices where b > a {
      guard let first = series.first(where: { $0.symbol == symbols[a] })?.returns,
        let second = series.first(where: { $0.symbol == symbols[b] })?.returns,
        first.count >= window, second.count >= window,
        let rho = correlation(first.suffix(window), second.suffix(window)), rho >= threshold
      else { continue }
      join(a, b)
    }
  }
  return symbols.indices.filter { group[$0] == $0 }.map { head in
    symbols.indices.filter { group[$0] == head }.map { symbols[$0] }
  }.filter { $0.count > 1 }
}
