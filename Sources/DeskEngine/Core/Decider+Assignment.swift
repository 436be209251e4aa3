// Shorts that may be assigned: before their expiry, and at it near their strike.
//
// The paper market assigns without chance: at a session's close every American short whose exercise
// brings more than it gives up, a call on the eve of an ex-dividend date, a put on any day. The desk
// weighs the same numbers all day, warns, and leaves a call on that eve while it can.

import Execution
import MarketData
import Portfolio
import Risk

/// A short leg that may be assigned early.
struct WeighedShort: Sendable {
  var leg: PositionLegEntry
  var weighed: EarlyAssignment
  /// The next ex-dividend date up to the expiry; nil for none.
  var dividend: CashDividend?
  /// Whether the next session is that date.
  var isEve: Bool

  /// Whether it is assigned at the close of this session.
  var isDue: Bool { weighed.isWorthwhile && (leg.contract.right == .put || isEve) }
}

extension Decider {
  /// The American shorts of a position, each with what its holder would weigh.
  func weighedShorts(_ position: PositionEntry) -> [WeighedShort] {
    guard let index = market.index(of: position.underlying),
      let spot = market.underlyings[index].spot
    else { return [] }
    let shorts = position.legs.filter {
      $0.ratio < 0 && !$0.isSettled && $0.expiration > now && isDelivered($0, index)
    }
    if shorts.isEmpty { return [] }
    let underlying = market.underlyings[index]
    let known = dividends(of: position.underlying).filter { $0.exDate > state.session.date }
    return shorts.compactMap { leg in
      guard let expiry = listedExpiry(leg.contract, index), expiry.root.style == .american,
        let option = underlying.chain.index(of: leg.contract),
        let quote = underlying.lastGood[option]
      else { return nil }
      let due = known.filter { $0.exDate <= NewYorkTime.date(leg.expiration) }
      let weighed = EarlyAssignment(
        leg.contract, mid: quote.mid, spot: spot, rate: market.rate,
        years: (leg.expiration - now).years, nextDividend: due.first?.amount.dollars ?? 0,
        dividends: due.reduce(0) { $0 + $1.amount.dollars })
      guard let weighed else { return nil }
      let eve = due.first.map { $0.exDate == TradingCalendar.next(after: state.session.date) }
      return WeighedShort(leg: leg, weighed: weighed, dividend: due.first, isEve: eve ?? false)
    }
  }

  /// Short strikes of a position that expire into shares with this session.
  func expiringShorts(_ position: PositionEntry) -> [PositionLegEntry] {
    guard let index = market.index(of: position.underlying) else { return [] }
    return position.legs.filter { leg in
      leg.ratio < 0 && !leg.isSettled && leg.expiration > now
        && NewYorkTime.date(leg.expiration) == state.session.date && isDelivered(leg, index)
    }
  }

  /// Why a position must be left before it turns into shares, or nil.
  func deliveryExit(_ position: PositionEntry) -> String? {
    if let pinned = pinnedShort(position) { return "pin risk \(pinned.contract.strike)" }
    // A call is assigned on the eve of a dividend and at no other time.
    guard settings.delivery.guardsAssignment,
      dividends(of: position.underlying).contains(where: { $0.exDate > state.session.date })
    else { return nil }
    for short in weighedShorts(position) where short.leg.contract.right == .call && short.isDue {
      guard let dividend = short.dividend else { continue }
      return "assignment of \(short.leg.contract.strike) before ex-dividend \(dividend.exDate)"
    }
    return nil
  }

  /// A short strike within the band in the last stretch of its last session.
  private func pinnedShort(_ position: PositionEntry) -> PositionLegEntry? {
    let pin = settings.delivery.pin
    guard now >= state.session.close - pin.lead, now < state.session.close,
      let spot = market.index(of: position.underlying).flatMap({ market.underlyings[$0].spot })
    else { return nil }
    return expiringShorts(position).first { pin.isNear($0.contract.strike, spot: spot) }
  }

  /// Warns of shorts that may turn into shares, on the five-minute grid.
  mutating func warnOfDelivery() {
    guard isOnGrid else { return }
    for position in state.positions {
      let id = position.position
      let shorts = expiringShorts(position)
      if !shorts.isEmpty {
        let strikes = shorts.map { "\($0.contract.strike)" }.joined(separator: ", ")
        let pin = settings.delivery.pin
        let start = NewYorkTime.wall(state.session.close - pin.lead)
        let percent = (pin.band * 10_000).rounded() / 100
        alert(
          .warn, metric: DeliveryAlert.pin(id), value: nil, threshold: pin.band,
          text: "P\(id): short \(strikes) expires today into shares of \(position.underlying); "
            + "closed from \(clock(start.minuteOfDay)) within \(percent) % of a strike")
      }
      for short in weighedShorts(position)
      where short.weighed.score >= EarlyAssignment.threshold {
        let contract = short.leg.contract
        let why =
          contract.right == .call
          ? "the dividend of \(short.dividend.map { "\($0.exDate)" } ?? "none")"
          : "interest on the strike"
        alert(
          .warn, metric: DeliveryAlert.assignment(id), value: rounded(short.weighed.score),
          threshold: EarlyAssignment.threshold,
          text: "P\(id): short \(contract) may be assigned early: \(why) exceeds its time value")
      }
    }
  }

  private func clock(_ minute: Int) -> String {
    let rest = minute % 60
    return "\(minute / 60):\(rest < 10 ? "0" : "")\(rest)"
  }

  /// Assigns, at the close, every short whose exercise is worthwhile for its holder.
  mutating func assignEarly() {
    for position in state.positions {
      guard let index = market.index(of: position.underlying),
        let spot = market.underlyings[index].spot
      else { continue }
      let name = "\(position.underlying) closing price \(state.session.date)"
      let due = weighedShorts(position).filter(\.isDue)
      if due.isEmpty { continue }
      for short in due {
        let gain = (short.weighed.gain * 100).rounded() / 100
        let left = (short.weighed.timeValue * 100).rounded() / 100
        let what =
          short.leg.contract.right == .call
          ? "the dividend \(gain) of \(short.dividend.map { "\($0.exDate)" } ?? "none")"
          : "interest \(gain)"
        deliver(
          short.leg, of: position.position, price: spot, source: name,
          early: "assigned early, \(what) above the time value \(left)")
      }
      tellShares(of: position.position)
      finishSettled(position.position)
    }
  }
}
