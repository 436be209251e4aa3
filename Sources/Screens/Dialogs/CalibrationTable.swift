// The calibrations: every model with its parameters, its error, its age and what shifted.

import Canvas
import DeskEngine
import MarketData

/// Draws the table of calibrations over the page.
///
/// - Parameters:
///   - top: The first row in sight.
///   - snapshot: The desk.
///   - rect: The room.
///   - buffer: What is drawn on.
func drawCalibrations(
  _ top: Int, _ snapshot: DeskSnapshot, in rect: Rect, on buffer: inout CellBuffer
) {
  buffer.restyle(rect) { Style(ink: Ink(.dim), on: $0.background) }
  let rows = snapshot.calibrations.fits
  let frame = rect.centred(
    Size(columns: min(rect.width, 132), rows: min(rect.height, max(10, rows.count + 6))))
  let note = [TextRun("\(rows.count)", Style(.muted))]
  let inside = Panel("Calibration", note: note, focused: true).draw(in: frame, on: &buffer)
  let (head, rest) = inside.cutTop(1)
  buffer.write(jobLine(snapshot), in: head)
  let (foot, body) = rest.cutBottom(rest.height >= 4 ? 1 : 0)
  HintBar([KeyHint("j k", "scroll"), KeyHint("Esc", "back")]).draw(in: foot, on: &buffer)
  guard !rows.isEmpty else {
    drawEmpty(["nothing was calibrated yet"], in: body, on: &buffer)
    return
  }
  let layout = CalibrationColumns(width: body.width)
  let (title, list) = body.cutTop(1)
  buffer.write([TextRun(layout.title, Style(.muted))], in: title)
  let first = min(max(0, top), max(0, rows.count - list.height))
  for (offset, fit) in rows[first...].prefix(max(0, list.height)).enumerated() {
    buffer.write(layout.line(fit, now: snapshot.time), in: list.row(offset))
  }
}

/// The last row that may stand at the top, for a list of fits.
func lastCalibrationRow(_ snapshot: DeskSnapshot) -> Int {
  max(0, snapshot.calibrations.fits.count - 1)
}

/// The last job, the one at work and the next one.
private func jobLine(_ snapshot: DeskSnapshot) -> TextLine {
  let summary = snapshot.calibrations
  var line: TextLine = []
  if let last = summary.last {
    let isGood = last.status == .done
    line += [
      TextRun("last ", Style(.muted)), TextRun("J\(last.job) "),
      TextRun(last.status.rawValue, isGood ? Style(.gain) : Style(.severityWarn, .bold)),
      TextRun(" \(clockText(last.requested, seconds: false))"),
    ]
  }
  if let open = summary.open {
    line += [
      TextRun("  at work ", Style(.muted)),
      TextRun("J\(open.job) until \(clockText(open.visibleAt))"),
    ]
  }
  line.append(TextRun("  next ", Style(.muted)))
  guard let next = summary.next else {
    line.append(TextRun("in the next session"))
    return line
  }
  line.append(TextRun("\(clockText(next.time, seconds: false)) \(kindWord(next.kind))"))
  return line
}

private func kindWord(_ kind: JobKind) -> String {
  switch kind {
  case .premarket: "premarket"
  case .intraday: "intraday"
  case .full: "full"
  }
}

/// The columns that a width has room for.
private struct CalibrationColumns {
  let width: Int
  /// Whether evaluations and shifts have a column.
  var isWide: Bool { width >= 104 }
  private var parameters: Int { isWide ? 46 : max(20, width - 35) }

  var title: String {
    var text = fitted("model", width: 7) + fitted("of", width: 6)
    text += fitted("expiry", width: 7) + fitted("parameters", width: parameters)
    text +=
      fitted("RMSE", width: 6) + fitted("from", width: 5) + fitted("age", width: isWide ? 6 : 4)
    return isWide ? text + fitted("evals", width: 6) + "shifted, off the surface" : text
  }

  func line(_ fit: FitEntry, now: Instant) -> TextLine {
    let isGood = fit.status == .converged
    let hasShifted = !fit.shifts.isEmpty
    let expiry = fit.expiry.map { expiryText(NewYorkTime.date($0)) } ?? "all"
    let age = fit.parameters.isEmpty ? nil : seconds(from: fit.fitted, to: now)
    let rmse = fitted(percentText(fit.rmse, 1), width: 6)
    let isPoor = fit.model.isOfVolatility && (fit.rmse ?? 0) > CalibrationRules.errorLimit
    let start = isGood ? (fit.isWarm ? "warm" : "cold") : fit.status.rawValue.lowercased()
    // A pair has a long name and no expiry.
    let isPair = fit.underlying.contains("~")
    var line: TextLine = [
      TextRun(fitted(fit.model.rawValue, width: 7), Style(.accent)),
      TextRun(
        fitted(symbolText(fit.underlying, width: isPair ? 12 : 6), width: isPair ? 13 : 6),
        Style(.foreground, .bold)),
      TextRun(isPair ? "" : fitted(expiry, width: 7)),
      TextRun(
        fitted(text(fit), width: parameters), hasShifted ? Style(.severityWarn) : .plain),
      TextRun(rmse, isPoor ? Style(.severityWarn) : .plain),
      TextRun(fitted(start, width: 5), isGood ? Style(.muted) : Style(.severityWarn, .bold)),
      TextRun(fitted(ageText(age), width: isWide ? 6 : 4)),
    ]
    guard isWide else { return line }
    line.append(TextRun(fitted("\(fit.evaluations)", width: 6), Style(.muted)))
    var remarks = fit.shifts
    if !fit.divergences.isEmpty { remarks.append("\(fit.divergences.count) options off") }
    line.append(
      TextRun(remarks.joined(separator: ", "), hasShifted ? Style(.severityWarn) : .plain))
    return line
  }

  /// The model's own parameters in a few digits.
  private func text(_ fit: FitEntry) -> String {
    let shown =
      (isWide ? ["beta"] : []) + fit.model.parameterNames + ["half_life_days", "hedge"]
    return fit.parameters.filter { shown.contains($0.name) }.map { number in
      let value = number.value
      let decimals = abs(value ?? 0) < 1 ? (isWide ? 4 : 3) : 2
      return "\(symbol(number.name)) \(shortText(value, decimals))"
    }.joined(separator: " ")
  }

  /// A number without the zero before its point.
  private func shortText(_ value: Double?, _ decimals: Int) -> String {
    let text = fixedText(value, decimals)
    if text.hasPrefix("0.") { return String(text.dropFirst()) }
    if text.hasPrefix("-0.") { return "-" + text.dropFirst(2) }
    return text
  }

  private func symbol(_ name: String) -> String {
    switch name {
    case "half_life_days": "half-life"
    case "mu": "\u{3BC}"
    case "alpha": "\u{3B1}"
    case "beta": "\u{3B2}"
    case "rho": "\u{3C1}"
    case "nu": "\u{3BD}"
    case "kappa": "\u{3BA}"
    case "theta": "\u{3B8}"
    case "sigma": "\u{3C3}"
    default: name
    }
  }
}
