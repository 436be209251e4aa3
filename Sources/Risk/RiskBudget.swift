// The risk budget: proven losses added up without any offset.

public import MarketData

/// Proven losses of structures, by what concentrates them.
public struct RiskBudget: Hashable, Sendable {
  private let entries: [Entry]

  private struct Entry: Hashable {
    var underlying: String
    var cluster: String?
    var week: Int
    var openedOn: CivilDate
    var loss: Double
  }

  /// Adds up structures; nil when one has no proven loss.
  public init?(_ structures: [StructureRisk]) {
    var entries: [Entry] = []
    entries.reserveCapacity(structures.count)
    for structure in structures {
      guard let loss = structure.maxLoss, loss.isFinite, let expiry = structure.expiry else {
        return nil
      }
      entries.append(
        Entry(
          underlying: structure.underlying, cluster: structure.cluster,
          week: RiskBudget.week(of: expiry), openedOn: structure.openedOn, loss: loss))
    }
    self.entries = entries
  }

  /// All of it.
  public var total: Double { entries.reduce(0) { $0 + $1.loss } }

  /// The part of one underlying.
  public func loss(underlying: String) -> Double {
    entries.reduce(0) { $0 + ($1.underlying == underlying ? $1.loss : 0) }
  }

  /// The part of one cluster.
  public func loss(cluster: String) -> Double {
    entries.reduce(0) { $0 + ($1.cluster == cluster ? $1.loss : 0) }
  }

  /// The part whose first expiry falls in the week of a date.
  public func loss(weekOf expiry: CivilDate) -> Double {
    let week = RiskBudget.week(of: expiry)
    return entries.reduce(0) { $0 + ($1.week == week ? $1.loss : 0) }
  }

  /// The part opened in a session.
  public func loss(openedOn session: CivilDate) -> Double {
    entries.reduce(0) { $0 + ($1.openedOn == session ? $1.loss : 0) }
  }

  /// The number of weeks, Monday to Sunday, since Monday 1970-01-05.
  static func week(of date: CivilDate) -> Int {
    let shifted = date.dayNumber - 4
    return shifted >= 0 ? shifted / 7 : (shifted - 6) / 7
  }
}
