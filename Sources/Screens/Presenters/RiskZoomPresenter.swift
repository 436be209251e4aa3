// What the zoomed risk pane says beside the limits: causes, stress by days, tails, scenarios, bets.

import Canvas
import DeskEngine
import Risk

/// The lines beside the limits, the weightiest first.
func riskDetailLines(_ snapshot: DeskSnapshot, _ ui: UIState) -> [TextLine] {
  var lines = [stateLine(snapshot, ui)] + movedLines(snapshot.movedLimits)
  guard let exposure = snapshot.exposure, let question = snapshot.riskQuestion else {
    return lines + [[TextRun("the rest comes with the first session", Style(.muted))]]
  }
  lines.append(buyingPowerLine(BuyingPower(of: exposure)))
  guard !exposure.all.isEmpty else {
    return lines + [[TextRun("the book is flat: nothing to stress", Style(.muted))]]
      + clusterLines(snapshot.clusters)
  }
  let picture = riskPicture(of: exposure, question)
  lines += [[]] + stressLines(picture.stress)
  lines += [[]] + tailLines(picture.tails, equity: exposure.equity)
  lines += [[]] + scenarioLines(picture.scenarios)
  lines += [[]] + betLines(picture)
  return lines + clusterLines(snapshot.clusters)
}

private func head(_ text: String) -> TextLine { [TextRun(text, Style(.muted, .bold))] }

private func cell(_ text: String, _ width: Int, _ style: Style = Style(.foreground)) -> TextRun {
  TextRun(fitted(text, width: width, .trailing, overflow: .hashes), style)
}

private func gain(_ value: Double?, _ width: Int) -> TextRun {
  cell(compactText(value, signed: true), width, gainStyle(value))
}

private func label(_ text: String, _ width: Int) -> TextRun {
  TextRun(fitted(sanitize(text), width: width), Style(.muted))
}

/// What may still be put at risk, and what takes the rest of the equity.
private func buyingPowerLine(_ power: BuyingPower?) -> TextLine {
  guard let power else {
    return [TextRun("buying power ", Style(.muted)), TextRun("not known", Style(.limitBreach))]
  }
  return [
    TextRun("buying power ", Style(.muted)),
    TextRun(dollarText(power.available), Style(power.available > 0 ? .foreground : .limitBreach)),
    TextRun("  equity ", Style(.muted)), TextRun(compactText(power.equity)),
    TextRun("  margin ", Style(.muted)), TextRun(compactText(power.margin)),
    TextRun("  reserved ", Style(.muted)), TextRun(compactText(power.reserved)),
  ]
}

/// Limits that were moved by hand, with how long they hold.
private func movedLines(_ changes: [LimitChange]) -> [TextLine] {
  changes.map { change in
    var runs = [TextRun("moved: ", Style(.muted)), TextRun(sanitize(change.name) + " ")]
    if let loosened = change.loosened {
      runs.append(TextRun("\(loosened) to the close", Style(.limitWarn)))
    } else if let tightened = change.tightened {
      runs.append(TextRun("\(tightened), tightened"))
    }
    return runs
  }
}

private func stressLines(_ stress: StressReport) -> [TextLine] {
  var lines: [TextLine] = []
  for day in stress.days {
    let title = day.days == 0 ? "stress now" : "after \(day.days) d"
    lines.append(
      [TextRun(fitted(title, width: 11), Style(.muted, .bold))]
        + stressMoves.map { cell(percentText($0, signed: true), 7, Style(.muted)) })
    for points in stressShocks {
      let cells = day.cells.filter { $0.points == points }
      lines.append(
        [label(fixedText(points, 0, signed: true) + " pt", 11)] + cells.map { gain($0.profit, 7) })
    }
  }
  let worst = stress.worst?.profit
  lines.append([
    label("worst", 11), gain(worst ?? 0, 7),
    TextRun("  of equity ", Style(.muted)), TextRun(percentText(stress.ofEquity(worst), 2)),
    TextRun("  of max loss ", Style(.muted)), TextRun(percentText(stress.ofMaxLoss(worst))),
    TextRun("  spread x2 ", Style(.muted)), TextRun(compactText(stress.doubleSpread, signed: true)),
  ])
  for fault in stress.faults {
    lines.append([TextRun("FAULT ", Style(.limitBreach)), TextRun(sanitize(fault.text))])
  }
  return lines
}

private func tailLines(_ tails: BookTails?, equity: Double?) -> [TextLine] {
  guard let tails else {
    return [head("value at risk"), [TextRun("too few past sessions", Style(.muted))]]
  }
  let note = "over \(tails.days) sessions" + (tails.isLowSample ? ": low sample" : "")
  let title: TextLine = [
    TextRun(fitted("VaR, 1 day", width: 11), Style(.muted, .bold)),
    cell("histor", 8, Style(.muted)), cell("ES", 8, Style(.muted)),
    cell("normal", 8, Style(.muted)), cell("ES", 8, Style(.muted)),
    cell("Corn-F", 8, Style(.muted)), cell("equity", 8, Style(.muted)),
  ]
  return [title]
    + tails.rows.map { row in
      let share = equity.map { row.historical.valueAtRisk / $0 }
      return [
        label(percentText(row.confidence), 11), cell(compactText(row.historical.valueAtRisk), 8),
        cell(compactText(row.historical.expectedShortfall), 8),
        cell(compactText(row.parametric.valueAtRisk), 8),
        cell(compactText(row.parametric.expectedShortfall), 8),
        cell(compactText(row.cornishFisher?.valueAtRisk), 8), cell(percentText(share, 2), 8),
      ]
    } + [[TextRun(note, Style(tails.isLowSample ? .limitWarn : .dim))]]
}

private func scenarioLines(_ scenarios: [ScenarioOutcome]) -> [TextLine] {
  let title: TextLine = [
    TextRun(fitted("scenario", width: 16), Style(.muted, .bold)),
    cell("at once", 8, Style(.muted)), cell("worst", 8, Style(.muted)),
    cell("end", 8, Style(.muted)), cell("DD", 7, Style(.muted)),
    cell("Sharpe", 7, Style(.muted)), TextRun("  block kill", Style(.muted)),
  ]
  return [title]
    + scenarios.map { row in
      let block = [row.dailyBlock, row.weeklyBlock].compactMap(\.self).min()
      return [
        label(row.path.scenario.name, 16), gain(row.instant, 8), gain(row.worst, 8),
        gain(row.final, 8), cell(percentText(row.drawdown, 1), 7),
        cell(fixedText(row.sharpe, 1), 7),
        TextRun("  " + fitted(block.map { "d\($0)" } ?? "-", width: 6), Style(.limitWarn)),
        TextRun(
          row.latch.map { "d\($0.day) \($0.reason.rawValue)" } ?? "-",
          Style(row.latch == nil ? .muted : .limitBreach)),
      ]
    }
}

private func betLines(_ picture: RiskPicture) -> [TextLine] {
  let count = fixedText(picture.effectiveBets, 2)
  return [
    [
      TextRun("concentration ", Style(.muted, .bold)), TextRun(count),
      TextRun(" effective bets", Style(.muted)),
    ]
  ]
    + picture.bets.prefix(8).map { bet in
      [
        label(bet.name, 24), cell(compactText(bet.loss), 8), cell(percentText(bet.share), 6),
      ]
    }
}

private func clusterLines(_ clusters: [[String]]) -> [TextLine] {
  clusters.map { names in
    [
      TextRun("one bet: ", Style(.muted)),
      TextRun(names.map { sanitize($0) }.joined(separator: " ")),
    ]
  }
}
