// The margin of a book as it is added up, so that one more structure costs one more structure.

import MarketData
import Structures

/// Groups and rests of a book's structures.
struct MarginBook {
  private var groups: [MarginGroup] = []
  private var losses: [Double] = []
  private var rest: [(underlying: String, dollars: [Double])] = []
  /// False once a structure has no proven loss or a short without cover.
  private var isKnown = true

  /// Adds up structures.
  init(_ structures: [StructureRisk]) {
    for structure in structures where isKnown { take(structure) }
    losses = groups.map(\.loss)
  }

  /// The margin in dollars; nil when it is not known.
  var requirement: Double? {
    guard isKnown else { return nil }
    let margins = rest.map { item in
      let own = groups.indices.filter { groups[$0].underlying == item.underlying }
      return max(orderedSum(own.map { losses[$0] } + item.dollars), 0)
    }
    return orderedSum(margins)
  }

  /// The margin with one more structure; nil when it is not known.
  func requirement(adding structure: StructureRisk) -> Double? {
    var after = self
    for index in after.take(structure) {
      let loss = after.groups[index].loss
      if index < after.losses.count {
        after.losses[index] = loss
      } else {
        after.losses.append(loss)
      }
    }
    return after.requirement
  }

  /// Takes a structure.
  ///
  /// - Returns: The groups that it changed, by ascending place.
  @discardableResult
  private mutating func take(_ structure: StructureRisk) -> [Int] {
    guard isKnown, let maxLoss = structure.maxLoss, maxLoss.isFinite,
      let parts = marginParts(of: structure)
    else {
      isKnown = false
      return []
    }
    let remainder = maxLoss + structure.shareMargin - orderedSum(parts.map(\.loss))
    var changed: [Int] = []
    for part in parts {
      if let index = groups.firstIndex(where: { $0.isSameSettlement(as: part) }) {
        groups[index].bends += part.bends
        changed.append(index)
      } else {
        changed.append(groups.count)
        groups.append(part)
      }
    }
    if let index = rest.firstIndex(where: { $0.underlying == structure.underlying }) {
      rest[index].dollars.append(remainder)
    } else {
      rest.append((structure.underlying, [remainder]))
    }
    return changed.sorted()
  }
}

/// A sum that does not depend on the order of its terms.
private func orderedSum(_ terms: [Double]) -> Double { terms.sorted().reduce(0, +) }
