// What stands behind the edges of the desk made by hand: votes, health, gamma, pairs.

import DeskEngine
import Glibc
import MarketData
import TestKit

@testable import Edges

extension DeskFixture {
  /// The busy desk with evidence for its edges.
  static var evident: DeskSnapshot {
    var desk = busy
    desk.abstentions += [
      EdgeAbstained(
        underlying: "SPX", kind: .ou, reason: "no partner: no other symbol of its cluster"),
      EdgeAbstained(
        underlying: "SPX", kind: .timeSeries, reason: "no band to trade by: 12 stored days"),
    ]
    if let first = desk.edges.firstIndex(where: { $0.id == 44 }) {
      desk.edges[first].edge.metrics = [
        NamedNumber("front_iv", 0.333), NamedNumber("back_iv", 0.252), NamedNumber("slope", -0.243),
        NamedNumber("index_slope", nil), NamedNumber("event_strip", 0),
      ]
    }
    desk.votes = ["SPX", "QQQ"].compactMap { symbol in
      let ballots = desk.edges.filter { $0.edge.underlying == symbol }.map {
        Ballot(
          edge: $0.id, kind: $0.edge.kind, signal: $0.edge.signal, strength: $0.edge.strength)
      }
      return tally(
        ballots + [Ballot(edge: 39, kind: .gamma, signal: .longVol, strength: 50)], margin: 1.5
      )
      .map { VoteSummary(underlying: symbol, tally: $0) }
    }
    desk.health = ["SPX", "QQQ", "IWM"].enumerated().map { index, symbol in
      SymbolHealth(
        symbol: symbol,
        rows: [
          health(.vrp, .volatility, 40 + index, 0.0123), health(.skew, .skew, 32, 0.031),
          health(.termStructure, .slope, 7, -0.014),
        ])
    }
    desk.gammaProfile = profile
    desk.pairs = [
      PairSummary(
        fit: .refused(first: "SPX", second: "IWM", reason: "not cointegrated, p 0.61"), spread: nil)
    ]
    if case .healthy(let pair) = pairOfNoise {
      desk.pairs.append(PairSummary(fit: .healthy(pair), spread: pair.long?.entry.upperBound))
    }
    return desk
  }

  private static func health(
    _ kind: EdgeKind, _ unit: HealthUnit, _ count: Int, _ mean: Double
  ) -> EdgeHealth {
    EdgeHealth(
      kind: kind, unit: unit, isWalked: kind != .termStructure, signals: count,
      rows: healthHorizons.map {
        HealthRow(horizon: $0, count: count, hits: count * 2 / 3, mean: mean * Double($0) / 20)
      }, decay: count > 10 ? mean > 0.02 ? -0.12 : 0.08 : nil)
  }

  private static var profile: GammaProfile {
    let net = GammaProfile.grid.map { share in
      let x = (share - 1) / 0.05
      return 2.4e9 * x * exp(-x * x / 4) - 0.3e9
    }
    return GammaProfile(
      time: now, spot: 2679.3, net: net, netAtSpot: -0.3e9, flip: 2697.0,
      callWall: Money(wholeDollars: 2_750), putWall: Money(wholeDollars: 2_600),
      pin: Money(wholeDollars: 2_700), pinExpiry: 0, pinShare: 0.31, openInterest: 812_000,
      strikes: 140)
  }

  /// A pair whose second leg follows the first, by a seeded noise.
  private static var pairOfNoise: PairFit {
    var random = SeededGenerator(seed: 5)
    var (level, gap) = (5.0, 0.0)
    var (first, second): ([DailyBar], [DailyBar]) = ([], [])
    for day in 0..<252 {
      level += random.double(in: -0.02..<0.02)
      gap = 0.85 * gap + random.double(in: -0.01..<0.01)
      func bar(_ value: Double) -> DailyBar {
        let close = exp(value)
        return DailyBar(
          date: CivilDate(dayNumber: 17_000 + day),
          bar: PriceBar(open: close, high: close, low: close, close: close, volume: 1))
      }
      first.append(bar(level))
      second.append(bar(1.2 * level + gap))
    }
    func history(_ symbol: String, _ bars: [DailyBar]) -> DailyHistory {
      DailyHistory(symbol: symbol, bars: bars, volatilityIndex: [], volatilityIndex3M: [])
    }
    return fitPair(history("QQQ", first), history("IWM", second), rules: .standard)
  }
}
