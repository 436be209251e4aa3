// Pairs: what is fitted, what is refused, and when a leg is entered, held and left.

import Edges
import Glibc
import MarketData
import TestKit
import Testing
import Volatility

@Suite("Pairs")
struct PairTests {
  private static let first = CivilDate(dayNumber: 17_000)

  private static func history(_ symbol: String, _ logs: [Double]) -> DailyHistory {
    DailyHistory(
      symbol: symbol,
      bars: logs.enumerated().map { day, value in
        let close = exp(value)
        return DailyBar(
          date: first.adding(days: day),
          bar: PriceBar(open: close, high: close, low: close, close: close, volume: 1))
      }, volatilityIndex: [], volatilityIndex3M: [])
  }

  /// A random walk, and a second one bound to it: B = 1.2 A + 1 + a fast reversion.
  private static func bound(_ count: Int, seed: UInt64) -> (DailyHistory, DailyHistory) {
    let steps = reverting(count, mean: 0, slope: 0, noise: 0.012, seed: seed)
    var level = 5.0
    let a = steps.map { step -> Double in
      level += step
      return level
    }
    let spread = reverting(count, mean: 0, slope: 0.85, noise: 0.006, seed: seed + 1)
    let b = zip(a, spread).map { 1.2 * $0 + 1 + $1 }
    return (history("AAA", a), history("BBB", b))
  }

  private static func levels(_ seed: UInt64 = 5) throws -> PairLevels {
    let (a, b) = bound(252, seed: seed)
    guard case .healthy(let levels) = fitPair(a, b, rules: .standard) else {
      Issue.record("\(fitPair(a, b, rules: .standard))")
      throw CancellationError()
    }
    return levels
  }

  @Test("a bound pair gives its ratio, a short half-life and levels in order")
  func healthy() throws {
    let pair = try Self.levels()
    let ratio = pair.first == "BBB" ? 1.2 : 1 / 1.2
    #expect(abs(pair.hedgeRatio / ratio - 1) < 0.06, "\(pair.hedgeRatio)")
    #expect((2...12).contains(pair.halfLife) && pair.pValue <= 0.05 && pair.correlation > 0.5)
    let (long, short) = (try #require(pair.long), try #require(pair.short))
    #expect(long.stop < long.entry.lowerBound && long.entry.upperBound < pair.process.mean)
    #expect(long.exit > pair.process.mean && short.exit < pair.process.mean)
    #expect(short.stop > short.entry.upperBound && short.entry.lowerBound > pair.process.mean)
    #expect(abs(pair.process.standardised(long.stop) + 3.5) < 1e-9)
    #expect(abs(pair.process.standardised(long.exit)) < 3.5, "a target that can be reached")
    #expect(abs(long.exit + short.exit - 2 * pair.process.mean) < 1e-6)
    #expect(abs(long.entry.upperBound + short.entry.lowerBound - 2 * pair.process.mean) < 1e-6)
  }

  @Test("independent walks, few closes and missing sessions are refused with their reasons")
  func refused() throws {
    let walk = { (seed: UInt64) -> [Double] in
      var level = 5.0
      return reverting(252, mean: 0, slope: 0, noise: 0.01, seed: seed).map {
        level += $0
        return level
      }
    }
    let apart = fitPair(
      Self.history("AAA", walk(1)), Self.history("BBB", walk(2)), rules: .standard)
    guard case .refused(_, _, let reason) = apart else {
      Issue.record("two walks are no pair")
      return
    }
    #expect(reason.contains("correlation") || reason.contains("not cointegrated"), "\(reason)")
    let (a, b) = Self.bound(252, seed: 5)
    var gap = b
    gap.bars.remove(at: 100)
    #expect(
      fitPair(a, gap, rules: .standard)
        == .refused(first: "AAA", second: "BBB", reason: "251 common closes, 252 needed"))
  }

