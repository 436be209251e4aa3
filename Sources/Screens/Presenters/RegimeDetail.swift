// The regime in full: what the zoomed pane shows beyond the small one.

import Candidates
import Canvas
import DeskEngine
import MarketData
import Regimes
import Structures

/// Each state with its confidence, its moves to the others and how long it used to last.
func regimeStateTable(_ regime: RegimeSummary) -> Table {
  let states = RegimeState.allCases
  let cells = confidenceCells(regime)
  let moves = states.map { TableColumn.number($0.shortName, width: 5, priority: 2) }
  let rows = states.map { state in
    let isHeld = state == regime.state
    let look = Style(state.token, isHeld ? .bold : [])
    let counts = states.map { to -> TextRun in
      let index = state.index * states.count + to.index
      guard to != state, regime.transitions.indices.contains(index) else {
        return TextRun(missingText, Style(.dim))
      }
      return TextRun(countText(regime.transitions[index]), Style(.muted))
    }
    let dwell =
      regime.meanDwell.indices.contains(state.index) ? regime.meanDwell[state.index] : nil
    return TableRow(
      [
        TextRun((isHeld ? "\u{25B8}" : " ") + state.shortName, look),
        TextRun(cells[state.index].text, look),
      ] + counts + [TextRun(fixedText(dwell, 1), Style(.muted))])
  }
  return Table(
    columns: [.text("state", width: 6), .number("conf", width: 4)] + moves
      + [.number("dwell", width: 6, priority: 1)], rows: rows)
}

/// A feature in the unit a trader reads it in; `n/a` when it is missing.
func featureText(_ name: String, _ value: Double?) -> String {
  guard let value, value.isFinite else { return "n/a" }
  switch name {
  case "V", "R5", "R20", "R60", "ADX":
    return fixedText(name.hasPrefix("R") ? 100 * value : value, 1)
  case "P", "DSH", "held": return fixedText(value)
  case "cover": return percentText(value)
  case "SL", "S9", "D20", "D50", "D200", "MX", "DD", "r5", "r20", "r60":
    return percentText(value, 1, signed: true)
  default: return fixedText(value, 2)
  }
}

/// Every feature with the coverage and the closes held, some to a line, columns under one another.
func featureLines(_ regime: RegimeSummary, width: Int) -> [TextLine] {
  var features = regime.reading?.features ?? []
  if let reading = regime.reading {
    features.append(NamedNumber("cover", reading.coverage))
    features.append(NamedNumber("held", Double(regime.dwell)))
  }
  let cell = 13
  let count = max(1, width / cell)
  return stride(from: 0, to: features.count, by: count).map { start in
    features[start..<min(start + count, features.count)].flatMap { feature in
      let name = sanitize(feature.name)
      let text = featureText(feature.name, feature.value)
      return [
        TextRun(fitted(name, width: max(5, min(8, displayWidth(name)))), Style(.muted)),
        TextRun(
          fitted(
            text, width: cell - 1 - max(5, min(8, displayWidth(name))), .trailing, overflow: .hashes
          )
            + " ", Style(feature.value == nil ? .dim : .foreground)),
      ]
    }
  }
}

/// What the held regime allows: premium, size, expiry, structures and the gate.
func allowedLines(_ regime: RegimeSummary, width: Int) -> [TextLine] {
  guard let state = regime.state else { return [[TextRun("no regime, no rule", Style(.muted))]] }
  let guidance = RegimeGuidance(for: state)
  let days =
    "\(guidance.days.lowerBound)-\(guidance.days.upperBound) days, near \(guidance.targetDays)"
  let deltas =
    "condor \(deltaText(guidance.targets.condorShort)), "
    + "credit \(deltaText(guidance.targets.creditShort))"
  let refused = guidance.refused.map(\.rawValue).joined(separator: " ")
  let kinds =
    guidance.favoured.map(\.rawValue).joined(separator: " ")
    + (refused.isEmpty ? "" : "; never \(refused)")
  let pairs = [
    ("premium", guidance.premium),
    ("size", "x\(guidance.sizeFactor) \u{B7} \(days) \u{B7} \(deltas)"),
    ("trades", kinds), ("gate", guidance.gate),
  ]
  return pairs.flatMap { name, text in
    wrapped(text, width: max(8, width - 8)).enumerated().map { offset, line in
      [
        TextRun(fitted(offset == 0 ? name : "", width: 8), Style(.muted)), TextRun(line),
      ]
    }
  }
}

