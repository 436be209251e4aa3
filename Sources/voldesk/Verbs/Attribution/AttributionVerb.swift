// voldesk attribution: where the profit of a stored run came from, to the last unit.

import Configuration
import DeskEngine
import MarketData
import Persistence
import Portfolio

/// Attributes the profit of a run and prints it.
///
/// - Returns: 0; 1 when the sums do not hold; otherwise why it failed.
func runAttribution(_ invocation: Invocation) -> Int32 {
  var weights: [(name: String, share: Double)] = []
  if let text = invocation.text("--weights") {
    guard let found = benchmarkWeights(text) else {
      complain(
        "--weights \(ConfigValue.visible(text)) is not allowed; must be names with shares that sum "
          + "to 1 at most, as VRP=0.6,SKEW=0.4")
      return 2
    }
    weights = found
  }
  return printReport(invocation) {
    try AttributionReport(invocation, weights: weights)
  } judge: { report in
    let failed = report.reading.checks.filter { !$0.holds }
    for check in failed { complain("the check fails: \(check.name)") }
    return failed.isEmpty ? 0 : 1
  }
}

/// Shares of `NAME=SHARE` pairs with a comma between them; nil when one is none or they exceed one.
func benchmarkWeights(_ text: String) -> [(name: String, share: Double)]? {
  var weights: [(name: String, share: Double)] = []
  for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
    let words = pair.split(separator: "=", omittingEmptySubsequences: false)
    guard words.count == 2, !words[0].isEmpty, words[0].utf8.count <= 24,
      let numbers = ArgumentKind.decimals(String(words[1])), numbers.count == 1,
      numbers[0] >= 0, !weights.contains(where: { $0.name == words[0] })
    else { return nil }
    weights.append((String(words[0]), numbers[0]))
  }
  return weights.reduce(0) { $0 + $1.share } <= 1 + 1e-9 ? weights : nil
}
