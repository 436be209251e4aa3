// Dealers' gamma as a source of pinning or of momentum (domain rules, section b.5).
//
// Source of the pin: Ni, Pearson and Poteshman (2005), "Stock price clustering on option expiration
// dates", J. Financial Economics 78(1). Signs are assumed, so the rationale says "proxy".

import MarketData
import Numerics
import Pricing
import Regimes

/// Detects a pin near expiry, or negative gamma below the flip.
public func detectGamma(_ context: EdgeContext) -> EdgeFinding {
  if let blocker = context.blocker { return .abstained(reason: blocker) }
  let rules = context.rules
  if let counted = context.chain.openInterestDate, context.sessions(since: counted) > 2 {
    return .abstained(
      reason: "open interest of the close of \(counted) is older than 2 sessions")
  }
  let profile = context.gammaProfile ?? readGammaProfile(context)
  guard profile.strikes >= rules.minimumGammaStrikes else {
    return .abstained(
      reason: "\(profile.strikes) strikes with open interest, \(rules.minimumGammaStrikes) needed")
  }
  guard profile.openInterest >= rules.minimumOpenInterestSum else {
    return .abstained(
      reason: "open interest \(profile.openInterest), \(rules.minimumOpenInterestSum) needed")
  }
  let share = context.gammaShare(profile)
  let rank = Ranking(
    share ?? 0, history: share == nil ? [] : context.stored("gex_adv"), rules: rules)
  let metrics = context.gammaMetrics(profile, share, rank)
  if profile.netAtSpot > 0 {
    return context.pin(profile, rank, metrics) ?? .quiet(metrics: metrics)
  }
  guard profile.netAtSpot < 0, profile.flip.map({ context.spot < $0 }) ?? true else {
    return .quiet(metrics: metrics)
  }
  // Without a flip the whole grid is negative: as far below as it shows.
  let depth = profile.flip.map { ($0 / context.spot - 1) / 0.02 } ?? 1
  let raw =
    rank.percentile.map { 100 - $0 }
    ?? edgeStrength(extremity: nil, magnitude: depth, quality: context.quality)
  return .detected(
    context.gammaEdge(.longVol, raw: raw, profile, rank, metrics, expiry: nil, centre: nil))
}

extension EdgeContext {
  /// Sessions from one after a date through this one, counted up to three.
  fileprivate func sessions(since date: CivilDate) -> Int {
    var (next, count) = (date, 0)
    while next < session.date, count < 3 {
      next = TradingCalendar.next(after: next)
      count += 1
    }
    return count
  }

  /// Net gamma at the spot over the mean dollar volume of 20 sessions; nil without volume.
  func gammaShare(_ profile: GammaProfile) -> Double? {
    let bars = history.bars.suffix(20)
    guard bars.count == 20, let volume = mean(bars.map { $0.bar.volume * $0.bar.close }), volume > 0
    else { return nil }
    return profile.netAtSpot / volume
  }

  /// A pin within reach of the spot, in an expiry near enough.
  fileprivate func pin(
    _ profile: GammaProfile, _ rank: Ranking, _ metrics: [NamedNumber]
  ) -> EdgeFinding? {
    guard let strike = profile.pin, let expiry = profile.pinExpiry,
      let slice = surface.slice(ofExpiry: expiry), slice.daysToExpiry <= rules.pinDays
    else { return nil }
    let distance = abs(spot / strike.dollars - 1)
    guard distance < rules.pinZone else { return nil }
    let raw =
      100
      * (0.5 * (1 - distance / rules.pinZone) + 0.3 * profile.pinShare
        + 0.2 * (rank.percentile ?? 0) / 100)
    return .detected(
      gammaEdge(.pin, raw: raw, profile, rank, metrics, expiry: expiry, centre: strike))
  }

  fileprivate func gammaEdge(
    _ signal: EdgeSignal, raw: Double, _ profile: GammaProfile, _ rank: Ranking,
    _ metrics: [NamedNumber], expiry: Int?, centre: Money?
  ) -> Edge {
    Edge(
      underlying: chain.underlying, kind: .gamma, signal: signal,
      strength: finalStrength(raw, sellsVolatility: signal == .pin, isFallback: rank.isFallback),
      percentile: rank.percentile, history: rank.days, isFallback: rank.isFallback,
      metrics: metrics, rationale: gammaRationale(profile, rank, signal: signal), expiry: expiry,
      centre: centre)
  }

  fileprivate func gammaMetrics(
    _ profile: GammaProfile, _ share: Double?, _ rank: Ranking
  ) -> [NamedNumber] {
    let distance = profile.pin.map { abs(spot / $0.dollars - 1) }
    return [
      NamedNumber("net_gex", profile.netAtSpot), NamedNumber("gex_adv", share),
      NamedNumber("pct", rank.percentile), NamedNumber("flip", profile.flip),
      NamedNumber("call_wall", profile.callWall?.dollars),
      NamedNumber("put_wall", profile.putWall?.dollars), NamedNumber("pin", profile.pin?.dollars),
      NamedNumber("pin_distance", distance), NamedNumber("pin_share", profile.pinShare),
      NamedNumber("open_interest", Double(profile.openInterest)),
    ]
  }

  private func gammaRationale(
    _ profile: GammaProfile, _ rank: Ranking, signal: EdgeSignal
  ) -> String {
    func strike(_ money: Money?) -> String { money?.description ?? "none" }
    let flip =
      profile.flip.map { fixed($0, 1) } ?? (profile.netAtSpot > 0 ? "none, all +" : "none, all -")
    var text = "\(chain.underlying) dealer gamma (proxy) \(fixed(profile.netAtSpot / 1e6, 1))"
    text += " $M a 1 % move (\(percentileText(rank.percentile, days: rank.days)) of GEX/ADV),"
    text += " flip \(flip), spot \(fixed(spot, 2)), call wall \(strike(profile.callWall)),"
    text += " put wall \(strike(profile.putWall))"
    if signal == .pin, let pin = profile.pin {
      let distance = abs(spot / pin.dollars - 1)
      text += ", pin \(pin) at \(percent(distance, 2))"
      text += distance < rules.pinCore ? " (core)" : " (zone)"
      text += " with \(percent(profile.pinShare, 0)) of short gamma"
    }
    return text
  }
}
