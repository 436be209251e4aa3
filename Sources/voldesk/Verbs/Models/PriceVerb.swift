// voldesk price: the value of options and its sensitivities under a model of choice.

import MarketData
import Numerics
import Pricing

/// Values one option or a file of them.
func runPrice(_ invocation: Invocation) -> Int32 {
  var requests: OptionRequests
  let model: PricingModel
  do {
    model = try PricingModel(invocation)
    requests = try OptionRequests(invocation, needs: model.needs)
  } catch {
    return refuse(model: error)
  }
  var rows: [(option: OptionRequest, value: OptionValue)] = []
  for option in requests.options {
    do {
      rows.append((option, try model.value(option)))
    } catch {
      requests.faults.add(option.place.isEmpty ? "\(error)" : "\(option.place): \(error)")
      rows.append((option, OptionValue()))
    }
  }
  let isOne = invocation.operands.isEmpty
  if !(isOne && requests.faults.count > 0) {
    let columns = model.columns(rows)
    if invocation.has("--json") {
      say(tableJSON(columns))
    } else {
      for line in tableLines(columns) { say(line) }
      say("")
      say(model.units)
    }
  }
  requests.faults.tell()
  return requests.faults.count == 0 ? 0 : isOne ? 2 : 1
}

/// A value with named sensitivities.
struct OptionValue {
  var price: Double?
  /// Sensitivities in the order of the model's names.
  var figures: [Double?] = []
}
