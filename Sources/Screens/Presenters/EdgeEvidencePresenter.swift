// What stands behind the edges as rows and lines: votes, health, pairs, gamma.

import Canvas
import DeskEngine
import Edges
import MarketData

/// The vote of each underlying, a line each.
func voteLines(_ snapshot: DeskSnapshot, width: Int) -> [TextLine] {
  snapshot.votes.map { one in
    let tally = one.tally
    let side = tally.winner?.rawValue ?? "OPEN"
    let tone: Style = tally.winner == nil ? Style(.candidateReview) : .plain
    var line: TextLine = [
      TextRun(fitted(symbolText(one.underlying), width: 5) + " ", Style(.muted)),
      TextRun(fitted(side, width: 4), tone),
      TextRun(
        " " + fixedText(tally.confidence, 2) + "/" + fixedText(tally.supporterConfidence, 2)
          + " ", Style(.muted)),
    ]
    var text = "buy " + fixedText(tally.buyWeight, 2) + ballots(tally.buyers)
    text += " | sell " + fixedText(tally.sellWeight, 2) + ballots(tally.sellers)
    let used = line.reduce(0) { $0 + displayWidth($1.text) }
    line.append(TextRun(wordsText(text, width: width - used)))
    return line
  }
}

private func ballots(_ ballots: [Ballot]) -> String {
  ballots.reduce("") { $0 + " E\($1.edge) \($1.kind.rawValue)" }
}

/// The table of health: one row a symbol and detector, those of a chosen edge's symbol first and its
/// own detector before all.
func healthTable(_ snapshot: DeskSnapshot, rows limit: Int, chosen: Edge?) -> Table {
  let columns: [TableColumn] = [
    .text("sym", width: 4, priority: 0), .text("kind", width: 11, weight: 1, priority: 0),
    .text("from", width: 4, priority: 6), .number("n", width: 4, priority: 1),
    .number("hit1", width: 4, priority: 5), .number("hit5", width: 4, priority: 3),
    .number("hit10", width: 5, priority: 4), .number("hit20", width: 5, priority: 1),
    .number("mean5", width: 6, priority: 5), .number("mean20", width: 6, priority: 2),
    .text("unit", width: 7, priority: 4), .number("fade", width: 4, priority: 3),
  ]
  let all = snapshot.health.flatMap { one in one.rows.map { (one.symbol, $0) } }
  let own = all.filter { $0.0 == chosen?.underlying }
  let rows =
    own.filter { $0.1.kind == chosen?.kind } + own.filter { $0.1.kind != chosen?.kind }
    + all.filter { $0.0 != chosen?.underlying }
  return Table(
    columns: columns,
    rows: rows.prefix(max(0, limit)).map { TableRow(healthCells($0.0, $0.1)) }, hasHeader: true)
}

/// Rows of the table of health.
func healthCount(_ snapshot: DeskSnapshot) -> Int {
  snapshot.health.reduce(0) { $0 + $1.rows.count }
}

private func healthCells(_ symbol: String, _ health: EdgeHealth) -> [TextRun] {
  func row(_ horizon: Int) -> HealthRow? { health.rows.first { $0.horizon == horizon } }
  func hit(_ horizon: Int) -> TextRun { TextRun(percentText(row(horizon)?.hitRate)) }
  func mean(_ horizon: Int) -> TextRun {
    let value = row(horizon)?.mean
    let shown = value.map { health.unit == .skew ? $0 : 100 * $0 }
    return TextRun(
      fixedText(shown, health.unit == .skew ? 3 : 2, signed: true), gainStyle(value))
  }
  return [
    TextRun(symbolText(symbol)), TextRun(health.kind.rawValue),
    TextRun(health.isWalked ? "past" : "run", Style(.muted)),
    TextRun(countText(health.signals), Style(.muted)), hit(1), hit(5), hit(10), hit(20), mean(5),
    mean(20), TextRun(health.unit.rawValue, Style(.muted)),
    TextRun(fixedText(health.decay.map { 100 * $0 }, signed: true), gainStyle(health.decay)),
  ]
}

/// The pairs, a line each.
func pairLines(_ snapshot: DeskSnapshot, width: Int) -> [TextLine] {
  snapshot.pairs.map { one in
    switch one.fit {
    case .refused(let first, let second, let reason):
      let name = symbolText(first) + "~" + symbolText(second) + " "
      return [
        TextRun(name), TextRun("no entry: ", Style(.candidateReview)),
        TextRun(wordsText(reason, width: width - displayWidth(name) - 10), Style(.dim)),
      ]
    case .healthy(let pair):
      let name = symbolText(pair.first) + "~" + symbolText(pair.second) + " "
      let z = one.spread.map(pair.deviations)
      var text = "z " + fixedText(z, 1, signed: true)
      if let long = pair.long {
        text += " long " + fixedText(pair.deviations(long.entry.upperBound), 1)
      }
      if let short = pair.short {
        text += " short " + fixedText(pair.deviations(short.entry.lowerBound), 1)
      }
      text += " half-life " + fixedText(pair.halfLife, 1) + " d p " + fixedText(pair.pValue, 3)
      text += " rho " + fixedText(pair.correlation, 2)
      return [TextRun(name), TextRun(wordsText(text, width: width - displayWidth(name)))]
    }
  }
}

/// The gamma profile in one line: net, flip, walls and pin.
func gammaLine(_ profile: GammaProfile) -> TextLine {
  func strike(_ dollars: Double?) -> String { fixedText(dollars) }
  return [
    TextRun("net ", Style(.muted)), TextRun(compactText(profile.netAtSpot, signed: true)),
    TextRun("  flip ", Style(.muted)),
    TextRun(profile.flip.map { fixedText($0) } ?? (profile.netAtSpot > 0 ? "all +" : "all -")),
    TextRun("  calls ", Style(.muted)), TextRun(strike(profile.callWall?.dollars)),
    TextRun("  puts ", Style(.muted)), TextRun(strike(profile.putWall?.dollars)),
    TextRun("  pin ", Style(.muted)), TextRun(strike(profile.pin?.dollars)),
  ]
}
