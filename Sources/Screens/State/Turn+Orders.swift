// Orders by their number: taken back, or sent again at another net.

import Candidates
import Canvas
import DeskEngine
import Execution
import MarketData

extension Turn {
  /// Takes back the order of `O12`, or the only one that works.
  mutating func cancel(_ argument: String) {
    if argument.isEmpty, snapshot.orders.count == 1 {
      return send(.cancel(order: snapshot.orders[0].id))
    }
    guard let order = orderNumber(argument) else {
      return say("an order is needed, as :cancel O12", .severityWarn)
    }
    send(.cancel(order: order))
  }

  /// Sends the order of `O12 +4.10` again at another least net of one package.
  mutating func replace(_ argument: String) {
    let words = argument.split(separator: " ").map(String.init)
    guard words.count == 2, let order = orderNumber(words[0]), let net = netPrice(words[1]) else {
      return say("an order and a net are needed, as :replace O12 +4.10", .severityWarn)
    }
    send(.replace(order: order, limit: net))
  }

  /// Brings back the candidate of `C12`: one that was rejected, or whose order ended without a fill.
  mutating func restore(_ argument: String) {
    let digits =
      argument.hasPrefix("C") || argument.hasPrefix("c") ? argument.dropFirst() : argument[...]
    guard let candidate = Int(digits), candidate > 0 else {
      return say("a candidate is needed, as :restore C12", .severityWarn)
    }
    send(.restore(candidate: candidate))
  }

  /// Takes back the order of an approved candidate while nothing of it is filled.
  mutating func cancelApproved(_ candidate: CandidateSummary) {
    guard let order = snapshot.orders.first(where: { $0.candidate == candidate.id }),
      order.filled == 0
    else {
      return say("C\(candidate.id) is \(candidate.state.rawValue)", .severityWarn)
    }
    send(.cancel(order: order.id))
  }

  private func orderNumber(_ text: String) -> Int? {
    let digits = text.hasPrefix("O") || text.hasPrefix("o") ? text.dropFirst() : Substring(text)
    return Int(digits).flatMap { $0 > 0 ? $0 : nil }
  }

  /// A net with its sign: positive for a credit.
  private func netPrice(_ text: String) -> Money? {
    Money(text.hasPrefix("+") ? String(text.dropFirst()) : text)
  }
}
