// Drawing of what lies over the page.

import Candidates
import Portfolio
import Canvas
import DeskEngine
import MarketData

private let cancelKey = KeyHint("Esc", "cancel")

/// Draws the dialog or the line of input, if there is one.
func drawOverlay(
  _ scene: Scene, live: DeskSnapshot, in rect: Rect, _ layout: DeskLayout,
  on buffer: inout CellBuffer
) {
  let ui = scene.ui
  if !ui.prefix.isEmpty { drawPrefix(scene, in: rect, on: &buffer) }
  guard let overlay = ui.overlay else { return }
  let room = rect.height > 12 ? rect.inset(columns: 1, rows: 1) : rect
  switch overlay {
  case .approval(let dialog): drawApproval(dialog, live, ui, in: room, on: &buffer)
  case .build(let dialog): drawBuild(dialog, live, in: room, on: &buffer)
  case .help(let search): drawHelp(search, scene, in: room, on: &buffer)
  case .palette(let search): drawPalette(search, scene, in: room, on: &buffer)
  case .calibration(let top): drawCalibrations(top, live, in: room, on: &buffer)
  case .explanation(let view): drawExplanation(view, in: rect, on: &buffer)
  case .editor(let page): drawEditor(page, scene, in: room, on: &buffer)
  case .edit(let dialog):
    if let page = dialog.page { drawEditor(page, scene, in: room, on: &buffer) }
    editDialog(dialog, ui).draw(in: room, on: &buffer)
  case .filter(let input, let pane):
    let row = layout.hints ?? rect
    PromptLine(
      label: pane == .log ? "search " : "filter ", text: input.text, cursor: input.cursor
    ).draw(in: row, on: &buffer)
  default:
    if let dialog = plainDialog(overlay, live, ui) { dialog.draw(in: room, on: &buffer) }
  }
}

private func drawApproval(
  _ dialog: ApprovalDialog, _ snapshot: DeskSnapshot, _ ui: UIState, in rect: Rect,
  on buffer: inout CellBuffer
) {
  let isStopped = approvalStop(dialog, snapshot, size: ui.size) != nil
  let names = dialog.items.map { "C\($0.candidate).\($0.revision)" }
  let title =
    dialog.items.count == 1
    ? "Approve \(names.first ?? "")" : "Approve \(dialog.items.count) candidates"
  var keys = [KeyHint("Esc", "cancel (also Enter)")]
  if !isStopped { keys.insert(KeyHint("y", "SEND ORDER", style: Style(.gain, .bold)), at: 0) }
  Dialog(
    title, tone: isStopped ? .severityError : .candidateTrade,
    body: approvalBody(dialog, snapshot, ui, size: rect.size), keys: keys
  ).draw(in: rect, on: &buffer)
}

/// The dialogs that are a few lines and keys.
private func plainDialog(_ overlay: Overlay, _ snapshot: DeskSnapshot, _ ui: UIState) -> Dialog? {
  switch overlay {
  case .reject(let dialog): rejectDialog(dialog, snapshot)
  case .close(let dialog): closeDialog(dialog, snapshot)
  case .roll(let dialog): rollDialog(dialog, snapshot)
  case .resume(let dialog): resumeDialog(dialog, snapshot)
  case .flatten(let dialog): flattenDialog(dialog, snapshot)
  case .quit: quitDialog(snapshot, ui)
  case .remoteKill:
    Dialog(
      "Send the kill", tone: .killOn,
      body: [
        [TextRun("This desk is read-only and owns no book.")],
        [TextRun("y sends the kill to the desk that owns this database.")],
      ], keys: [KeyHint("y", "SEND KILL", style: Style(.killOn)), cancelKey])
  case .themes(let dialog):
    Dialog(
      "Theme", body: choices(ui.themes, selected: dialog.selected),
      keys: [KeyHint("Enter", "keep"), KeyHint("j k", "preview"), cancelKey])
  case .size(let dialog): sizeDialog(dialog, snapshot)
  case .approval, .build, .help, .palette, .filter, .calibration, .explanation, .editor, .edit: nil
  }
}

private func choices(_ names: [String], selected: Int) -> [TextLine] {
  names.enumerated().map { index, name in
    let isSelected = index == selected
    return [
      TextRun(isSelected ? "\u{25B8} " : "  ", Style(.cursor)),
      TextRun("\(index + 1) ", Style(.accent)),
      TextRun(sanitize(name), isSelected ? Style(.foreground, .bold) : .plain),
    ]
  }
}