/// A delta to aim at, such as `16\u{0394}`.
private func deltaText(_ delta: Double) -> String {
  let points = 100 * delta
  return fixedText(points, abs(points - points.rounded()) < 1e-9 ? 0 : 1) + "\u{0394}"
}

/// The look of another classifier's call.
private func look(_ call: MethodCall) -> Style {
  guard call.state != nil else { return Style(.dim) }
  return call.isStress ? Style(.regimePanic) : Style(.foreground)
}

/// What a classifier calls the market, such as `PANIC` or `HIGH_VOL`.
private func callText(_ call: MethodCall) -> String {
  guard let name = call.state else { return "n/a" }
  return RegimeState(rawValue: name)?.shortName ?? sanitize(name)
}

/// What other classifiers say now, a row each.
func callTable(_ regime: RegimeSummary) -> Table {
  Table(
    columns: [
      .text("also", width: 9), .text("says", width: 8), .number("sure", width: 4, priority: 1),
      .text("by", width: 18, weight: 1, priority: 2),
    ],
    rows: regime.calls.map { call in
      TableRow([
        TextRun(call.method.rawValue, Style(.muted)), TextRun(callText(call), look(call)),
        TextRun(fixedText(call.confidence), Style(.muted)),
        TextRun(call.method.basis, Style(.dim)),
      ])
    }, empty: "no other classifier yet")
}

/// What other classifiers say now, in as few lines as a width allows.
func callLines(_ regime: RegimeSummary, width: Int) -> [TextLine] {
  var lines: [TextLine] = []
  var line: TextLine = []
  var taken = 0
  for call in regime.calls {
    let sure = call.confidence.map { " " + fixedText($0) } ?? ""
    let runs = [
      TextRun(call.method.rawValue + " ", Style(.muted)),
      TextRun(callText(call) + sure, look(call)),
    ]
    let wide = runs.reduce(0) { $0 + displayWidth($1.text) }
    if !line.isEmpty, taken + 2 + wide > width {
      lines.append(line)
      (line, taken) = ([], 0)
    }
    if !line.isEmpty { line.append(TextRun("  ")) }
    taken += wide + (line.isEmpty ? 0 : 2)
    line += runs
  }
  return line.isEmpty ? lines : lines + [line]
}

/// Past days most like now, and what followed them.
func similarTable(_ regime: RegimeSummary, index: String) -> Table {
  func percent(_ value: Double?) -> TextRun {
    TextRun(percentText(value, 1, signed: true), gainStyle(value))
  }
  return Table(
    columns: [
      .text("like now", width: 10), .number("cos", width: 4), .text("read", width: 5, priority: 2),
      .number(index, width: 5, priority: 3), .number("5d", width: 6), .number("20d", width: 6),
      .number("RV20", width: 5, priority: 1), .number("\u{0394}\(index)20", width: 8, priority: 4),
    ],
    rows: regime.nearest.map { day in
      TableRow([
        TextRun(day.date.description), TextRun(fixedText(day.likeness, 2), Style(.muted)),
        TextRun(day.state.shortName, Style(day.state.token)),
        TextRun(fixedText(day.volatilityIndex, 1)), percent(day.return5), percent(day.return20),
        TextRun(pointsText(day.volatility20)),
        TextRun(fixedText(day.change20, 1, signed: true), Style(.muted)),
      ])
    }, empty: "no past day to hold this one against")
}
