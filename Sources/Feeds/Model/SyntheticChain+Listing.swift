// Building a session's chain from the listing rules and the sessions before it.

import Glibc
import MarketData
import Numerics

extension SyntheticChain {
  /// Lists a session.
  ///
  /// - Parameters:
  ///   - underlying: The symbol.
  ///   - session: The session.
  ///   - rules: Which expiries and strikes are listed.
  ///   - economics: Rates, spreads and the seed of the quotes.
  ///   - references: Closes of the sessions before, oldest first; at least one.
  ///   - events: Scheduled announcements, of which those within the chain's life count.
  init(
    underlying: String, session: Session, rules: ListingRules, economics: ChainEconomics,
    references: [SessionReference], events: [MarketEvent]
  ) {
    self.underlying = underlying
    self.session = session
    self.economics = economics
    ticks = rules.closingRoot.ticks
    var built = ListingBuilder(
      session: session, economics: economics, rules: rules, references: references)
    for planned in rules.expiries(in: session) {
      built.add(planned, events: events, underlying: underlying)
    }
    listing = OptionChain(
      underlying: underlying, expiries: built.expiries.map(\.listed), options: built.options,
      quotes: [Quote?](repeating: nil, count: built.options.count))
    expiries = built.expiries
    traits = built.traits
    strikes = built.strikes
    lnStrikes = built.strikes.map { log($0) }
    options = built.states
    callValue = [Double](repeating: 0, count: strikes.count)
    putValue = callValue
    callDelta = callValue
    forward = [Double](repeating: 0, count: expiries.count)
    variance = forward
    let horizon = session.date.adding(days: 30)
    thirtyDayWeight =
      EventClock.weight(after: session.date, to: horizon, atOpen: false)
      + EventClock.bumps(
        events, for: underlying, after: session.close,
        through: NewYorkTime.instant(horizon, 16, 0))
    volumeHazard = SyntheticChain.hazard(SessionProfile.of(minutes: session.minutes).volume)
  }

  /// Each minute's volume over what is left of the day's.
  private static func hazard(_ shares: [Double]) -> [Double] {
    var left = 0.0
    var result = shares
    for m in shares.indices.reversed() {
      left += shares[m]
      result[m] = shares[m] / left
    }
    return result
  }
}

/// Collects expiries, options and their traits in the chain's order.
private struct ListingBuilder {
  let session: Session
  let economics: ChainEconomics
  let rules: ListingRules
  let references: [SessionReference]
  var expiries: [SyntheticChain.Expiry] = []
  var options: [ListedOption] = []
  var traits: [ContractTraits] = []
  var states: [SyntheticChain.OptionState] = []
  var strikes: [Double] = []

  mutating func add(_ planned: PlannedExpiry, events: [MarketEvent], underlying: String) {
    let own = rules.strikes(of: planned, references: references)
    guard !own.isEmpty else { return }
    let first = options.count
    let days = Double(max(planned.date.days(since: session.date), 1))
    expiries.append(
      SyntheticChain.Expiry(
        listed: ChainExpiry(
          root: planned.root, date: planned.date, expiration: planned.expiration,
          lastTrade: planned.lastTrade, calls: first..<(first + own.count),
          puts: (first + own.count)..<(first + 2 * own.count)),
        kind: planned.kind, isOpening: planned.kind == .openingMonthly,
        strikes: strikes.count..<(strikes.count + own.count),
        weightAfterClose: weight(to: planned, events: events, underlying: underlying),
        lnDays: log(days / 30)))
    strikes.append(contentsOf: own)
    for right in OptionRight.allCases {
      for strike in own { list(planned, right, strike) }
    }
  }

  private func weight(
    to planned: PlannedExpiry, events: [MarketEvent], underlying: String
  ) -> Double? {
    guard planned.date > session.date else { return nil }
    return EventClock.weight(
      after: session.date, to: planned.date, atOpen: planned.kind == .openingMonthly)
      + EventClock.bumps(
        events, for: underlying, after: session.close, through: planned.expiration)
  }

  private mutating func list(_ planned: PlannedExpiry, _ right: OptionRight, _ strike: Double) {
    let money = Money(units: Int64((strike * 10_000).rounded()))
    let trait = ContractTraits(
      of: planned, right: right, strike: strike, unit: rules.steps[0], seed: economics.seed,
      root: fnv1a(planned.root.symbol))
    var openInterest: Int32 = 0
    var previous: Int32 = 0
    var volume: Int32 = 0
    if let last = references.last {
      openInterest = trait.openInterest(at: session.date, from: last)
      volume = trait.volume(on: session.date, from: last, openInterest: openInterest)
      if references.count > 1 {
        let earlier = references[references.count - 2]
        let opening = trait.openInterest(at: last.date, from: earlier)
        previous = max(
          trait.volume(on: last.date, from: earlier, openInterest: opening),
          volumeFloor(opening: opening, closing: openInterest))
      }
    }
    traits.append(trait)
    options.append(
      ListedOption(
        contract: OptionContract(
          root: planned.root.symbol, expiry: planned.date, right: right, strike: money),
        openInterest: openInterest, previousVolume: previous))
    states.append(
      SyntheticChain.OptionState(
        seed: RandomStream.mix(
          trait.seed ^ UInt64(bitPattern: Int64(session.date.dayNumber)) &* 0x9E37),
        remaining: volume))
  }
}
