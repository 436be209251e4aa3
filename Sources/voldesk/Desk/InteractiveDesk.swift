// The screen: events in, frames out, requests to the desk behind it.

import Canvas
import Configuration
import DeskEngine
import Feeds
import Glibc
import Persistence
import Risk
import Screens
import Terminal

/// Runs a plan behind a screen.
///
/// - Returns: The exit code.
func runInteractive(_ plan: DeskPlan, session: TerminalSession) -> Int32 {
  let desk = InteractiveDesk(plan, session)
  desk.draw()
  let (code, text) = desk.run()
  session.end()
  if let text { complain(text) }
  return code
}

/// The thread of the screen.
private final class InteractiveDesk {
  let plan: DeskPlan
  let session: TerminalSession
  var ui: UIState
  var snapshot = DeskSnapshot()
  var theme: Theme
  var mailbox: Mailbox?
  var stopped: (code: Int32, text: String?)?
  var isQuitting = false
  var lastFrame: Int64 = 0
  var needsFrame = false
  /// The configuration in force.
  var editing: EditableConfiguration

  init(_ plan: DeskPlan, _ session: TerminalSession) {
    self.plan = plan
    self.session = session
    editing = plan.editing
    let settings = plan.configuration.settings
    let keys = keyTable(plan.configuration)
    let names = plan.themes.map(ThemeFile.themeNames) ?? ["dark", "mono"]
    ui = UIState(
      size: session.size, keys: keys.table, theme: settings.screen.theme, themes: names,
      pacing: PacingSummary(
        mode: plan.mode, speed: plan.speed.isFinite ? plan.speed : nil))
    theme = .dark
    snapshot.run.mode = plan.mode.rawValue
    snapshot.run.isReadOnly = plan.isReadOnly
    setTheme(settings.screen.theme)
    ui.editor = deskEditor(editing)
    for problem in keys.problems { notice(problem) }
  }

  private var milliseconds: Int64 { steadyNanoseconds() / 1_000_000 }

  private func setTheme(_ name: String) {
    if session.depth == .mono {
      theme = .mono
      return
    }
    switch Self.load(name, plan.themes) {
    case .success(let loaded):
      theme = loaded
      ui.theme = name
    case .failure(let error): notice("theme \(name): \(error.description)")
    }
  }

  private static func load(
    _ name: String, _ folder: String?
  ) -> Result<Theme, ConfigurationError> { voldesk.theme(name, in: folder) }

  private func notice(_ text: String) {
    apply(.notice(text, .warn))
  }

  /// Draws a frame if anything changed.
  func draw() {
    let buffer = render(snapshot, ui, size: session.size, look: session.look)
    let result = session.present(buffer, theme: theme)
    lastFrame = milliseconds
    needsFrame = false
    switch result {
    case .deferred: needsFrame = true
    case .drawn(_, let taken) where taken > 100:
      if !ui.pacing.isSlowLink { ui.pacing.isSlowLink = true }
    default: break
    }
  }

  /// Runs until the desk has stopped.
  func run() -> (Int32, String?) {
    guard let mailbox = Mailbox(waker: session.waker) else {
      return (5, "the system has no free descriptor")
    }
    self.mailbox = mailbox
    guard startDeskThread(plan, mailbox) else { return (5, "the system has no free thread") }
    while stopped == nil {
      for event in session.poll(timeoutMs: timeout()) { take(event) }
      takeNews()
      drawIfDue()
    }
    return (stopped?.code ?? 0, stopped?.text)
  }

  /// Wakes for the next frame, for messages that end, and else once a second.
  private func timeout() -> Int {
    if needsFrame { return Int(max(1, min(frameGap, lastFrame + frameGap - milliseconds))) }
    if !ui.notices.isEmpty || ui.overlay != nil || !ui.pending.isEmpty { return 250 }
    return 1_000
  }

  /// Milliseconds between frames that no key asked for.
  private var frameGap: Int64 {
    if ui.pacing.isSlowLink { return 500 }
    return Int64(1_000 / max(1, min(30, editing.configuration.settings.screen.framesPerSecond)))
  }

