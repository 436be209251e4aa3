// The profit ledger as rows of one grouping, which always sum to the whole.

import Edges
import MarketData
import Structures

/// What profit is grouped by.
public enum ProfitGrouping: String, CaseIterable, Sendable {
  case leg, structure, edge, regime, underlying, expiry
}

/// Profit of one group.
public struct ProfitRow: Hashable, Sendable {
  /// The group, such as `P3` or `VRP`.
  public var name: String
  /// More about it, such as the structure of a position; empty for nothing.
  public var detail: String
  /// Positions in it.
  public var positions: Int
  /// Its profit.
  public var sum: ProfitSum

  /// Makes a row.
  public init(name: String, detail: String = "", positions: Int = 0, sum: ProfitSum = ProfitSum()) {
    self.name = name
    self.detail = detail
    self.positions = positions
    self.sum = sum
  }
}

extension ProfitLedger {
  /// Rows of a grouping, which sum to `total`.
  ///
  /// Legs and positions stand in the order of their opening, other groups by
  /// name, results of no position last.
  public func rows(by grouping: ProfitGrouping) -> [ProfitRow] {
    var rows: [ProfitRow] = []
    for position in positions { add(position, by: grouping, to: &rows) }
    for row in retired {
      var sum = ProfitSum()
      sum.realised = row.realised
      sum.fees = row.fees
      let name =
        switch grouping {
        case .edge: row.edge.rawValue
        case .regime: regimeName(row.regime)
        case .underlying: row.underlying
        case .leg, .structure, .expiry: "closed"
        }
      add(sum, positions: row.trades, name: name, to: &rows)
    }
    switch grouping {
    case .leg, .structure: break
    case .edge, .regime, .underlying, .expiry: rows.sort { $0.name < $1.name }
    }
    for account in accounts {
      var sum = ProfitSum()
      sum.realised = account.profit
      rows.append(ProfitRow(name: account.name, sum: sum))
    }
    return rows
  }

  private func add(
    _ position: ProfitPosition, by grouping: ProfitGrouping, to rows: inout [ProfitRow]
  ) {
    let id = "P\(position.position)"
    var whole = ProfitSum()
    whole.add(position)
    switch grouping {
    case .structure:
      rows.append(
        ProfitRow(
          name: id, detail: "\(position.underlying) \(position.structure.rawValue)", positions: 1,
          sum: whole))
    case .edge: add(whole, positions: 1, name: position.edge.rawValue, to: &rows)
    case .regime: add(whole, positions: 1, name: regimeName(position.regime), to: &rows)
    case .underlying: add(whole, positions: 1, name: position.underlying, to: &rows)
    case .leg, .expiry:
      for (place, leg) in position.legs.enumerated() {
        var sum = ProfitSum()
        sum.add(leg)
        if grouping == .leg {
          rows.append(
            ProfitRow(
              name: id, detail: leg.contract.description, positions: place == 0 ? 1 : 0, sum: sum))
        } else {
          let isFirst = position.legs.firstIndex {
            $0.contract.expiry == leg.contract.expiry
          }
          add(
            sum, positions: isFirst == place ? 1 : 0, name: leg.contract.expiry.description,
            to: &rows)
        }
      }
      guard position.hasOther else { return }
      var sum = ProfitSum()
      sum.realised = position.otherRealised
      sum.fees = position.otherFees
      sum.unrealised = position.otherUnrealised
      rows.append(ProfitRow(name: id, detail: "beside its legs", sum: sum))
    }
  }

  private func add(
    _ sum: ProfitSum, positions: Int, name: String, to rows: inout [ProfitRow]
  ) {
    let index = rows.firstIndex { $0.name == name && $0.detail.isEmpty }
    guard let index else {
      rows.append(ProfitRow(name: name, positions: positions, sum: sum))
      return
    }
    rows[index].positions += positions
    rows[index].sum.realised += sum.realised
    rows[index].sum.fees += sum.fees
    rows[index].sum.unrealised += sum.unrealised
  }

  private func regimeName(_ regime: String) -> String { regime.isEmpty ? "no regime" : regime }
}
