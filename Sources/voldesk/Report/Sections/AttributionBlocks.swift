// Where the day's change of equity came from: closed trades by edge, fees, and what stays open.

import DeskEngine
import Edges
import MarketData

/// The change of equity by its sources; they add up, with a row for what is left.
func attributionBlocks(_ input: ReportInput) -> [ReportBlock] {
  guard let mark = input.facts.lastMark(input.date)?.fact,
    let session = input.facts.session(of: input.date)?.fact
  else { return [.missing(what: "Attribution", reason: "The book was not marked.")] }
  let before = input.facts.marks.last { $0.date < input.date }?.fact
  let closed = input.facts.positionList.filter { $0.closed?.date == input.date }
  let kinds = Set(closed.map { kind(of: $0, input) }).sorted()
  var rows: [(String, Int, Money)] = kinds.map { name in
    let own = closed.filter { kind(of: $0, input) == name }
    let sum = own.compactMap(\.closed).reduce(Money.zero) { $0 + $1.fact.realised }
    return (name, own.count, sum)
  }
  let change = mark.equity - session.baseEquity
  let unrealised = mark.unrealised - (before?.unrealised ?? .zero)
  rows.append((openLabel(input), input.facts.openPositions.count, unrealised))
  let known = rows.reduce(Money.zero) { $0 + $1.2 }
  rows.append(("timing of fees, and partial results", 0, change - known))
  rows.append(("change of equity", closed.count, change))
  let table = ReportTable(
    "attribution",
    [.text("source", "source"), .number("positions", "positions"), .number("result", "result")],
    rows.map { [.text($0.0), .count($0.1), .money($0.2, signed: true)] })
  return [
    .table(table),
    .text(
      "A closed trade counts with its whole result after fees on the day it closed; the change of "
        + "unrealised profit gives back what earlier days had shown of it."),
  ]
}

/// The kind of edge behind a position.
func kind(of position: PositionStory, _ input: ReportInput) -> String {
  input.facts.edge(of: position)?.found.fact.kind.rawValue ?? "MANUAL"
}

/// How the open positions are called: by their edge when they share one.
private func openLabel(_ input: ReportInput) -> String {
  let kinds = Set(input.facts.openPositions.map { kind(of: $0, input) }).sorted()
  let names = kinds.isEmpty ? "none open" : kinds.joined(separator: ", ")
  return "change of unrealised profit (\(names))"
}
