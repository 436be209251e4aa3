// voldesk regimes: the regime of a day, classifiers side by side, and days like another.

import Configuration
import MarketData
import Persistence
import Regimes

/// What can be asked of regimes.
enum RegimeAction: String, CaseIterable {
  case show, compare, like
}

/// Answers a question about regimes.
func runRegimes(_ invocation: Invocation) -> Int32 {
  guard let action = invocation.operands.first.flatMap(RegimeAction.init(rawValue:)) else {
    return 2
  }
  do {
    try checkFlags(action, invocation)
    let input = try RegimeInput(invocation)
    let isJSON = invocation.has("--json")
    switch action {
    case .show:
      let report = RegimeShow(input, at: try input.position(of: day(invocation)))
      if isJSON { say(report.json) } else { report.lines.forEach { say($0) } }
    case .compare:
      let report = RegimeCompare(input, try input.range(invocation), invocation)
      if isJSON { say(report.json) } else { report.lines.forEach { say($0) } }
    case .like:
      let report = try RegimeLike(input, at: try input.position(of: day(invocation)), invocation)
      if isJSON { say(report.json) } else { report.lines.forEach { say($0) } }
    }
    return 0
  } catch let error as UsageError {
    complain(error.text)
    return 2
  } catch let error as ConfigurationError {
    return refuse(error)
  } catch let error as StoreError {
    return refuse(error)
  } catch {
    complain("\(error)")
    return 3
  }
}

private func day(_ invocation: Invocation) -> CivilDate? {
  invocation.operands.dropFirst().first.flatMap { CivilDate($0) }
}

/// Refuses what the action would not look at.
private func checkFlags(_ action: RegimeAction, _ invocation: Invocation) throws(UsageError) {
  let foreign: [String] =
    switch action {
    case .show: ["--from", "--to", "--states", "--count", "--gap", "--spacing"]
    case .compare: ["--count", "--gap", "--spacing"]
    case .like: ["--from", "--to", "--states"]
    }
  for flag in foreign where invocation.has(flag) {
    throw UsageError("\(flag) means nothing to regimes \(action.rawValue)")
  }
  if action == .compare, let date = invocation.operands.dropFirst().first {
    throw UsageError("regimes compare takes no DATE, found \(date); use --from and --to")
  }
}
