// Reconstructs a trading day from its daily figures.
//
// Favours exactness over realism where they meet: the daily prices and the volatility close come
// out to the cent, and the same figures give the same bytes. One counted stream a purpose, so
// that a new one never moves another.

import Glibc
public import MarketData
import Numerics

/// The version of the recipe; part of every file's head.
public let dayBuilderVersion = 1

/// The text of a day file, made from daily figures.
///
/// - Parameters:
///   - date: The day to build.
///   - daily: Daily bars of the index, ascending, with the day and the one before it.
///   - vix: Closes of the volatility index, ascending, with the day and twenty before it.
///   - events: Scheduled announcements; those from the day on count.
/// - Returns: The file's text, checksum included.
/// - Throws: `FeedError` when the figures do not allow it.
public func buildDay(
  date: CivilDate, daily: [DailyBar], vix: [DailyValue], events: [MarketEvent]
) throws -> String {
  let head = try DayBuilder.head(date: date, daily: daily, vix: vix, events: events)
  return DayBuilder.day(head).text()
}

enum DayBuilder {
  /// Collects and checks the daily figures.
  static func head(
    date: CivilDate, daily: [DailyBar], vix: [DailyValue], events: [MarketEvent]
  ) throws -> DayHead {
    func refuse(_ rule: String) -> FeedError { FeedError(file: "day \(date)", rule: rule) }
    guard let session = TradingCalendar.session(on: date) else {
      throw refuse("is not a trading day; choose a day on which the exchange was open")
    }
    guard let index = daily.firstIndex(where: { $0.date == date }), index > 0 else {
      throw refuse("needs its own daily bar and the one before it")
    }
    guard let place = vix.firstIndex(where: { $0.date == date }), place >= 20 else {
      throw refuse("needs its own volatility close and twenty before it")
    }
    let bar = daily[index].bar
    guard bar.low > 0, bar.low <= min(bar.open, bar.close), bar.high >= max(bar.open, bar.close)
    else { throw refuse("low <= open, close <= high does not hold in its daily bar") }
    let seed = fnv1a("voldesk-day/1|\(date)")
    var surface = RandomStream(seed: seed, purpose: "surface")
    let mean = vix[(place - 20)..<place].reduce(0) { $0 + $1.value } / 20
    let horizon = session.close + .days(200)
    return DayHead(
      date: date, builder: dayBuilderVersion, seed: seed, bar: bar,
      previousClose: daily[index - 1].bar.close, vix: vix[place].value,
      previousVix: vix[place - 1].value, eta: roundedDecimal(surface.normal(), 5),
      vixMean20: roundedDecimal(mean, 4), rate: ReferenceRates.rate(on: date),
      yield: ReferenceRates.dividendYield,
      events: events.filter { $0.time >= session.open && $0.time <= horizon }.sorted())
  }

  /// The whole day from its head.
  static func day(_ head: DayHead) -> DayFile {
    let minutes = TradingCalendar.isHalfDay(head.date) ? 210 : 390
    let profile = SessionProfile.of(minutes: minutes)
    var volatility = RandomStream(seed: head.seed, purpose: "volatility")
    let shares = clockShares(profile, head, random: &volatility)
    let path = DayPath(bar: head.bar, shares: shares, random: &volatility)
    var paths = RandomStream(seed: head.seed, purpose: "path")
    let prices = path.prices(random: &paths)
    let bars = minuteBars(prices, minutes: minutes)
    let volumes = volumes(bars, profile, total: head.bar.volume, random: &paths)
    return DayFile(head: head, rows: rows(head, shares, bars, volumes))
  }

  /// Each minute's share of variance, with the day's own clustering.
  private static func clockShares(
    _ profile: SessionProfile, _ head: DayHead, random: inout RandomStream
  ) -> [Double] {
    var base = profile.variance
    let open = NewYorkTime.instant(head.date, 9, 30)
    for event in head.events where event.kind == .fomc && event.effectiveDate == head.date {
      let minute = Int((event.time - open).nanoseconds / 60_000_000_000)
      lift(&base, from: minute, count: 30, to: 0.12)
      lift(&base, from: minute + 30, count: 60, to: 0.45)
    }
    var x = 0.55 * random.normal()
    let fresh = 0.55 * (1 - 0.98 * 0.98).squareRoot()
    var shares = base.map { share in
      x = 0.98 * x + fresh * random.normal()
      return share * exp(x + 0.5 * random.normal())
    }
    let total = shares.reduce(0, +)
    for m in shares.indices { shares[m] /= total }
    return shares
  }

