// Greeks by underlying and position, and what hedging each underlying would take.

import MarketData
import Portfolio
import Risk
import Structures

extension RiskReport {
  /// The tables of Greeks and hedges, for a person.
  var greekLines: [String] {
    let page = GreekPage(of: book.exposure.structures)
    let rows = [page.net] + page.underlyings + page.expiries + page.positions
    func column(_ title: String, _ decimals: Int, _ value: (GreekLine) -> Double) -> ModelColumn {
      ModelColumn(title, figures: rows.map { rounded(value($0), decimals) }, decimals: decimals)
    }
    let columns = [
      ModelColumn("Greeks", texts: rows.map(\.name)), column("delta", 1) { $0.greeks.delta },
      column("delta $", 0, \.deltaDollars), column("gamma", 3) { $0.greeks.gamma },
      column("gamma $1%", 0, \.gammaDollars), column("vega", 1) { $0.greeks.vega },
      column("theta", 1) { $0.greeks.theta }, column("vanna", 2, \.vanna),
      column("volga", 2, \.volga), column("charm", 2, \.charm),
    ]
    return tableLines(columns) + ["", "hedging: a signal, never an order"] + hedgeLines
  }

  private var hedgeLines: [String] {
    let rows = hedges
    let lines = tableLines([
      ModelColumn("symbol", texts: rows.map(\.underlying)),
      ModelColumn("delta", figures: rows.map { rounded($0.delta, 1) }, decimals: 1),
      ModelColumn("gamma", figures: rows.map { rounded($0.gamma, 3) }, decimals: 3),
      ModelColumn("band", figures: rows.map { rounded($0.halfWidth, 1) }, decimals: 1),
      ModelColumn("trade", figures: rows.map(\.trade), decimals: 0),
      ModelColumn("cost", figures: rows.map { rounded($0.cost, 2) }, decimals: 2),
      ModelColumn("left", figures: rows.map { rounded($0.residual, 1) }, decimals: 1),
    ])
    return lines
      + rows.flatMap { row in
        row.adviceParts.enumerated().map {
          "  \($0.offset == 0 ? "\(row.underlying): " : "  ")\($0.element)"
        }
      }
  }

  /// A figure rounded to its decimals, so that what is almost nothing shows as nothing.
  private func rounded(_ value: Double, _ decimals: Int) -> Double {
    let unit = [1.0, 10, 100, 1000][decimals]
    return (value * unit).rounded() / unit + 0
  }

  /// The hedges as JSON.
  var hedgeJSON: String {
    let items = hedges.map { reading in
      jsonObject([
        ("symbol", jsonText(reading.underlying)), ("delta", jsonNumber(reading.delta)),
        ("gamma", jsonNumber(reading.gamma)), ("half_width", jsonNumber(reading.halfWidth)),
        ("trade", jsonNumber(reading.trade)), ("cost", jsonNumber(reading.cost)),
        ("left", jsonNumber(reading.residual)), ("advice", jsonText(reading.advice)),
      ])
    }
    return "[\(items.joined(separator: ","))]"
  }

  /// The Greeks as JSON.
  var greekJSON: String {
    let page = GreekPage(of: book.exposure.structures)
    func line(_ row: GreekLine, _ group: String) -> String {
      jsonObject([
        ("group", jsonText(group)), ("name", jsonText(row.name)),
        ("delta", jsonNumber(row.greeks.delta)), ("delta_dollars", jsonNumber(row.deltaDollars)),
        ("gamma", jsonNumber(row.greeks.gamma)), ("gamma_dollars", jsonNumber(row.gammaDollars)),
        ("vega", jsonNumber(row.greeks.vega)), ("theta", jsonNumber(row.greeks.theta)),
        ("vanna", jsonNumber(row.vanna)), ("volga", jsonNumber(row.volga)),
        ("charm", jsonNumber(row.charm)),
      ])
    }
    let items =
      [line(page.net, "book")] + page.underlyings.map { line($0, "underlying") }
      + page.expiries.map { line($0, "expiry") } + page.positions.map { line($0, "position") }
      + page.legs.map { line($0, "leg") }
    return "[\(items.joined(separator: ","))]"
  }
}
