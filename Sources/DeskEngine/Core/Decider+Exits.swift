// Automatic exits: profit target, stop, days to expiry, and a regime that does not allow it.

import Execution
import MarketData
import Portfolio
import Risk
import Structures

extension Decider {
  /// Sends an exit for every position that asks for one and has none working.
  mutating func sendExits() {
    guard !state.trading.isKilled, market.isOpen, !state.positions.isEmpty else { return }
    for position in marked() {
      let id = position.entry.position
      if state.orders.contains(where: { $0.isLeaving(id) && $0.intent != .roll }) { continue }
      // Options are left when the shares they became are gone: they cover them until then.
      if position.entry.shares != 0, now >= state.session.close { continue }
      guard let reason = exitReason(position) else { continue }
      giveWay(id, to: reason)
      let refused = close(
        position, reason: reason, intent: .close, note: deliveryExit(position.entry))
      if refused == nil, reason == .regime { sayRegimes(position.entry) }
      guard let refused, isOnGrid else { continue }
      let names = refused.breaches.map(\.limit).joined(separator: ", ")
      alert(
        .warn, metric: "exit P\(id)", value: nil, threshold: nil,
        text: "the \(reason.rawValue) exit of P\(id) waits: \(names)")
    }
  }

  private func exitReason(_ marked: MarkedPosition) -> CloseReason? {
    let entry = marked.entry
    if entry.legs.contains(where: \.isSettled) { return .settled }
    if deliveryExit(entry) != nil { return .dte }
    if marked.marks.contains(where: { !$0.isQuoted }) { return nil }
    if let exit = pairExit(entry) { return exit }
    let units = multiplier(entry) * entry.quantity
    // Target and stop ask what closing now would leave, so both look at the exit side.
    let atExit = (marked.exitValue - entry.cost).dollars / Double(max(1, units))
    // A broken wing is opened for next to nothing: a share of its credit is neither target nor stop.
    let own =
      entry.structure.isCredit == true
      ? creditExit(entry, atExit: atExit) : debitExit(marked, atExit: atExit)
    return own ?? (regimeObjection(marked) == nil ? nil : .regime)
  }

  private func creditExit(_ entry: PositionEntry, atExit: Double) -> CloseReason? {
    let rules = settings.exits
    let credit = entry.entry.dollars
    let target = entry.structure == .ironButterfly ? rules.ironButterflyTarget : rules.creditTarget
    if atExit >= target * credit { return .target }
    if let multiple = rules.stopMultiple, atExit <= -multiple * credit { return .stop }
    return isTooLate(entry, days: rules.creditDays) ? .dte : nil
  }

  private func debitExit(_ marked: MarkedPosition, atExit: Double) -> CloseReason? {
    let entry = marked.entry
    if let most = maximumProfit(marked), atExit >= settings.exits.debitTarget * most {
      return .target
    }
    return isTooLate(entry, days: settings.exits.debitDays) ? .dte : nil
  }

  /// Whether the first expiry is near although it was clearly further away at the opening.
  private func isTooLate(_ entry: PositionEntry, days: Int) -> Bool {
    guard let expiry = entry.legs.lazy.map(\.contract.expiry).min(),
      expiry.days(since: state.session.date) <= days
    else { return false }
    return expiry.days(since: NewYorkTime.date(entry.opened)) > days + 2
  }

  func multiplier(_ entry: PositionEntry) -> Int { entry.legs.first?.multiplier ?? 100 }

  /// Maximum profit of a package a unit of the underlying at its first expiry, which for a calendar or
  /// a diagonal rests on the volatility of its back leg now; nil when it is not bounded or not priced.
  private func maximumProfit(_ marked: MarkedPosition) -> Double? {
    let legs = marked.risk.legs
    let packages = Double(marked.entry.quantity)
    guard packages > 0, !legs.isEmpty, legs.allSatisfy(\.isPriceable) else { return nil }
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
    let units = Int64(multiplier(entry) * entry.quantity)
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
