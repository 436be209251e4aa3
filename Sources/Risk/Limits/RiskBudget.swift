// The risk budget: proven losses added up without any offset.

public import MarketData

/// Proven losses of structures, by what concentrates them.
public struct RiskBudget: Hashable, Sendable {
  private let entries: [Entry]
  /// All of it.
  public let total: Double
  /// The largest part of one underlying.
  let largestUnderlying: Double
  /// The largest part of one week of first expiries.
  let largestWeek: Double
  /// The largest part of one cluster.
  let largestCluster: Double

  private struct Entry: Hashable {
    var underlying: String
    var cluster: String?
    var week: Int
    var openedOn: CivilDate
    var loss: Double

    init?(_ structure: StructureRisk) {
      guard let loss = structure.maxLoss, loss.isFinite, let expiry = structure.expiry else {
        return nil
      }
      underlying = structure.underlying
      cluster = structure.cluster
      week = RiskBudget.week(of: expiry)
      openedOn = structure.openedOn
      self.loss = loss
    }
  }

  /// Adds up structures; nil when one has no proven loss.
  public init?(_ structures: [StructureRisk]) {
    var entries: [Entry] = []
    entries.reserveCapacity(structures.count)
    let lent = structures.span
    for index in lent.indices {
      guard let entry = Entry(lent[index]) else { return nil }
      entries.append(entry)
    }
    self.init(entries: entries)
  }

  private init(entries: [Entry]) {
    self.entries = entries
    total = entries.reduce(0) { $0 + $1.loss }
    largestUnderlying = RiskBudget.largestSum(entries) { $0.underlying }
    largestWeek = RiskBudget.largestSum(entries) { $0.week }
    largestCluster = RiskBudget.largestSum(entries) { $0.cluster }
  }

  /// The budget with one more structure; nil when it has no proven loss.
  func adding(_ structure: StructureRisk) -> RiskBudget? {
    Entry(structure).map { RiskBudget(entries: entries + [$0]) }
  }

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

  /// The largest sum of entries with one key, zero for none; what has no key is left out.
  private static func largestSum<Key: Equatable>(
    _ entries: [Entry], _ key: (Entry) -> Key?
  ) -> Double {
    var sums: [(key: Key, loss: Double)] = []
    for entry in entries {
      guard let own = key(entry) else { continue }
      if let index = sums.firstIndex(where: { $0.key == own }) {
        sums[index].loss += entry.loss
      } else {
        sums.append((own, entry.loss))
      }
    }
    return sums.reduce(0) { max($0, $1.loss) }
  }

  /// The largest loss of one structure.
  var largest: Double { entries.reduce(0) { max($0, $1.loss) } }

  /// The largest sum of a bet: a cluster, or an underlying that is in none.
  var largestBet: Double { bets.reduce(0) { max($0, $1.loss) } }

  /// Losses by bet, a cluster or an underlying in none, the largest first.
  public var bets: [(name: String, loss: Double)] {
    var sums: [(name: String, loss: Double)] = []
    for entry in entries {
      let name = entry.cluster ?? entry.underlying
      if let index = sums.firstIndex(where: { $0.name == name }) {
        sums[index].loss += entry.loss
      } else {
        sums.append((name, entry.loss))
      }
    }
    return sums.sorted { ($1.loss, $0.name) < ($0.loss, $1.name) }
  }

  /// The effective number of bets: one over the sum of the squared shares; nil without risk.
  ///
  /// As many bets of one size would concentrate the risk as much (Herfindahl's index, turned over).
  public var effectiveBets: Double? {
    let sum = total
    guard sum > 0 else { return nil }
    return 1 / bets.reduce(0) { $0 + ($1.loss / sum) * ($1.loss / sum) }
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
