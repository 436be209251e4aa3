// Each detector on markets made to trigger it, to leave it quiet, and to make it abstain.

import Edges
import Glibc
import MarketData
import MarketFixtures
import Pricing
import Regimes
import Testing

/// A market with its context.
struct EdgeScene {
  var market = SyntheticMarket()
  var regime = RegimeState.chop
  var dailyMove = 0.01
  var index: Double?
  var pastIndex = 16.0
  var bars = 600
  var events: [MarketEvent] = []
  var metrics: [StoredMetric] = []

  var context: EdgeContext {
    let chain = market.chain()
    return EdgeContext(
      chain: chain, surface: market.surface(chain), spot: market.spot, time: market.time,
      session: market.session,
      history: market.history(bars: bars, dailyMove: dailyMove, index: pastIndex), today: nil,
      volatilityIndex: index, volatilityIndex3M: nil, events: events, regime: regime,
      metrics: metrics, gammaProfile: nil, rules: .standard)
  }
}

func edge(_ finding: EdgeFinding) throws -> Edge {
  guard case .detected(let edge) = finding else {
    Issue.record("no edge but \(finding)")
    throw CancellationError()
  }
  return edge
}

func isQuiet(_ finding: EdgeFinding) -> Bool {
  if case .quiet = finding { return true }
  return false
}

func reason(_ finding: EdgeFinding) -> String? {
  if case .abstained(let reason) = finding { return reason }
  return nil
}

@Suite("Edge detectors")
struct DetectorTests {
  @Test("sells a rich premium, with every number in the rationale")
  func richPremium() throws {
    var scene = EdgeScene()
    scene.index = 24
    let found = try edge(detectVarianceRiskPremium(scene.context))
    #expect(found.signal == .shortVol && !found.isFallback && found.history == 252)
    #expect(found.percentile == 100)
    #expect(found.rationale.hasPrefix("SPX IV30 24.0 % vs RV20 15.9 % = 1.51 (100th pct of 252)"))
    scene.regime = .highVolPanic
    let panic = try edge(detectVarianceRiskPremium(scene.context))
    #expect(abs(Double(panic.strength) - 0.6 * Double(found.strength)) <= 1)
  }

  @Test("buys a cheap premium and is quiet in between")
  func cheapPremium() throws {
    var scene = EdgeScene()
    scene.index = 13
    #expect(try edge(detectVarianceRiskPremium(scene.context)).signal == .longVol)
    scene.index = 18
    #expect(isQuiet(detectVarianceRiskPremium(scene.context)))
  }

  @Test("falls back without stored ratios and abstains without history")
  func premiumFallback() throws {
    var scene = EdgeScene()
    scene.market.atm = { _ in 0.25 }
    let found = try edge(detectVarianceRiskPremium(scene.context))
    #expect(found.isFallback && found.percentile == nil && found.strength <= 50)
    scene.bars = 59
    #expect(reason(detectVarianceRiskPremium(scene.context)) == "59 daily closes, 60 needed")
    scene.bars = 600
    scene.dailyMove = 0.001
    #expect(reason(detectVarianceRiskPremium(scene.context))?.contains("under 3 %") == true)
  }

  @Test("sells the front of an inverted curve and the back of a steep one")
  func termStructure() throws {
    var scene = EdgeScene()
    scene.market.atm = { 0.30 - 0.5 * $0 }
    let inverted = try edge(detectTermStructure(scene.context))
    #expect(inverted.signal == .sellFront && inverted.expiry == 3 && inverted.backExpiry == 5)
    scene.regime = .highVolPanic
    #expect(try edge(detectTermStructure(scene.context)).strength <= 40)
    scene.regime = .chop
    scene.market.atm = { 0.12 + 0.25 * $0 }
    let steep = try edge(detectTermStructure(scene.context))
    #expect(steep.signal == .sellBack && steep.expiry == 5 && steep.backExpiry == nil)
    scene.market.atm = { _ in 0.2 }
    #expect(isQuiet(detectTermStructure(scene.context)))
  }

