// Lines of input: filter, help, palette, and what typed commands do.

import Canvas
import DeskEngine
import MarketData

extension LineInput {
  /// Applies an editing key; keys that do not edit change nothing.
  mutating func edit(_ key: Key) {
    var characters = Array(text)
    cursor = min(max(0, cursor), characters.count)
    switch key {
    case .character(let character):
      guard characters.count < 200 else { return }
      characters.insert(character, at: cursor)
      cursor += 1
    case .backspace:
      guard cursor > 0 else { return }
      characters.remove(at: cursor - 1)
      cursor -= 1
    case .delete:
      guard cursor < characters.count else { return }
      characters.remove(at: cursor)
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .control("u"):
      characters.removeFirst(cursor)
      cursor = 0
    case .control("w"):
      while cursor > 0, characters[cursor - 1] == " " { remove(&characters) }
      while cursor > 0, characters[cursor - 1] != " " { remove(&characters) }
    default: return
    }
    text = String(characters)
    cursor = min(cursor, text.count)
  }

  private mutating func remove(_ characters: inout [Character]) {
    characters.remove(at: cursor - 1)
    cursor -= 1
  }

  /// Inserts pasted text on one line.
  mutating func insert(_ pasted: String) {
    for character in sanitize(pasted) { edit(.character(character)) }
  }
}

extension Turn {
  /// Puts pasted text into the line of input that is open; elsewhere it does nothing.
  mutating func paste(_ text: String) {
    switch ui.overlay {
    case .filter(var input, let pane):
      input.insert(text)
      setFilter(input, pane)
    case .help(var search):
      search.input.insert(text)
      ui.overlay = .help(search)
    case .palette(var search):
      search.input.insert(text)
      ui.overlay = .palette(search)
    case .resume(var dialog) where dialog.asksReason:
      dialog.reason.insert(text)
      ui.overlay = .resume(dialog)
    case .edit(var dialog) where dialog.asksReason:
      dialog.reason.insert(text)
      ui.overlay = .edit(dialog)
    case .editor(let page): paste(text, into: page)
    default: return
    }
  }

  mutating func answerFilter(_ input: LineInput, _ pane: Pane, _ key: Key) {
    var input = input
    switch key {
    case .enter: closeOverlay()
    case .escape, .control("c"):
      setFilter(LineInput(), pane)
      closeOverlay()
    default:
      input.edit(key)
      setFilter(input, pane)
    }
  }

  private mutating func setFilter(_ input: LineInput, _ pane: Pane) {
    ui[pane].filter = input.text
    ui.overlay = .filter(input, pane)
    let rows = rowIDs(pane)
    guard pane != .log else { return }
    if let selected = ui[pane].selected, rows.contains(selected) { return }
    ui[pane].selected = rows.first
    ui[pane].place = 0
    ui[pane].top = 0
  }

  mutating func answerSearch(_ search: SearchDialog, _ key: Key, isPalette: Bool) {
    var search = search
    let entries = isPalette ? paletteEntries(ui) : helpEntries(ui)
    switch key {
    case .escape, .control("c"): closeOverlay()
    case .down, .control("n"): search.selected = min(search.selected + 1, entries.count - 1)
    case .up, .control("p"): search.selected = max(0, search.selected - 1)
    case .pageDown: search.selected = min(search.selected + 10, entries.count - 1)
    case .pageUp: search.selected = max(0, search.selected - 10)
    case .enter:
      let place = min(max(0, search.selected), entries.count - 1)
      closeOverlay()
      ui.quietUntil = 0
      guard entries.indices.contains(place) else {
        let text = sanitize(search.input.text)
        if !text.isEmpty { say("there is no command \(text)", .severityWarn) }
        return
      }
      choose(entries[place], typed: search.input.text)
      return
    default:
      let before = search.input.text
      search.input.edit(key)
      if search.input.text != before { search.selected = 0 }
    }
    guard ui.overlay != nil else { return }
    ui.overlay = isPalette ? .palette(search) : .help(search)
  }