private func rejectDialog(_ dialog: RejectDialog, _ snapshot: DeskSnapshot) -> Dialog {
  let one = snapshot.candidates.first { $0.id == dialog.candidate }
  let head: TextLine = [
    TextRun("C\(dialog.candidate) ", Style(.accent)), TextRun(one.map(candidateName) ?? ""),
  ]
  return Dialog(
    "Reject: why?", tone: .candidateRejected,
    body: [head, []] + choices(RejectDialog.reasons, selected: dialog.selected),
    keys: [KeyHint("1-7", "reject"), KeyHint("u", "undoes for 10 s"), cancelKey])
}

private func resumeDialog(_ dialog: ResumeDialog, _ snapshot: DeskSnapshot) -> Dialog {
  let trading = snapshot.trading
  let cause = trading.killReason.isEmpty ? "unknown" : sanitize(trading.killReason)
  let body: [TextLine] = [
    [TextRun("engaged by ", Style(.muted)), TextRun(cause)],
    [TextRun("the desk comes back REDUCING; :active follows", Style(.muted))], [],
    [TextRun("type RESUME  ", Style(.muted))]
      + inputRuns(dialog.word, isActive: !dialog.asksReason),
    [TextRun("reason       ", Style(.muted))]
      + inputRuns(dialog.reason, isActive: dialog.asksReason),
  ]
  return Dialog(
    "Release the kill", tone: .severityWarn, body: body,
    keys: [KeyHint("Enter", dialog.asksReason ? "RESUME" : "next"), cancelKey])
}

private func flattenDialog(_ dialog: TypedWord, _ snapshot: DeskSnapshot) -> Dialog {
  let profit = snapshot.positions.compactMap(\.profit).reduce(0, +)
  return Dialog(
    "Close the whole book", tone: .killOn,
    body: [
      [
        TextRun("\(snapshot.positions.count) positions, P&L "),
        TextRun(dollarText(profit, signed: true), gainStyle(profit)),
      ],
      [TextRun("by combo orders, price-collared; no market order is ever sent", Style(.muted))],
      [], [TextRun("type FLATTEN  ", Style(.muted))] + inputRuns(dialog.input, isActive: true),
    ], keys: [KeyHint("Enter", "FLATTEN", style: Style(.killOn)), cancelKey])
}

private func quitDialog(_ snapshot: DeskSnapshot, _ ui: UIState) -> Dialog {
  let orders = snapshot.orders.count
  let waiting = ui.pending.count
  var body: [TextLine] = []
  if orders > 0 { body.append([TextRun("\(orders) orders are working")]) }
  if waiting > 0 { body.append([TextRun("\(waiting) commands wait for their outcome")]) }
  body.append([TextRun("the book is kept; the same command goes on from here", Style(.muted))])
  return Dialog(
    "Leave?", tone: .severityWarn, body: body,
    keys: [KeyHint("y", "leave", style: Style(.severityWarn, .bold)), cancelKey])
}

private func sizeDialog(_ dialog: SizeDialog, _ snapshot: DeskSnapshot) -> Dialog {
  let one = snapshot.candidates.first { $0.id == dialog.candidate }
  let now = one.map { countText($0.proposal.quantity) } ?? missingText
  return Dialog(
    "Size of C\(dialog.candidate)",
    body: [
      [TextRun(one.map(candidateName) ?? "", Style(.foreground, .bold))],
      [TextRun("packages now ", Style(.muted)), TextRun(now)],
      [TextRun("packages     ", Style(.muted))] + inputRuns(dialog.input, isActive: true),
    ], keys: [KeyHint("Enter", "change"), cancelKey])
}

/// A typed line with its cursor.
func inputRuns(_ input: LineInput, isActive: Bool) -> TextLine {
  let characters = Array(input.text)
  let place = min(max(0, input.cursor), characters.count)
  let before = sanitize(String(characters[..<place]))
  guard isActive else { return [TextRun(sanitize(input.text), Style(.muted))] }
  let under = place < characters.count ? sanitize(String(characters[place])) : " "
  let after = place < characters.count ? sanitize(String(characters[(place + 1)...])) : ""
  return [TextRun(before), TextRun(under, Style(.foreground, .reverse)), TextRun(after)]
}
