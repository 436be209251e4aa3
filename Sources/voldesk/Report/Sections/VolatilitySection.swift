// Section 4: the state of volatility, a row for each symbol.

import Configuration
import DeskEngine
import Edges
import MarketData

/// Spot, volatilities, slope and skew at the day's last reading of each chain.
func volatilitySection(_ input: ReportInput) -> ReportSection {
  let day = input.facts.chains.on(input.date)
  let symbols = day.reduce(into: [String]()) { names, one in
    if !names.contains(one.fact.underlying) { names.append(one.fact.underlying) }
  }
  guard !symbols.isEmpty else {
    return ReportSection(
      4, "volatility", "Volatility",
      [.missing(what: "The volatility table", reason: "No chain was judged in this session.")])
  }
  let table = ReportTable(
    "symbols",
    [
      .text("symbol", "symbol"), .text("as_of", "as of"), .number("spot", "spot"),
      .number("vol_index", "vol index"), .number("atm_iv30", "ATM IV30"),
      .number("iv_percentile", "IV pct"), .number("rv20", "RV20"), .number("ratio", "IV30/RV20"),
      .number("slope", "slope"), .text("term", "term"), .number("rr25", "RR25"),
      .text("event", "event"), .text("chain", "chain"), .number("expiries", "expiries"),
      .number("good", "good quotes"),
    ],
    symbols.compactMap { symbol in
      day.last { $0.fact.underlying == symbol }.map { row($0, input) }
    })
  return ReportSection(
    4, "volatility", "Volatility",
    [
      .table(table),
      .text(
        "The percentile is that of the volatility index at the regime's last reading. RV20 and the "
          + "ratio are those of the close, else of the last edge that measured them. A slope from "
          + "-2 % to 2 % is flat."),
    ])
}

private func row(_ one: Timed<ChainJudged>, _ input: ReportInput) -> [ReportCell] {
  let chain = one.fact
  let closing = input.facts.closing(input.date, chain.underlying)
  let edge = input.facts.edgeList.last {
    $0.found.fact.underlying == chain.underlying && $0.found.fact.kind == .vrp
      && $0.found.date == input.date
  }?.found.fact.metrics
  func metric(_ name: String) -> Double? { edge?.first { $0.name == name }?.value }
  let ratio = closing?.value("m_ratio") ?? metric("ratio")
  let implied = chain.volIndex.map { $0 / 100 } ?? chain.atm30
  let realised = metric("rv20") ?? ratio.flatMap { ratio in implied.map { $0 / ratio } }
  let percentile =
    chain.volIndex == nil
    ? nil : input.facts.regimes.last?.fact.features.first { $0.name == "P" }?.value
  let event = input.calendar.events.first {
    ($0.symbol == "ALL" || $0.symbol == chain.underlying) && $0.date >= input.date
      && $0.date.days(since: input.date) <= 10
  }
  return [
    .text(chain.underlying), .clock(one.time), .number(chain.spot), .number(chain.volIndex),
    .percent(chain.atm30), .number(percentile, 0), .percent(realised), .number(ratio),
    .percent(chain.slope, 1, signed: true), .text(termState(chain.slope)),
    .percent(chain.skew25, 1, signed: true),
    .text(event.map { "\($0.kind) \($0.date)" } ?? "none in 10 days"),
    .text(chain.verdict.rawValue), .count(chain.expiries), .count(chain.good),
  ]
}

/// The term structure in a word, by the relative slope.
private func termState(_ slope: Double?) -> String {
  guard let slope, slope.isFinite else { return "-" }
  if abs(slope) < 0.02 { return "flat" }
  let word = slope > 0 ? "contango" : "backwardation"
  return abs(slope) >= 0.08 ? "\(word), extreme" : word
}
