// The one way in which the terminal's state changes.
//
// Pure and total: an event that means nothing now changes nothing. Time comes with the events.
// The kill's key is looked at before anything else, so no dialog and no size can stand before it.

import Canvas
public import DeskEngine

import MarketData
import Risk

/// Milliseconds in which a dialog that has just opened ignores keys, so that a double press, an
/// auto-repeat or keys typed ahead cannot answer it.
let armingDelay: Int64 = 250

/// Milliseconds in which a rejection can be taken back.
let undoWindow: Int64 = 10_000

/// Applies an event to the terminal's state.
///
/// - Parameters:
///   - ui: The state.
///   - event: What happened.
///   - snapshot: The desk as it was last drawn; with `.snapshot`, the new one.
/// - Returns: What the shell is asked to do, in order.
public func reduce(_ ui: inout UIState, _ event: UIEvent, _ snapshot: DeskSnapshot) -> [Intent] {
  var turn = Turn(ui: ui, snapshot: snapshot)
  turn.handle(event)
  ui = turn.ui
  return turn.intents
}

/// One event being applied.
struct Turn {
  var ui: UIState
  let snapshot: DeskSnapshot
  var intents: [Intent] = []

  init(ui: UIState, snapshot: DeskSnapshot) {
    self.ui = ui
    self.snapshot = snapshot
  }

  /// What the page shows, which is older than the desk while the display is frozen.
  var shown: DeskSnapshot { ui.frozen?.snapshot ?? snapshot }

  mutating func handle(_ event: UIEvent) {
    switch event {
    case .key(let key, let at): press(key, at: at)
    case .paste(let text, let at):
      advance(to: at)
      paste(text)
    case .mouse(let mouse, let at):
      advance(to: at)
      if at >= ui.quietUntil { point(mouse) }
    case .resize(let size):
      ui.size = size
      keepSelectionInSight()
    case .tick(let at): advance(to: at)
    case .snapshot: adopt()
    case .pacing(let pacing): ui.pacing = pacing
    case .acknowledged(let token, let outcome): acknowledge(token, outcome)
    case .editor(let editor): ui.editor = editor
    case .notice(let text, let severity): say(text, severity.token)
    }
  }

  /// Moves the time on and lets old messages go.
  mutating func advance(to at: Int64) {
    ui.now = max(ui.now, at)
    let now = ui.now
    if ui.notices.contains(where: { $0.until <= now }) {
      ui.notices.removeAll { $0.until <= now }
    }
  }

  private mutating func press(_ key: Key, at: Int64) {
    advance(to: at)
    if key == .character("!") {
      engageKill(reason: "key")
      return
    }
    if ui.overlay != nil {
      answer(key, at: at)
      return
    }
    guard at >= ui.quietUntil else { return }
    let keys = ui.prefix + [key]
    switch ui.keys.meaning(of: keys, in: ui.focus) {
    case .action(let action):
      ui.prefix = []
      run(action)
    case .prefix: ui.prefix = keys
    case .none:
      let wasOpen = !ui.prefix.isEmpty
      ui.prefix = []
      if wasOpen, key != .escape {
        say("no key \(keys.map(\.name).joined(separator: " "))", .muted)
      }
    }
  }

  /// Engages the kill, once for any number of presses.
  mutating func engageKill(reason: String) {
    ui.prefix = []
    if snapshot.run.isReadOnly {
      ui.overlay = .remoteKill(opened: ui.now)
      return
    }
    defer { if case .approval? = ui.overlay { closeOverlay() } }
    let isSent = ui.pending.contains { $0.command.verb == .kill && ui.now - $0.sent < 2000 }
    guard snapshot.trading.isKilled != true, !isSent else {
      if !isSent { say("the kill is engaged already", .severityWarn) }
      return
    }
    send(.kill(source: .user, reason: reason))
    say("KILL sent", .killOn)
  }

  /// Gives a command to the desk.
  mutating func send(_ command: CommandAction) {
    ui.lastToken += 1
    ui.pending.append(PendingCommand(token: ui.lastToken, command: command, sent: ui.now))
    intents.append(.command(DeskCommandRequest(token: ui.lastToken, command: command)))
  }

  /// Shows a message for four seconds.
  mutating func say(_ text: String, _ tone: StyleToken) {
    ui.notices.append(Notice(text: text, tone: tone, until: ui.now + 4000))
    if ui.notices.count > 5 { ui.notices.removeFirst(ui.notices.count - 5) }
  }

  private mutating func acknowledge(_ token: Int, _ outcome: CommandOutcome) {
    guard let index = ui.pending.firstIndex(where: { $0.token == token }) else { return }
    let command = ui.pending.remove(at: index).command
    let isDone = outcome.seq != nil
    if isDone, case .reject(let candidate, _, _) = command {
      ui.lastReject = UndoableReject(candidate: candidate, at: ui.now)
    }
    say(outcome.text, isDone ? .severityInfo : .severityWarn)
  }
}
