// Options and expiries that are out of line with the fitted surface (domain rules, f.2 and f.4).
//
// An option counts when Heston and SABR, each without it, say more than 10 % another volatility, to
// the same side, in two runs on end, and the difference pays for half its spread and the fees. The
// signal is SHORT_VOL or LONG_VOL at its strike. An expiry of 30 to 45 days counts when its total
// variance is 5 % off the line between its neighbours and its smile is as smooth as theirs; it is
// sold against the next one, or bought against the one before: SELL_FRONT.

import MarketData
import Numerics
import Pricing

/// Detects what is out of line with the last calibration; it abstains without a good and recent one.
public func detectSurface(_ context: EdgeContext) -> EdgeFinding {
  if let blocker = context.blocker { return .abstained(reason: blocker) }
  let rules = context.rules.surface
  guard let calibration = context.calibration else {
    return .abstained(reason: "no calibration yet")
  }
  guard context.time - calibration.fitted <= rules.age else {
    return .abstained(
      reason: "calibration too old: of \(calibration.fitted), \(rules.age.minutesText) at most")
  }
  guard let error = calibration.hestonError else {
    return .abstained(reason: "Heston has not converged in the last calibration")
  }
  guard error <= rules.worstError else {
    return .abstained(reason: "Heston misses the surface: by \(percent(error)) of volatility")
  }
  let reader = SurfaceReader(context: context, calibration: calibration, error: error)
  let found = [reader.bestOption(), reader.bestExpiry()].compactMap { $0 }
  guard let best = found.max(by: { $0.strength < $1.strength }) else {
    return .quiet(metrics: reader.quietMetrics)
  }
  return .detected(best)
}

/// Reads a calibration against the quotes of now.
private struct SurfaceReader {
  let context: EdgeContext
  let calibration: SurfaceCalibration
  let error: Double

  private var rules: SurfaceEdgeRules { context.rules.surface }

  var quietMetrics: [NamedNumber] {
    [
      NamedNumber("rmse", error),
      NamedNumber("off", Double(calibration.smiles.reduce(0) { $0 + $1.divergences.count })),
    ]
  }

  // MARK: Options

  /// The option that is off by most, as an edge; nil when none counts.
  func bestOption() -> Edge? {
    var best: Edge?
    for smile in calibration.smiles where smile.rmse <= rules.worstError {
      for off in smile.divergences where off.runs >= rules.runs {
        guard let edge = edge(of: off, smile), edge.strength > best?.strength ?? -1 else {
          continue
        }
        best = edge
      }
    }
    return best
  }

  private func edge(of off: SurfaceDivergence, _ smile: SurfaceSmile) -> Edge? {
    guard let option = context.chain.index(of: off.contract),
      let home = context.chain.expiryIndex(of: option),
      let slice = context.surface.slice(ofExpiry: home),
      let market = slice.volatility(of: option), let quote = context.chain.quotes[option],
      quote.mid > 0
    else { return nil }
    let divergence = off.model / market - 1
    guard abs(divergence) > rules.divergence, (off.model > market) == (off.model > off.market)
    else { return nil }
    let vega = black76Greeks(
      off.contract.right, forward: slice.parity.forward, strike: off.contract.strike.dollars,
      years: slice.years, volatility: market, discount: slice.parity.discount
    ).vega
    let gain = abs(off.model - market) * vega
    let cost = 0.5 * quote.spread + rules.fees
    guard gain > cost else { return nil }
    let fit = 1 - min(max(error, smile.rmse), 0.5) / 0.5
    let liquidity = max(0, 1 - quote.spread / quote.mid / 0.10)
    let confidence = 0.4 * fit + 0.4 * liquidity + 0.2 * maturityScore(slice.daysToExpiry)
    guard confidence > rules.confidence else { return nil }
    let metrics = [
      NamedNumber("days", Double(slice.daysToExpiry)),
      NamedNumber("strike", off.contract.strike.dollars), NamedNumber("market", market),
      NamedNumber("heston", off.heston), NamedNumber("sabr", off.sabr),
      NamedNumber("div", divergence), NamedNumber("gain", gain), NamedNumber("cost", cost),
      NamedNumber("rmse", error), NamedNumber("confidence", confidence),
      NamedNumber("runs", Double(off.runs)),
    ]
    let isCheap = off.model > market
    let raw = edgeStrength(
      extremity: nil, magnitude: abs(divergence) / rules.divergence - 1, quality: confidence)
    return Edge(
      underlying: context.chain.underlying, kind: .surface, signal: isCheap ? .longVol : .shortVol,
      strength: context.finalStrength(raw, sellsVolatility: !isCheap, isFallback: false),
      percentile: nil, history: off.runs, isFallback: false, metrics: metrics,
      rationale: "\(off.contract) \(percent(market)) vs Heston \(percent(off.heston)), SABR "
        + "\(percent(off.sabr)) without it: \(isCheap ? "BUY" : "SELL") \(percent(divergence)), "
        + "\(off.runs) runs; \(fixed(gain, 2)) for a cost of \(fixed(cost, 2)), confidence "
        + "\(fixed(confidence, 2)) at RMSE \(percent(error))",
      expiry: home, centre: off.contract.strike)
  }

