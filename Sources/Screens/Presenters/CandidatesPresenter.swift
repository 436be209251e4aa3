// The list of candidates.

import Edges
import Candidates
import Canvas
import DeskEngine
import MarketData
import Structures

/// The candidate's name, such as `SPX 6Sep 4700/4650P`.
func candidateName(_ candidate: CandidateSummary) -> String {
  let identity = candidate.proposal.identity
  return symbolText(identity.underlying) + " "
    + structureText(identity.structure, candidate.proposal.legs.map(\.leg))
}

/// Candidates in the order and selection that the pane shows.
func shownCandidates(_ snapshot: DeskSnapshot, _ state: ListState) -> [CandidateSummary] {
  var rows = snapshot.candidates
  if !state.filter.isEmpty {
    rows = rows.filter { one in
      matches(
        state.filter,
        [
          "C\(one.id)", candidateName(one), one.proposal.recommendation.rawValue,
          one.state.rawValue, one.proposal.identity.edge.rawValue,
          one.proposal.identity.structure.rawValue,
        ])
    }
  }
  rows = sorted(rows, state)
  return held(rows, in: state.heldOrder) { .candidate($0.id) }
}

private func sorted(_ rows: [CandidateSummary], _ state: ListState) -> [CandidateSummary] {
  let names = Pane.candidates.sortNames
  var rows = rows
  switch names[state.sort % names.count] {
  case "rank": rows.sort { place($0) < place($1) }
  case "EV":
    rows.sort { rank($0.proposal.expectedValueP, $0.id) > rank($1.proposal.expectedValueP, $1.id) }
  case "maxloss": rows.sort { ($0.proposal.maxLoss, $0.id) > ($1.proposal.maxLoss, $1.id) }
  case "str": rows.sort { ($0.strength, $0.id) > ($1.strength, $1.id) }
  case "undl":
    rows.sort {
      ($0.proposal.identity.underlying, $0.id) < ($1.proposal.identity.underlying, $1.id)
    }
  default: break
  }
  return state.isReversed ? rows.reversed() : rows
}

/// Where a candidate stands by rank: open ones first, those to trade first, then by expected value
/// over maximum loss; the regime's confidence, the same for all, changes no order.
private func place(_ one: CandidateSummary) -> (Int, Int, Double, Int) {
  let isOpen = one.state == .open ? 0 : 1
  let wish =
    switch one.proposal.recommendation {
    case .trade: 0
    case .review: 1
    case .pass: 2
    }
  return (isOpen, wish, one.rank.map { -$0 } ?? .infinity, -one.id)
}

/// A key for sorting: numbers that are not known come last.
func rank(_ value: Double?, _ id: Int) -> (Double, Int) {
  guard let value, value.isFinite else { return (-Double.greatestFiniteMagnitude, id) }
  return (value, id)
}

/// The list of candidates.
func candidateList(_ snapshot: DeskSnapshot, _ ui: UIState) -> ListModel {
  let state = ui[.candidates]
  let rows = shownCandidates(snapshot, state)
  let names = rows.prefix(64).map { candidateName($0) }
  let idWidth = columnWidth(rows.prefix(64).map { "C\($0.id)" }, 4...8)
  var model = ListModel(
    columns: candidateColumns(id: idWidth, name: columnWidth(names, 14...34)),
    ids: rows.map { .candidate($0.id) },
    cells: { index in candidateCells(rows[index], snapshot, ui) },
    empty: emptyCandidates(snapshot, state))
  model.isMarked = { ui.marked.contains(rows[$0].id) }
  let trades = rows.count { $0.state == .open && $0.proposal.recommendation == .trade }
  let count = listCount(rows.count, of: snapshot.candidates.count)
  model.note = [TextRun(count, Style(.muted))]
  if trades > 0 {
    model.note += [
      TextRun(" \u{B7} ", Style(.muted)), TextRun("\(trades) TRADE", Style(.candidateTrade)),
    ]
  }
  if state.sort > 0 || state.isReversed {
    model.note.append(TextRun(" " + sortNote(.candidates, state), Style(.muted)))
  }
  return model
}

/// How many rows are shown, and of how many when a filter hides some.
func listCount(_ shown: Int, of all: Int) -> String {
  shown == all ? countText(all) : countText(shown) + "/" + countText(all)
}

private func candidateColumns(id: Int, name: Int) -> [TableColumn] {
  [
    .number("id", width: id, priority: 0),
    TableColumn(
      "structure", width: name, weight: 1, alignment: .leading, overflow: .hashes, priority: 0),
    .number("qty", width: 3, priority: 3),
    .number("net", width: 6, priority: 1),
    .number("maxloss", width: 7, priority: 2),
    .number("EV", width: 6, priority: 4),
    .text("status", width: 8, priority: 1),
    .number("PoP", width: 4, priority: 5),
    .text("edge", width: 8, priority: 6),
    .number("str", width: 3, priority: 7),
    .text("grade", width: 5, priority: 8),
    .number("age", width: 4, priority: 9),
  ]
}

private func candidateCells(
  _ one: CandidateSummary, _ snapshot: DeskSnapshot, _ ui: UIState
) -> [TextRun] {
  let proposal = one.proposal
  let isDim = one.state == .rejected || one.state == .closed
  let plain = isDim ? Style(.dim) : .plain
  let value = proposal.expectedValueP ?? proposal.expectedValueQ
  return [
    TextRun("C\(one.id)", isDim ? plain : Style(.accent)),
    TextRun(candidateName(one), plain),
    TextRun(countText(proposal.quantity), plain),
    TextRun(priceText(proposal.net, signed: true), plain),
    TextRun(dollarText(proposal.maxLoss), plain),
    TextRun(dollarText(value, signed: true), isDim ? plain : gainStyle(value)),
    candidateStatus(one, ui),
    TextRun(
      percentText(proposal.profitProbabilityP ?? proposal.profitProbabilityQ), plain),
    TextRun(proposal.identity.edge.rawValue, isDim ? plain : Style(.muted)),
    TextRun(String(one.strength), plain),
    TextRun(sanitize(proposal.grade), plain),
    TextRun(ageText(seconds(from: one.proposed, to: snapshot.time)), Style(.muted)),
  ]
}

/// The recommendation while a candidate is open, else its state; `…` while a command waits.
func candidateStatus(_ one: CandidateSummary, _ ui: UIState) -> TextRun {
  if one.isPending || ui.isPending(candidate: one.id) {
    return TextRun("\u{2026} sent", Style(.accent, .bold))
  }
  if one.state == .open {
    let word = one.proposal.recommendation
    return TextRun(word.rawValue, Style(word.token))
  }
  return TextRun(one.state.rawValue, Style(one.state.token))
}

private func emptyCandidates(_ snapshot: DeskSnapshot, _ state: ListState) -> [String] {
  if snapshot.seq == 0 {
    return [
      "opening the run", "the kill counts as engaged until its latch has been read",
    ]
  }
  if !state.filter.isEmpty { return ["no candidate contains \"\(state.filter)\"", "Esc clears"] }
  if snapshot.trading.isKilled != false {
    return ["no candidates while the kill is engaged", ":resume releases it in two steps"]
  }
  if let session = snapshot.session, snapshot.time >= session.close {
    return ["the session has closed: candidates come while it trades"]
  }
  if snapshot.edges.isEmpty {
    return ["no candidates yet", "they follow from edges; pane 2 says who abstains and why"]
  }
  let count = snapshot.edges.count
  return [
    count == 1 ? "no structure can be built for the edge" : "no structure for the \(count) edges",
    "the log says why; they are tried again every five minutes",
  ]
}
