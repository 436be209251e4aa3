// Section 5: edges by strength, and every detector that abstained with its reason.

import DeskEngine
import Edges
import MarketData

/// The edges of the day.
func edgeSection(_ input: ReportInput) -> ReportSection {
  let day = input.facts.edgeList.filter { story in
    story.found.date == input.date
      || (story.found.date < input.date && story.ended.map { $0.date >= input.date } ?? true)
  }.sorted {
    ($0.found.fact.strength, $1.found.fact.edge) > ($1.found.fact.strength, $0.found.fact.edge)
  }
  var blocks: [ReportBlock] = []
  if day.isEmpty {
    blocks.append(.text("No edge was found in this session."))
  } else {
    blocks.append(.table(edgeTable(day)))
    blocks.append(
      .list(
        id: "rationales",
        day.map { "E\($0.found.fact.edge) \(safe($0.found.fact.rationale))" }))
    let notes = day.flatMap { $0.notes.on(input.date) }.sorted { $0.seq < $1.seq }.map { note in
      "\(clockText(note.time)) \(safe(note.fact.ref ?? "")) \(safe(note.fact.text))"
    }
    if !notes.isEmpty {
      blocks.append(.group(title: "Edges without a candidate", [.list(id: "notes", notes)]))
    }
  }
  let silent = abstaining(input)
  let body: ReportBlock =
    silent.isEmpty
    ? .text("No detector abstained.")
    : .table(
      ReportTable(
        "abstentions",
        [
          .text("symbol", "symbol"), .text("detector", "detector"), .text("since", "since"),
          .text("reason", "reason"),
        ],
        silent.map { one in
          [
            .text(one.fact.underlying), .text(one.fact.kind.rawValue),
            .text("\(one.date) \(clockText(one.time))"), .text(one.fact.reason),
          ]
        }))
  blocks.append(.group(title: "Abstentions", [body]))
  blocks += healthBlocks(input)
  return ReportSection(5, "edges", "Edges", blocks)
}

private func edgeTable(_ day: [EdgeStory]) -> ReportTable {
  ReportTable(
    "edges",
    [
      .text("mark", ""), .text("edge", "edge"), .text("symbol", "symbol"), .text("kind", "kind"),
      .text("signal", "signal"), .number("strength", "strength"),
      .number("percentile", "percentile"), .number("history", "days"), .text("rule", "rule"),
      .text("found", "found"), .text("ended", "ended"), .text("why_ended", "why it ended"),
    ],
    day.map { story in
      let edge = story.found.fact
      return [
        .text(
          edge.strength > 70 ? "\u{25B2}\u{25B2}" : (edge.strength > 40 ? "\u{25B2}" : "\u{B7}")),
        .text("E\(edge.edge)"), .text(edge.underlying), .text(edge.kind.rawValue),
        .text(edge.signal.rawValue), .count(edge.strength), .number(edge.percentile, 1),
        .count(edge.history), .text(edge.fallback ? "absolute" : "full"),
        .clock(story.found.time), .clock(story.ended?.time),
        story.ended.map { .text($0.fact.reason) } ?? .text("alive"),
      ]
    })
}

/// The last word of each detector that abstained and has found nothing since.
private func abstaining(_ input: ReportInput) -> [Timed<EdgeAbstained>] {
  var last: [Timed<EdgeAbstained>] = []
  for one in input.facts.abstentions {
    last.removeAll {
      $0.fact.underlying == one.fact.underlying && $0.fact.kind == one.fact.kind
    }
    last.append(one)
  }
  return last.filter { !$0.fact.reason.isEmpty }
    .sorted {
      ($0.fact.underlying, $0.fact.kind.rawValue) < ($1.fact.underlying, $1.fact.kind.rawValue)
    }
}

/// Words from outside without what a terminal or a page would obey.
func safe(_ text: String) -> String { ReportCell.text(text).text }
