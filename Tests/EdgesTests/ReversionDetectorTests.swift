// Flat skew, carry and mean reversion on markets made to trigger them, to leave them quiet and to
// make them abstain.

import Edges
import Glibc
import MarketData
import MarketFixtures
import Pricing
import Regimes
import TestKit
import Testing
import Volatility

/// Values of a first-order autoregression around a mean, oldest first.
func reverting(
  _ count: Int, mean: Double, slope: Double, noise: Double, seed: UInt64
) -> [Double] {
  var random = SeededGenerator(seed: seed)
  var x = mean
  return (0..<count).map { _ in
    // Twelve uniforms less six are close enough to a normal of deviation one.
    let normal = (0..<12).reduce(-6) { sum, _ in sum + random.double(in: 0..<1) }
    x = mean + slope * (x - mean) + noise * normal
    return x
  }
}

@Suite("Flat skew")
struct FlatTests {
  private func scene(change: Double = 0.006, history: Int = 100) throws -> EdgeScene {
    var scene = EdgeScene()
    scene.market.skew = -0.05
    scene.index = 16
    let reading = try edge(detectSkew(scene.context))
    func metric(_ name: String) throws -> Double {
      try #require(reading.metrics.first { $0.name == name }?.value)
    }
    let (nrr, rr) = (try metric("nrr"), try metric("rr25"))
    scene.metrics = [
      StoredMetric(name: "nrr", values: (1...history).map { nrr + 0.01 * Double($0) }),
      StoredMetric(name: "rr25", values: (1...history).map { _ in rr - change }),
    ]
    return scene
  }

  @Test("buys calls when a flat skew turns, and the skew's own detector leaves it alone")
  func turning() throws {
    let scene = try scene()
    let found = try edge(detectFlat(scene.context))
    #expect(found.signal == .buyCallSkew && found.percentile == 0 && !found.isFallback)
    #expect(found.rationale.contains("flat skew turning") && found.rationale.contains("+0.6 pts"))
    #expect(isQuiet(detectSkew(scene.context)))
    var context = scene.context
    context.rules.detectors = EdgeKind.detected
    #expect(try edge(detectSkew(context)).signal == .buyPutSkew, "nobody else looks at it")
  }

  @Test("is quiet while the skew falls or volatility is high, and then puts are bought")
  func notTurning() throws {
    let falling = try scene(change: -0.01)
    #expect(isQuiet(detectFlat(falling.context)))
    #expect(try edge(detectSkew(falling.context)).signal == .buyPutSkew)
    var dear = try scene()
    dear.index = 30
    #expect(isQuiet(detectFlat(dear.context)), "volatility above its 75th percentile")
  }

  @Test("on short history goes by the risk reversal itself, at strength 40")
  func fallback() throws {
    let found = try edge(detectFlat(try scene(history: 5).context))
    #expect(found.isFallback && found.percentile == nil && found.strength == 40)
  }

  @Test("abstains without a day before and without a percentile of volatility")
  func abstains() throws {
    var scene = try scene()
    scene.metrics = []
    #expect(reason(detectFlat(scene.context)) == "no stored skew of the session before")
    scene = try self.scene()
    scene.index = nil
    #expect(reason(detectFlat(scene.context))?.hasPrefix("no percentile of implied") == true)
  }
}

