// The desk: with a screen where there is a terminal, else as lines.

import Configuration
import Glibc
import Terminal

/// Opens the desk.
///
/// - Returns: The exit code.
func runDesk(_ invocation: Invocation) -> Int32 {
  if invocation.has("--reset-tty") {
    if TerminalSession.resetTTY() { return 0 }
    complain("there is no terminal to put right")
    return 3
  }
  let plan: DeskPlan
  let signals: SignalSource
  do {
    plan = try DeskPlan(invocation)
    signals = try SignalSource()
  } catch {
    let (code, text) = failure(error)
    complain(text)
    return code
  }
  if invocation.has("--no-tui") { return runHeadless(plan, signals: signals) }
  let session: TerminalSession
  do throws(TerminalUnavailable) {
    session = try TerminalSession(terminalOptions(plan.configuration.settings), signals: signals)
  } catch {
    complain("\(error); going on without a screen, one JSON line an event")
    return runHeadless(plan, signals: signals)
  }
  return runInteractive(plan, session: session)
}
