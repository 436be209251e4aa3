// A symbol's own volatility, or the slope of its term structure, far from its mean (domain rules,
// section f.1; V's mean reversion of the term structure).
//
// Both numbers are stored at each close and taken as Ornstein-Uhlenbeck processes. Volatility above
// Leung and Li's level of entry is sold, below it bought; a slope below it, an inverted curve, sells
// the front, above it the back. Of both the one further beyond its own level speaks.

import Glibc
import MarketData
import Pricing
import Regimes
import Volatility

/// A number beyond its level of entry.
private struct Departure {
  var band: ReversionBand
  var value: Double
  var isHigh: Bool

  /// Standard deviations from the mean, without sign.
  var distance: Double { abs(band.deviations(value)) }
  /// The same of the level of entry.
  var threshold: Double { abs(band.deviations(isHigh ? band.highEntry : band.lowEntry)) }
  /// Zero at the level, one at twice its distance.
  var magnitude: Double { distance / max(threshold, 1e-9) - 1 }
}

/// Detects a volatility or a slope that is far from its mean.
public func detectTimeSeries(_ context: EdgeContext) -> EdgeFinding {
  if let blocker = context.blocker { return .abstained(reason: blocker) }
  var bands: [ReversionBand] = []
  var refusals: [String] = []
  for reading in context.bands {
    switch reading {
    case .band(let band): bands.append(band)
    case .refused(_, let reason): refusals.append(reason)
    }
  }
  guard !bands.isEmpty else {
    let why = refusals.isEmpty ? "no stored days" : refusals.joined(separator: "; ")
    return .abstained(reason: "no band to trade by: \(why)")
  }
  var seen: [(band: ReversionBand, value: Double)] = []
  var missing: [String] = []
  for band in bands {
    switch context.reversionValue(band.series) {
    case .success(let value): seen.append((band, value))
    case .failure(let reason): missing.append(reason.text)
    }
  }
  guard !seen.isEmpty else { return .abstained(reason: missing.joined(separator: "; ")) }
  let metrics = seen.flatMap { reversionMetrics($0.band, $0.value) }
  let beyond = seen.compactMap { band, value -> Departure? in
    guard value >= band.highEntry || value <= band.lowEntry else { return nil }
    return Departure(band: band, value: value, isHigh: value >= band.highEntry)
  }
  guard let most = beyond.max(by: { $0.magnitude < $1.magnitude }) else {
    return .quiet(metrics: metrics)
  }
  return .detected(context.reversionEdge(most, metrics))
}

extension EdgeContext {
  /// A stored number as it stands now, in the units of its band.
  fileprivate func reversionValue(_ series: String) -> Result<Double, ReadingFailure> {
    if series == "slope" { return readTermStructure().map(\.slope) }
    guard let atm = surface.constantMaturityVolatility(days: 30) else {
      return .failure(ReadingFailure(text: "no volatility at 30 days"))
    }
    guard let (volatility, _) = stripped(atm, years: 30.0 / 365, of: measureEvent()) else {
      return .failure(
        ReadingFailure(text: "the event's variance exceeds the volatility \(percent(atm))"))
    }
    return .success(log(volatility))
  }

  private func signal(_ departure: Departure) -> EdgeSignal {
    departure.band.series == "slope"
      ? (departure.isHigh ? .sellBack : .sellFront) : (departure.isHigh ? .shortVol : .longVol)
  }

  fileprivate func reversionEdge(_ most: Departure, _ metrics: [NamedNumber]) -> Edge {
    let signal = signal(most)
    let past = stored(most.band.series)
    let value = most.band.series == "slope" ? most.value : exp(most.value)
    let rank = Ranking(value, history: past, rules: rules)
    let raw = edgeStrength(
      extremity: rank.extremity(high: most.isHigh), magnitude: most.magnitude, quality: quality)
    let isFallback = rank.isFallback || most.band.days < rules.trustedReversionDays
    var strength = finalStrength(raw, sellsVolatility: most.isHigh, isFallback: isFallback)
    let isTerm = most.band.series == "slope"
    if isTerm, regime == .highVolPanic { strength = min(strength, rules.panicTermStrength) }
    let term = isTerm ? try? readTermStructure().get() : nil
    return Edge(
      underlying: chain.underlying, kind: .timeSeries, signal: signal, strength: strength,
      percentile: rank.percentile, history: most.band.days, isFallback: isFallback,
      metrics: metrics, rationale: reversionRationale(most, rank, isFallback: isFallback),
      expiry: signal == .sellFront ? term?.front.expiry : term?.back.expiry,
      backExpiry: signal == .sellFront ? term?.back.expiry : nil)
  }

  private func reversionRationale(
    _ most: Departure, _ rank: Ranking, isFallback: Bool
  ) -> String {
    let band = most.band
    func text(_ value: Double) -> String {
      percent(band.series == "slope" ? value : exp(value))
    }
    let entry = most.isHigh ? band.highEntry : band.lowEntry
    let exit = most.isHigh ? band.highExit : band.lowExit
    var line = "\(chain.underlying) \(band.series) \(text(most.value)) is"
    line += " \(fixed(most.distance, 1)) deviations \(most.isHigh ? "above" : "below")"
    line += " its mean \(text(band.process.mean))"
    line += " (\(percentileText(rank.percentile, days: rank.days))),"
    line += " entry at \(text(entry)), exit at \(text(exit)),"
    line += " half-life \(fixed(band.halfLife, 1)) d, p \(fixed(band.pValue, 3)) of a random walk"
    if let cycle = band.cycle {
      line += ", Bertram band \(text(cycle.lower)) to \(text(cycle.upper))"
      line += " every \(fixed(cycle.expectedTime * sessionsAYear, 0)) d"
    }
    if isFallback { line += ", fitted to \(band.days) of \(rules.trustedReversionDays) days" }
    return line
  }
}

private func reversionMetrics(_ band: ReversionBand, _ value: Double) -> [NamedNumber] {
  func natural(_ value: Double) -> Double { band.series == "slope" ? value : exp(value) }
  let name = band.series
  return [
    NamedNumber(name, natural(value)), NamedNumber("\(name)_z", band.deviations(value)),
    NamedNumber("\(name)_mean", natural(band.process.mean)),
    NamedNumber("\(name)_low", natural(band.lowEntry)),
    NamedNumber("\(name)_high", natural(band.highEntry)),
    NamedNumber("\(name)_half_life", band.halfLife), NamedNumber("\(name)_days", Double(band.days)),
  ]
}
