// Clusters and correlations: what the symbols of a universe are to one another.

extension Universe {
  static func readClusters(_ reader: inout TableReader, _ names: [String]) -> [[String]] {
    let expected = "must be a list of lists of symbols"
    var clusters: [[String]] = []
    for (index, element) in reader.list("clusters", expected).enumerated() {
      let place = "clusters[\(index)]"
      guard case .list(let members) = element else {
        reader.report(place, "is \(element.kind); must be a list of symbols")
        continue
      }
      var cluster: [String] = []
      for member in members {
        guard case .string(let name) = member, names.contains(name) else {
          reader.report(place, "\(member.canonical) is not among the symbols")
          continue
        }
        cluster.append(name)
      }
      if Set(cluster).count != cluster.count { reader.report(place, "names a symbol twice") }
      clusters.append(cluster.sorted())
    }
    return clusters
  }

  static func readCorrelations(_ reader: inout TableReader, _ names: [String]) -> [Correlation] {
    guard let table = reader.value("residual_correlations") else { return [] }
    let place = reader.place("residual_correlations")
    var inner = TableReader(table, source: reader.source, path: place)
    var found: [Correlation] = []
    for member in inner.all {
      let value = inner.number(member.key, -0.99...0.99)
      let pair = member.key.split(separator: "~").map(String.init).sorted()
      guard pair.count == 2, pair[0] != pair[1], pair.allSatisfy(names.contains) else {
        inner.report(member.key, "must name two of the symbols, as \"QQQ~IWM\"")
        continue
      }
      if found.contains(where: { $0.first == pair[0] && $0.second == pair[1] }) {
        inner.report(member.key, "names a pair that stands elsewhere too")
      }
      found.append(Correlation(first: pair[0], second: pair[1], value: value))
    }
    reader.absorb(inner.finish())
    return found.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  /// Whether the residual correlations of some symbols can be factored (Cholesky).
  func isPositiveDefinite(_ names: [String]) -> Bool {
    var factor: [[Double]] = []
    for (row, name) in names.enumerated() {
      var line = [Double](repeating: 0, count: row + 1)
      for column in 0...row {
        var rest = residualCorrelation(name, names[column])
        for inner in 0..<column {
          rest -= line[inner] * (column == row ? line : factor[column])[inner]
        }
        if column == row {
          guard rest > 1e-9 else { return false }
          line[row] = rest.squareRoot()
        } else {
          line[column] = rest / factor[column][column]
        }
      }
      factor.append(line)
    }
    return true
  }
}
