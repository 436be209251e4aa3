// The surface's detector on calibrations made by hand: options and expiries that are out of line.

import Edges
import MarketData
import MarketFixtures
import Pricing
import Testing

/// A flat market at 20 % with a calibration of it.
private struct SurfaceScene {
  var scene = EdgeScene()
  var error: Double? = 0.02
  var age = TimeSpan.minutes(10)
  /// Volatility at the forward by days to expiry.
  var atm: (Int) -> Double = { _ in 0.20 }
  var rho: (Int) -> Double = { _ in -0.3 }
  /// The option that is off and what the models say of it.
  var strike = 2_600.0
  var days = 30
  var heston: Double?
  var sabr = 0.24
  var runs = 2

  init() {
    scene.market.skew = 0
    scene.market.smile = 0
  }

  var context: EdgeContext {
    var context = scene.context
    let market = scene.market
    var smiles: [SurfaceSmile] = []
    for expiry in context.chain.expiries {
      let days = expiry.date.days(since: market.date)
      var smile = SurfaceSmile(
        expiration: expiry.expiration, atm: atm(days), rho: rho(days), nu: 1, rmse: 0.01,
        divergences: [])
      if days == self.days, let heston,
        let option = expiry.options.first(where: {
          let contract = context.chain.options[$0].contract
          return contract.strike.dollars == strike
            && contract.right == (strike < market.spot ? .put : .call)
        })
      {
        smile.divergences = [
          SurfaceDivergence(
            contract: context.chain.options[option].contract, market: 0.2, heston: heston,
            sabr: sabr, runs: runs)
        ]
      }
      smiles.append(smile)
    }
    context.calibration = SurfaceCalibration(
      fitted: market.time - age, hestonError: error, smiles: smiles)
    return context
  }
}

@Suite("Out of line with the surface")
struct SurfaceEdgeTests {
  @Test("an option cheaper than both models is bought, one dearer is sold, at its strike")
  func option() throws {
    var scene = SurfaceScene()
    scene.heston = 0.25
    let cheap = try edge(detectSurface(scene.context))
    #expect(cheap.kind == .surface && cheap.signal == .longVol)
    #expect(cheap.centre == Money(wholeDollars: 2_600))
    #expect(cheap.rationale.contains(": BUY "))
    // The nearer of the two models speaks.
    let metric = cheap.metrics.first { $0.name == "div" }?.value
    #expect(abs((metric ?? 0) - 0.20) < 0.01)
    scene.heston = 0.16
    scene.sabr = 0.15
    scene.strike = 2_800
    let dear = try edge(detectSurface(scene.context))
    #expect(dear.signal == .shortVol && dear.rationale.contains(": SELL -"))
    #expect(cheap.strength > 0 && cheap.strength <= 100)
  }

  @Test("one run, a small difference or a wide market is no signal")
  func quiet() {
    var scene = SurfaceScene()
    scene.heston = 0.25
    scene.runs = 1
    #expect(isQuiet(detectSurface(scene.context)))
    scene.runs = 2
    scene.heston = 0.215
    #expect(isQuiet(detectSurface(scene.context)))
    scene.heston = 0.25
    #expect(!isQuiet(detectSurface(scene.context)))
    // The market has come to the models since the run, so nothing is left.
    scene.scene.market.atm = { _ in 0.235 }
    #expect(isQuiet(detectSurface(scene.context)))
    scene.scene.market.atm = { _ in 0.20 }
    scene.scene.market.halfSpread = 0.06
    #expect(isQuiet(detectSurface(scene.context)))
  }

  @Test("it abstains without a good and recent calibration, and says why")
  func abstains() {
    var scene = SurfaceScene()
    var context = scene.context
    context.calibration = nil
    #expect(reason(detectSurface(context)) == "no calibration yet")
    scene.age = .minutes(36)
    #expect(
      reason(detectSurface(scene.context))?.hasPrefix("calibration too old: of 2018") ?? false)
    scene.age = .minutes(10)
    scene.error = nil
    #expect(reason(detectSurface(scene.context))?.hasPrefix("Heston has not converged") ?? false)
    scene.error = 0.2
    #expect(reason(detectSurface(scene.context))?.contains("20.0 % of volatility") ?? false)
    context = scene.context
    context.surface.verdict = .refused
    #expect(reason(detectSurface(context))?.hasPrefix("chain refused") ?? false)
  }

  @Test("an expiry off its neighbours is sold against the next, or bought against the last")
  func expiry() throws {
    var scene = SurfaceScene()
    scene.atm = { $0 == 45 ? 0.215 : 0.20 }
    let dear = try edge(detectSurface(scene.context))
    let chain = scene.context.chain
    func days(_ expiry: Int?) -> Int? {
      expiry.map { chain.expiries[$0].date.days(since: scene.scene.market.date) }
    }
    #expect(dear.signal == .sellFront && days(dear.expiry) == 45 && days(dear.backExpiry) == 60)
    let deviation = dear.metrics.first { $0.name == "deviation" }?.value ?? 0
    #expect(abs(deviation - 0.155_625) < 0.02)
    scene.atm = { $0 == 45 ? 0.185 : 0.20 }
    let cheap = try edge(detectSurface(scene.context))
    #expect(cheap.signal == .sellFront && days(cheap.expiry) == 30 && days(cheap.backExpiry) == 45)
    // A rough smile is a bad fit; a deviation outside 30 to 45 days is not traded; 4 % is none.
    scene.rho = { $0 == 45 ? 0.4 : -0.3 }
    #expect(isQuiet(detectSurface(scene.context)))
    scene.rho = { _ in -0.3 }
    scene.atm = { $0 == 90 ? 0.25 : 0.20 }
    #expect(isQuiet(detectSurface(scene.context)))
    scene.atm = { $0 == 45 ? 0.203 : 0.20 }
    #expect(isQuiet(detectSurface(scene.context)))
  }
}
