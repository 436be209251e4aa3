// The regime: what it is, how sure, since when, and on which numbers.

import Canvas
import DeskEngine
import MarketData
import Regimes

/// The regime and its confidence.
func regimeHeadline(_ snapshot: DeskSnapshot) -> TextLine {
  let regime = snapshot.regime
  guard let state = regime.state else {
    let word = snapshot.seq == 0 ? "no regime yet" : "no regime: insufficient data"
    return [TextRun(word, Style(.muted))]
  }
  var line = [
    TextRun(state.rawValue, Style(state.token, .bold)),
    TextRun(" \(fixedText(regime.confidence)) %", Style(state.token)),
  ]
  if let reading = regime.reading?.state, reading != state {
    line.append(TextRun("  reads \(reading.shortName)", Style(reading.token)))
  }
  if let since = regime.since {
    let isToday = NewYorkTime.date(since) == NewYorkTime.date(snapshot.time)
    let when = isToday ? clockText(since, seconds: false) : expiryText(NewYorkTime.date(since))
    let age = ageText(seconds(from: since, to: snapshot.time))
    // Two runs, so that a narrow pane can leave the age out and keep the time whole.
    line.append(TextRun("  since \(when)", Style(.muted)))
    line.append(TextRun(" \(age)", Style(.muted)))
  }
  return line
}

/// A state's share of the confidence.
struct ConfidenceCell {
  var name: String
  var text: String
  var share: Double
  var token: StyleToken
}

/// The confidence of each state now.
func confidenceCells(_ regime: RegimeSummary) -> [ConfidenceCell] {
  RegimeState.allCases.map { state in
    let values = regime.reading?.confidences ?? []
    let value = state.index < values.count ? values[state.index] : nil
    return ConfidenceCell(
      name: state.shortName, text: fixedText(value), share: (value ?? 0) / 100,
      token: state.token)
  }
}

/// The market's numbers behind the regime, a few lines of name and value.
func regimeFacts(_ snapshot: DeskSnapshot) -> [TextLine] {
  guard let market = snapshot.underlyings.first else { return [] }
  func feature(_ name: String) -> Double? {
    snapshot.regime.reading?.features.first { $0.name == name }?.value
  }
  let implied = market.atm30
  let rich = ratio(implied, market.realised20)
  return [
    fact(
      [
        (
          market.volatilityIndexSymbol ?? "VIX",
          fixedText(market.volatilityIndex, 1) + " p" + fixedText(feature("P"))
        ),
        ("SL", fixedText(feature("SL") ?? market.slope, 2)),
        ("RR", fixedText(feature("RR"), 2)),
      ]),
    fact(
      [
        ("IV", pointsText(implied)),
        ("RV", pointsText(market.realised20) + " x" + fixedText(rich, 2)),
        ("skew", pointsText(market.skew25)),
      ]),
  ]
}

private func fact(_ pairs: [(String, String)]) -> TextLine {
  var line: TextLine = []
  for (name, value) in pairs {
    if !line.isEmpty { line.append(TextRun("  ")) }
    line += [TextRun(symbolText(name) + " ", Style(.muted)), TextRun(value)]
  }
  return line
}

/// The ends of the term structure in words, such as `9d 46.7 → 6m 27.1 backw`.
func termLine(_ points: [TermPoint]) -> TextLine {
  guard let front = points.first, let back = points.last, points.count > 1 else {
    return [TextRun("term structure -", Style(.muted))]
  }
  let slope = back.volatility - front.volatility
  let word = abs(slope) < 0.002 ? "flat" : (slope > 0 ? "contango" : "backw")
  return [
    TextRun("\(daysText(front.days)) ", Style(.muted)), TextRun(pointsText(front.volatility)),
    TextRun(" \u{2192} \(daysText(back.days)) ", Style(.muted)),
    TextRun(pointsText(back.volatility)),
    TextRun(" " + word, Style(slope < -0.002 ? .severityWarn : .muted)),
  ]
}

/// Days as days, or months from three months on.
func daysText(_ days: Double) -> String {
  guard days.isFinite, abs(days) < 1e6 else { return missingText }
  return days < 91 ? fixedText(days) + "d" : fixedText(days / 30.4) + "m"
}

/// One letter a minute, the newest at the right.
func stripRuns(_ strip: [RegimeState], width: Int) -> TextLine {
  strip.suffix(max(0, width)).map { state in
    TextRun(String(state.shortName.prefix(1)), Style(state.token))
  }
}

/// The largest contributions, a line each.
func reasonLines(_ regime: RegimeSummary) -> [TextLine] {
  (regime.reading?.reasons ?? []).map { reason in
    [
      TextRun(fitted(sanitize(reason.feature), width: 7), Style(.muted)),
      TextRun(fitted(fixedText(reason.value, 2), width: 9, .trailing, overflow: .hashes)),
      TextRun(
        fitted(
          fixedText(reason.contribution, 2, signed: true), width: 8, .trailing, overflow: .hashes),
        gainStyle(reason.contribution)),
    ]
  }
}

/// What stands right of the title: the feed and how late it is.
func feedNote(_ snapshot: DeskSnapshot, _ ui: UIState) -> TextLine {
  guard snapshot.seq > 0 else { return [TextRun("opening", Style(.muted))] }
  switch snapshot.trading.feed {
  case .up:
    let lag = ui.pacing.lag.map { " " + fineAgeText($0) } ?? ""
    return [TextRun("ok" + lag, Style(.limitOk))]
  case .stale: return [TextRun("STALE", Style(.severityWarn))]
  case .down: return [TextRun("DOWN", Style(.severityError))]
  }
}
