// Automatic exits: profit target, stop, days to expiry, and a regime that does not allow it.

import Edges
import Execution
import MarketData
import Portfolio
import Risk
import Structures

extension Decider {
  /// Sends an exit for every position that asks for one and has none working.
  mutating func sendExits() {
    guard !state.trading.isKilled, market.isOpen, !state.positions.isEmpty else { return }
    for (position, reason) in dueExits(marked()) { leave(position, reason) }
  }

  private func dueExits(
    _ marked: [MarkedPosition]
  ) -> [(position: MarkedPosition, reason: CloseReason)] {
    var due: [(position: MarkedPosition, reason: CloseReason)] = []
    for position in marked {
      let id = position.entry.position
      if state.orders.contains(where: { $0.isLeaving(id) && $0.intent != .roll }) { continue }
      // Options are left when the shares they became are gone: they cover them until then.
      if position.entry.shares != 0, now >= state.session.close { continue }
      if let reason = exitReason(position) { due.append((position, reason)) }
    }
    return due
  }

  private mutating func leave(_ marked: MarkedPosition, _ reason: CloseReason) {
    let entry = marked.entry
    giveWay(entry.position, to: reason)
    let refused = close(
      marked, reason: reason, intent: .close, note: deliveryExit(entry.legs, of: entry.underlying))
    if refused == nil, reason == .regime { sayRegimes(entry) }
    guard let refused, isOnGrid else { return }
    let names = refused.breaches.map(\.limit).joined(separator: ", ")
    alert(
      .warn, metric: "exit P\(entry.position)", value: nil, threshold: nil,
      text: "the \(reason.rawValue) exit of P\(entry.position) waits: \(names)")
  }

  // A position is read through its marks: as a value of its own it would be copied each minute.
  private func exitReason(_ marked: MarkedPosition) -> CloseReason? {
    let legs = marked.entry.legs
    if legs.indices.contains(where: { legs[$0].isSettled }) { return .settled }
    if deliveryExit(legs, of: marked.entry.underlying) != nil { return .dte }
    if legs.indices.contains(where: { !marked.mark(of: $0).isQuoted }) { return nil }
    if marked.entry.kind == .ou, let exit = pairExit(marked.entry) { return exit }
    let units = multiplier(legs) * marked.entry.quantity
    // Target and stop ask what closing now would leave, so both look at the exit side.
    let atExit = (marked.exitValue - marked.entry.cost).dollars / Double(max(1, units))
    // A broken wing is opened for next to nothing: a share of its credit is neither target nor stop.
    let own =
      marked.entry.structure.isCredit == true
      ? creditExit(marked, atExit: atExit) : debitExit(marked, atExit: atExit)
    return own ?? (regimeObjection(marked) == nil ? nil : .regime)
  }

  private func creditExit(_ marked: MarkedPosition, atExit: Double) -> CloseReason? {
    let rules = settings.exits
    let credit = marked.entry.entry.dollars
    let isButterfly = marked.entry.structure == .ironButterfly
    let target = isButterfly ? rules.ironButterflyTarget : rules.creditTarget
    if atExit >= target * credit { return .target }
    if let multiple = rules.stopMultiple, atExit <= -multiple * credit { return .stop }
    return isTooLate(marked, days: rules.creditDays) ? .dte : nil
  }

  private func debitExit(_ marked: MarkedPosition, atExit: Double) -> CloseReason? {
    if let most = maximumProfit(marked), atExit >= settings.exits.debitTarget * most {
      return .target
    }
    return isTooLate(marked, days: settings.exits.debitDays) ? .dte : nil
  }

  /// Whether the first expiry is near although it was clearly further away at the opening.
  private func isTooLate(_ marked: MarkedPosition, days: Int) -> Bool {
    let legs = marked.entry.legs
    guard let expiry = legs.indices.lazy.map({ legs[$0].contract.expiry }).min(),
      expiry.days(since: state.session.date) <= days
    else { return false }
    return expiry.days(since: NewYorkTime.date(marked.entry.opened)) > days + 2
  }

  private func multiplier(_ legs: [PositionLegEntry]) -> Int { legs.first?.multiplier ?? 100 }

  /// Maximum profit of a package a unit of the underlying at its first expiry, which for a calendar or
  /// a diagonal rests on the volatility of its back leg now; nil when it is not bounded or not priced.
  private func maximumProfit(_ marked: MarkedPosition) -> Double? {
    let legs = marked.risk.legs
    let packages = Double(marked.entry.quantity)
    guard packages > 0, !legs.isEmpty, legs.arePriceable else { return nil }
    let net = marked.entry.entry.dollars * packages
    return ExpiryPayoff(legs: legs, net: net, volatilityShift: 0).best.map { $0 / packages }
  }

  /// Creates a closing order at the exit side, with room for the market to move.
  ///
  /// A note is what else the order's first change says.
  ///
  /// - Returns: Nil when the order was sent, else what the gate refused.
  @discardableResult
  mutating func close(
    _ marked: MarkedPosition, reason: CloseReason, intent: OrderIntent, note: String? = nil
  ) -> RiskVerdict? {
    if marked.entry.shares != 0 { return sendShares(marked.entry, reason: reason) }
    let order = closingOrder(marked, reason: reason, intent: intent)
    let verdict = judge(order, quantity: order.quantity, stage: .approve)
    guard verdict.passed else { return verdict }
    emit(.riskVerdict(record(verdict, candidate: nil, rev: nil, stage: .approve)))
    place(order, note: OrderNote(close: reason, remark: note))
    return nil
  }

  private func closingOrder(
    _ marked: MarkedPosition, reason: CloseReason, intent: OrderIntent
  ) -> OrderEntry {
    let entry = marked.entry
    let units = Int64(multiplier(entry.legs) * entry.quantity)
    let net = Money(units: marked.exitValue.units / max(1, units))
    var order = OrderEntry()
    order.intent = intent
    order.position = entry.position
    order.underlying = entry.underlying
    order.structure = entry.structure
    order.quantity = entry.quantity
    order.closeReason = reason
    order.created = now
    order.legs = entry.legs.filter { !$0.isSettled }.map {
      LegEntry(contract: $0.contract, ratio: -$0.ratio)
    }
    order.limit = collaredLimit(order, net: net)
    return order
  }
}
