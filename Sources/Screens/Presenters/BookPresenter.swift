// Net Greeks, stress cells and the words below the equity curve.

import Canvas
import DeskEngine
import MarketData

/// The net Greeks as a table: a row a Greek, a column an expiry.
func greekTable(_ greeks: BookGreeks, year: Int?, columns room: Int) -> Table {
  let expiries = Array(greeks.expiries.prefix(max(0, room)))
  var columns: [TableColumn] = [.text("", width: 5, priority: 0), .number("net", width: 7)]
  for (index, row) in expiries.enumerated() {
    let title = row.expiry.map { expiryText($0, year: year) } ?? ""
    columns.append(.number(title, width: 7, priority: index + 1))
  }
  let all = [greeks.net] + expiries
  func row(_ name: String, _ token: StyleToken, _ value: (GreekRow) -> Double) -> TableRow {
    TableRow(
      [TextRun(name, Style(token))]
        + all.enumerated().map { index, group in
          TextRun(
            compactText(value(group), signed: true),
            index == 0 ? Style(.foreground, .bold) : .plain)
        })
  }
  return Table(
    columns: columns,
    rows: [
      row("\u{394}$", .greekDelta, \.deltaDollars),
      row("\u{393}$1%", .greekGamma, \.gammaDollars),
      row("Vega", .greekVega, \.vega), row("Theta", .greekTheta, \.theta),
    ])
}

/// Stress cells as a grid of spot against volatility.
struct StressGrid {
  var spots: [String] = []
  var volatilities: [String] = []
  var cells: [[Double?]] = []
  /// Cells whose name is not of the form `spot/volatility`.
  var others: [NamedNumber] = []

  /// Sorts named cells, such as `-5%/+5`, into a grid in the order they come.
  init(_ stress: [NamedNumber]) {
    for cell in stress {
      let parts = cell.name.split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        others.append(cell)
        continue
      }
      if !spots.contains(parts[0]) { spots.append(parts[0]) }
      if !volatilities.contains(parts[1]) { volatilities.append(parts[1]) }
    }
    cells = volatilities.map { volatility in
      spots.map { spot in
        stress.first { $0.name == "\(spot)/\(volatility)" }?.value
      }
    }
  }
}

/// The worst and the best stress cell in one line.
func stressLine(_ stress: [NamedNumber]) -> TextLine {
  let known = stress.filter { $0.value?.isFinite == true }
  guard let worst = known.min(by: { ($0.value ?? 0) < ($1.value ?? 0) }),
    let best = known.max(by: { ($0.value ?? 0) < ($1.value ?? 0) })
  else { return [TextRun("shock  no position, nothing to lose", Style(.muted))] }
  func runs(_ cell: NamedNumber) -> TextLine {
    [
      TextRun("\(symbolText(cell.name, width: 12)): ", Style(.muted)),
      TextRun(compactText(cell.value, signed: true), gainStyle(cell.value)),
    ]
  }
  return [TextRun("shock ", Style(.muted))] + runs(worst) + [TextRun("  ")] + runs(best)
}

/// What stands below the equity curve.
func equityLine(_ book: DeskEngine.BookSummary) -> TextLine {
  let profit = dayProfit(book)
  var lowest = 0.0
  var peak = -Double.greatestFiniteMagnitude
  for point in book.curve where point.equity.isFinite {
    peak = max(peak, point.equity)
    lowest = min(lowest, point.equity - peak)
  }
  return [
    TextRun("day ", Style(.muted)), TextRun(dollarText(profit, signed: true), gainStyle(profit)),
    TextRun("  max DD ", Style(.muted)), TextRun(dollarText(lowest), gainStyle(lowest)),
    TextRun("  real ", Style(.muted)),
    TextRun(dollarText(book.realisedToday, signed: true), gainStyle(book.realisedToday.dollars)),
    TextRun("  from peak ", Style(.muted)),
    TextRun(
      percentText(-book.drawdown, 1), book.drawdown >= 0.1 ? Style(.severityWarn) : .plain),
  ]
}
