// An explanation of profit in words.

import MarketData

/// The parts of an interval on one line.
func explainedText(_ e: ProfitExplained) -> String {
  func part(_ name: String, _ money: Money?) -> String {
    "\(name) \(money.map { $0.description } ?? "-")"
  }
  let parts = [
    part("delta", e.delta), part("gamma", e.gamma), part("vega", e.vega), part("theta", e.theta),
    part("costs", e.costs), part("residual", e.residual),
  ]
  return "P\(e.position) \(e.total): " + parts.joined(separator: ", ")
}