  @Test("enters inside the interval, holds to the target, and takes the stop before anything")
  func actions() throws {
    let pair = try Self.levels()
    let (long, short) = (try #require(pair.long), try #require(pair.short))
    let deviation = pair.process.stationaryDeviation
    #expect(pair.action(at: pair.process.mean, open: nil) == .wait)
    #expect(pair.action(at: long.stop - 1e-6, open: nil) == .wait, "beyond the stop is no entry")
    guard case .enter(.long, let confidence) = pair.action(at: long.entry.upperBound, open: nil),
      case .enter(.short, _) = pair.action(at: short.entry.lowerBound, open: nil)
    else {
      Issue.record("no entry at the levels")
      return
    }
    #expect(confidence == 0.6)
    let deep = max(long.entry.upperBound - 0.5 * deviation, long.entry.lowerBound)
    guard case .enter(.long, let surer) = pair.action(at: deep, open: nil) else {
      Issue.record("no entry inside")
      return
    }
    let distance = long.entry.upperBound - deep
    #expect(abs(surer - min(0.95, 0.6 + 0.35 * distance / (2 * deviation))) < 1e-12)
    #expect(pair.action(at: long.stop, open: .long) == .leave(.stop))
    #expect(pair.action(at: long.exit, open: .long) == .leave(.target))
    #expect(pair.action(at: short.stop, open: .short) == .leave(.stop))
    #expect(pair.action(at: short.exit, open: .short) == .leave(.target))
    guard case .hold = pair.action(at: pair.process.mean, open: .long) else {
      Issue.record("the mean is not the target")
      return
    }
    #expect(PairExit.stop.confidence == 1 && PairExit.target.confidence == 0.9)
  }

  @Test("each leg is an edge of its own: one cheap, the other dear, and both name the other")
  func board() throws {
    let pair = try Self.levels()
    let long = try #require(pair.long)
    let board = PairBoard([.healthy(pair)], symbols: ["AAA", "BBB", "CCC"])
    // A price of the first that puts the spread at its entry while the second stands at 100.
    func price(_ spread: Double) -> (String) -> Double? {
      { symbol in
        symbol == pair.second
          ? 100 : symbol == pair.first ? exp(spread + pair.hedgeRatio * log(100)) : nil
      }
    }
    let found = board.findings(price: price(long.entry.upperBound - 1e-9), open: [])
    #expect(found.map(\.underlying) == ["AAA", "BBB", "CCC"])
    var legs: [OpenLeg] = []
    for (underlying, finding) in found.prefix(2) {
      guard case .edge(let edge) = finding else {
        Issue.record("\(underlying) \(finding)")
        return
      }
      #expect(edge.signal == (underlying == pair.first ? .long : .short) && edge.strength == 60)
      let partner = underlying == "AAA" ? "BBB" : "AAA"
      #expect(edge.metrics.first?.name == PairLevels.hedge + partner)
      legs.append(OpenLeg(underlying: underlying, partner: partner, signal: edge.signal))
    }
    #expect(
      found[2].finding
        == .abstained(
          reason: "no partner: no other symbol of its cluster is on the tape"))
    for (_, finding) in board.findings(price: price(long.exit + 1e-9), open: legs).prefix(2) {
      guard case .left(.target, let reason) = finding else {
        Issue.record("\(finding)")
        return
      }
      #expect(reason.hasPrefix("target: ") && reason.hasSuffix("confidence 0.9"))
    }
    for (_, finding) in board.findings(price: price(long.stop - 1e-9), open: legs).prefix(2) {
      guard case .left(.stop, _) = finding else {
        Issue.record("\(finding)")
        return
      }
    }
    let busy = board.findings(
      price: price(long.entry.upperBound - 1e-9), open: [], busy: ["AAA"])
    #expect(busy[0].finding == .quiet && busy[1].finding == .quiet, "a leg is in a position")
    let idle = board.findings(price: price(pair.process.mean), open: [])
    #expect(idle[0].finding == .quiet && idle[1].finding == .quiet)
  }

  @Test("a symbol serves one pair at a time, the surer one")
  func oneAtATime() throws {
    let one = try Self.levels()
    var other = try Self.levels()
    other.second = "CCC"
    let long = try #require(one.long)
    let board = PairBoard([.healthy(one), .healthy(other)], symbols: ["AAA", "BBB", "CCC"])
    let first = exp(long.entry.upperBound - 1e-6 + one.hedgeRatio * log(100))
    // CCC a little dearer puts the other pair's spread lower, deeper into its entry.
    let found = board.findings(
      price: { symbol in
        symbol == one.first ? first : symbol == "CCC" ? 100.05 : 100
      }, open: [])
    let edges = found.filter { if case .edge = $0.finding { true } else { false } }
    #expect(edges.map(\.underlying).sorted() == [one.first, "CCC"].sorted())
  }

  @Test("without a healthy pair the reason names every pair")
  func idle() {
    let board = PairBoard(
      [
        .refused(first: "AAA", second: "BBB", reason: "correlation 0.20"),
        .refused(first: "AAA", second: "CCC", reason: "half-life 90.0 d"),
      ], symbols: ["AAA"])
    #expect(
      board.findings(price: { _ in 1 }, open: []).first?.finding
        == .abstained(
          reason: "no healthy pair: AAA~BBB correlation 0.20; AAA~CCC half-life 90.0 d"))
  }
}
