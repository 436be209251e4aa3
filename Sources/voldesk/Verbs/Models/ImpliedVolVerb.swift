// voldesk implied-vol: the volatility of a price, or the reason why there is none.

import MarketData
import Pricing

/// Inverts one option or a file of them.
func runImpliedVol(_ invocation: Invocation) -> Int32 {
  var requests: OptionRequests
  do {
    requests = try OptionRequests(invocation, needs: [.strike, .years, .price])
  } catch {
    return refuse(model: error)
  }
  let isAmerican = invocation.has("--american")
  var rows: [(option: OptionRequest, volatility: Double?)] = []
  for option in requests.options {
    do {
      rows.append(
        (option, try isAmerican ? option.americanVolatility() : option.impliedVolatility()))
    } catch {
      let text = option.place.isEmpty ? "\(error)" : "\(option.place): \(error)"
      requests.faults.add(text)
      rows.append((option, nil))
    }
  }
  let columns =
    nameColumns(rows.map(\.option)) + [
      ModelColumn("price", figures: rows.map { $0.option[.price] }, digits: 8),
      ModelColumn("vol", key: "volatility", figures: rows.map(\.volatility), digits: 8),
    ]
  let isOne = invocation.operands.isEmpty
  if !(isOne && requests.faults.count > 0) {
    if invocation.has("--json") {
      say(tableJSON(columns))
    } else {
      for line in tableLines(columns) { say(line) }
    }
  }
  requests.faults.tell()
  return requests.faults.count == 0 ? 0 : isOne ? 2 : 1
}

extension OptionRequest {
  /// The volatility of the price asked about.
  func impliedVolatility() throws -> Double {
    try Pricing.impliedVolatility(
      right, price: need(.price), forward: forward(), strike: need(.strike), years: need(.years),
      discount: discount(), within: 1e-9...1e3)
  }

  /// The volatility at which early exercise allowed makes the price.
  fileprivate func americanVolatility() throws -> Double {
    try americanImpliedVolatility(terms(volatility: 0.2), price: need(.price))
  }
}
