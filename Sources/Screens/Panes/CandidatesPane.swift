// Pane 3: candidates, below them everything about the selected one.

import Structures
import MarketData
import Canvas
import Candidates
import DeskEngine

/// Draws the candidates and the detail of the selected one.
func drawCandidates(
  _ model: ListModel, _ scene: Scene, in rect: Rect, on buffer: inout CellBuffer
) {
  let state = scene.ui[.candidates]
  let chosen = scene.snapshot.candidates.first { state.selected == .candidate($0.id) }
  guard let chosen, rect.height >= 9 else {
    drawList(model, state, focused: scene.isFocused(.candidates), in: rect, on: &buffer)
    return
  }
  let details = candidateDetail(chosen, scene.snapshot, width: rect.width)
  let most = rect.height - min(details.count + 1, rect.height * 3 / 5)
  let rows = min(model.ids.count + 1, max(4, most))
  let (list, below) = rect.cutTop(rows)
  var rest = below
  drawList(model, state, focused: scene.isFocused(.candidates), in: list, on: &buffer)
  if rest.height > details.count + 1 {
    buffer.rule("C\(chosen.id).\(chosen.revision) " + candidateName(chosen), in: rest.row(0))
    rest = rest.cutTop(1).rest
  }
  drawDetail(details, of: chosen, scene, in: rest, on: &buffer)
}

private func drawDetail(
  _ details: [DetailLine], of one: CandidateSummary, _ scene: Scene, in rect: Rect,
  on buffer: inout CellBuffer
) {
  let isTight = rect.height < details.count + 5
  let shown = isTight ? Array(details.prefix(max(0, rect.height - 1))) : details
  var rest = rect
  for line in shown {
    let (head, text) = rest.row(0).cutLeft(7)
    buffer.write(line.head, in: head, style: Style(.muted))
    let room = text.cutLeft(1).rest
    buffer.write(wholeRuns(line.runs, room.width), in: room)
    rest = rest.cutTop(1).rest
  }
  guard rest.height > 0 else { return }
  if rest.height < 5 {
    let (head, plot) = rest.row(0).cutLeft(8)
    buffer.write("payoff", in: head, style: Style(.muted))
    drawPayoff(one.payoff, spot: nil, in: plot.cutLeft(24).taken, hasAxis: false, on: &buffer)
    let marks = plot.cutLeft(26).rest
    let line = payoffWords(one.proposal)
    buffer.write(wholeRuns(line, marks.width), in: marks)
    return
  }
  drawEvidence(one, scene, in: rest, on: &buffer)
}

private func payoffWords(_ proposal: Proposal) -> TextLine {
  [
    TextRun("max ", Style(.muted)),
    TextRun(dollarText(proposal.maxProfit, signed: true), Style(.gain)),
    TextRun(" / ", Style(.muted)),
    TextRun(dollarText(-proposal.maxLoss.dollars), Style(.loss)),
  ]
}

/// Legs, payoff, proof and attempts, as far as there is room.
private func drawEvidence(
  _ one: CandidateSummary, _ scene: Scene, in rect: Rect, on buffer: inout CellBuffer
) {
  let proposal = one.proposal
  var rest = rect
  func section(_ title: String, _ lines: Int) -> Rect? {
    guard lines > 0, rest.height >= lines + 1 else { return nil }
    buffer.rule(title, in: rest.row(0))
    let (_, below) = rest.cutTop(1)
    let (area, left) = below.cutTop(lines)
    rest = left
    return area
  }
  let spot = scene.snapshot.underlyings.first {
    $0.symbol == proposal.identity.underlying
  }?.spot
  let legs = proposal.legs.count + 1
  let proof = proofLines(proposal)
  let attempts = attemptLines(proposal)
  let others =
    (rest.height >= legs + 9 ? legs + 1 : 0)
    + (rest.height >= legs + 10 + proof.count ? proof.count + 1 : 0)
  if let area = section("payoff at the first expiry", min(12, rest.height - 1 - others)) {
    drawPayoff(one.payoff, spot: spot, in: area, hasAxis: true, on: &buffer)
  }
  if let area = section("legs", legs) {
    legTable(proposal, scene.snapshot.time).draw(in: area, on: &buffer)
  }
  if let area = section(
    "proof: at most \(dollarText(proposal.proof.bound)) a package", proof.count)
  {
    drawLines(proof, in: area, on: &buffer)
  }
  let tried = min(attempts.count, rest.height - 1)
  if let area = section("tried before", tried) { drawLines(attempts, in: area, on: &buffer) }
}
