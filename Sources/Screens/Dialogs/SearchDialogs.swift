// Help and palette: lists made from the table of keys, searched by typing.

import Canvas
import DeskEngine

/// An entry of help or palette.
struct SearchEntry: Hashable {
  /// The keys, or the command as it is typed.
  var keys: String
  /// The action's name, or the command's.
  var name: String
  /// One line that says what it does.
  var doc: String
  /// What Enter does.
  var choice: Choice

  /// What an entry stands for.
  enum Choice: Hashable {
    case action(Action)
    case command(TypedCommand)
    /// A fixed key that is only explained.
    case none
  }
}

/// The keys that hold in a pane, an entry an action, with every key that does it.
func helpEntries(_ ui: UIState) -> [SearchEntry] {
  var order: [Action] = []
  var keys: [Action: [String]] = [:]
  for entry in ui.keys.entries(in: ui.focus) {
    if keys[entry.action] == nil { order.append(entry.action) }
    keys[entry.action, default: []].append(entry.spelling)
  }
  let entries = order.map { action in
    SearchEntry(
      keys: keys[action, default: []].joined(separator: " \u{B7} "), name: action.rawValue,
      doc: action.doc, choice: .action(action))
  }
  let kill = entries.filter { $0.choice == .action(.kill) }
  return filtered(kill + entries.filter { !kill.contains($0) }, dialogText(ui))
}

/// Commands, then every action with its keys in this pane.
func paletteEntries(_ ui: UIState) -> [SearchEntry] {
  let typed = TypedCommand.allCases.map { command in
    SearchEntry(
      keys: command.usage, name: command.rawValue, doc: command.doc, choice: .command(command))
  }
  let names = typed.map(\.name)
  let actions = Action.allCases.filter { !names.contains($0.rawValue) }.map { action in
    SearchEntry(
      keys: ui.keys.spelling(of: action, in: ui.focus) ?? "", name: action.rawValue,
      doc: action.doc, choice: .action(action))
  }
  let text = dialogText(ui)
  let word = text.split(separator: " ").first.map(String.init) ?? ""
  let exact = typed.filter { $0.name == word }
  return exact.isEmpty ? filtered(typed + actions, text) : exact
}

private func dialogText(_ ui: UIState) -> String {
  switch ui.overlay {
  case .help(let search), .palette(let search): search.input.text
  default: ""
  }
}

private func filtered(_ entries: [SearchEntry], _ text: String) -> [SearchEntry] {
  let words = text.split(separator: " ").map(String.init)
  let found = entries.filter { entry in
    words.allSatisfy { matches($0, [entry.name, entry.doc, entry.keys]) }
  }
  guard let first = words.first?.lowercased() else { return found }
  // Names that begin with the text come before those that only contain it.
  return found.filter { $0.name.hasPrefix(first) } + found.filter { !$0.name.hasPrefix(first) }
}

/// Draws the keys of the focused pane.
func drawHelp(_ search: SearchDialog, _ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  drawSearch(
    "Keys in \(scene.ui.focus.title)", "search ", search, helpEntries(scene.ui), in: rect,
    on: &buffer)
}

/// Draws the palette.
func drawPalette(
  _ search: SearchDialog, _ scene: Scene, in rect: Rect, on buffer: inout CellBuffer
) {
  drawSearch("Command", ":", search, paletteEntries(scene.ui), in: rect, on: &buffer)
}

private func drawSearch(
  _ title: String, _ label: String, _ search: SearchDialog, _ entries: [SearchEntry],
  in rect: Rect, on buffer: inout CellBuffer
) {
  buffer.restyle(rect) { Style(ink: Ink(.dim), on: $0.background) }
  let frame = rect.centred(Size(columns: 92, rows: min(30, rect.height)))
  let note = [TextRun("\(entries.count)", Style(.muted))]
  let inside = Panel(title, note: note, focused: true).draw(in: frame, on: &buffer)
  let (prompt, below) = inside.cutTop(1)
  PromptLine(label: label, text: sanitize(search.input.text), cursor: search.input.cursor)
    .draw(in: prompt, on: &buffer)
  let (foot, body) = below.cutBottom(below.height >= 4 ? 1 : 0)
  let keyWidth = columnWidth(entries.map(\.keys), 8...max(8, min(26, inside.width / 3)))
  let nameWidth = inside.width >= 60 ? columnWidth(entries.map(\.name), 8...17) : 0
  let items = entries.map { entry -> TextLine in
    let docWidth = inside.width - 2 - keyWidth - 2 - (nameWidth > 0 ? nameWidth + 2 : 0)
    var line = [TextRun(fitted(entry.keys, width: keyWidth) + "  ", Style(.accent, .bold))]
    if nameWidth > 0 {
      line.append(TextRun(fitted(entry.name, width: nameWidth) + "  ", Style(.muted)))
    }
    line.append(TextRun(wordsText(entry.doc, width: docWidth)))
    return line
  }
  if items.isEmpty {
    drawEmpty(["nothing is called so"], in: body, on: &buffer)
  } else {
    let selected = min(max(0, search.selected), items.count - 1)
    SelectionList(items, selected: selected, focused: true).draw(in: body, on: &buffer)
  }
  HintBar([KeyHint("Enter", "runs"), KeyHint("Up Down", "choose"), KeyHint("Esc", "back")])
    .draw(in: foot, on: &buffer)
}

/// Draws the keys that can follow the ones pressed.
func drawPrefix(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let ui = scene.ui
  let next = ui.keys.entries(in: ui.focus).filter {
    $0.keys.count > ui.prefix.count && $0.keys.starts(with: ui.prefix)
  }
  let lines = next.map { entry -> TextLine in
    let rest = entry.keys.dropFirst(ui.prefix.count).map(\.name).joined(separator: " ")
    return [TextRun(fitted(rest, width: 4), Style(.accent, .bold)), TextRun(entry.action.doc)]
  }
  let width = lines.map { $0.reduce(4) { $0 + displayWidth($1.text) } }.max() ?? 0
  let size = Size(columns: min(width, rect.width), rows: min(lines.count + 2, rect.height))
  let frame = Rect(
    x: rect.maxX - size.columns, y: max(rect.y, rect.maxY - size.rows - 1), width: size.columns,
    height: size.rows)
  let title = ui.prefix.map(\.name).joined(separator: " ")
  let inside = Panel(title).draw(in: frame, on: &buffer)
  drawLines(lines, in: inside, on: &buffer)
}
