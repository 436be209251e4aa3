import MarketData
import Structures
import TestKit
import Testing

@testable import Risk

@Suite("Concentration")
struct ConcentrationTests {
  /// Returns that share a part: a correlation of the share squared.
  private func series(_ names: [String], shares: [Double], count: Int = 60) -> [ReturnSeries] {
    var generator = SeededGenerator(seed: 11)
    func noise() -> [Double] {
      (0..<count).map { _ in Double(generator.integer(in: -1_000...1_000)) / 1e5 }
    }
    let common = noise()
    return zip(names, shares).map { name, share in
      let own = noise()
      let rest = (1 - share * share).squareRoot()
      return ReturnSeries(symbol: name, returns: zip(common, own).map { share * $0 + rest * $1 })
    }
  }

  @Test("correlated symbols and lists make clusters, chains count")
  func clusters() {
    let names = ["SPX", "QQQ", "IWM", "TLT", "GLD"]
    let data = series(names, shares: [0.99, 0.98, 0.2, -0.99, 0])
    #expect(correlationClusters(names, series: data, lists: []) == [["SPX", "QQQ"]])
    let listed = correlationClusters(names, series: data, lists: [["QQQ", "IWM"], ["GLD", "X"]])
    #expect(listed == [["SPX", "QQQ", "IWM"]])
    #expect(correlationClusters(names, series: [], lists: []).isEmpty)
  }

  @Test("the threshold is 0.8 and sixty returns are needed")
  func threshold() throws {
    let pair = series(["A", "B"], shares: [0.95, 0.95])
    let rho = try #require(
      correlation(pair[0].returns.suffix(60), pair[1].returns.suffix(60)))
    for (bound, isJoined) in [(rho - 1e-9, true), (rho, true), (rho + 1e-9, false)] {
      let found = correlationClusters(["A", "B"], series: pair, lists: [], threshold: bound)
      #expect(found.isEmpty != isJoined)
    }
    let short = pair.map { ReturnSeries(symbol: $0.symbol, returns: Array($0.returns.dropLast())) }
    #expect(correlationClusters(["A", "B"], series: short, lists: [], threshold: 0).isEmpty)
    #expect(correlation([1, 1], [1, 2]) == nil)
    #expect(correlation([1, .nan], [1, 2]) == nil)
  }

  @Test("the effective number of bets counts a cluster once")
  func bets() throws {
    func position(_ id: Int, _ symbol: String, _ cluster: String?, _ loss: Double) -> StructureRisk
    {
      var structure = Book.position(id, quantity: 1, perPackage: loss)
      structure.underlying = symbol
      structure.cluster = cluster
      return structure
    }
    let equal = try #require(
      RiskBudget([position(1, "A", nil, 100), position(2, "B", nil, 100)]))
    #expect(equal.effectiveBets == 2)
    let clustered = try #require(
      RiskBudget([
        position(1, "A", "A+B", 100), position(2, "B", "A+B", 200), position(3, "C", nil, 100),
      ]))
    #expect(clustered.bets.map(\.name) == ["A+B", "C"])
    let bets = try #require(clustered.effectiveBets)
    #expect(abs(bets - 1.6) < 1e-12)
    #expect(RiskBudget([])?.effectiveBets == nil)
  }

  @Test("the ladder buys what each share of equity holds")
  func ladder() {
    // The source's sample: $100,000, a condor 5 wide for 1.45: (5 - 1.45) x 100 = $355 a package.
    // One percent is $1,000: 1,000 / 355 = 2.8, so two packages; three would risk $1,065.
    let rungs = sizingLadder(maxLoss: 355, equity: 100_000)
    #expect(rungs.map(\.packages) == [2, 5, 14, 28])
    #expect(rungs.map(\.maxLoss) == [710, 1_775, 4_970, 9_940])
    #expect(sizingLadder(maxLoss: 100, equity: 100_000).map(\.packages) == [10, 20, 50, 50])
    #expect(sizingLadder(maxLoss: 1_001, equity: 100_000).first?.packages == 0)
    #expect(sizingLadder(maxLoss: 1_000, equity: 100_000).first?.packages == 1)
    for (loss, equity) in [(0, 1e5), (-5, 1e5), (.nan, 1e5), (355, .nan), (355, 0)] {
      #expect(sizingLadder(maxLoss: loss, equity: equity).isEmpty)
    }
    #expect(sizingLadder(maxLoss: 355, equity: nil).isEmpty)
  }

  @Test("volatility scaling holds its ends, and options are never scaled up")
  func scaling() {
    let rows: [(Double?, weight: Double, factor: Double)] = [
      (0.15, 1, 1), (0.30, 0.25, 0.25), (0.40, 0.2, 0.2), (0.12, 1.5625, 1), (0.05, 2, 1),
      (0, 2, 1), (nil, 1, 1), (.nan, 1, 1),
    ]
    for row in rows {
      #expect(abs(volatilityWeight(realised: row.0) - row.weight) < 1e-12)
      #expect(abs(volatilityFactor(realised: row.0) - row.factor) < 1e-12)
    }
    #expect(abs(volatilityFactor(realised: 0.2, target: 0.1) - 0.25) < 1e-12)
    #expect(abs((binaryKelly(wins: 0.6, ratio: 1) ?? 0) - 0.2) < 1e-12)
    #expect(binaryKelly(wins: 1.2, ratio: 1) == nil && binaryKelly(wins: 0.5, ratio: 0) == nil)
  }
}
