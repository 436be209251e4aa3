// The features of the market regime, from daily history, today's bar so far and the volatility
// index now (domain rules, section a.1).
//
// A feature that cannot be computed is nil, never a default; the classifier then leaves its terms
// out and says how much of its weight was covered.

import Glibc
public import MarketData
import Numerics
import Volatility

/// The features of one moment; nil where history or an input is missing.
public struct RegimeFeatures: Hashable, Sendable {
  /// Volatility index, in points.
  public var v: Double?
  /// Its mid-rank percentile against the previous 252 closes, 0 to 100.
  public var p: Double?
  /// Its distance from the 252-day mean in standard deviations.
  public var zv: Double?
  /// Realised volatility over 5 sessions.
  public var r5: Double?
  /// Realised volatility over 20 sessions.
  public var r20: Double?
  /// Realised volatility over 60 sessions.
  public var r60: Double?
  /// Slope of implied volatility: VIX3M / VIX - 1, above zero in contango; without the three-month
  /// index that of the surface, without a surface VIX / VIX9D - 1.
  public var sl: Double?
  /// Nine-day over 30-day index: VIX9D / VIX - 1, above zero when the next days are the dearest.
  public var s9: Double?
  /// Wilder's average directional index over 14 sessions.
  public var adx: Double?
  /// t-statistic of the slope of ln(price) over 20 sessions, at most 10 in size.
  public var ts: Double?
  /// Price over its 20-session mean, less one.
  public var d20: Double?
  /// Price over its 50-session mean, less one.
  public var d50: Double?
  /// Price over its 200-session mean, less one.
  public var d200: Double?
  /// 20-session mean over 50-session mean, less one.
  public var mx: Double?
  /// Price over its 252-session high, less one.
  public var dd: Double?
  /// Sessions since that high.
  public var dsh: Double?
  /// Return over 5 sessions.
  public var return5: Double?
  /// Return over 20 sessions.
  public var return20: Double?
  /// Return over 60 sessions.
  public var return60: Double?

  /// Features that are all missing.
  public init() {}

  /// R5 / R20.
  public var rr: Double? {
    guard let r5, let r20, r20 > 0 else { return nil }
    return r5 / r20
  }

  /// Implied over realised volatility: (V / 100) / R20.
  public var ivrv: Double? {
    guard let v, let r20, r20 > 0 else { return nil }
    return v / 100 / r20
  }

  /// The sign of the trend times its strength.
  public var signedADX: Double? {
    guard let adx, let ts else { return nil }
    return ts > 0 ? adx : ts < 0 ? -adx : 0
  }

  /// Every feature with its name, in the order of the domain's table.
  public var named: [NamedNumber] {
    [
      NamedNumber("V", v), NamedNumber("P", p), NamedNumber("Zv", zv), NamedNumber("R5", r5),
      NamedNumber("R20", r20), NamedNumber("R60", r60), NamedNumber("RR", rr),
      NamedNumber("IVRV", ivrv), NamedNumber("SL", sl), NamedNumber("S9", s9),
      NamedNumber("ADX", adx),
      NamedNumber("TS", ts), NamedNumber("D20", d20), NamedNumber("D50", d50),
      NamedNumber("D200", d200), NamedNumber("MX", mx), NamedNumber("DD", dd),
      NamedNumber("DSH", dsh), NamedNumber("r5", return5), NamedNumber("r20", return20),
      NamedNumber("r60", return60), NamedNumber("breadth", nil),
    ]
  }
}

extension RegimeFeatures {
  /// Bars below which no feature of the price is computed.
  public static let minimumBars = 60
  /// Bars and closes of the volatility index that one moment looks back on.
  static let window = 262

