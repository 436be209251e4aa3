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
  func weighedShorts(_ legs: [PositionLegEntry], of symbol: String) -> [WeighedShort] {
    guard let index = market.index(of: symbol), let spot = market.underlyings[index].spot
    else { return [] }
    let shorts = legs.filter {
      $0.ratio < 0 && !$0.isSettled && $0.expiration > now && isDelivered($0, index)
    }
    if shorts.isEmpty { return [] }
    let underlying = market.underlyings[index]
    let known = dividends(of: symbol).filter { $0.exDate > state.session.date }
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
  func expiringShorts(_ legs: [PositionLegEntry], of symbol: String) -> [PositionLegEntry] {
    guard let index = market.index(of: symbol) else { return [] }
    let due = legs.indices.filter { place in
      legs[place].ratio < 0 && !legs[place].isSettled && legs[place].expiration > now
        && NewYorkTime.date(legs[place].expiration) == state.session.date
        && isDelivered(legs[place], index)
    }
    return due.map { legs[$0] }
  }

  /// Why a position must be left before it turns into shares, or nil.
  func deliveryExit(_ legs: [PositionLegEntry], of symbol: String) -> String? {
    if let pinned = pinnedShort(legs, of: symbol) { return "pin risk \(pinned.contract.strike)" }
    // A call is assigned on the eve of a dividend and at no other time.
    guard settings.delivery.guardsAssignment, hasDividendAhead(symbol) else { return nil }
    for short in weighedShorts(legs, of: symbol)
    where short.leg.contract.right == .call && short.isDue {
      guard let dividend = short.dividend else { continue }
      return "assignment of \(short.leg.contract.strike) before ex-dividend \(dividend.exDate)"
    }
    return nil
  }

  /// A short strike within the band in the last stretch of its last session.
  private func pinnedShort(_ legs: [PositionLegEntry], of symbol: String) -> PositionLegEntry? {
    let pin = settings.delivery.pin
    guard now >= state.session.close - pin.lead, now < state.session.close,
      let spot = market.index(of: symbol).flatMap({ market.underlyings[$0].spot })
    else { return nil }
    return expiringShorts(legs, of: symbol).first { pin.isNear($0.contract.strike, spot: spot) }
  }

  /// Warns of shorts that may turn into shares, on the five-minute grid.
  mutating func warnOfDelivery() {
    guard isOnGrid else { return }
    for (id, symbol, shorts, weighed) in threatened() {
      if !shorts.isEmpty {
        let strikes = shorts.map { "\($0.contract.strike)" }.joined(separator: ", ")
        let pin = settings.delivery.pin
        let start = NewYorkTime.wall(state.session.close - pin.lead)
        let percent = (pin.band * 10_000).rounded() / 100
        alert(
          .warn, metric: DeliveryAlert.pin(id), value: nil, threshold: pin.band,
          text: "P\(id): short \(strikes) expires today into shares of \(symbol); "
            + "closed from \(clock(start.minuteOfDay)) within \(percent) % of a strike")
      }
      for short in weighed where short.weighed.score >= EarlyAssignment.threshold {
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

  /// The positions with a short that may turn into shares today or be assigned early.
  private func threatened() -> [(Int, String, [PositionLegEntry], [WeighedShort])] {
    let positions = state.positions
    return positions.indices.compactMap { index in
      let (legs, symbol) = (positions[index].legs, positions[index].underlying)
      let shorts = expiringShorts(legs, of: symbol)
      let weighed = weighedShorts(legs, of: symbol)
      guard !shorts.isEmpty || !weighed.isEmpty else { return nil }
      return (positions[index].position, symbol, shorts, weighed)
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
      let due = weighedShorts(position.legs, of: position.underlying).filter(\.isDue)
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