@Suite("Carry")
struct CarryTests {
  @Test("is the roll and the gap in variance, by hand")
  func byHand() throws {
    let carry = try #require(
      VolatilityCarry(front: (0.14, 30.0 / 365), back: (0.16, 60.0 / 365), realised: 0.10))
    #expect(abs(carry.roll - 0.02) < 1e-15)
    // (0.0256 - 0.01) / (2 0.16) over half the back's time.
    #expect(abs(carry.premium - 0.0156 * 0.5 / 0.32) < 1e-15)
    #expect(abs(carry.monthly - (0.02 + 0.024375) / 0.16) < 1e-14)
    #expect(VolatilityCarry(front: (0.14, 0.2), back: (0.16, 0.1), realised: 0.1) == nil)
    #expect(VolatilityCarry(front: (0.14, 0.1), back: (0.16, 0.2), realised: .nan) == nil)
  }

  /// Revalues a delta-hedged short straddle at the forward a day later on the same curve.
  @Test("is what a short option earns when nothing changes, by revaluation")
  func revaluation() throws {
    let (years, day) = (60.0 / 365, 1.0 / 365)
    func sigma(_ t: Double) -> Double { 0.14 + 0.10 * t }
    let carry = try #require(
      VolatilityCarry(
        front: (sigma(years - day), years - day), back: (sigma(years), years), realised: 0.10))
    func straddle(_ t: Double, _ forward: Double) -> Double {
      [OptionRight.call, .put].reduce(0) {
        $0
          + black76Price(
            $1, forward: forward, strike: 100, years: t, volatility: sigma(t), discount: 1)
      }
    }
    // The realised move of one day, up and down; the hedge at the forward is next to nothing.
    let move = 0.10 * day.squareRoot()
    let after =
      0.5 * (straddle(years - day, 100 * exp(move)) + straddle(years - day, 100 * exp(-move)))
    let gain = (straddle(years, 100) - after) / straddle(years, 100)
    #expect(
      abs(gain / (carry.total / carry.back) - 1) < 0.02, "\(gain) \(carry.total / carry.back)")
  }

  @Test("sells a curve that pays, buys one that costs, and is quiet on a fair one")
  func signals() throws {
    var scene = EdgeScene()
    scene.market.atm = { 0.12 + 0.25 * $0 }
    scene.dailyMove = 0.005
    let rich = try edge(detectCarry(scene.context))
    #expect(rich.signal == .shortVol && rich.isFallback && rich.strength <= 50)
    #expect(rich.expiry == 5, "the back itself, sixty days out")
    let monthly = try #require(rich.metrics.first { $0.name == "carry" }?.value)
    scene.metrics = [
      StoredMetric(name: "carry", values: (1...100).map { monthly + 0.01 * Double($0) })
    ]
    #expect(isQuiet(detectCarry(scene.context)), "low for the symbol")
    scene.metrics = [
      StoredMetric(name: "carry", values: (1...100).map { monthly - 0.01 * Double($0) })
    ]
    #expect(try edge(detectCarry(scene.context)).percentile == 100)
    scene.metrics = []
    scene.market.atm = { 0.30 - 0.5 * $0 }
    scene.dailyMove = 0.03
    let cheap = try edge(detectCarry(scene.context))
    #expect(cheap.signal == .longVol && cheap.expiry == nil)
    scene.market.atm = { _ in 0.20 }
    scene.dailyMove = 0.0126
    #expect(isQuiet(detectCarry(scene.context)))
    scene.bars = 59
    #expect(reason(detectCarry(scene.context)) == "59 daily closes, 60 needed")
  }
}

@Suite("Time series")
struct TimeSeriesTests {
  private func scene(_ atm: Double, days: Int = 252) -> EdgeScene {
    var scene = EdgeScene()
    scene.market.atm = { _ in atm }
    scene.metrics = [
      StoredMetric(
        name: "atm30",
        values: reverting(days, mean: log(0.2), slope: 0.8, noise: 0.05, seed: 3).map { exp($0) }),
      StoredMetric(
        name: "slope", values: reverting(days, mean: 0.02, slope: 0.8, noise: 0.01, seed: 4)),
    ]
    return scene
  }

  private func context(_ scene: EdgeScene) -> EdgeContext {
    var context = scene.context
    context.bands = reversionReadings(stored: context.stored, rules: context.rules)
    return context
  }

  @Test("the bands are Leung and Li's of the fitted process, inside out in the right order")
  func bands() throws {
    let scene = scene(0.2)
    let values = try #require(scene.metrics.first).values.map { log($0) }
    guard case .band(let band) = reversionReading(series: "atm30", values: values, rules: .standard)
    else {
      Issue.record("no band")
      return
    }
    let fit = try #require(
      try fitOrnsteinUhlenbeck(values, interval: 1 / 252.0, least: 60).fit)
    let terms = try StoppingTerms(exitRate: 0.05, entryRate: 0.05, exitCost: 0.02, entryCost: 0.02)
    let centred = try OrnsteinUhlenbeck(
      mean: 0, speed: fit.process.speed, volatility: fit.process.volatility)
    let low = try optimalLevels(of: centred, terms: terms, side: .long)
    #expect(band.lowEntry == fit.process.mean + low.entry)
    // A process about zero is its own mirror, so the bands stand evenly about the mean.
    #expect(abs(band.lowEntry + band.highEntry - 2 * band.process.mean) < 1e-6)
    #expect(abs(band.lowExit + band.highExit - 2 * band.process.mean) < 1e-6)
    #expect(band.lowEntry < band.process.mean && band.process.mean < band.highEntry)
    #expect(band.lowExit > band.process.mean && band.highExit < band.process.mean)
    let cycle = try #require(band.cycle)
    #expect(cycle.lower < band.process.mean && cycle.upper > band.process.mean)
  }

  @Test("sells volatility far above its mean, buys it far below, and is quiet in between")
  func signals() throws {
    let high = try edge(detectTimeSeries(context(scene(0.36))))
    #expect(high.signal == .shortVol && !high.isFallback && high.percentile == 100)
    #expect(high.rationale.contains("half-life") && high.rationale.contains("Bertram band"))
    let low = try edge(detectTimeSeries(context(scene(0.11))))
    #expect(low.signal == .longVol && low.percentile == 0)
    #expect(isQuiet(detectTimeSeries(context(scene(0.2)))))
  }

  @Test("trades the slope where it is further out than the level")
  func slope() throws {
    var scene = scene(0.2)
    scene.market.atm = { 0.24 - 0.35 * $0 }
    let found = try edge(detectTimeSeries(context(scene)))
    #expect(found.signal == .sellFront && found.expiry == 3 && found.backExpiry == 5)
    scene.market.atm = { 0.16 + 0.35 * $0 }
    #expect(try edge(detectTimeSeries(context(scene))).signal == .sellBack)
  }

  @Test("is a fallback under a year of days and abstains under sixty, on a walk, or without bands")
  func shortHistory() throws {
    // So few days seldom reject a random walk at the usual level.
    var young = scene(0.40, days: 120).context
    young.rules.greatestPValue = 0.2
    young.bands = reversionReadings(stored: young.stored, rules: young.rules)
    let found = try edge(detectTimeSeries(young))
    #expect(found.isFallback && found.strength <= 50)
    let few = reason(detectTimeSeries(context(scene(0.40, days: 59))))
    #expect(few?.contains("59 stored days of atm30, 60 needed") == true)
    #expect(few?.contains("slope") == true)
    var walk = scene(0.40)
    let line = (0..<252).map { (day: Int) -> Double in
      let wave = 0.001 * Double(day % 2)
      return 0.2 + 0.0005 * Double(day) + wave
    }
    walk.metrics = walk.metrics.map { StoredMetric(name: $0.name, values: line) }
    #expect(reason(detectTimeSeries(context(walk)))?.hasPrefix("no band to trade by") == true)
    #expect(reason(detectTimeSeries(scene(0.4).context)) == "no band to trade by: no stored days")
  }
}