  private func drawIfDue() {
    let now = milliseconds
    _ = apply(.tick(now))
    if needsFrame, now - lastFrame < frameGap { return }
    draw()
  }

  private func take(_ event: InputEvent) {
    let now = milliseconds
    switch event {
    case .key(let key):
      apply(.key(key, at: now))
      draw()
    case .paste(let text):
      apply(.paste(text, at: now))
      draw()
    case .mouse(let mouse):
      apply(.mouse(mouse, at: now))
      draw()
    case .resize(let size):
      apply(.resize(size))
      needsFrame = true
    case .signal(let signal): take(signal)
    case .wake: needsFrame = true
    case .closed: quit()
    }
  }

  private func take(_ signal: TerminalSignal) {
    switch signal {
    case .terminate, .hangup, .interrupt, .quit:
      if isQuitting { stopped = (0, nil) }
      quit()
    case .user1: mailbox?.ask(.killBySignal)
    case .resumed:
      session.repaint()
      needsFrame = true
    }
  }

  private func quit() {
    isQuitting = true
    mailbox?.ask(.quit)
  }

  private func takeNews() {
    guard let news = mailbox?.takeNews() else { return }
    if let pacing = news.pacing {
      var pacing = pacing
      pacing.isSlowLink = ui.pacing.isSlowLink
      apply(.pacing(pacing))
      needsFrame = true
    }
    if let fresh = news.snapshot {
      snapshot = fresh
      apply(.snapshot)
      needsFrame = true
    }
    if let fresh = news.editing { adopt(fresh) }
    for outcome in news.outcomes {
      apply(.acknowledged(token: outcome.token, outcome.outcome))
      needsFrame = true
    }
    for text in news.notices {
      apply(.notice(text.text, text.isGrave ? .error : .info))
      needsFrame = true
    }
    if let end = news.stopped { stopped = end }
  }

  /// Shows a changed configuration; its looks hold at once.
  private func adopt(_ fresh: EditableConfiguration) {
    let theme = fresh.configuration.settings.screen.theme
    let isOther = theme != editing.configuration.settings.screen.theme
    editing = fresh
    apply(.editor(deskEditor(fresh)))
    if isOther { setTheme(theme) }
    needsFrame = true
  }

  @discardableResult
  private func apply(_ event: UIEvent) -> Bool {
    let intents = reduce(&ui, event, snapshot)
    for intent in intents { carryOut(intent) }
    return !intents.isEmpty
  }

  private func carryOut(_ intent: Intent) {
    switch intent {
    case .command(let request): mailbox?.ask(.command(request))
    case .remoteKill: mailbox?.ask(.remoteKill)
    case .pause: mailbox?.ask(.pause)
    case .run: mailbox?.ask(.run)
    case .step(let count): mailbox?.ask(.step(count))
    case .faster: mailbox?.ask(.faster)
    case .slower: mailbox?.ask(.slower)
    case .setSpeed(let speed): mailbox?.ask(.setSpeed(speed))
    case .seek(let minute): mailbox?.ask(.seek(minuteOfDay: minute))
    case .edit(let edit): change(edit)
    case .quit: quit()
    case .suspend:
      session.suspend()
      session.repaint()
    case .repaint: session.repaint()
    case .copy(let text): if !session.copy(text) { notice("too long for the clipboard") }
    case .export(let pane): export(pane)
    case .report: mailbox?.ask(.report)
    case .setTheme(let name): setTheme(name)
    case .reloadTheme: setTheme(ui.theme)
    }
  }

  private func change(_ confirmed: ConfirmedEdit) {
    do throws(ConfigurationError) {
      mailbox?.ask(.edit(try EditRequest(confirmed)))
    } catch {
      notice(error.issues.map(\.description).joined(separator: "; "))
    }
  }

  private func export(_ pane: Pane) {
    do throws(StoreError) {
      let stem = try exportPane(
        pane, ui.frozen?.snapshot ?? snapshot, ui, size: session.size, look: session.look,
        theme: theme)
      apply(.notice("wrote \(stem) .txt .ansi .html .csv", .info))
    } catch {
      apply(.notice(error.description, .error))
    }
  }
}