  private mutating func choose(_ entry: SearchEntry, typed: String) {
    switch entry.choice {
    case .action(let action): run(action)
    case .command(let command):
      let parts = typed.split(separator: " ", maxSplits: 1).map(String.init)
      let hasName = parts.first == command.rawValue
      run(command, hasName && parts.count > 1 ? parts[1] : "")
    case .none: return
    }
  }

  /// Runs a typed command with what follows its name.
  mutating func run(_ command: TypedCommand, _ argument: String) {
    let needsDesk: [TypedCommand] = [
      .resume, .active, .reduce, .flatten, .new, .cancel, .replace, .restore, .limit,
      .note,
    ]
    if snapshot.run.isReadOnly, needsDesk.contains(command) {
      say("read-only desk: :\(command.rawValue) is off", .severityWarn)
      return
    }
    switch command {
    case .resume: openResume()
    case .active: send(.active)
    case .reduce: send(.reduce(reason: argument.isEmpty ? "key" : sanitize(argument)))
    case .flatten: openFlatten()
    case .kill: engageKill(reason: argument.isEmpty ? "typed" : sanitize(argument))
    case .new: new(argument)
    case .cancel: cancel(argument)
    case .replace: replace(argument)
    case .restore: restore(argument)
    case .limit: limit(argument)
    case .seek: seek(argument)
    case .speed: setSpeed(argument)
    case .theme: theme(argument)
    case .note: note(argument)
    case .calibration: ui.overlay = .calibration(top: 0)
    case .export: run(.export)
    case .report: run(.report)
    case .set: set(argument)
    case .unset: propose(.unset(key: argument), page: nil, asks: false)
    case .events: openCalendar()
    case .event: event(argument)
    case .quit: quit()
    }
  }

  private mutating func seek(_ argument: String) {
    guard let minute = NewYorkTime.minuteOfDay(argument) else {
      say("a time is needed, as :seek 10:15", .severityWarn)
      return
    }
    guard ui.pacing.mode == .replay else {
      say("only a replay can be moved to a time", .severityWarn)
      return
    }
    intents.append(.seek(minuteOfDay: minute))
  }

  private mutating func setSpeed(_ argument: String) {
    guard ui.pacing.mode != .live else {
      say("a live market keeps its own pace", .muted)
      return
    }
    let text = argument.hasPrefix("x") ? String(argument.dropFirst()) : argument
    if text == "max" {
      intents.append(.setSpeed(nil))
    } else if let speed = Double(text), speed.isFinite, speed > 0 {
      intents.append(.setSpeed(speed))
    } else {
      say("a speed is needed, as :speed 20 or :speed max", .severityWarn)
    }
  }

  private mutating func theme(_ argument: String) {
    if argument == "reload" {
      intents.append(.reloadTheme)
    } else if ui.themes.contains(argument) {
      show(theme: argument)
    } else {
      say("themes: \(ui.themes.joined(separator: ", "))", .severityWarn)
    }
  }

  /// `NAME VALUE`, with `off` for an optional limit, or `NAME VALUE LOOSEN reason` to confirm what the desk asked about.
  private mutating func limit(_ argument: String) {
    let words = argument.split(separator: " ", maxSplits: 3).map { sanitize(String($0)) }
    guard words.count >= 2,
      let value = words[1] == "off"
        ? .infinity : Double(words[1]).flatMap({ $0.isFinite ? $0 : nil })
    else {
      say("a name and a number or off are needed, as :limit vega 0.005", .severityWarn)
      return
    }
    send(
      .limit(
        name: words[0], value: value, word: words.count > 2 ? words[2] : "",
        reason: words.count > 3 ? words[3] : ""))
  }

  private mutating func note(_ argument: String) {
    guard argument.contains(where: { $0 != " " }) else {
      say("a text is needed, as :note watch the close", .severityWarn)
      return
    }
    send(.note(text: sanitize(argument)))
  }
}