  @Test("abstains on calendar arbitrage and on a missing expiry")
  func termAbstains() {
    var scene = EdgeScene()
    scene.market.atm = { $0 < 0.1 ? 0.40 : 0.20 }
    #expect(reason(detectTermStructure(scene.context))?.contains("calendar arbitrage") == true)
    scene.market.days = [30, 120]
    #expect(reason(detectTermStructure(scene.context)) == "no back expiry of 31-90 days")
  }

  @Test("ranks the skew against stored days, else by absolute bounds")
  func skew() throws {
    var scene = EdgeScene()
    scene.market.skew = -0.45
    let wide = try edge(detectSkew(scene.context))
    #expect(wide.isFallback && wide.signal == .sellPutSkew && wide.strength == 50)
    let reading = try #require(wide.metrics.first { $0.name == "nrr" }?.value)
    scene.metrics = [
      StoredMetric(name: "nrr", values: (1...100).map { reading * Double($0) / 101 })
    ]
    let ranked = try edge(detectSkew(scene.context))
    #expect(!ranked.isFallback && ranked.percentile == 100 && ranked.signal == .sellPutSkew)
    scene.metrics = [
      StoredMetric(name: "nrr", values: (1...100).map { reading + Double($0) / 101 })
    ]
    #expect(try edge(detectSkew(scene.context)).signal == .buyPutSkew)
    scene.market.skew = -0.05
    scene.metrics = []
    #expect(try edge(detectSkew(scene.context)).signal == .buyPutSkew, "2 points or less")
    scene.market.strikesASide = 3
    #expect(reason(detectSkew(scene.context))?.contains("not bracketed") == true)
  }

  @Test("prices an event, and strips it from premium and slope")
  func event() throws {
    var scene = EdgeScene()
    let date = scene.market.date
    let when = NewYorkTime.instant(date.adding(days: 2), 14, 0)
    // 3 % of event move on top of 12 %: every expiry holds the same extra variance.
    scene.market.atm = { (0.0144 + 0.0009 / $0).squareRoot() }
    scene.events = [
      MarketEvent(symbol: nil, kind: .fomc, time: when, effectiveDate: date.adding(days: 2))
    ]
    scene.dailyMove = 0.008
    let found = try edge(detectEvent(scene.context))
    #expect(found.signal == .shortVol && found.isFallback, "no past events: the tail stands in")
    #expect(abs(try #require(found.eventMove) - 0.03) < 0.003)
    #expect(found.expiry == 0 && found.backExpiry == 1)
    #expect(isQuiet(detectTermStructure(scene.context)), "without the event the curve is flat")
    scene.events = []
    #expect(try edge(detectTermStructure(scene.context)).signal == .sellFront)
    #expect(isQuiet(detectEvent(scene.context)))
  }

  @Test("finds a pin near expiry and negative gamma below the flip")
  func gamma() throws {
    var scene = EdgeScene()
    scene.market.days = [3, 14, 30, 60]
    scene.market.openInterest = { strike, right in
      right == .call ? (strike == 2_700 ? 40_000 : 1_000) : 200
    }
    let pin = try edge(detectGamma(scene.context))
    #expect(pin.signal == .pin && pin.centre == Money(wholeDollars: 2_700) && pin.expiry == 0)
    #expect(pin.isFallback && pin.strength <= 50 && pin.rationale.contains("proxy"))
    scene.market.openInterest = { strike, right in
      right == .put ? 3_000 : strike > 2_800 ? 9_000 : 100
    }
    let short = try edge(detectGamma(scene.context))
    #expect(short.signal == .longVol)
    scene.market.openInterest = { _, _ in 50 }
    #expect(reason(detectGamma(scene.context))?.hasPrefix("0 strikes") == true)
  }

