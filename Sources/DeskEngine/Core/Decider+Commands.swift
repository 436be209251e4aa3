// Commands: each is carried out or refused with a code and a reason.

import Candidates
import Execution
import MarketData
import Portfolio
import Risk
import Structures

extension Decider {
  /// Carries out a command; false when it was refused.
  mutating func carryOut(_ command: DeskCommand) -> Bool {
    switch command.action {
    case .approve(let candidate, let rev, let net):
      return approve(command, candidate: candidate, rev: rev, net: net)
    case .reject(let candidate, let rev, let reason):
      return reject(command, candidate: candidate, rev: rev, reason: reason)
    case .restore(let candidate): return restore(command, candidate: candidate)
    case .size(let candidate, let quantity):
      return resize(command, candidate: candidate, quantity: quantity)
    case .close(let position): return closeByUser(command, position: position)
    case .roll(let position): return rollByUser(command, position: position)
    case .manual(let structure, let legs, let quantity):
      return buildByTrader(command, structure: structure, legs: legs, quantity: quantity)
    case .flatten(let word): return flatten(command, word: word)
    case .kill(let source, let reason):
      if state.trading.isKilled {
        return refuse(command, .duplicate, "the kill is engaged already")
      }
      engageKill(source, reason: cleaned(reason))
    case .resume(let word, let reason): return resume(command, word: word, reason: reason)
    case .reduce: setTrading(causes: state.trading.causes + [.user])
    case .active:
      if state.trading.isKilled {
        return refuse(command, .killed, "release the kill first, with :resume")
      }
      setTrading(causes: state.trading.causes.filter { $0 != .afterReset && $0 != .user })
      liftGaps()
    case .ack(let alert):
      guard state.alerts.contains(where: { $0.alert == alert && !$0.isAcknowledged }) else {
        return refuse(command, .superseded, "A\(alert) is not waiting for anyone")
      }
      emit(.alertAcknowledged(AlertAcknowledged(alert: alert, by: command.actor)))
    case .limit(let name, let value, let word, let reason):
      return moveLimit(command, name: name, value: value, word: word, reason: reason)
    case .cancel(let order): return cancel(command, order: order)
    case .replace(let order, let limit):
      return replace(command, order: order, limit: limit)
    case .note(let text): emit(.noted(Noted(ref: nil, text: cleaned(text))))
    }
    return true
  }

  /// Writes a refusal.
  mutating func refuse(_ command: DeskCommand, _ code: RefusalCode, _ text: String) -> Bool {
    emit(
      .commandRefused(
        CommandRefused(command: command.id, verb: command.action.verb, code: code, text: text)))
    return false
  }

  private mutating func reject(
    _ command: DeskCommand, candidate: Int, rev: Int, reason: String
  ) -> Bool {
    guard let entry = state.candidates.last(where: { $0.record.candidate == candidate }) else {
      return refuse(command, .superseded, "there is no C\(candidate) today")
    }
    guard entry.state == .open else {
      return refuse(command, .superseded, "C\(candidate) is \(entry.state.rawValue)")
    }
    emit(
      .candidateRejected(
        CandidateRejected(
          candidate: candidate, rev: entry.record.rev, reason: cleaned(reason), by: command.actor,
          command: command.id)))
    endHandEdge(of: entry, reason: "rejected by \(command.actor.rawValue)")
    return true
  }

  private mutating func restore(_ command: DeskCommand, candidate: Int) -> Bool {
    guard let entry = state.candidates.last(where: { $0.record.candidate == candidate }),
      entry.state == .rejected || isUnfilled(entry)
    else {
      return refuse(
        command, .superseded, "C\(candidate) is neither rejected nor left by its order")
    }
    // What was found in an earlier session, and only its order kept, is not found any more.
    if entry.proposed < state.session.open {
      return refuse(command, .superseded, "C\(candidate) is of an earlier session")
    }
    if state.trading.isKilled { return refuse(command, .killed, "the kill is engaged") }
    let twin = state.candidates.contains {
      $0.state == .open && CandidateKey($0) == CandidateKey(entry)
    }
    if twin {
      return refuse(command, .superseded, "a newer candidate took the place of C\(candidate)")
    }
    emit(
      .candidateRestored(
        CandidateRestored(candidate: candidate, rev: entry.record.rev, command: command.id)))
    reviveHandEdge(of: entry)
    return true
  }

