// Keys in dialogs. Approval and closing know one confirming key, `y`; Enter never confirms them.

import Portfolio
import Canvas
import DeskEngine

extension Turn {
  /// Gives a key to the dialog that has the keys.
  mutating func answer(_ key: Key, at: Int64) {
    switch ui.overlay {
    case .approval(let dialog): answerApproval(dialog, key, at: at)
    case .close(let dialog): answerClose(dialog, key, at: at)
    case .build(let dialog): answerBuild(dialog, key, at: at)
    case .roll(let dialog): answerRoll(dialog, key, at: at)
    case .reject(let dialog): answerReject(dialog, key, at: at)
    case .resume(let dialog): answerResume(dialog, key, at: at)
    case .flatten(let dialog): answerFlatten(dialog, key, at: at)
    case .size(let dialog): answerSize(dialog, key, at: at)
    case .explanation(let view): answerExplanation(view, key)
    case .quit(let opened):
      guard at >= opened + armingDelay else { return }
      if key == .character("y") { intents.append(.quit) }
      closeOverlay()
    case .remoteKill(let opened):
      guard at >= opened + armingDelay else { return }
      if key == .character("y") { intents.append(.remoteKill) }
      closeOverlay()
    case .themes(let dialog): answerThemes(dialog, key)
    case .filter(let input, let pane): answerFilter(input, pane, key)
    case .calibration(let top): answerCalibration(top, key)
    case .help(let search): answerSearch(search, key, isPalette: false)
    case .palette(let search): answerSearch(search, key, isPalette: true)
    case .editor(let page): answerEditor(page, key)
    case .edit(let dialog): answerEdit(dialog, key, at: at)
    case nil: return
    }
  }

  private func isCancel(_ key: Key) -> Bool {
    key == .escape || key == .enter || key == .character("n") || key == .character("q")
      || key == .control("c")
  }

  private mutating func answerApproval(_ dialog: ApprovalDialog, _ key: Key, at: Int64) {
    guard at >= dialog.armed else { return }
    guard key == .character("y") else {
      if isCancel(key) { closeOverlay() }
      return
    }
    // The desk is looked at once more: whatever moved since it was drawn is said, not sent.
    guard changes(dialog).isEmpty else {
      recheckOverlay()
      return
    }
    guard approvalStop(dialog, snapshot, size: ui.size) == nil else { return }
    closeOverlay()
    for item in dialog.items {
      send(.approve(candidate: item.candidate, rev: item.revision, net: item.net))
    }
    ui.marked.removeAll { id in dialog.items.contains { $0.candidate == id } }
  }

  private mutating func answerClose(_ dialog: CloseDialog, _ key: Key, at: Int64) {
    guard at >= dialog.armed else { return }
    guard key == .character("y") else {
      closeOverlay()
      return
    }
    guard let row = snapshot.positions.first(where: { $0.position.id == dialog.position }) else {
      closeOverlay()
      return
    }
    guard row.position.quantity == dialog.quantity else {
      recheckOverlay()
      return
    }
    closeOverlay()
    send(.close(position: dialog.position))
  }

  private mutating func answerReject(_ dialog: RejectDialog, _ key: Key, at: Int64) {
    guard at >= dialog.armed else { return }
    var dialog = dialog
    let count = RejectDialog.reasons.count
    switch key {
    case .escape, .character("q"), .character("n"), .control("c"): closeOverlay()
    case .down, .character("j"): dialog.selected = (dialog.selected + 1) % count
    case .up, .character("k"): dialog.selected = (dialog.selected + count - 1) % count
    case .enter: reject(dialog, dialog.selected)
    case .character(let character):
      guard let digit = character.wholeNumberValue, (1...count).contains(digit) else { return }
      reject(dialog, digit - 1)
    default: return
    }
    if case .reject? = ui.overlay { ui.overlay = .reject(dialog) }
  }

