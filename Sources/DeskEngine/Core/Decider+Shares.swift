// Shares that a position was left with: what they are worth, and their way out.
//
// A feed tells last prices of shares and no quotes, so their market is a tick wide around the last
// price. They leave by an order of intent HEDGE, cut into slices of equal time or of the usual volume
// over the first fifteen minutes after it was sent; each takes the far side within five percent of
// the mid, as one that must be out does, and no more than a tenth of what traded. The slices follow
// from the order alone.

import Execution
import MarketData
import Numerics
import Portfolio
import Risk

extension Decider {
  /// The market of an underlying's shares; nil before its first price.
  func shareQuote(_ symbol: String) -> ShareQuote? {
    guard let index = market.index(of: symbol), let spot = market.underlyings[index].spot else {
      return nil
    }
    let age = market.underlyings[index].updated.map { now - $0 }
    let isFresh = market.isOpen && age.map { $0 <= .minutes(1) } ?? false
    return ShareQuote(last: spot, quality: isFresh ? .good : .stale)
  }

  /// What the shares of a position are worth: at the last price, else the last close, else their cost.
  func shareMark(_ position: PositionEntry) -> (value: Money, exit: Money, price: Double)? {
    guard position.shares != 0 else { return nil }
    let past = state.days.last?.market.first { $0.name == position.underlying }?.value("close")
    let spot = market.index(of: position.underlying).flatMap { market.underlyings[$0].spot }
    guard let price = spot ?? past, let mark = Money(dollars: price) else {
      let each = position.sharesCost.dollars / Double(position.shares)
      return (position.sharesCost, position.sharesCost, each)
    }
    let quote = ShareQuote(last: price, quality: .good)
    let exit = (position.shares > 0 ? quote?.bid : quote?.ask) ?? mark
    return (position.lot.value(at: mark), position.lot.value(at: exit), price)
  }

  /// Sends the shares of a position out.
  ///
  /// - Returns: Nil when the order was sent, else what the gate refused.
  mutating func sendShares(_ entry: PositionEntry, reason: CloseReason) -> RiskVerdict? {
    let order = shareOrder(entry, reason: reason)
    let verdict = judgeShares(order, shares: entry.shares, stage: .approve)
    guard verdict.passed else { return verdict }
    emit(.riskVerdict(record(verdict, candidate: nil, rev: nil, stage: .approve)))
    place(order, note: OrderNote(close: reason))
    return nil
  }

  private func shareOrder(_ entry: PositionEntry, reason: CloseReason) -> OrderEntry {
    var order = OrderEntry()
    order.intent = .hedge
    order.position = entry.position
    order.underlying = entry.underlying
    order.quantity = abs(entry.shares)
    order.closeReason = reason
    order.created = now
    if let mid = shareQuote(entry.underlying)?.mid {
      let share = ShareOrderCheck.collar
      let exact = mid.dollars * (entry.shares > 0 ? 1 - share : 1 + share) * 100
      // Rounded to the cent toward the mid: the collar is never passed.
      let cents = entry.shares > 0 ? exact.rounded(.up) : exact.rounded(.down)
      order.limit = Money(units: Int64(cents) * 100)
    }
    return order
  }

  private mutating func judgeShares(
    _ order: OrderEntry, shares held: Int, stage: RiskStage
  ) -> RiskVerdict {
    let quote = shareQuote(order.underlying)
    let isUser = order.closeReason == .user || order.closeReason == .flatten
    let check = ShareOrderCheck(
      position: order.position ?? 0, author: isUser ? .user : .engine,
      shares: held > 0 ? -order.quantity : order.quantity, limit: order.limit.dollars,
      mid: quote?.mid.dollars, quality: quote?.quality, isMarketOpen: market.isOpen)
    var verdict = Risk.judge(
      check, stage: stage, exposure: exposure(markPositions()), limits: limits,
      state: state.trading.state)
    verdict.breaches += [frozenBreach(order.underlying)].compactMap { $0 }
    return verdict
  }

