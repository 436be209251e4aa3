// A desk whose book can be measured: two condors, a past of a year, a limit moved by hand.

import DeskEngine
import MarketData
import Risk
import Structures

extension DeskFixture {
  /// The busy desk with a book that every measure of risk can be taken of.
  static var risky: DeskSnapshot {
    var desk = busy
    var exposure = Exposure.flat(equity: 1_000_000, time: now, session: date)
    exposure.structures = [condor(1, at: 2_640, days: 11), condor(2, at: 2_600, days: 39)]
    exposure.exitEquity = 998_400
    exposure.shocks = (0..<250).map { day -> MarketShock in
      let step = Double((day * 7) % 19 - 9)
      return MarketShock(move: 0.002 * step, points: -0.3 * step)
    }
    desk.exposure = exposure
    desk.riskQuestion = RiskQuestion(
      limits: .standard, paths: HistoricalScenario.all.map { ScenarioPath($0) })
    desk.clusters = [["SPX", "QQQ", "IWM"]]
    desk.movedLimits = [LimitChange(name: "vega", tightened: nil, loosened: 0.02)]
    desk.limits.append(LimitReading(name: "optional_var_95", value: nil, bound: 0.05))
    let trade = condor(3, at: 2_620, days: 39)
    desk.candidates[0].whatIf = MeasuredBook(exposure).adding(trade)
    return desk
  }

  private static func condor(_ id: Int, at centre: Int, days: Int) -> StructureRisk {
    let expiry = date.adding(days: days)
    let strikes = [
      (5, OptionRight.put, centre - 150), (-5, .put, centre - 100), (-5, .call, centre + 100),
      (5, .call, centre + 150),
    ]
    let legs = strikes.map { count, right, strike in
      ModelLeg(
        contract: contract("SPXW", expiry, right, strike), count: count, multiplier: 100,
        expiration: NewYorkTime.instant(expiry, 16, 0), years: Double(days) / 365,
        forward: 2_640, discount: 1, volatility: 0.3, spot: 2_640)
    }
    return StructureRisk(
      position: id, underlying: "SPX", cluster: "IWM+QQQ+SPX", beta: 1, legs: legs, quantity: 5,
      maxLoss: 21_000, openedOn: date)
  }
}