@Suite("Kinks and details of the first five")
struct DetailTests {
  @Test("sells an expiry whose variance stands above its neighbours' line, buys one below")
  func kink() throws {
    var scene = EdgeScene()
    // 45 days is the only expiry of the window with both neighbours that is bent.
    scene.market.atm = { abs($0 - 45.0 / 365) < 0.004 ? 0.22 : 0.20 }
    let dear = try edge(detectTermStructure(scene.context))
    #expect(dear.signal == .sellBack && dear.expiry == 4 && dear.rationale.contains("above"))
    let kink = try #require(dear.metrics.first { $0.name == "kink" }?.value)
    #expect(abs(kink - (0.22 * 0.22 / 0.04 - 1)) < 0.03)
    scene.market.atm = { abs($0 - 45.0 / 365) < 0.004 ? 0.18 : 0.20 }
    let cheap = try edge(detectTermStructure(scene.context))
    #expect(cheap.signal == .sellFront && cheap.expiry == 2 && cheap.backExpiry == 4)
    scene.market.atm = { abs($0 - 45.0 / 365) < 0.004 ? 0.201 : 0.20 }
    #expect(isQuiet(detectTermStructure(scene.context)), "within the line's own error")
  }

  @Test("the model asked for is in the metrics and the rationale, and so is what stood in for it")
  func forecastChoice() throws {
    var scene = EdgeScene()
    scene.index = 24
    let closes = scene.context.history.bars.map(\.bar.close)
    for choice in VarianceForecastChoice.allCases {
      var context = scene.context
      context.rules.forecast = choice
      context.forecast = VarianceForecast(closes: closes, horizon: 21, choice: choice)
      let found = try edge(detectVarianceRiskPremium(context))
      let made = try #require(context.forecast)
      let name = "forecast_\(made.method.rawValue)"
      #expect(found.metrics.first { $0.name == name }?.value == made.volatility)
      #expect(found.rationale.contains("\(made.method.rawValue) forecast"))
      let isOther = made.method != choice.method
      #expect(found.rationale.contains("too short a history for") == isOther, "\(choice)")
    }
  }

  @Test("an event's words follow its premium, and the straddle stands beside its rule of thumb")
  func eventWords() throws {
    var scene = EdgeScene()
    let date = scene.market.date
    let when = NewYorkTime.instant(date.adding(days: 2), 14, 0)
    scene.market.atm = { (0.0144 + 0.0009 / $0).squareRoot() }
    scene.events = [
      MarketEvent(symbol: nil, kind: .fomc, time: when, effectiveDate: date.adding(days: 2))
    ]
    scene.dailyMove = 0.008
    let found = try edge(detectEvent(scene.context))
    #expect(found.rationale.contains("extreme") && !found.rationale.contains("entry best"))
    func metric(_ name: String) throws -> Double {
      try #require(found.metrics.first { $0.name == name }?.value)
    }
    #expect(abs(try metric("straddle") / metric("straddle_check") - 1) < 0.05)
  }

  @Test("says that quotes are too old rather than that there are none")
  func stale() {
    var context = EdgeScene().context
    context.surface.slices = []
    let good = QuoteQuality.good.index
    context.surface.qualityCounts[QuoteQuality.stale.index] = context.surface.qualityCounts[good]
    context.surface.qualityCounts[good] = 0
    #expect(reason(detectSkew(context))?.hasPrefix("quotes too old") == true)
  }
}
