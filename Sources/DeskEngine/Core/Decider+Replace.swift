// Taking a working order back, and sending what is open of it again at another price.

import Execution
import MarketData
import Risk
import Structures

extension Decider {
  /// Takes a working order back.
  mutating func cancel(_ command: DeskCommand, order: Int) -> Bool {
    guard let entry = state.orders.first(where: { $0.order == order }) else {
      return refuseMissing(command, order: order, .cancel)
    }
    if case .failure(let refusal) = entry.progress.after(.cancel) {
      return refuse(command, refusal.code, "O\(order): \(refusal.words)")
    }
    change(order, .cancel, reason: "cancelled by \(command.actor.rawValue)")
    return true
  }

  /// Sends what is open of a working order again with another limit, through the gate.
  ///
  /// The old order ends in the same step: its reservation is left out of what the gate sees, so the
  /// two never count together, and a refusal leaves the old one at work.
  mutating func replace(_ command: DeskCommand, order: Int, limit: Money) -> Bool {
    guard let old = state.orders.first(where: { $0.order == order }) else {
      return refuseMissing(command, order: order, .replace)
    }
    if state.trading.isKilled, old.intent.opens {
      return refuse(command, .killed, "the kill is engaged")
    }
    guard old.intent != .roll, old.intent != .hedge else {
      let kind = old.intent == .roll ? "a roll" : "an order in shares"
      return refuse(
        command, .validationFail, "O\(order) is \(kind): cancel it and send it again")
    }
    if case .failure(let refusal) = old.progress.after(.replace) {
      return refuse(command, refusal.code, "O\(order): \(refusal.words)")
    }
    guard market.isOpen, state.session.isOpen else {
      return refuse(command, .marketClosed, "the market is closed")
    }
    if limit == old.limit {
      return refuse(command, .duplicate, "O\(order) has the limit \(limit) already")
    }
    let new = replacement(of: old, limit: limit)
    let verdict = judge(new, quantity: new.quantity, stage: .approve)
    emit(
      .riskVerdict(record(verdict, candidate: new.candidate, rev: new.rev, stage: .approve)))
    guard verdict.passed else {
      let names = verdict.breaches.map(\.limit).joined(separator: ", ")
      return refuse(command, refusal(verdict), "refused by the gate: \(names)")
    }
    change(order, .replace, reason: OrderNote.replaced(by: state.counters.orders + 1))
    let approved: Actor? = new.intent == .open ? command.actor : nil
    place(new, note: OrderNote(approved: approved, close: new.closeReason, replaces: order))
    return true
  }

  /// The order that takes the place of another: what is open of it, at the new limit.
  ///
  /// It keeps the old number while it is judged, which leaves the old reservation out. A lower credit
  /// loses more than was proven at the candidate's, and is judged by that.
  private func replacement(of old: OrderEntry, limit: Money) -> OrderEntry {
    var new = old
    new.quantity = old.progress.open
    new.filled = 0
    new.limit = limit
    new.created = now
    new.state = .new
    if old.intent == .open {
      // What is filled already stands in a position, and what follows is added to it.
      new.position = state.positions.first { $0.order == old.order }?.position ?? old.position
      new.maxLoss = max(old.maxLoss, provenLoss(old, net: limit))
    }
    return new
  }

  private mutating func refuseMissing(
    _ command: DeskCommand, order: Int, _ event: OrderEvent
  ) -> Bool {
    guard let ended = state.ended.first(where: { $0.order == order }) else {
      return refuse(command, TransitionRefusal.unknown.code, "there is no open O\(order)")
    }
    guard case .failure(let refusal) = ended.progress.after(event) else { return false }
    return refuse(command, refusal.code, "O\(order) is \(ended.state.rawValue): \(refusal.words)")
  }
}
