// How far two labelings of the same things agree, whatever the labels are called.
//
// Sources: Hubert and Arabie (1985), "Comparing Partitions", J. Classification 2, equation 5; Vinh,
// Epps and Bailey (2010), "Information Theoretic Measures for Clusterings Comparison", JMLR 11,
// equation 24a for the expected information and the mean of the entropies below it.

import Glibc

/// Agreement of two labelings, corrected for chance.
public struct LabelAgreement: Hashable, Sendable {
  /// Adjusted Rand index: 1 for the same partition, about 0 for unrelated ones.
  public let randIndex: Double
  /// Adjusted mutual information: 1 for the same partition, about 0 for unrelated ones.
  public let mutualInformation: Double

  /// Compares two labelings; nil when the lengths differ, nothing is labelled, or a label is below
  /// zero.
  ///
  /// - Parameters:
  ///   - a: The label of each thing, from zero on.
  ///   - b: The label of each in the other labeling.
  public init?(_ a: [Int], _ b: [Int]) {
    guard a.count == b.count, !a.isEmpty, (a + b).allSatisfy({ $0 >= 0 }) else { return nil }
    let counts = Contingency(a, b)
    randIndex = counts.adjustedRand
    mutualInformation = counts.adjustedInformation
  }
}

/// How many things carry each pair of labels.
private struct Contingency {
  let total: Double
  let rows: [Double]
  let columns: [Double]
  let cells: [[Double]]

  init(_ a: [Int], _ b: [Int]) {
    total = Double(a.count)
    let height = (a.max() ?? 0) + 1
    let width = (b.max() ?? 0) + 1
    var cells = [[Double]](repeating: [Double](repeating: 0, count: width), count: height)
    for (left, right) in zip(a, b) { cells[left][right] += 1 }
    self.cells = cells
    rows = cells.map { $0.reduce(0, +) }
    columns = (0..<width).map { column in cells.reduce(0) { $0 + $1[column] } }
  }

  private func pairs(_ n: Double) -> Double { n * (n - 1) / 2 }

  var adjustedRand: Double {
    let together = cells.reduce(0) { $0 + $1.reduce(0) { $0 + pairs($1) } }
    let left = rows.reduce(0) { $0 + pairs($1) }
    let right = columns.reduce(0) { $0 + pairs($1) }
    guard total > 1 else { return 1 }
    let expected = left * right / pairs(total)
    let most = (left + right) / 2
    return most == expected ? 1 : (together - expected) / (most - expected)
  }

  private func entropy(_ sizes: [Double]) -> Double {
    sizes.reduce(0) { $1 > 0 ? $0 - $1 / total * log($1 / total) : $0 }
  }

  private var information: Double {
    var sum = 0.0
    for (row, counts) in cells.enumerated() {
      for (column, n) in counts.enumerated() where n > 0 {
        sum += n / total * log(n * total / (rows[row] * columns[column]))
      }
    }
    return sum
  }

  var adjustedInformation: Double {
    let (left, right) = (entropy(rows), entropy(columns))
    if left == 0, right == 0 { return 1 }
    let expected = expectedInformation
    let room = (left + right) / 2 - expected
    // Rounding may leave a room of either sign where the partitions are as alike as chance.
    let floor = 2.220446049250313e-16
    return (information - expected) / (room < 0 ? min(room, -floor) : max(room, floor))
  }

  /// The information that labelings of the same sizes share by chance.
  private var expectedInformation: Double {
    var logs = [Double](repeating: 0, count: Int(total) + 1)
    for n in logs.indices.dropFirst(2) { logs[n] = logs[n - 1] + log(Double(n)) }
    func logFactorial(_ n: Double) -> Double { logs[Int(n)] }
    var sum = 0.0
    for a in rows where a > 0 {
      for b in columns where b > 0 {
        let fixed =
          logFactorial(a) + logFactorial(b) + logFactorial(total - a) + logFactorial(total - b)
          - logFactorial(total)
        var n = max(1, a + b - total)
        while n <= min(a, b) {
          let chance =
            fixed - logFactorial(n) - logFactorial(a - n) - logFactorial(b - n)
            - logFactorial(total - a - b + n)
          sum += n / total * log(total * n / (a * b)) * exp(chance)
          n += 1
        }
      }
    }
    return sum
  }
}