  /// Computes the features of a moment.
  ///
  /// - Parameters:
  ///   - history: Daily history strictly before the session.
  ///   - today: The session's bar so far; nil before its first price.
  ///   - volatilityIndex: The index now, in points; nil when missing.
  ///   - volatilityIndex3M: The three-month index now, in points.
  ///   - surfaceSlope: Volatility at 93 days over that at 30 days, less one, from the benchmark's
  ///     surface; used when the three-month index is missing.
  ///   - volatilityIndex9D: The nine-day index now, in points.
  ///   - rules: How realised volatility is estimated.
  public init(
    history: DailyHistory, today: PriceBar?, volatilityIndex: Double?, volatilityIndex3M: Double?,
    surfaceSlope: Double?, volatilityIndex9D: Double? = nil, rules: RegimeRules = .standard
  ) {
    var bars = history.bars.suffix(RegimeFeatures.window).map(\.bar)
    if let today { bars.append(today) }
    self.init(
      bars: bars, past: history.volatilityIndex.suffix(252).map(\.value),
      indices: VolatilityIndices(
        month: volatilityIndex, quarter: volatilityIndex3M, days9: volatilityIndex9D),
      surfaceSlope: surfaceSlope, rules: rules)
    // A tape brings the index within the session, of the nine-day one only closes.
    if s9 == nil, let near = history.nearSlope {
      s9 = near
      if sl == nil, v != nil { sl = 1 / (1 + near) - 1 }
    }
  }

  /// Computes the features of a moment from its bars and the closes of the volatility index before.
  init(
    bars: [PriceBar], past: [Double], indices: VolatilityIndices, surfaceSlope: Double?,
    rules: RegimeRules
  ) {
    self.init()
    if bars.count >= RegimeFeatures.minimumBars, bars.allSatisfy({ $0.close > 0 }) {
      readPrices(bars, rules)
    }
    readVolatility(indices.month, history: past)
    readCurve(indices, surfaceSlope)
  }

  private mutating func readCurve(_ indices: VolatilityIndices, _ surfaceSlope: Double?) {
    let month = indices.month.flatMap { $0 > 0 ? $0 : nil }
    let days9 = indices.days9.flatMap { $0 > 0 ? $0 : nil }
    if let month, let days9 { s9 = days9 / month - 1 }
    if let month, let quarter = indices.quarter, quarter > 0 {
      sl = quarter / month - 1
    } else if let surfaceSlope {
      sl = surfaceSlope
    } else if let month, let days9 {
      sl = month / days9 - 1
    }
  }

  private mutating func readVolatility(_ index: Double?, history: [Double]) {
    guard let index, index > 0 else { return }
    v = index
    guard history.count >= 252 else { return }
    p = midRankPercentile(of: index, in: history)
    if let centre = mean(history), let deviation = standardDeviation(history), deviation > 0 {
      zv = (index - centre) / deviation
    }
  }

  private mutating func readPrices(_ bars: [PriceBar], _ rules: RegimeRules) {
    let closes = bars.map(\.close)
    let last = closes[closes.count - 1]
    r5 = rules.volatility(bars, closes, window: 5)
    r20 = rules.volatility(bars, closes, window: 20)
    r60 = rules.volatility(bars, closes, window: 60)
    adx = averageDirectionalIndex(bars)
    ts = trendStatistic(closes.suffix(20))
    let mean20 = mean(closes.suffix(20))
    let mean50 = mean(closes.suffix(50))
    d20 = mean20.map { last / $0 - 1 }
    d50 = mean50.map { last / $0 - 1 }
    if closes.count >= 200 { d200 = mean(closes.suffix(200)).map { last / $0 - 1 } }
    if let mean20, let mean50 { mx = mean20 / mean50 - 1 }
    return5 = change(closes, over: 5)
    return20 = change(closes, over: 20)
    return60 = change(closes, over: 60)
    let year = closes.suffix(252)
    if year.count == 252, let high = year.max(), let when = year.lastIndex(of: high) {
      dd = last / high - 1
      dsh = Double(year.endIndex - 1 - when)
    }
  }

  private func change(_ closes: [Double], over sessions: Int) -> Double? {
    guard closes.count > sessions else { return nil }
    return closes[closes.count - 1] / closes[closes.count - 1 - sessions] - 1
  }
}
