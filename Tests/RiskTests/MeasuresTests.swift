import Glibc
import MarketData
import Structures
import TestKit
import Testing

@testable import Risk

@Suite("Sizing, losses, margin and stress")
struct MeasuresTests {
  private func request(_ maxLoss: Double, kelly: Double? = nil) -> SizingRequest {
    SizingRequest(
      underlying: "SPX", cluster: nil, expiry: Fixture.today.adding(days: 30), maxLoss: maxLoss,
      kelly: kelly, regimeFactor: 1, volatilityFactor: 1)
  }

  private func flat(_ equity: Double) -> Exposure {
    .flat(equity: equity, time: Book.now, session: Fixture.today)
  }

  @Test("one percent of 100,000 holds two packages of 355")
  func seedSample() {
    let size = sizePackages(request(355), exposure: flat(100_000), limits: .standard)
    #expect(size.packages == 2)
    #expect(size.binding == "trade_max_loss")
    #expect(sizePackages(request(1_001), exposure: flat(100_000), limits: .standard).packages == 0)
    #expect(sizePackages(request(1_000), exposure: flat(100_000), limits: .standard).packages == 1)
  }

  @Test("the tightest cap sizes, and factors only shrink")
  func caps() {
    var exposure = flat(1_000_000)
    exposure.structures = [Book.position(1, quantity: 100, perPackage: 280)]
    let room = sizePackages(request(500), exposure: exposure, limits: .standard)
    #expect(room.binding == "underlying_max_loss")
    #expect(room.packages == 4)
    let kelly = sizePackages(
      request(500, kelly: 0.01), exposure: flat(1_000_000), limits: .standard)
    #expect(kelly.packages == 5)
    #expect(kelly.binding == "quarter_kelly")
    let none = sizePackages(request(500, kelly: 0), exposure: flat(1_000_000), limits: .standard)
    #expect(none.packages == 0)
    var scaled = request(500)
    scaled.regimeFactor = 0.5
    scaled.volatilityFactor = 3
    #expect(sizePackages(scaled, exposure: flat(1_000_000), limits: .standard).packages == 10)
    let many = sizePackages(request(10), exposure: flat(1_000_000), limits: .standard)
    #expect(many.packages == 50)
    #expect(many.binding == "max_contracts")
  }

  @Test("an unknown number sizes nothing")
  func unknown() {
    var exposure = flat(1_000_000)
    exposure.equity = nil
    #expect(sizePackages(request(500), exposure: exposure, limits: .standard).packages == 0)
    #expect(sizePackages(request(.nan), exposure: flat(1e6), limits: .standard).packages == 0)
    let odd = sizePackages(request(500, kelly: .nan), exposure: flat(1e6), limits: .standard)
    #expect(odd.packages == 0)
  }

  @Test("Kelly of a bet with two outcomes is its closed form")
  func kelly() {
    for (win, odds) in [(0.6, 1.0), (0.8, 0.5), (0.3, 4.0)] {
      var table = OutcomeTable.two(probability: win, profit: odds, loss: -1)
      #expect(abs(kellyFraction(of: table) - (win - (1 - win) / odds)) < 1e-3)
      table = OutcomeTable.two(probability: 0.3, profit: odds / 10, loss: -1)
      #expect(kellyFraction(of: table) == 0)
    }
  }

  @Test("losses set causes at their bounds and the drawdown latches")
  func losses() {
    var exposure = flat(1_000_000)
    let rows: [(Double, [TradingCause], [LatchReason])] = [
      (970_001, [], []), (970_000, [.dailyLoss], []),
      (950_000, [.dailyLoss, .weeklyLoss], []),
      (850_000, [.dailyLoss, .weeklyLoss], [.drawdown]), (1_100_000, [], []),
    ]
    for (equity, causes, latches) in rows {
      exposure.exitEquity = equity
      let found = assessLosses(of: exposure, limits: .standard)
      #expect(found.causes == causes)
      #expect(found.latches == latches)
    }
    exposure.exitEquity = nil
    let unknown = assessLosses(of: exposure, limits: .standard)
    #expect(unknown.latches.isEmpty && unknown.causes.isEmpty)
    #expect(unknown.readings.allSatisfy { $0.level == .full && $0.value == nil })
  }

