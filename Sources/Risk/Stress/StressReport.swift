// The stress of a book in full: the grid now and some days on, what leaving costs, and its faults.

/// The grid after some days.
public struct StressedDay: Hashable, Sendable {
  /// Calendar days that pass before the move.
  public var days: Int
  /// Every cell, moves by ascending size within ascending shocks.
  public var cells: [StressPoint]

  /// The worst cell; nil when none loses or one is unknown.
  public var worst: StressPoint? { worstCell(cells) }
}

/// A structure that would lose more than was proven possible.
public struct StressFault: Hashable, Sendable {
  /// The position; nil for a working order.
  public var position: Int?
  /// The symbol.
  public var underlying: String
  /// The cell that breaks the proof.
  public var cell: StressPoint
  /// Profit so far plus that of the cell, in dollars.
  public var profit: Double
  /// The proven maximum loss in dollars.
  public var maxLoss: Double

  /// The fault in words.
  public var text: String {
    let name = position.map { "P\($0)" } ?? "a working order in \(underlying)"
    return "\(name) would lose $\(whole(-profit)) at \(cell.name), "
      + "more than its proven $\(whole(maxLoss)): the proof or the marks are wrong"
  }

  private func whole(_ dollars: Double) -> String {
    abs(dollars) < 1e15 ? "\(Int(dollars.rounded()))" : "\(dollars)"
  }
}

/// The stress of a book.
public struct StressReport: Hashable, Sendable {
  /// The grid now, after one and after five days.
  public var days: [StressedDay]
  /// The six headline cells, now.
  public var headlines: [StressPoint]
  /// The cells that a trader asked for, now.
  public var custom: [StressPoint]
  /// Profit in dollars of leaving the book at twice today's spreads, at most zero; nil when unknown.
  public var doubleSpread: Double?
  /// Equity in dollars; nil when unknown.
  public var equity: Double?
  /// Sum of the proven maximum losses in dollars; nil when unknown.
  public var maxLoss: Double?
  /// Structures whose worst cell exceeds their proven loss.
  public var faults: [StressFault]
  /// Whether the worst cell of today exceeds the limit; true when it cannot be known.
  public var isOverLimit: Bool

  /// The worst cell of today; nil when none loses.
  public var worst: StressPoint? { days.first?.worst }

  /// A profit as a share of equity; nil without equity.
  public func ofEquity(_ profit: Double?) -> Double? {
    guard let profit, let equity, equity > 0 else { return nil }
    return profit / equity
  }

  /// A loss as a share of the proven maximum loss, positive for a loss; nil without one.
  public func ofMaxLoss(_ profit: Double?) -> Double? {
    guard let profit, let maxLoss, maxLoss > 0 else { return nil }
    return -profit / maxLoss
  }
}

/// Stresses a book.
///
/// - Parameters:
///   - exposure: The book with its working orders.
///   - limits: The limits.
///   - custom: Further moves to show.
/// - Returns: The grids, the headlines, and what is wrong.
public func stressReport(
  of exposure: Exposure, limits: RiskLimits, custom: [MarketShock] = []
) -> StressReport {
  let structures = exposure.all
  let days = [0, 1, 5].map {
    StressedDay(days: $0, cells: stressGrid(of: structures, after: Double($0)))
  }
  let worst = worstStress(of: structures)
  let equity = exposure.equity.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
  var isOver = true
  if let worst, let equity { isOver = -worst > limits.stressLoss * equity }
  return StressReport(
    days: days, headlines: headlineStress(of: structures),
    custom: stressCells(of: structures, under: custom),
    doubleSpread: exposure.equity.flatMap { mid in
      exposure.exitEquity.map { min(-2 * (mid - $0), 0) }
    },
    equity: equity, maxLoss: RiskBudget(structures)?.total, faults: stressFaults(of: structures),
    isOverLimit: isOver)
}

/// Structures whose worst cell, on top of what they made so far, exceeds their proven loss.
///
/// A structure without a known profit so far is left out. A cent is no fault.
public func stressFaults(of structures: [StructureRisk]) -> [StressFault] {
  structures.compactMap { structure in
    var grid = BookGrid()
    return grid.add(structure).flatMap { StressFault(structure, worst: $0) }
  }
}

extension StressFault {
  /// The fault of a structure; nil when it has none.
  ///
  /// - Parameters:
  ///   - structure: The structure.
  ///   - least: The least profit of its stress grid, at most zero.
  @inline(__always)
  init?(_ structure: StructureRisk, worst least: Double) {
    guard let maxLoss = structure.maxLoss, let profit = structure.profit,
      profit + least < -(maxLoss + 0.01)
    else { return nil }
    self.init(structure, profit: profit, maxLoss: maxLoss)
  }

  private init?(_ structure: StructureRisk, profit: Double, maxLoss: Double) {
    guard let cell = worstCell(stressGrid(of: [structure])),
      let stressed = cell.profit
    else { return nil }
    self.init(
      position: structure.position, underlying: structure.underlying, cell: cell,
      profit: profit + stressed, maxLoss: maxLoss)
  }
}