  /// Scales a stretch of minutes to a share of the whole.
  private static func lift(_ shares: inout [Double], from: Int, count: Int, to share: Double) {
    let range = max(from, 0)..<min(from + count, shares.count)
    guard !range.isEmpty else { return }
    let inside = shares[range].reduce(0, +)
    let outside = shares.reduce(0, +) - inside
    for m in shares.indices {
      shares[m] *= range.contains(m) ? share / inside : (1 - share) / outside
    }
  }

  private static func minuteBars(_ prices: [Double], minutes: Int) -> [PriceBar] {
    let n = DayPath.ticksPerMinute
    return (0..<minutes).map { m in
      let ticks = prices[(m * n)...((m + 1) * n)]
      return PriceBar(
        open: prices[m * n], high: ticks.max() ?? 0, low: ticks.min() ?? 0,
        close: prices[(m + 1) * n], volume: 0)
    }
  }

  /// Spreads the day's volume by profile, more where the index moved more.
  private static func volumes(
    _ bars: [PriceBar], _ profile: SessionProfile, total: Double, random: inout RandomStream
  ) -> [Double] {
    let highest = bars.map(\.high).max() ?? 1
    let lowest = bars.map(\.low).min() ?? 1
    let usual = log(highest / lowest)
    var weights = bars.indices.map { m in
      let range = log(bars[m].high / bars[m].low)
      let size = range / max(usual * profile.variance[m].squareRoot(), 1e-9)
      return profile.volume[m] * exp(0.25 * min(size, 3) + 0.25 * random.normal())
    }
    let sum = weights.reduce(0, +)
    for m in weights.indices { weights[m] = (total * weights[m] / sum).rounded() }
    let rest = total - weights.reduce(0, +)
    if let last = weights.indices.last { weights[last] = max(weights[last] + rest, 0) }
    return weights
  }

  private static func rows(
    _ head: DayHead, _ shares: [Double], _ bars: [PriceBar], _ volumes: [Double]
  ) -> [DayRow] {
    var elapsed: [Double] = []
    var passed = 0.0
    for share in shares {
      passed += share
      elapsed.append(passed)
    }
    elapsed[elapsed.count - 1] = 1
    let builder = DayVolatility(head: head, elapsed: elapsed)
    var stream = RandomStream(seed: head.seed, purpose: "vix")
    let vix = builder.vix(closes: bars.map(\.close), random: &stream)
    let vix3M = builder.vix3M(vix: vix, random: &stream)
    var surface = RandomStream(seed: head.seed, purpose: "smile")
    let walks = DayVolatility.walks(count: bars.count, random: &surface)
    let open = NewYorkTime.instant(head.date, 9, 30)
    return bars.indices.map { m in
      var bar = bars[m]
      bar.volume = volumes[m]
      let level = 0.84 * vix[m] / 100 * exp(0.03 * head.eta)
      let stress = smileStress(vix: vix[m], mean20: head.vixMean20)
      let end = open + .minutes(Int64(m + 1))
      let pending = head.events.filter { $0.effectiveDate == head.date && $0.time >= end }
      return DayRow(
        bar: bar, vix: roundedDecimal(vix[m], 2), vix3M: roundedDecimal(vix3M[m], 2),
        level: roundedDecimal(level, 5),
        skewScale: roundedDecimal(stressedSkew(stress) + 0.05 * walks[m].0, 5),
        curveScale: roundedDecimal(stressedCurve(stress) + 0.05 * walks[m].1, 5),
        slope90: roundedDecimal(log(0.87 * vix3M[m] / 100 / level), 5),
        spreadMultiplier: roundedDecimal(
          spreadMultiplier(minute: m + 1, minutes: bars.count, vix: vix[m]), 5),
        eventVariance: pending.reduce(0) { $0 + EventClock.bump($1.kind) })
    }
  }
}
