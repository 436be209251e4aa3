import MarketData
import Structures
import Testing

@testable import Risk

@Suite("What-if and the stress report")
struct WhatIfTests {
  @Test("the book after a trade is the book measured with it")
  func after() throws {
    var exposure = Book.exposure()
    exposure.structures = (1...5).map { Book.position($0, quantity: $0) }
    exposure.reservations = [Book.position(9, quantity: 2)]
    let trade = Book.position(10, legs: [Fixture.leg(1, .put, 490), Fixture.leg(-1, .put, 480)])
    let found = MeasuredBook(exposure).adding(trade)
    let before = BookSummary(of: exposure.all)
    let after = BookSummary(of: exposure.all + [trade])
    #expect(found.isComplete && found.before == before.record)
    #expect(abs(found.after.maxLoss - (after.maxLoss ?? 0)) < 1e-6)
    #expect(abs(found.after.margin - (after.margin ?? 0)) < 1e-6)
    #expect(abs(found.after.vega - (after.greeks?.vega ?? 0)) < 1e-6)
    #expect(abs(found.after.worstStress - (after.worstStress ?? 0)) < 1e-6)
    let worst = try #require(found.worstAfter)
    #expect(abs((worst.profit ?? 0) - found.after.worstStress) < 1e-6)
    #expect(found.worstBefore?.profit == found.before.worstStress)
  }

  @Test("what cannot be measured says so")
  func unknown() {
    var trade = Book.position(1)
    trade.maxLoss = nil
    #expect(!MeasuredBook(Book.exposure()).adding(trade).isComplete)
    #expect(MeasuredBook(Book.exposure()).adding(Book.position(1)).isComplete)
    #expect(MeasuredBook(Book.exposure()).adding(Book.position(1)).worstBefore == nil)
  }

  @Test("time passes in the later grids, and leaving costs twice the spread")
  func report() throws {
    var exposure = Book.exposure()
    exposure.structures = [Book.position(1)]
    exposure.exitEquity = 999_400
    let report = stressReport(
      of: exposure, limits: .standard, custom: [MarketShock(move: -0.07, points: 12)])
    #expect(report.days.map(\.days) == [0, 1, 5])
    func calm(_ day: Int) -> Double? {
      report.days[day].cells.first { $0.move == 0 && $0.points == 0 }?.profit
    }
    // Sold time value comes in: more of it after five days than after one.
    #expect(calm(0) == 0)
    #expect(try #require(calm(1)) > 0 && calm(2) ?? 0 > 3 * (calm(1) ?? 0))
    #expect(report.doubleSpread == -1_200)
    #expect(report.custom.first?.name == "-7%/+12")
    #expect((report.custom.first?.profit ?? 0) < 0)
    #expect(report.maxLoss == 4_000 && report.ofMaxLoss(-1_000) == 0.25)
    #expect(report.ofEquity(-10_000) == -0.01)
    #expect(report.faults.isEmpty && !report.isOverLimit)
    exposure.exitEquity = nil
    #expect(stressReport(of: exposure, limits: .standard).doubleSpread == nil)
    exposure.structures[0].legs[0].volatility = .nan
    #expect(stressReport(of: exposure, limits: .standard).isOverLimit)
  }

  @Test("a loss beyond the proven one is a fault, to the cent")
  func fault() throws {
    var position = Book.position(7)
    let worst = try #require(worstStress(of: [position]))
    for (room, isFault) in [(0.02, true), (0.005, false), (-1, false)] {
      position.profit = 0
      position.maxLoss = -worst - room
      let found = stressFaults(of: [position])
      #expect(found.isEmpty != isFault)
      if isFault {
        #expect(found.first?.position == 7)
        #expect(found.first?.text.contains("P7 would lose") == true)
      }
    }
    // What it made before is not lost twice, and without it nothing can be said.
    position.profit = 1_000_000
    position.maxLoss = 1
    #expect(stressFaults(of: [position]).isEmpty)
    position.profit = nil
    #expect(stressFaults(of: [position]).isEmpty)
  }
}
