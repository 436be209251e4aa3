import Glibc
import MarketData
import Structures
import TestKit
import Testing

@testable import Risk

@Suite("Historical scenarios")
struct ScenarioTests {
  private func scenario(_ name: String) throws -> HistoricalScenario {
    try #require(HistoricalScenario.all.first { $0.name == name })
  }

  /// The shipped closes of the S&P 500 and the VIX, 2014 to 2018.
  private func shipped() throws -> (closes: [DailyValue], points: [DailyValue]) {
    func values(_ file: String) throws -> [DailyValue] {
      let table = try CSVTable(path: ProjectPaths.inRoot("sample-data/daily/\(file)"))
      return try zip(table.column("date"), table.numbers("close")).map {
        DailyValue(date: try #require(CivilDate($0)), value: $1)
      }
    }
    return (try values("SPX.csv"), try values("VIX.csv"))
  }

  @Test("the table holds the page's figures")
  func table() throws {
    let all = HistoricalScenario.all
    #expect(all.count == 12 && Set(all.map(\.name)).count == 12)
    let rows: [(String, percent: Double, points: Double, days: Int)] = [
      ("2008 crash leg", -39.9, 55.2, 49), ("GFC full", -56.8, 33.7, 355),
      ("15 Oct 2008", -9.03, 14.1, 1), ("COVID", -33.9, 68.3, 23),
      ("16 Mar 2020", -11.98, 24.9, 1), ("Flash crash", -3.24, 7.9, 1),
      ("Volmageddon", -4.10, 20.0, 1), ("Feb 2018 leg", -10.2, 22.4, 9),
      ("2017 quiet year", 19.4, -3.0, 251), ("24 Aug 2015", -3.94, 12.7, 1),
      ("5 Aug 2024", -3.0, 15.2, 1), ("Apr 2025", -12.1, 30.8, 4),
    ]
    for row in rows {
      let found = try scenario(row.0)
      #expect(abs(found.move * 100 - row.percent) < 0.06, "\(row.0)")
      #expect(abs(found.points - row.points) < 0.06, "\(row.0)")
      #expect(found.days == row.days, "\(row.0)")
      let sessions = TradingCalendar.tradingDays(after: found.start, through: found.end)
      #expect(sessions == found.days, "\(row.0) has \(sessions) sessions")
    }
  }

  @Test("the shipped history gives the table's figures again")
  func measured() throws {
    let (closes, points) = try shipped()
    let names = ["Volmageddon", "Feb 2018 leg", "24 Aug 2015", "2017 quiet year"]
    let paths = ScenarioPath.all(closes: closes, points: points)
    #expect(paths.filter(\.isMeasured).map(\.scenario.name).sorted() == names.sorted())
    for path in paths where path.isMeasured {
      let last = try #require(path.steps.last)
      #expect(abs(last.move - path.scenario.move) < 0.0006, "\(path.scenario.name): \(last)")
      #expect(abs(last.points - path.scenario.points) < 0.06, "\(path.scenario.name): \(last)")
    }
    // Daily moves multiply to the whole.
    let leg = try #require(paths.first { $0.scenario.name == "Feb 2018 leg" })
    let whole = leg.shocks.reduce(1.0) { $0 * (1 + $1.move) } - 1
    #expect(abs(whole - (leg.steps.last?.move ?? 0)) < 1e-12)
  }

  @Test("a history with a gap is not taken for the days")
  func gap() throws {
    var (closes, points) = try shipped()
    let leg = try scenario("Feb 2018 leg")
    closes.removeAll { $0.date == CivilDate(year: 2018, month: 2, day: 1) }
    #expect(ScenarioPath(leg, closes: closes, points: points) == nil)
    points.removeAll { $0.date == leg.end }
    #expect(ScenarioPath(try scenario("24 Aug 2015"), closes: closes, points: points) != nil)
    #expect(ScenarioPath(try scenario("24 Aug 2015"), closes: [], points: []) == nil)
  }

  @Test("the straight line ends where the table does, by equal steps of the logarithm")
  func line() throws {
    let path = ScenarioPath(try scenario("COVID"))
    #expect(path.steps.count == 23 && !path.isMeasured)
    let shocks = path.shocks
    for shock in shocks {
      #expect(abs(log(1 + shock.move) - log(2237.40 / 3386.15) / 23) < 1e-12)
      #expect(abs(shock.points - 68.31 / 23) < 1e-12)
    }
  }

  /// A book of long calls deep in the money: one dollar of index is a dollar a share.
  private func linear(contracts: Int) -> Exposure {
    var exposure = Book.exposure()
    exposure.structures = [
      Book.position(
        1, legs: [Fixture.leg(1, .call, 5, days: 700)], quantity: contracts)
    ]
    return exposure
  }

  @Test("limits and the kill fire on the day that breaks them")
  func limits() throws {
    // 20 contracts at 500 hold 1,000,000 of index: equity moves as the index does.
    let path = ScenarioPath(try scenario("COVID"))
    let found = try #require(
      scenarioOutcomes(of: linear(contracts: 20), along: [path], limits: .standard).first)
    let step = log(2237.40 / 3386.15) / 23
    for (day, profit) in found.profits.enumerated() {
      #expect(abs(profit - 1_000_000 * (exp(step * Double(day + 1)) - 1)) < 2_500)
    }
    // 1.8 % a day never breaks the day's 3 %; 5 % in a week needs three days; 15 % needs ten.
    #expect(found.dailyBlock == nil && found.weeklyBlock == 3)
    // 24 contracts lose 12 % of equity in the cell of -10 %, beyond the 10 % of the limit.
    let heavy = scenarioOutcomes(of: linear(contracts: 24), along: [path], limits: .standard)
    #expect(heavy.first?.latch == ScenarioLatch(day: 1, reason: .stress))
    var wide = RiskLimits.standard
    wide.stressLoss = 1
    let late = try #require(
      scenarioOutcomes(of: linear(contracts: 20), along: [path], limits: wide).first)
    #expect(late.latch == ScenarioLatch(day: 10, reason: .drawdown) || late.latch?.day == 9)
    #expect(abs((late.drawdown ?? 0) - 0.339) < 0.003)
    #expect(late.recovery == nil)
    #expect((late.sharpe ?? 0) < -50)
  }

  @Test("what only rises has no drawdown, and what fell and came back says when")
  func recovery() throws {
    let quiet = try scenario("2017 quiet year")
    let path = ScenarioPath(quiet)
    let found = try #require(
      scenarioOutcomes(of: linear(contracts: 1), along: [path], limits: .standard).first)
    #expect(found.drawdown == 0 && found.recovery == nil && found.latch == nil)
    #expect((found.final ?? 0) > 9_000)
    // The shipped days of 2017 fell by 2.8 % at worst and came back.
    let (closes, points) = try shipped()
    let days = try #require(ScenarioPath(quiet, closes: closes, points: points))
    let real = try #require(
      scenarioOutcomes(of: linear(contracts: 20), along: [days], limits: .standard).first)
    #expect(abs((real.drawdown ?? 0) - 0.028) < 0.001)
    #expect((real.recovery ?? 0) > 0 && (real.sharpe ?? 0) > 2)
  }

  @Test("legs settle where they expire, and the book stands still afterwards")
  func settles() throws {
    var exposure = Book.exposure()
    let spread = [Fixture.leg(1, .put, 480, days: 7), Fixture.leg(-1, .put, 490, days: 7)]
    exposure.structures = [Book.position(1, legs: spread, quantity: 10)]
    let path = ScenarioPath(try scenario("COVID"))
    let found = try #require(
      scenarioOutcomes(of: exposure, along: [path], limits: .standard).first)
    // Seven days are not five sessions of 1/252 but 4.83: it settles at the fifth close.
    let level = 500 * exp(log(2237.40 / 3386.15) / 23 * 5)
    let worth = spread.reduce(0.0) { $0 + Double($1.count) * $1.intrinsic(at: level) }
    let cost = spread.reduce(0.0) { $0 + Double($1.count) * $1.value }
    #expect(abs((found.final ?? 0) - 1_000 * (worth - cost)) < 1e-6)
    #expect(Set(found.profits.dropFirst(4).map { ($0 * 1e6).rounded() }).count == 1)
  }

  @Test("a book that cannot be priced has no outcome")
  func unknown() throws {
    var exposure = linear(contracts: 1)
    exposure.structures[0].legs[0].volatility = .nan
    let path = ScenarioPath(try scenario("COVID"))
    let found = scenarioOutcomes(of: exposure, along: [path], limits: .standard)
    #expect(found.first?.profits.isEmpty == true && found.first?.instant == nil)
    #expect(
      monteCarloStress(
        of: exposure, from: [path], plan: MonteCarloPlan(seed: 1), limits: .standard) == nil)
  }

  @Test("many paths of one day's history are that day again and again")
  func degenerate() throws {
    let path = ScenarioPath(try scenario("Volmageddon"))
    var plan = MonteCarloPlan(seed: 5)
    plan.paths = 20
    plan.days = 3
    let found = try #require(
      monteCarloStress(
        of: linear(contracts: 20), from: [path], plan: plan, limits: .standard))
    let truth = 1_000_000 * (0.959 * 0.959 * 0.959 - 1)
    #expect(abs(found.mean - truth) < 2_500)
    #expect(found.lossShare == 1 && found.worst == found.tail95.valueAtRisk * -1)
    #expect(found.latchShare == 0)
  }

  @Test("the same seed gives the same paths, another other ones")
  func seeds() throws {
    let paths = HistoricalScenario.all.map { ScenarioPath($0) }
    func run(_ seed: UInt64) -> MonteCarloStress? {
      var plan = MonteCarloPlan(seed: seed)
      plan.paths = 500
      return monteCarloStress(
        of: linear(contracts: 5), from: paths, plan: plan, limits: .standard)
    }
    #expect(run(1) == run(1))
    #expect(run(1) != run(2))
    let found = try #require(run(1))
    #expect(found.tail99.valueAtRisk >= found.tail95.valueAtRisk)
    #expect(found.tail95.expectedShortfall >= found.tail95.valueAtRisk)
    #expect(found.worst <= -found.tail99.valueAtRisk)
    #expect(found.medianDrawdown <= found.drawdown95)
  }
}
