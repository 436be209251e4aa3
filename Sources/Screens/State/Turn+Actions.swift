// What each action does outside of dialogs.

import Canvas
import Candidates
import DeskEngine

extension Turn {
  /// Runs an action of the focused pane.
  mutating func run(_ action: Action) {
    if action.isTrading, snapshot.run.isReadOnly {
      say("read-only desk: \(action.rawValue) is off", .severityWarn)
      return
    }
    if let pane = action.pane {
      focus(pane)
      return
    }
    let isSmall = layoutKind(ui.size) == .heartbeat
    if isSmall, ![.quit, .suspend, .repaint, .kill, .togglePause].contains(action) { return }
    if runMovement(action) || runView(action) || runTape(action) { return }
    runDesk(action)
  }

  private mutating func runMovement(_ action: Action) -> Bool {
    let half = max(1, visibleRows(ui.focus, footer: false) / 2)
    switch action {
    case .down: move(by: 1)
    case .up: move(by: -1)
    case .pageDown: move(by: half)
    case .pageUp: move(by: -half)
    case .top:
      if ui.focus.isList { select(rowIDs(ui.focus), at: 0) } else { ui[ui.focus].top = 0 }
    case .bottom: move(by: .max / 2)
    case .focusNext: cycle(by: 1)
    case .focusPrevious: cycle(by: -1)
    case .nextMatch: seekMatch(forward: true)
    case .previousMatch: seekMatch(forward: false)
    default: return false
    }
    return true
  }

  private mutating func seekMatch(forward: Bool) {
    let search = ui[.log].filter
    guard ui.focus == .log, !search.isEmpty else {
      say("nothing is searched: / first", .muted)
      return
    }
    let rows = rowIDs(.log)
    let found = shown.log.filter { entryMatches($0, search) }.map { RowID.entry($0.seq) }
    let places = rows.indices.filter { found.contains(rows[$0]) }
    let current = ui[.log].selected.flatMap { rows.firstIndex(of: $0) } ?? rows.count
    let next = forward ? places.first { $0 > current } : places.last { $0 < current }
    guard let place = next ?? (forward ? places.first : places.last) else {
      say("no line contains \(search)", .muted)
      return
    }
    select(rows, at: place)
  }

  private mutating func runView(_ action: Action) -> Bool {
    switch action {
    case .zoom: ui.isZoomed.toggle()
    case .explain: openExplanation()
    case .deskPage: ui.isZoomed = false
    case .cancel: cancel()
    case .filter:
      if ui.focus.isList { ui.overlay = .filter(LineInput(ui[ui.focus].filter), ui.focus) }
    case .sort, .reverseSort: sort(reverse: action == .reverseSort)
    case .palette: ui.overlay = .palette(SearchDialog())
    case .help: ui.overlay = .help(SearchDialog())
    case .follow:
      ui[.log].follows.toggle()
      if ui[.log].follows { ui[.log].selected = nil }
    case .freeze: freeze()
    case .copyRow, .copyPane: copy(row: action == .copyRow)
    case .export: intents.append(.export(ui.focus))
    case .report: intents.append(.report)
    case .nextTheme: nextTheme()
    case .pickTheme:
      let place = ui.themes.firstIndex(of: ui.theme) ?? 0
      ui.overlay = .themes(ThemeDialog(selected: place, before: ui.theme))
    case .repaint: intents.append(.repaint)
    case .suspend: intents.append(.suspend)
    case .quit: quit()
    default: return false
    }
    return true
  }

  /// Undoes one thing at a time: the zoom, the filter, the frozen display, the marks.
  private mutating func cancel() {
    if ui.isZoomed {
      ui.isZoomed = false
    } else if !ui[ui.focus].filter.isEmpty {
      ui[ui.focus].filter = ""
      adopt()
    } else if ui.frozen != nil {
      ui.frozen = nil
    } else {
      ui.marked = []
    }
  }

  private mutating func sort(reverse: Bool) {
    let count = ui.focus.sortNames.count
    guard count > 0 else { return }
    if reverse {
      ui[ui.focus].isReversed.toggle()
    } else {
      ui[ui.focus].sort = (ui[ui.focus].sort + 1) % count
    }
    ui[ui.focus].top = settledTop(ui.focus, ui[ui.focus], count: rowIDs(ui.focus).count)
  }

  private mutating func freeze() {
    if ui.frozen == nil {
      ui.frozen = FrozenDisplay(snapshot: snapshot, since: ui.now)
    } else {
      ui.frozen = nil
    }
  }

  private mutating func copy(row: Bool) {
    let text: String
    if row, ui.focus.isList {
      guard let selected = ui[ui.focus].selected else {
        say("no row is selected", .muted)
        return
      }
      text = rowText(selected, ui.focus, shown, ui)
    } else {
      text = paneText(ui.focus, shown, ui)
    }
    guard !text.isEmpty else { return }
    ui.copied = text
    intents.append(.copy(text))
    say(row ? "row copied" : "pane copied", .severityInfo)
  }

  private mutating func nextTheme() {
    guard !ui.themes.isEmpty else { return }
    let place = ui.themes.firstIndex(of: ui.theme) ?? -1
    ui.theme = ui.themes[(place + 1) % ui.themes.count]
    intents.append(.setTheme(ui.theme))
    say("theme \(ui.theme)", .severityInfo)
  }

  /// Leaves at once, or asks while something is pending.
  mutating func quit() {
    if snapshot.orders.isEmpty, ui.pending.isEmpty {
      intents.append(.quit)
    } else {
      ui.overlay = .quit(opened: ui.now)
    }
  }

  private mutating func runTape(_ action: Action) -> Bool {
    guard [.togglePause, .slower, .faster, .step, .stepTen].contains(action) else { return false }
    guard ui.pacing.mode != .live else {
      say("a live market keeps its own pace", .muted)
      return true
    }
    switch action {
    case .togglePause:
      intents.append(ui.pacing.isPaused ? .run : .pause)
      ui.pacing.isPaused.toggle()
    case .slower: intents.append(.slower)
    case .faster: intents.append(.faster)
    case .step: intents.append(.step(1))
    default: intents.append(.step(10))
    }
    return true
  }
}