  /// Fills what is due of an order in shares.
  mutating func fillShares(_ order: OrderEntry) {
    guard let position = state.positions.first(where: { $0.position == order.position }),
      let quote = shareQuote(order.underlying), now > order.created
    else { return }
    let open = order.quantity - order.filled
    let due = min(shareDue(order), abs(position.shares), open)
    guard due > 0 else { return }
    var part = order
    part.quantity = due
    let isSale = position.shares > 0
    let found = Execution.fillShares(
      quote, shares: due, isSale: isSale, limit: order.limit, mode: settings.fills,
      room: shareRoom(order))
    guard case .success(let fill) = found else { return }
    // What it trades at is judged: the limit was set at another price, and a better one is no breach.
    part.limit = fill.price
    let verdict = judgeShares(part, shares: position.shares, stage: .fill)
    guard verdict.passed else { return }
    emit(.riskVerdict(record(verdict, candidate: nil, rev: nil, stage: .fill)))
    book(fill, isSale: isSale, order: order, position: position)
  }

  /// Shares of the plan up to now that are not yet filled.
  private func shareDue(_ order: OrderEntry) -> Int {
    let count = DeliveryRules.saleMinutes
    let passed = Int(((now - order.created).seconds / 60).rounded(.down))
    guard passed < count else { return order.quantity - order.filled }
    let plan = shareSlices(order, count: count)
    return plan.prefix(max(0, passed)).reduce(0, +) - order.filled
  }

  /// The plan of an order in shares, a slice a minute from the one in which it was sent.
  func shareSlices(_ order: OrderEntry, count: Int) -> [Int] {
    if settings.execution.shareSlices == .vwap, let session = market.session {
      let usual = SessionProfile.of(minutes: session.minutes).volume
      let first = max(0, Int(((order.created - session.open).seconds / 60).rounded(.down)))
      let weights = usual.dropFirst(first).prefix(count)
      let plan = proportionalSlices(order.quantity, weights: Array(weights))
      if !plan.isEmpty { return plan }
    }
    var stream = RandomStream(
      seed: UInt64(bitPattern: order.created.nanoseconds), purpose: "slices of O\(order.order)")
    return timeSlices(
      order.quantity, count: count, jitter: DeliveryRules.sliceJitter, stream: &stream)
  }

  /// What the volume of the session so far leaves; nil where the feed tells none.
  private func shareRoom(_ order: OrderEntry) -> Int? {
    guard let index = market.index(of: order.underlying),
      let volume = market.underlyings[index].dayBar?.volume, volume > 0
    else { return nil }
    return participationRoom(volume, cap: DeliveryRules.participation) - order.filled
  }

  private mutating func book(
    _ fill: ShareFill, isSale: Bool, order: OrderEntry, position: PositionEntry
  ) {
    guard admits(fill.shares, filledOf: order.order) else { return }
    let traded = isSale ? -fill.shares : fill.shares
    emit(
      .sharesTraded(
        SharesTraded(
          fill: state.counters.fills + 1, order: order.order, symbol: order.underlying,
          shares: traded, price: fill.price, mid: fill.mid, worstPrice: fill.worstPrice,
          fee: .zero, position: position.position)))
    var lot = position.lot
    let before = lot.cost
    let result = lot.trade(traded, at: fill.price)
    post(
      [
        (LedgerAccount.cash, -(fill.price * traded)),
        (LedgerAccount.position(position.position), lot.cost - before),
        (LedgerAccount.realised, -result),
      ], ref: "O\(order.order)")
    count(fill.shares, filledOf: order.order)
    if lot.shares == 0, order.filled + fill.shares < order.quantity {
      change(order.order, .cancel, reason: "no shares are left")
    }
    finishSettled(position.position, reason: order.closeReason ?? .settled)
    if lot.shares == 0 { leaveOptions(after: order) }
  }

  /// Sends out what the trader closed or flattened and the shares covered until now; an exit of the
  /// engine's own comes back with the other exits of the minute.
  private mutating func leaveOptions(after order: OrderEntry) {
    guard let reason = order.closeReason, reason == .user || reason == .flatten,
      let position = state.positions.first(where: { $0.position == order.position }),
      !state.orders.contains(where: { $0.isLeaving(position.position) })
    else { return }
    let intent: OrderIntent = reason == .flatten ? .flatten : .close
    guard let refused = close(mark(position), reason: reason, intent: intent) else { return }
    alert(
      .error, metric: "exit P\(position.position)", value: nil, threshold: nil,
      text: "the options of P\(position.position) are not closed yet: " + text(refused))
  }

  /// The breach of opening where shares without a bound are held.
  func sharesBreach(_ underlying: String) -> LimitBreach? {
    let positions = state.positions
    let held = positions.indices.reduce(0) { sum, index in
      positions[index].underlying == underlying ? sum + abs(positions[index].shares) : sum
    }
    return held == 0 ? nil : LimitBreach(limit: "held_shares", value: Double(held), bound: 0)
  }
}
