// Actions that change the desk: each acts on the row that was selected, by id and version.

import Portfolio
import Canvas
import Candidates
import DeskEngine

extension Turn {
  /// Runs an action that changes the desk.
  mutating func runDesk(_ action: Action) {
    switch action {
    case .approve: openApproval()
    case .approveMarked: openBatch()
    case .reject: openReject()
    case .undoReject: undoReject()
    case .size: openSize()
    case .mark: toggleMark()
    case .build: openBuild()
    case .closePosition: openClose()
    case .rollPosition: openRoll()
    case .acknowledge: acknowledgeAlert()
    case .kill: engageKill(reason: "palette")
    case .resume: openResume()
    case .active: send(.active)
    case .reduce: send(.reduce(reason: "key"))
    case .flatten: openFlatten()
    default: return
    }
  }

  /// The selected candidate, unless its row has only just come under the cursor.
  private mutating func chosen() -> CandidateSummary? {
    let state = ui[.candidates]
    if let displaced = state.displaced, ui.now - displaced < armingDelay {
      say("the selected row has just gone; look, then press again", .severityWarn)
      return nil
    }
    guard case .candidate(let id)? = state.selected, let one = candidate(id) else {
      say("no candidate is selected", .muted)
      return nil
    }
    guard !one.isPending, !ui.isPending(candidate: id) else {
      say("C\(id) waits for the outcome of a command", .muted)
      return nil
    }
    return one
  }

  /// The selected candidate if it is open.
  private mutating func chosenOpen() -> CandidateSummary? {
    guard let one = chosen() else { return nil }
    guard one.state == .open else {
      say("C\(one.id) is \(one.state.rawValue)", .severityWarn)
      return nil
    }
    return one
  }

  private mutating func openApproval() {
    guard let one = chosenOpen() else { return }
    open(items: [Turn.item(one)])
  }

  private mutating func openBatch() {
    let items = ui.marked.compactMap { candidate($0) }
      .filter { $0.state == .open && !$0.isPending && !ui.isPending(candidate: $0.id) }
      .map(Turn.item)
    guard !items.isEmpty else {
      say("nothing is marked: Space marks", .muted)
      return
    }
    open(items: items)
  }

  private mutating func open(items: [ApprovalItem]) {
    let pauses = ui.pacing.mode != .live && !ui.pacing.isPaused
    if pauses {
      intents.append(.pause)
      ui.pacing.isPaused = true
    }
    let dialog = ApprovalDialog(items: items, armed: ui.now + armingDelay, pausedTape: pauses)
    openOverlay(.approval(dialog))
  }

  private mutating func openReject() {
    guard let one = chosen() else { return }
    guard one.state == .open else { return cancelApproved(one) }
    openOverlay(
      .reject(
        RejectDialog(candidate: one.id, revision: one.revision, armed: ui.now + armingDelay)))
  }

  private mutating func undoReject() {
    guard let last = ui.lastReject else {
      say("nothing to undo", .muted)
      return
    }
    ui.lastReject = nil
    guard ui.now - last.at <= undoWindow else {
      say("too late: a rejection can be undone for 10 s", .severityWarn)
      return
    }
    send(.restore(candidate: last.candidate))
  }

  private mutating func openSize() {
    guard let one = chosenOpen() else { return }
    let input = LineInput(String(one.proposal.quantity))
    openOverlay(
      .size(SizeDialog(candidate: one.id, input: input, armed: ui.now + armingDelay)))
  }

  private mutating func toggleMark() {
    guard let one = chosenOpen() else { return }
    if let place = ui.marked.firstIndex(of: one.id) {
      ui.marked.remove(at: place)
    } else {
      ui.marked.append(one.id)
    }
  }

  /// The selected position, unless its row has only just come under the cursor.
  mutating func chosenPosition() -> PositionSummary? {
    if let displaced = ui[.positions].displaced, ui.now - displaced < armingDelay {
      say("the selected row has just gone; look, then press again", .severityWarn)
      return nil
    }
    guard case .position(let id)? = ui[.positions].selected,
      let row = snapshot.positions.first(where: { $0.position.id == id })
    else {
      say("no position is selected", .muted)
      return nil
    }
    guard !ui.isPending(position: id) else {
      say("P\(id) waits for the outcome of a command", .muted)
      return nil
    }
    return row
  }

  private mutating func openClose() {
    guard let row = chosenPosition() else { return }
    openOverlay(
      .close(
        CloseDialog(
          position: row.position.id, quantity: row.position.quantity,
          armed: ui.now + armingDelay)))
  }

  private mutating func acknowledgeAlert() {
    if case .alert(let id)? = ui[.log].selected {
      send(.ack(alert: id))
    } else if let newest = snapshot.alerts.first {
      send(.ack(alert: newest.id))
    } else {
      say("no alert waits", .muted)
    }
  }

  /// Opens the release of the kill, if it is engaged.
  mutating func openResume() {
    guard snapshot.trading.isKilled != false else {
      say("the kill is not engaged", .muted)
      return
    }
    if let since = snapshot.trading.killedAt, let age = seconds(from: since, to: snapshot.time),
      age < 60
    {
      let left = Int((60 - age).rounded(.up))
      say("the kill holds for 60 s of market time; \(left) s are left", .severityWarn)
      return
    }
    openOverlay(.resume(ResumeDialog(armed: ui.now + armingDelay)))
  }

  /// Opens the question before the whole book is closed.
  mutating func openFlatten() {
    guard !snapshot.positions.isEmpty else {
      say("there is no position to close", .muted)
      return
    }
    openOverlay(.flatten(TypedWord(armed: ui.now + armingDelay)))
  }

  /// Puts a dialog over the page and holds the order of the lists.
  mutating func openOverlay(_ overlay: Overlay) {
    for pane in Pane.allCases where pane.isList && ui[pane].heldOrder == nil {
      ui[pane].heldOrder = rowIDs(pane)
    }
    ui.overlay = overlay
  }

  /// Takes the dialog away, lets the lists sort and a tape that it stopped run again.
  mutating func closeOverlay() {
    if case .approval(let dialog)? = ui.overlay, dialog.pausedTape {
      intents.append(.run)
      ui.pacing.isPaused = false
    }
    ui.overlay = nil
    ui.quietUntil = ui.now + armingDelay
    for pane in Pane.allCases { ui[pane].heldOrder = nil }
  }
}
