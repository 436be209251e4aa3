// The zoomed pane of Greeks: by underlying, expiry, position and leg, hedges, explained profit.

import Canvas
import DeskEngine
import MarketData
import Portfolio
import Risk
import Structures

/// A column of the page: its title, its width, and the text of a line in it.
private struct GreekColumn: Sendable {
  let title: String
  let width: Int
  let style: Style
  let text: @Sendable (GreekLine) -> String
}

private let greekColumns: [GreekColumn] = [
  GreekColumn(title: "\u{394} sh", width: 8, style: Style(.greekDelta)) {
    greekText($0.greeks.delta, wide: 7)
  },
  GreekColumn(title: "\u{394}$ \u{3B2}", width: 8, style: Style(.greekDelta)) {
    compactText($0.deltaDollars, signed: true)
  },
  GreekColumn(title: "\u{393}", width: 8, style: Style(.greekGamma)) {
    greekText($0.greeks.gamma, wide: 7)
  },
  GreekColumn(title: "\u{393}$1%", width: 8, style: Style(.greekGamma)) {
    compactText($0.gammaDollars, signed: true)
  },
  GreekColumn(title: "vega", width: 8, style: Style(.greekVega)) {
    compactText($0.greeks.vega, signed: true)
  },
  GreekColumn(title: "theta", width: 8, style: Style(.greekTheta)) {
    compactText($0.greeks.theta, signed: true)
  },
  GreekColumn(title: "vanna", width: 8, style: Style(.greekVega)) { greekText($0.vanna, wide: 7) },
  GreekColumn(title: "volga", width: 8, style: Style(.greekVega)) { greekText($0.volga, wide: 7) },
  GreekColumn(title: "charm", width: 8, style: Style(.greekDelta)) { greekText($0.charm, wide: 7) },
]

/// Width of the names; columns that do not fit beside them leave from the right.
private func nameWidth(_ width: Int) -> Int { width >= 120 ? 34 : 28 }

/// The lines of the page.
func greekPageLines(_ snapshot: DeskSnapshot, width: Int) -> [TextLine] {
  guard let exposure = snapshot.exposure, !exposure.structures.isEmpty else {
    return [[TextRun("the book is flat: no Greeks", Style(.muted))]]
      + profitLines(snapshot, width: width)
  }
  let page = GreekPage(of: exposure.structures)
  let columns = Array(greekColumns.prefix(max(2, (width - nameWidth(width)) / 8)))
  var lines: [TextLine] = [
    titleLine("Greeks", columns, width), greekLine(page.net, columns, width),
  ]
  let groups = [
    ("by underlying", page.underlyings), ("by expiry", page.expiries),
    ("by position", page.positions), ("by leg", page.legs),
  ]
  for (title, rows) in groups {
    lines += [[], titleLine(title, columns, width)]
    lines += rows.map { greekLine($0, columns, width) }
  }
  lines += page.unpriced.map { name in
    [TextRun("not priced: ", Style(.limitWarn)), TextRun(sanitize(name))]
  }
  lines += [[]] + hedgeLines(snapshot)
  return lines + profitLines(snapshot, width: width)
}

private func titleLine(_ title: String, _ columns: [GreekColumn], _ width: Int) -> TextLine {
  [TextRun(fitted(title, width: nameWidth(width)), Style(.muted, .bold))]
    + columns.map {
      TextRun(fitted($0.title, width: $0.width, .trailing, overflow: .hashes), Style(.muted))
    }
}

private func greekLine(_ line: GreekLine, _ columns: [GreekColumn], _ width: Int) -> TextLine {
  [TextRun(fitted(sanitize(line.name), width: nameWidth(width)))]
    + columns.map {
      TextRun(fitted($0.text(line), width: $0.width, .trailing, overflow: .hashes), $0.style)
    }
}

/// What hedging each underlying would take.
private func hedgeLines(_ snapshot: DeskSnapshot) -> [TextLine] {
  let head: TextLine = [
    TextRun("hedging: a signal, never an order", Style(.muted, .bold)),
    TextRun("  \(snapshot.hedging.text)", Style(.muted)),
  ]
  return [head] + snapshot.hedges.flatMap(hedgeLines)
}

/// An underlying against its band, then what would trade it back.
private func hedgeLines(_ reading: HedgeReading) -> [TextLine] {
  let isLoud = reading.isDue || reading.isGammaHigh
  let style = isLoud ? Style(.limitWarn) : Style(.foreground)
  var runs = [
    TextRun(fitted(sanitize(reading.underlying), width: 7)),
    TextRun("\u{394} \(fixedText(reading.delta, 1, signed: true))", style),
    TextRun(" in \u{B1}\(fixedText(reading.halfWidth))", Style(.muted)),
  ]
  if reading.isDue {
    let left = fixedText(reading.residual, 1, signed: true)
    runs += [
      TextRun("  trade \(fixedText(reading.trade, 0, signed: true))", style),
      TextRun("  costs \(dollarText(reading.cost))  leaves \(left)", Style(.muted)),
    ]
  }
  guard isLoud else { return [runs] }
  return [runs] + reading.adviceParts.map { [TextRun("       " + $0, Style(.muted))] }
}
