// The title bar: where quotes come from, what time it is, the market, the money, the state.
//
// Mode, state and kill are always there, in words; the rest leaves by priority.

import Canvas
import DeskEngine
import MarketData
import Risk

/// A part of a bar; the higher the priority number, the sooner it leaves.
struct BarPart {
  var runs: TextLine
  var priority: Int
  var width: Int { runs.reduce(0) { $0 + displayWidth($1.text) } }
}

/// The parts that fit a width with gaps between them, in their order.
func fittingParts(_ parts: [BarPart], width: Int, gap: Int) -> [BarPart] {
  var kept = parts.filter { $0.width > 0 }
  func needed() -> Int { kept.reduce(max(0, kept.count - 1) * gap) { $0 + $1.width } }
  var dropped: [(place: Int, part: BarPart)] = []
  while kept.count > 1, needed() > width {
    guard let worst = kept.map(\.priority).max(), worst > 0,
      let place = kept.lastIndex(where: { $0.priority == worst })
    else { break }
    dropped.append((place, kept.remove(at: place)))
  }
  // A narrow part may still fit where a wide one had to leave.
  for (place, part) in dropped.reversed() where needed() + gap + part.width <= width {
    kept.insert(part, at: min(place, kept.count))
  }
  return kept
}

/// The parts on the left: name, mode, time, pace, market and money.
func titleParts(_ snapshot: DeskSnapshot, _ ui: UIState, wide: Bool) -> [BarPart] {
  let pacing = ui.pacing
  var parts = [
    BarPart(runs: [TextRun("VOLDESK", Style(.title, .bold))], priority: 7),
    BarPart(runs: [TextRun(" \(pacing.mode.word) ", Style(pacing.mode.token))], priority: 0),
  ]
  if snapshot.run.isReadOnly {
    parts.append(BarPart(runs: [TextRun("READ-ONLY", Style(.severityWarn, .bold))], priority: 1))
  }
  parts.append(timePart(snapshot, wide: wide))
  parts.append(pacePart(pacing))
  if let frozen = ui.frozen {
    let age = ageText(Double(ui.now - frozen.since) / 1000)
    parts.append(
      BarPart(runs: [TextRun("FROZEN \(age)", Style(.severityWarn, .bold))], priority: 1))
  }
  if snapshot.seq > 0, snapshot.trading.feed != .up {
    let word = "FEED \(snapshot.trading.feed.rawValue)"
    parts.append(BarPart(runs: [TextRun(word, Style(.severityError))], priority: 1))
  }
  if pacing.isSlowLink {
    parts.append(BarPart(runs: [TextRun("slow link", Style(.severityWarn))], priority: 6))
  }
  parts += marketParts(snapshot, wide: wide) + moneyParts(snapshot)
  if pacing.mode == .replay {
    parts.append(BarPart(runs: [TextRun(snapshot.run.provenance, Style(.muted))], priority: 8))
  }
  return parts
}

private func timePart(_ snapshot: DeskSnapshot, wide: Bool) -> BarPart {
  let clock = TextRun(clockText(snapshot.time), Style(.title))
  guard wide else { return BarPart(runs: [clock], priority: 2) }
  return BarPart(
    runs: [
      TextRun(dateText(snapshot.time) + " ", Style(.muted)), clock, TextRun(" ET", Style(.muted)),
    ], priority: 2)
}

private func pacePart(_ pacing: PacingSummary) -> BarPart {
  guard pacing.mode != .live else { return BarPart(runs: [], priority: 9) }
  let speed = pacing.speed.map { "x" + speedText($0) } ?? "max"
  if pacing.isPaused {
    return BarPart(
      runs: [TextRun("PAUSED", Style(.severityWarn, .bold)), TextRun(" " + speed, Style(.muted))],
      priority: 2)
  }
  return BarPart(runs: [TextRun("\u{25B6} " + speed, Style(.accent))], priority: 5)
}

/// A speed with decimals only where they matter.
func speedText(_ speed: Double) -> String {
  fixedText(speed, speed >= 1 && speed == speed.rounded() ? 0 : 2)
}

private func marketParts(_ snapshot: DeskSnapshot, wide: Bool) -> [BarPart] {
  guard let market = snapshot.underlyings.first else { return [] }
  var parts: [BarPart] = []
  let change = ratio(market.spot, market.previousClose).map { $0 - 1 }
  var runs = [
    TextRun(symbolText(market.symbol) + " ", Style(.muted)), TextRun(levelText(market.spot)),
  ]
  if let change {
    let shown = (change * 1e4).rounded() / 1e4
    runs.append(TextRun(" " + arrowText(shown) + percentText(abs(shown), 2), gainStyle(shown)))
  }
  parts.append(BarPart(runs: runs, priority: 3))
  if let index = market.volatilityIndex {
    let name = symbolText(market.volatilityIndexSymbol ?? "IV")
    var runs = [TextRun(name + " ", Style(.muted)), TextRun(fixedText(index, 2))]
    if wide, let before = market.previousVolatilityIndex {
      let move = index - before
      runs.append(TextRun(" " + arrowText(move) + fixedText(abs(move), 2), gainStyle(-move)))
    }
    parts.append(BarPart(runs: runs, priority: 4))
  }
  return parts
}

/// The quotient of two known numbers; nil when it has no meaning.
func ratio(_ above: Double?, _ below: Double?) -> Double? {
  guard let above, let below, below != 0 else { return nil }
  let value = above / below
  return value.isFinite ? value : nil
}

private func moneyParts(_ snapshot: DeskSnapshot) -> [BarPart] {
  guard snapshot.seq > 0 else { return [] }
  let profit = dayProfit(snapshot.book)
  var parts = [
    BarPart(
      runs: [
        TextRun("P&L ", Style(.muted)),
        TextRun(dollarText(profit, signed: true), gainStyle(profit)),
      ], priority: 2)
  ]
  if let worst = worstLimit(snapshot.limits) {
    parts.append(
      BarPart(
        runs: [
          TextRun("RISK ", Style(.muted)),
          TextRun(percentText(limitShare(worst)), Style(worst.level.token)),
        ], priority: 4))
  }
  return parts
}

/// The session's profit at mid marks, in dollars.
func dayProfit(_ book: DeskEngine.BookSummary) -> Double {
  book.equity.dollars - book.sessionOpen.dollars
}

/// The parts on the right: what the desk may do, and the kill.
func stateParts(_ trading: TradingSummary) -> [BarPart] {
  let state = trading.isKilled == false ? trading.state : .halted
  let style = state == .halted ? Style(.killOn) : Style(state.token, .bold)
  let kill: BarPart
  switch trading.isKilled {
  case .some(false):
    kill = BarPart(
      runs: [TextRun("KILL ", Style(.muted)), TextRun("off", Style(.muted))], priority: 6)
  case .some(true): kill = BarPart(runs: [TextRun(" KILL ON ", Style(.killOn))], priority: 0)
  case .none: kill = BarPart(runs: [TextRun(" KILL ? ", Style(.killOn))], priority: 0)
  }
  return [BarPart(runs: [TextRun(state.rawValue, style)], priority: 0), kill]
}