  @Test("levels change at 50, 80 and 100 percent")
  func levels() {
    let rows: [(Double?, LimitLevel)] = [
      (4.99, .calm), (5, .half), (7.99, .half), (8, .high), (9.99, .high), (10, .full),
      (nil, .full), (.nan, .full), (-3, .calm),
    ]
    for (value, level) in rows { #expect(LimitLevel(value: value, bound: 10) == level) }
  }

  @Test("the latch halts, a cause reduces, nothing leaves active")
  func states() {
    #expect(TradingConditions(isLatched: false, causes: []).state == .active)
    #expect(TradingConditions(isLatched: false, causes: [.feed]).state == .reducing)
    #expect(TradingConditions(isLatched: true, causes: []).state == .halted)
  }

  @Test("margin offsets the sides of one settlement and never exceeds the proven losses")
  func margin() throws {
    let puts = [Fixture.leg(1, .put, 465), Fixture.leg(-1, .put, 470)]
    let calls = [Fixture.leg(-1, .call, 530), Fixture.leg(1, .call, 535)]
    let both = [
      Book.position(1, legs: puts, perPackage: 450), Book.position(2, legs: calls, perPackage: 440),
    ]
    // Ten of each: 5 points cannot be lost on both sides at once; credits 0.50 and 0.60 stay.
    #expect(abs(try #require(marginRequirement(of: both)) - (5_000 - 500 - 600)) < 1e-6)
    var later = both
    later[1] = Book.position(
      2, legs: calls.map { Fixture.leg($0.count, $0.right, Int($0.strike), days: 60) },
      perPackage: 440)
    #expect(abs(try #require(marginRequirement(of: later)) - 8_900) < 1e-6)
    let calendar = [Fixture.leg(-1, .put, 500, days: 30), Fixture.leg(1, .put, 500, days: 60)]
    let found = marginRequirement(of: [Book.position(3, legs: calendar, perPackage: 420)])
    #expect(abs(try #require(found) - 4_200) < 1e-6)
    #expect(marginRequirement(of: [Book.position(4, legs: [Fixture.leg(-1, .put, 500)])]) == nil)
  }

  @Test("margin of random books is at most the sum of proven losses", arguments: 0..<50)
  func marginProperty(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let book = (1...6).map { id in
      let low = 420 + 5 * generator.integer(in: 0...30)
      let width = 5 * generator.integer(in: 1...4)
      let right = generator.pick([OptionRight.call, .put])
      let sign = generator.pick([-1, 1])
      let days = generator.pick([30, 60])
      let legs = [
        Fixture.leg(right == .call ? sign : -sign, right, low, days: days),
        Fixture.leg(right == .call ? -sign : sign, right, low + width, days: days),
      ]
      let net = legs.reduce(0.0) { $0 - Double($1.count) * $1.value }
      let proof = try? proveDefinedRisk(
        legs: legs, net: Fixture.money(net), feePerContract: .zero
      ).get()
      return Book.position(id, legs: legs, quantity: 3, perPackage: proof?.bound.dollars ?? 0)
    }
    let sum = book.reduce(0) { $0 + ($1.maxLoss ?? 0) }
    #expect(try #require(marginRequirement(of: book)) <= sum + 1e-6)
  }

  @Test("an unchanged market costs nothing, and short volatility loses on both sides")
  func stress() throws {
    let book = [Book.position(1)]
    let grid = stressGrid(of: book)
    #expect(grid.count == 28)
    let calm = try #require(grid.first { $0.move == 0 && $0.points == 0 })
    #expect(calm.profit == 0)
    let cells = headlineStress(of: book)
    #expect(cells.map(\.name) == ["-5%/0", "+5%/0", "0/+5", "0/-5", "-5%/+5", "+5%/-5"])
    let profits = cells.map { $0.profit ?? .nan }
    #expect(profits[0] < 0 && profits[1] < 0 && profits[2] < 0 && profits[3] > 0)
    let worst = try #require(worstStress(of: book))
    #expect(worst == grid.compactMap(\.profit).min())
    // Never beyond the proven loss: 5 points a package less what the legs were worth.
    let value = Book.condor.reduce(0) { $0 + Double($1.count) * $1.value }
    #expect(worst >= -(500 + 100 * value) * 10 - 1e-6)
  }

  @Test("a cell is the revaluation of every leg on its own volatility")
  func stressCell() throws {
    var legs = Book.condor
    legs[0].volatility = 0.28
    legs[3].volatility = 0.15
    let grid = stressGrid(of: [Book.position(1, legs: legs, quantity: 1)])
    let cell = try #require(grid.first { $0.move == -0.05 && $0.points == 5 })
    let direct = legs.reduce(0.0) { sum, leg in
      var moved = leg
      moved.forward *= 0.95
      moved.volatility += 0.05 * min((30 / (leg.years * 365)).squareRoot(), 1.5)
      return sum + Double(leg.count * 100) * (moved.value - leg.value)
    }
    #expect(abs(try #require(cell.profit) - direct) < 1e-6)
    legs[1].volatility = .nan
    #expect(worstStress(of: [Book.position(1, legs: legs)]) == nil)
  }

  @Test("the stress limit of an open book latches")
  func stressLatch() {
    var exposure = flat(1_000_000)
    exposure.structures = [Book.position(1, quantity: 1_000)]
    #expect(latchReasons(of: exposure, limits: .standard) == [.stress])
    exposure.structures = [Book.position(1, quantity: 3)]
    #expect(latchReasons(of: exposure, limits: .standard).isEmpty)
  }
}
