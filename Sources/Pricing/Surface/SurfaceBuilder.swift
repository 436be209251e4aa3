// A volatility surface from the quotes of a chain.
//
// One pass over the quotes sorts them by quality; each expiry then gets its parity forward and its
// smile. Nothing depends on an earlier surface, so the same quotes give the same bits.

public import MarketData

/// Builds the surface of a chain at a moment and judges the chain.
///
/// An expiry that has settled or no longer trades is left out. American contracts are priced as
/// European and say so in the reasons.
///
/// - Parameters:
///   - chain: Contracts and latest quotes.
///   - spot: Last price of the underlying.
///   - time: Exchange time.
///   - sessionDate: The session, for days to expiry.
///   - rules: What decides.
///   - doubts: What each quote is unfit for though it looks good by itself, `good` for nothing;
///     empty when no quote is doubted.
///   - ladders: The strikes of every expiry when they are known; empty to read them here.
/// - Returns: The surface; its verdict is `refused` when the chain cannot be traded on.
public func buildSurface(
  _ chain: OptionChain, spot: Double, time: Instant, sessionDate: CivilDate, rules: SurfaceRules,
  doubts: [QuoteQuality] = [], ladders: [StrikeLadder] = []
) -> VolatilitySurface {
  var tally = ChainTally()
  var slices: [ExpirySlice] = []
  tally.isSpotMissing = !(spot > 0 && spot.isFinite)
  if !tally.isSpotMissing {
    slices.reserveCapacity(chain.expiries.count)
    for index in chain.expiries.indices {
      let expiry = chain.expiries[index]
      guard expiry.expiration > time, expiry.lastTrade >= time else { continue }
      let years = (expiry.expiration - time).years
      var smile = SmileBuilder(
        expiry, index < ladders.count ? ladders[index] : StrikeLadder(expiry, in: chain),
        chain: chain, time: time, rules: rules, doubts: doubts, tally: &tally)
      let isAmerican = expiry.root.style == .american
      let parity = ParityFit(
        pairs: smile.pairs(), spot: spot, years: years, isAmerican: isAmerican, rules: rules)
      tally.add(parity, isAmerican: isAmerican)
      smile.solve(chain, parity: parity, years: years, tally: &tally)
      guard smile.count >= rules.minimumStrikes else {
        tally.thinExpiries += 1
        continue
      }
      slices.append(
        ExpirySlice(
          expiry: index, years: years, daysToExpiry: expiry.date.days(since: sessionDate),
          parity: parity, firstOption: expiry.options.lowerBound,
          volatilities: smile.volatilities, deltas: smile.deltas, atmVolatility: smile.atm))
    }
  }
  var judgement = tally.judge(usableExpiries: slices.count, rules: rules)
  if let refusal = chain.refusal {
    judgement = (.refused, [refusal] + judgement.reasons)
  }
  return VolatilitySurface(
    underlying: chain.underlying, time: time, spot: spot, slices: slices,
    qualityCounts: tally.qualities, verdict: judgement.verdict, reasons: judgement.reasons)
}
