// Key figures against numbers worked out by hand.

import MarketData
import Testing

@testable import Portfolio

@Suite("Key figures")
struct KeyFigureTests {
  private let start = CivilDate("2018-01-02") ?? CivilDate(dayNumber: 0)

  private func trades(wins: Int, losses: Int, days: Int) -> [ClosedTrade] {
    (0..<(wins + losses)).map {
      ClosedTrade(
        opened: start, closed: start.adding(days: days), profit: $0 < wins ? 100 : -100)
    }
  }

  private func row(_ metric: String, _ figures: KeyFigures, fit: Double? = nil) -> KeyFigureRow? {
    figures.rows(fitError: fit).first { $0.metric == metric }
  }

  /// Returns of +2 and -1 percent in turn: mean 0.5 %, deviation 1.5 % times sqrt(60/59).
  @Test("ratio and volatility of sixty returns")
  func ratio() throws {
    var equities = [100.0]
    for n in 0..<60 { equities.append(equities[n] * (n % 2 == 0 ? 1.02 : 0.99)) }
    let figures = KeyFigures(equities: equities, trades: [])
    let deviation = 0.015 * (60.0 / 59).squareRoot()
    #expect(abs(try #require(figures.sharpe) - 0.005 / deviation) < 1e-9)
    #expect(abs(try #require(figures.volatility) - deviation * 252.0.squareRoot()) < 1e-9)
    #expect(figures.lowSharpeCloses == 0)
    #expect(row("kpi_volatility", figures)?.isBreached == false)
    #expect(KeyFigures(equities: Array(equities.dropLast()), trades: []).sharpe == nil)
  }

  @Test("a low ratio is an alert on the fifth close in a row, not before")
  func fifthClose() {
    for closes in 1...7 {
      // Flat but for tiny moves: the ratio is zero at every close.
      var equities = [100.0]
      for n in 0..<(59 + closes) { equities.append(n % 2 == 0 ? 100.01 : 100) }
      let figures = KeyFigures(equities: equities, trades: [])
      #expect(figures.lowSharpeCloses == min(closes, 5))
      #expect(row("kpi_sharpe", figures)?.isBreached == (closes >= 5))
    }
  }

  @Test("the deepest fall of sixty sessions, and not of longer ago")
  func drawdown() throws {
    var equities = [100.0, 70.0] + [Double](repeating: 100, count: 20) + [78.0]
    #expect(abs(try #require(KeyFigures(equities: equities, trades: []).drawdown) - 0.3) < 1e-12)
    equities += [Double](repeating: 90, count: 59)
    let figures = KeyFigures(equities: equities, trades: [])
    #expect(abs(try #require(figures.drawdown) - 0.22) < 1e-12)
    #expect(row("kpi_drawdown", figures)?.isBreached == true)
    equities += [90]
    #expect(KeyFigures(equities: equities, trades: []).drawdown.map { $0 < 0.2 } == true)
  }

  @Test("win rate and duration at their thresholds", arguments: [44, 45, 46])
  func winRate(_ wins: Int) {
    let figures = KeyFigures(equities: [], trades: trades(wins: wins, losses: 100 - wins, days: 80))
    #expect(figures.winRate == Double(wins) / 100)
    #expect(row("kpi_win_rate", figures)?.isBreached == (wins < 45))
    #expect(row("kpi_duration", figures)?.isBreached == false)
    let longer = KeyFigures(equities: [], trades: trades(wins: 50, losses: 50, days: 81))
    #expect(row("kpi_duration", longer)?.isBreached == true)
  }

  @Test("too little says nothing, and raises nothing")
  func tooLittle() {
    let few = KeyFigures(equities: [100], trades: trades(wins: 0, losses: 9, days: 200))
    #expect(few.winRate == nil && few.duration == nil && few.drawdown == nil)
    #expect(few.rows(fitError: nil).allSatisfy { $0.value == nil && !$0.isBreached })
    #expect(KeyFigures(equities: [100, .nan, 90], trades: []).drawdown == nil)
    #expect(row("kpi_fit_error", few, fit: 0.051)?.isBreached == true)
    #expect(row("kpi_fit_error", few, fit: 0.05)?.isBreached == false)
  }
}