  @Test("open interest older than two sessions is not read, and its age is said")
  func oldInterest() throws {
    var scene = EdgeScene()
    scene.market.days = [3, 14, 30, 60]
    scene.market.openInterest = { strike, right in
      right == .call ? (strike == 2_700 ? 40_000 : 1_000) : 200
    }
    var context = scene.context
    var date = context.session.date
    for age in 0...4 {
      context.chain.openInterestDate = date
      let found = detectGamma(context)
      if age <= 2 {
        #expect(try edge(found).signal == .pin, "\(age)")
      } else {
        #expect(
          reason(found) == "open interest of the close of \(date) is older than 2 sessions",
          "\(age)")
      }
      date = TradingCalendar.session(before: date).date
    }
    // A feed that does not say is taken at its word.
    context.chain.openInterestDate = nil
    #expect(try edge(detectGamma(context)).signal == .pin)
  }

  @Test("the nine-day index stands with the term structure where it was imported")
  func nearIndex() throws {
    var scene = EdgeScene()
    scene.index = 16
    var context = scene.context
    func near(_ context: EdgeContext) -> Double?? {
      switch detectTermStructure(context) {
      case .quiet(let metrics): metrics.first { $0.name == "near_index_slope" }.map(\.value)
      case .detected(let edge): edge.metrics.first { $0.name == "near_index_slope" }.map(\.value)
      case .abstained: nil
      }
    }
    #expect(near(context) == nil)
    let last = try #require(context.history.volatilityIndex.last)
    context.history.volatilityIndex9D = [DailyValue(date: last.date, value: 1.25 * last.value)]
    let found = try #require(near(context) ?? nil)
    #expect(abs(found - 0.25) < 1e-12)
    // Closes of different dates are never compared, nor ones from long ago.
    context.history.volatilityIndex9D = [
      DailyValue(date: last.date.adding(days: -400), value: 20)
    ]
    #expect(near(context) == nil)
  }

  @Test("sums gamma as a plain loop over every option does")
  func gammaSlowTwin() {
    var scene = EdgeScene()
    scene.market.openInterest = { strike, right in
      Int32(200 + Int(strike) % 7 * 100 + (right == .put ? 300 : 0))
    }
    let context = scene.context
    let profile = makeGammaProfile(context)
    for step in [0, 17, 30, 44, 60] {
      let price = context.spot * GammaProfile.grid[step]
      var sum = 0.0
      for slice in context.surface.slices where slice.daysToExpiry <= 60 {
        for option in context.chain.expiries[slice.expiry].options {
          let listed = context.chain.options[option]
          let strike = listed.contract.strike.dollars
          guard let sigma = slice.volatility(of: option), let interest = listed.openInterest,
            abs(log(strike / slice.parity.forward)) < 0.15
          else { continue }
          let forward = slice.parity.forward * price / context.spot
          let greeks = black76Greeks(
            listed.contract.right, forward: forward, strike: strike, years: slice.years,
            volatility: sigma, discount: slice.parity.discount)
          // Gamma to the spot: the forward moves F / S for one of the spot.
          let gamma = greeks.gamma * (forward / price) * (forward / price)
          let sign = listed.contract.right == .call ? 1.0 : -1.0
          sum += sign * gamma * Double(interest) * 100 * price * price * 0.01
        }
      }
      #expect(abs(profile.net[step] - sum) <= 1e-9 * abs(sum) + 1, "step \(step)")
    }
  }

  @Test("says why on a refused chain, and never falls silent")
  func refused() {
    var scene = EdgeScene()
    var context = scene.context
    context.surface.verdict = .refused
    context.surface.reasons = ["31 of 100 quotes dropped (31 crossed)"]
    for kind in EdgeKind.detected {
      #expect(reason(detectEdge(kind, context))?.contains("31 crossed") == true, "\(kind)")
    }
    #expect(dailyMetrics(context).allSatisfy { $0.value == nil })
    scene.index = 24
    #expect(dailyMetrics(scene.context).filter { $0.value != nil }.count == 7)
  }
}