  private mutating func reject(_ dialog: RejectDialog, _ reason: Int) {
    closeOverlay()
    send(
      .reject(
        candidate: dialog.candidate, rev: dialog.revision,
        reason: RejectDialog.reasons[reason]))
    ui.lastReject = UndoableReject(candidate: dialog.candidate, at: ui.now)
    say("C\(dialog.candidate) rejected; u undoes for 10 s", .severityInfo)
  }

  private mutating func answerResume(_ dialog: ResumeDialog, _ key: Key, at: Int64) {
    guard at >= dialog.armed else { return }
    if key == .escape || key == .control("c") {
      closeOverlay()
      return
    }
    var dialog = dialog
    if key == .enter {
      guard !dialog.asksReason else {
        guard dialog.reason.text.contains(where: { $0 != " " }) else {
          say("a reason is needed", .severityWarn)
          return
        }
        closeOverlay()
        send(.resume(word: dialog.word.text, reason: sanitize(dialog.reason.text)))
        return
      }
      guard dialog.word.text == "RESUME" else {
        say("type RESUME in capitals", .severityWarn)
        return
      }
      dialog.asksReason = true
      dialog.armed = ui.now + armingDelay
    } else if dialog.asksReason {
      dialog.reason.edit(key)
    } else {
      dialog.word.edit(key)
    }
    ui.overlay = .resume(dialog)
  }

  private mutating func answerFlatten(_ dialog: TypedWord, _ key: Key, at: Int64) {
    guard at >= dialog.armed else { return }
    var dialog = dialog
    switch key {
    case .escape, .control("c"): closeOverlay()
    case .enter:
      guard dialog.input.text == "FLATTEN" else {
        say("type FLATTEN in capitals", .severityWarn)
        return
      }
      closeOverlay()
      send(.flatten(word: dialog.input.text))
    default:
      dialog.input.edit(key)
      ui.overlay = .flatten(dialog)
    }
  }

  private mutating func answerSize(_ dialog: SizeDialog, _ key: Key, at: Int64) {
    guard at >= dialog.armed else { return }
    var dialog = dialog
    switch key {
    case .escape, .control("c"): closeOverlay()
    case .enter:
      guard let quantity = Int(dialog.input.text), (1...9999).contains(quantity) else {
        say("a number of packages from 1 is needed", .severityWarn)
        return
      }
      closeOverlay()
      send(.size(candidate: dialog.candidate, quantity: quantity))
    case .character(let character) where !("0"..."9").contains(character): return
    default:
      dialog.input.edit(key)
      ui.overlay = .size(dialog)
    }
  }

  private mutating func answerCalibration(_ top: Int, _ key: Key) {
    let last = lastCalibrationRow(snapshot)
    let place: Int
    switch key {
    case .down, .character("j"): place = top + 1
    case .up, .character("k"): place = top - 1
    case .pageDown, .control("d"): place = top + 10
    case .pageUp, .control("u"): place = top - 10
    case .home, .character("g"): place = 0
    case .end, .character("G"): place = last
    case .escape, .enter, .character("q"), .control("c"):
      closeOverlay()
      return
    default: return
    }
    ui.overlay = .calibration(top: min(max(0, place), last))
  }

  private mutating func answerThemes(_ dialog: ThemeDialog, _ key: Key) {
    var dialog = dialog
    let count = max(1, ui.themes.count)
    switch key {
    case .down, .character("j"): dialog.selected = (dialog.selected + 1) % count
    case .up, .character("k"): dialog.selected = (dialog.selected + count - 1) % count
    case .enter:
      closeOverlay()
      return
    case .escape, .character("q"), .control("c"):
      show(theme: dialog.before)
      closeOverlay()
      return
    default: return
    }
    if dialog.selected < ui.themes.count { show(theme: ui.themes[dialog.selected]) }
    ui.overlay = .themes(dialog)
  }

  /// Shows another theme.
  mutating func show(theme: String) {
    guard theme != ui.theme else { return }
    ui.theme = theme
    intents.append(.setTheme(theme))
  }
}
