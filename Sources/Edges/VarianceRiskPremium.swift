// Implied against realised volatility (domain rules, section b.1).
//
// The variance that is expected to come is the model's of the rules, forecast once a session; the
// metric that holds it is named by the model that made it.
// Source of the variance measure: Carr and Wu (2009), "Variance risk premiums", Review of Financial
// Studies 22(3); Bollerslev, Tauchen and Zhou (2009), the same journal 22(11).

import Glibc
import MarketData
import Pricing
import Regimes
import Volatility

/// Implied and realised volatility of one moment.
struct PremiumReading {
  var implied: Double
  var strip: Double
  var realised: Double
  var forecast: VarianceForecast?

  /// Implied over realised volatility.
  var ratio: Double { implied / realised }
}

/// Detects rich or cheap implied volatility.
public func detectVarianceRiskPremium(_ context: EdgeContext) -> EdgeFinding {
  if let blocker = context.blocker { return .abstained(reason: blocker) }
  let reading: PremiumReading
  switch context.readPremium() {
  case .failure(let reason): return .abstained(reason: reason.text)
  case .success(let value): reading = value
  }
  let rules = context.rules
  let rank = Ranking(reading.ratio, history: context.ratioHistory(), rules: rules)
  let isPanic = context.regime == .highVolPanic
  let needed = isPanic ? rules.panicPercentile : rules.richPercentile
  let isRich =
    reading.ratio > rules.richRatio && reading.implied >= rules.minimumImplied
    && (rank.percentile.map { $0 >= needed } ?? !isPanic)
  let isCheap =
    reading.ratio < rules.cheapRatio
    && (rank.percentile.map { $0 <= rules.cheapPercentile } ?? true)
  let metrics = context.premiumMetrics(reading, rank)
  guard isRich || isCheap else { return .quiet(metrics: metrics) }
  let magnitude =
    isRich
    ? (reading.ratio - rules.richRatio) / rules.richRatio
    : 2 * (rules.cheapRatio - reading.ratio) / rules.cheapRatio
  let raw = edgeStrength(
    extremity: rank.extremity(high: isRich), magnitude: magnitude, quality: context.quality)
  return .detected(
    Edge(
      underlying: context.chain.underlying, kind: .vrp, signal: isRich ? .shortVol : .longVol,
      strength: context.finalStrength(raw, sellsVolatility: isRich, isFallback: rank.isFallback),
      percentile: rank.percentile, history: rank.days, isFallback: rank.isFallback,
      metrics: metrics, rationale: context.premiumRationale(reading, rank)))
}

/// Why a reading failed, in plain words.
struct ReadingFailure: Error {
  var text: String
}

extension EdgeContext {
  /// Reads implied and realised volatility.
  func readPremium() -> Result<PremiumReading, ReadingFailure> {
    // Realised volatility is that of finished sessions: today's price is not a close yet.
    let closes = history.bars.suffix(60).map(\.bar.close)
    guard closes.count >= 60, let realised = realisedVolatility(closes, window: 20) else {
      return .failure(ReadingFailure(text: "\(closes.count) daily closes, 60 needed"))
    }
    guard realised >= rules.minimumRealised else {
      let bound = percent(rules.minimumRealised, 0)
      return .failure(ReadingFailure(text: "RV20 \(percent(realised)) is under \(bound)"))
    }
    guard let implied = impliedThirtyDays else {
      return .failure(ReadingFailure(text: "no volatility at 30 days"))
    }
    guard let (volatility, strip) = stripped(implied, years: 30.0 / 365, of: measureEvent()) else {
      return .failure(
        ReadingFailure(text: "the event's variance exceeds IV30 \(percent(implied))"))
    }
    return .success(
      PremiumReading(
        implied: volatility, strip: strip, realised: realised, forecast: forecast))
  }

  /// The volatility index for a symbol that has one, else its own surface at 30 days.
  var impliedThirtyDays: Double? {
    if let volatilityIndex, volatilityIndex > 0 { return volatilityIndex / 100 }
    return surface.constantMaturityVolatility(days: 30)
  }

  /// Past ratios of implied to realised volatility, oldest first.
  ///
  /// A symbol with a volatility index has them from its closes; another one from stored numbers.
  func ratioHistory() -> [Double] {
    guard volatilityIndex != nil, !history.volatilityIndex.isEmpty else { return stored("ratio") }
    let bars = history.bars.suffix(rules.percentileWindow + 22)
    let values = history.volatilityIndex
    guard bars.count > 21 else { return [] }
    var squares = [0.0]
    squares.reserveCapacity(bars.count)
    for index in bars.indices.dropFirst() {
      let r = log(bars[index].bar.close / bars[index - 1].bar.close)
      squares.append(squares[squares.count - 1] + r * r)
    }
    var ratios: [Double] = []
    ratios.reserveCapacity(rules.percentileWindow)
    var position = max(0, values.count - 2 * bars.count)
    for offset in 21..<bars.count {
      let date = bars[bars.startIndex + offset].date
      while position < values.count, values[position].date < date { position += 1 }
      guard position < values.count, values[position].date == date else { continue }
      // The twenty sessions that had closed when the day began, as for the reading itself.
      let variance = 252 * (squares[offset - 1] - squares[offset - 21]) / 20
      if variance > 0, variance.isFinite {
        ratios.append(values[position].value / 100 / variance.squareRoot())
      }
    }
    return ratios
  }

  fileprivate func premiumMetrics(_ reading: PremiumReading, _ rank: Ranking) -> [NamedNumber] {
    let forecast = reading.forecast?.variance
    let method = (reading.forecast?.method ?? rules.forecast.method).rawValue
    return [
      NamedNumber("iv30", reading.implied), NamedNumber("rv20", reading.realised),
      NamedNumber("ratio", reading.ratio), NamedNumber("pct", rank.percentile),
      NamedNumber("vrp_vol", reading.implied - reading.realised),
      NamedNumber("forecast_var", forecast),
      NamedNumber("forecast_" + method, reading.forecast?.volatility),
      NamedNumber("vrp_var", forecast.map { reading.implied * reading.implied - $0 }),
      NamedNumber("event_strip", reading.strip),
    ]
  }

  fileprivate func premiumRationale(_ reading: PremiumReading, _ rank: Ranking) -> String {
    var text = "\(chain.underlying) IV30 \(percent(reading.implied)) vs RV20"
    text += " \(percent(reading.realised)) = \(fixed(reading.ratio, 2))"
    text += " (\(percentileText(rank.percentile, days: rank.days)))"
    if let forecast = reading.forecast {
      let premium = 10_000 * (reading.implied * reading.implied - forecast.variance)
      text += ", \(forecast.method.rawValue) forecast \(percent(forecast.volatility))"
      if forecast.method != rules.forecast.method {
        text += " (too short a history for \(rules.forecast.method.rawValue))"
      }
      text += ","
      text += " variance premium \(fixed(premium, 0)) bp"
    }
    if reading.strip > 0 { text += ", event strip \(points(reading.strip))" }
    return text
  }
}