  /// Whether a candidate was approved and its orders have ended without a fill.
  private func isUnfilled(_ entry: CandidateEntry) -> Bool {
    entry.state == .approved && !entry.isSpent
      && !state.orders.contains { $0.candidate == entry.record.candidate }
  }

  private mutating func closeByUser(_ command: DeskCommand, position: Int) -> Bool {
    guard let entry = state.positions.first(where: { $0.position == position }) else {
      return refuse(command, .superseded, "there is no open P\(position)")
    }
    if state.orders.contains(where: { $0.isLeaving(position) }) {
      return refuse(command, .duplicate, "an order on P\(position) is working")
    }
    guard market.isOpen, state.session.isOpen else {
      return refuse(command, .marketClosed, "the market is closed")
    }
    if let refused = close(mark(entry), reason: .user, intent: .close) {
      let names = refused.breaches.map(\.limit).joined(separator: ", ")
      return refuse(command, refusal(refused), "refused by the gate: \(names)")
    }
    return true
  }

  private mutating func flatten(_ command: DeskCommand, word: String) -> Bool {
    guard word == "FLATTEN" else {
      return refuse(command, .validationFail, "type FLATTEN to close the whole book")
    }
    guard market.isOpen, state.session.isOpen else {
      return refuse(command, .marketClosed, "the market is closed")
    }
    if state.positions.isEmpty { return refuse(command, .superseded, "the book is flat") }
    for order in state.orders {
      change(order.order, .cancel, reason: "flatten")
    }
    var refused: [RiskVerdict] = []
    for position in markPositions() {
      if let verdict = close(position, reason: .flatten, intent: .flatten) {
        refused.append(verdict)
      }
    }
    guard let first = refused.first else { return true }
    let names = first.breaches.map(\.limit).joined(separator: ", ")
    alert(
      .error, metric: "flatten", value: Double(refused.count), threshold: nil,
      text: "\(refused.count) positions could not be flattened: \(names)")
    return refused.count < state.positions.count
      || refuse(command, refusal(first), "refused by the gate: \(names)")
  }

  private mutating func resume(_ command: DeskCommand, word: String, reason: String) -> Bool {
    guard state.trading.isKilled else {
      return refuse(command, .superseded, "the kill is not engaged")
    }
    guard word == "RESUME" else {
      return refuse(command, .validationFail, "type RESUME to release the kill")
    }
    let text = cleaned(reason)
    guard !text.isEmpty else {
      return refuse(command, .validationFail, "a release of the kill needs a reason")
    }
    if let killed = state.trading.killedAt, now - killed < settings.killHold {
      let seconds = Int64(settings.killHold.seconds)
      return refuse(
        command, .throttled, "the kill holds for \(seconds) seconds of exchange time")
    }
    if let difference = ledgerDifference {
      return refuse(command, .limit, "the ledger is still off by \(difference) dollars")
    }
    let reasons = latchReasons(of: exposure(markPositions()), limits: limits)
    if reasons.contains(.stress) {
      return refuse(command, .limit, "the stress loss is still beyond its limit")
    }
    // A drawdown does not pass by waiting: its reset starts a new peak from here.
    let isRebased = state.trading.killSource == .drawdown || reasons.contains(.drawdown)
    emit(
      .killReset(
        KillReset(
          operatorName: command.actor.rawValue, reason: text,
          peak: isRebased ? state.money.equity : state.money.peak)))
    setTrading(causes: state.trading.causes + [.afterReset])
    return true
  }
}