  /// What a maturity adds to the confidence: most between a month and three, least in a week.
  private func maturityScore(_ days: Int) -> Double {
    days < 7 ? 0.3 : (30...90).contains(days) ? 1 : 0.7
  }

  // MARK: Expiries

  /// The expiry whose total variance is off its neighbours' line by most; nil when none counts.
  func bestExpiry() -> Edge? {
    let smiles = calibration.smiles.filter { $0.rmse <= rules.worstError }
    guard smiles.count >= 3 else { return nil }
    var best: Edge?
    for place in 1..<(smiles.count - 1) {
      guard
        let edge = edge(of: smiles[place], between: smiles[place - 1], and: smiles[place + 1]),
        edge.strength > best?.strength ?? -1
      else { continue }
      best = edge
    }
    return best
  }

  private func edge(
    of smile: SurfaceSmile, between before: SurfaceSmile, and after: SurfaceSmile
  ) -> Edge? {
    guard let home = slice(of: smile), rules.termDays.contains(home.daysToExpiry) else {
      return nil
    }
    let years = [before, smile, after].map { ($0.expiration - calibration.fitted).years }
    let share = (years[1] - years[0]) / (years[2] - years[0])
    func line(_ a: Double, _ b: Double) -> Double { a + share * (b - a) }
    let expected = line(
      before.atm * before.atm * years[0], after.atm * after.atm * years[2])
    let deviation = smile.atm * smile.atm * years[1] / expected - 1
    guard expected > 0, abs(deviation) > rules.deviation else { return nil }
    // A smile that is rough beside its neighbours is a bad fit, not a trade.
    let rho = smile.rho - line(before.rho, after.rho)
    let width = line(before.nu * years[0].squareRoot(), after.nu * years[2].squareRoot())
    let nu = width > 0 ? smile.nu * years[1].squareRoot() / width - 1 : 0
    guard abs(rho) <= rules.smoothness, abs(nu) <= 2 * rules.smoothness else { return nil }
    let isDear = deviation > 0
    guard let front = isDear ? home : slice(of: before),
      let back = isDear ? slice(of: after) : home
    else { return nil }
    let raw = edgeStrength(
      extremity: nil, magnitude: abs(deviation) / rules.deviation - 1, quality: context.quality)
    return Edge(
      underlying: context.chain.underlying, kind: .surface, signal: .sellFront,
      strength: context.finalStrength(raw, sellsVolatility: false, isFallback: false),
      percentile: nil, history: 0, isFallback: false,
      metrics: [
        NamedNumber("days", Double(home.daysToExpiry)), NamedNumber("atm", smile.atm),
        NamedNumber("deviation", deviation), NamedNumber("rho_off", rho),
        NamedNumber("nu_off", nu), NamedNumber("rmse", smile.rmse),
      ],
      rationale: "\(context.chain.underlying) \(home.daysToExpiry) d total variance "
        + "\(percent(deviation)) off the line of its neighbours at ATM \(percent(smile.atm)): "
        + "sell \(front.daysToExpiry) d, buy \(back.daysToExpiry) d; rho \(fixed(rho, 2)) and nu "
        + "\(percent(nu)) off theirs, RMSE \(percent(smile.rmse))",
      expiry: front.expiry, backExpiry: back.expiry)
  }

  private func slice(of smile: SurfaceSmile) -> ExpirySlice? {
    context.surface.slices.first {
      context.chain.expiries[$0.expiry].expiration == smile.expiration
    }
  }
}

extension TimeSpan {
  fileprivate var minutesText: String { "\(nanoseconds / 60_000_000_000) min" }
}
