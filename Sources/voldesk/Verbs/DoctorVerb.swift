// voldesk doctor: every condition the desk needs, each with what to do when it fails.

import Canvas
import Configuration
import DeskEngine
import Glibc
import Risk

/// One thing that was looked at.
struct DoctorCheck {
  /// How it came out.
  enum Result {
    case good, note, bad
  }

  let name: String
  let result: Result
  /// What was found, and what to do when it is not good.
  let text: String

  init(_ name: String, _ result: Result, _ text: String) {
    self.name = name
    self.result = result
    self.text = text
  }
}

/// Looks at everything and prints it; exit 1 when something is wrong.
func runDoctor(_ invocation: Invocation) -> Int32 {
  let marks = DoctorMarks(isUTF8: TerminalFindings.isUTF8)
  var failed = 0
  func section(_ title: String, _ checks: [DoctorCheck]) {
    say(title)
    let rows = checks.map { [marks.mark($0.result), $0.name, ConfigValue.visible($0.text)] }
    for line in aligned(rows, indent: 2) { say(line) }
    failed += checks.count { $0.result == .bad }
  }
  say("voldesk \(programVersion)")
  section("Terminal", TerminalFindings.checks())
  section("Machine", MachineFindings.checks(database: databasePath(invocation)))
  let (configuration, settings) = settingsChecks(invocation)
  section("Settings", settings)
  section("Data", dataChecks(invocation))
  section("Database", databaseChecks(databasePath(invocation)))
  let limits = configuration.map { deskSettings($0).limits }
  let trials = ControlSelfTest(limits: limits ?? RiskLimits.standard).run()
  section("Controls: a synthetic order against an empty book", trials.map(\.check))
  say(failed == 0 ? "\(marks.good) all is well" : "\(marks.bad) \(failed) checks failed")
  return failed == 0 ? 0 : 1
}

/// Marks before each line.
private struct DoctorMarks {
  let isUTF8: Bool

  var good: String { isUTF8 ? "✓" : "ok" }
  var bad: String { isUTF8 ? "✗" : "FAIL" }

  func mark(_ result: DoctorCheck.Result) -> String {
    switch result {
    case .good: good
    case .note: isUTF8 ? "·" : "-"
    case .bad: bad
    }
  }
}

extension ControlTrial {
  /// The trial as a line of the doctor.
  var check: DoctorCheck {
    DoctorCheck(limit, didHold ? .good : .bad, text)
  }
}
