// Limits with their use, and what the desk may do.

import Canvas
import DeskEngine
import Risk

/// A limit as the pane shows it.
struct LimitRow {
  var label: String
  var value: String
  var share: Double?
  var percent: String
  var bound: String
  var level: LimitLevel
}

/// The used share of a limit; nil when it is not known.
func limitShare(_ reading: LimitReading) -> Double? {
  guard let value = reading.value, value.isFinite, reading.bound.isFinite else { return nil }
  guard reading.bound != 0 else { return value > 0 ? 1 : 0 }
  let share = abs(value / reading.bound)
  return share.isFinite ? share : nil
}

/// The limit that is used up most; an unknown one counts as full.
func worstLimit(_ limits: [LimitReading]) -> LimitReading? {
  limits.max { (limitShare($0) ?? 1) < (limitShare($1) ?? 1) }
}

/// Limits in the order given, or the fullest first when there is no room for all.
func limitRows(_ limits: [LimitReading], room: Int) -> [LimitRow] {
  var shown = limits
  if limits.count > room {
    let ranked = limits.enumerated().sorted {
      let (a, b) = (limitShare($0.element) ?? 1, limitShare($1.element) ?? 1)
      return a == b ? $0.offset < $1.offset : a > b
    }
    shown = ranked.map(\.element)
  }
  return shown.map { reading in
    LimitRow(
      label: limitLabel(reading.name), value: amountText(reading.value, bound: reading.bound),
      share: limitShare(reading), percent: percentText(limitShare(reading)),
      bound: roundText(reading.bound), level: reading.level)
  }
}

/// A value in the unit that its bound suggests: a share, a count, or dollars.
private func amountText(_ value: Double?, bound: Double) -> String {
  if abs(bound) <= 1 { return percentText(value, 1) }
  return compactText(value)
}

/// A bound without needless decimals, such as `10k` or `15%`.
private func roundText(_ bound: Double) -> String {
  let text = amountText(bound, bound: bound)
  guard let dot = text.firstIndex(of: "."), text[dot...].hasPrefix(".0"),
    let unit = text.last, !("0"..."9").contains(unit)
  else { return text }
  return text[..<dot] + String(unit)
}

/// A short label of a limit's name.
func limitLabel(_ name: String) -> String {
  let known: [(String, String)] = [
    ("optional_delta", "\u{394} opt"), ("optional_gamma", "\u{393} opt"),
    ("optional_vega", "V opt"), ("optional_draw", "DD opt"), ("delta", "\u{394}$"),
    ("gamma", "\u{393}$1%"), ("vega", "Vega"), ("theta", "Theta"),
    ("daily", "Loss"), ("weekly", "Week"), ("drawdown", "DD"), ("stress", "Stress"),
    ("new_risk", "New"), ("trade_loss", "Trade"), ("total", "MaxL"), ("margin", "Margin"),
    ("open", "Open"), ("underlying", "Undl"), ("expiry", "Expiry"), ("cluster", "Clust"),
    ("orders_minute", "Ord/m"), ("orders_day", "Ord/d"), ("optional_vol", "Vol"),
    ("optional_var", "VaR95"), ("optional_pos", "Posn"), ("optional_sec", "Sector"),
    ("contract", "Size"), ("throttle", "Rate"), ("notional", "Notio"),
  ]
  if let match = known.first(where: { name.contains($0.0) }) { return match.1 }
  return fitted(sanitize(name), width: 6).trimmingEnd()
}

/// What the desk may do and why, in one line.
func stateLine(_ snapshot: DeskSnapshot, _ ui: UIState) -> TextLine {
  let trading = snapshot.trading
  guard let isKilled = trading.isKilled else {
    return [
      TextRun("KILL ?", Style(.killOn)), TextRun(" "),
      TextRun("engaged until it is read", Style(.muted)),
    ]
  }
  if isKilled {
    let when = trading.killedAt.map { " \(clockText($0))" } ?? ""
    let reason = trading.killReason.isEmpty ? "" : " \(sanitize(trading.killReason))"
    return [
      TextRun("KILL ON", Style(.killOn)), TextRun(when + reason + "  "),
      TextRun(":resume", Style(.accent)),
    ]
  }
  switch trading.state {
  case .active:
    return [
      TextRun("ACTIVE", Style(.gain, .bold)), TextRun(": ", Style(.muted)),
      TextRun("!", Style(.accent, .bold)), TextRun(" "),
      TextRun("engages the kill at once", Style(.muted)),
    ]
  case .reducing, .halted:
    let causes = trading.causes.map(\.rawValue).joined(separator: " ")
    return [
      TextRun(trading.state.rawValue, Style(trading.state.token, .bold)),
      TextRun(": " + (causes.isEmpty ? "exits only" : causes)),
      TextRun("  :active", Style(.accent)),
    ]
  }
}

/// What stands right of the title: how many limits warn.
func riskNote(_ limits: [LimitReading]) -> TextLine {
  let breached = limits.count { $0.level == .full }
  let warned = limits.count { $0.level == .high }
  if breached > 0 { return [TextRun("\(breached) full", Style(.limitBreach))] }
  if warned > 0 { return [TextRun("\(warned) warn", Style(.limitWarn))] }
  return limits.isEmpty ? [] : [TextRun("ok", Style(.limitOk))]
}
