// Profit by position, edge and regime, and the part that the Greeks explain.

import Canvas
import DeskEngine
import Edges
import MarketData
import Portfolio

/// The lines of explained profit and of profit by its sources.
func profitLines(_ snapshot: DeskSnapshot, width: Int) -> [TextLine] {
  explainedLines(snapshot.explained, width: width) + sourceLines(snapshot.profits)
}

private func cell(_ money: Money?, _ width: Int = 9) -> TextRun {
  TextRun(
    fitted(
      compactText(money?.dollars, signed: true), width: width, .trailing, overflow: .hashes),
    gainStyle(money?.dollars))
}

private func heads(_ title: String, _ names: [String]) -> TextLine {
  [TextRun(fitted(title, width: 16), Style(.muted, .bold))]
    + names.map { TextRun(fitted($0, width: 9, .trailing), Style(.muted)) }
}

private func explainedLines(_ book: ExplainedBook, width: Int) -> [TextLine] {
  guard !book.groups.isEmpty else { return [] }
  let nameWidth = width >= 90 ? 22 : 15
  func line(_ name: String, _ sum: ExplainedSum) -> TextLine {
    [TextRun(fitted(sanitize(name), width: nameWidth))]
      + [sum.total, sum.delta, sum.gamma, sum.vega, sum.theta, sum.costs, sum.residual].map {
        cell($0)
      }
  }
  let names = ["P&L", "delta", "gamma", "vega", "theta", "costs", "residual"]
  let title: TextLine =
    [TextRun(fitted("P&L explained", width: nameWidth), Style(.muted, .bold))]
    + names.map { TextRun(fitted($0, width: 9, .trailing), Style(.muted)) }
  return [[], title]
    + book.positions.map { line("P\($0.position) \($0.underlying)", $0.sum) }
    + book.groups.map { line("\($0.underlying) \($0.kind.rawValue)", $0.sum) }
    + [line("session", book.session), line("run", book.total)]
}

private func sourceLines(_ profits: ProfitLedger) -> [TextLine] {
  let names = ["P&L", "realised", "fees", "unreal."]
  func line(_ row: ProfitRow) -> TextLine {
    [TextRun(fitted(sanitize(row.name), width: 16))] + [
      cell(row.sum.total), cell(row.sum.realised), cell(-row.sum.fees), cell(row.sum.unrealised),
    ]
  }
  var lines: [TextLine] = []
  for (title, grouping) in [("P&L by edge", ProfitGrouping.edge), ("by regime", .regime)] {
    let rows = profits.rows(by: grouping)
    guard !rows.isEmpty else { continue }
    lines += [[], heads(title, names)] + rows.map(line)
  }
  guard !lines.isEmpty else { return [] }
  let legs = profits.positions.flatMap { position in
    position.legs.map { leg -> TextLine in
      [TextRun(fitted("P\(position.position) \(leg.contract)", width: 31))]
        + [leg.realised - leg.fees + leg.unrealised, leg.realised, -leg.fees, leg.unrealised].map {
          cell($0)
        }
    }
  }
  if !legs.isEmpty {
    let title: TextLine =
      [TextRun(fitted("by leg of open positions", width: 31), Style(.muted, .bold))]
      + names.map { TextRun(fitted($0, width: 9, .trailing), Style(.muted)) }
    lines += [[], title] + legs
  }
  return lines + [[], line(ProfitRow(name: "book", sum: profits.total))]
}
