// What risk rules need of the past, gathered once a session: clusters, daily moves, scenarios.

import MarketData
import Risk
import Volatility

/// What risk rules need of the past, the same for a whole session.
struct SessionRisk: Sendable {
  /// Beta and cluster of every symbol of the market, clusters by lists and by correlation.
  var symbols: [SymbolRisk]
  /// Clusters of two or more symbols.
  var clusters: [[String]]
  /// Daily moves of the benchmark and its volatility index, oldest first.
  var shocks: [MarketShock]
  /// The scenarios, with their days where the history has them.
  var paths: [ScenarioPath]

  /// Gathers from the histories of a market.
  init(_ market: MarketState, settings: DeskSettings) {
    let names = market.underlyings.map(\.symbol)
    let found = correlationClusters(
      names, series: SessionRisk.returns(market), lists: SessionRisk.lists(names, settings))
    clusters = found
    symbols = names.map { name in
      var risk = settings.symbol(name)
      risk.cluster =
        found.first { $0.contains(name) }?.sorted().joined(separator: "+") ?? risk.cluster
      return risk
    }
    let history = market.index(of: settings.benchmark).map { market.underlyings[$0].history }
    let closes = (history?.bars ?? []).map { DailyValue(date: $0.date, value: $0.bar.close) }
    let points = history?.volatilityIndex ?? []
    shocks = marketShocks(
      closes: closes.map(\.value), points: matchedPoints(points, to: closes))
    paths = ScenarioPath.all(closes: closes, points: points)
  }

  /// The clusters of the settings, each with the symbols that name it.
  private static func lists(_ names: [String], _ settings: DeskSettings) -> [[String]] {
    var lists: [(cluster: String, names: [String])] = []
    for name in names {
      guard let cluster = settings.symbol(name).cluster else { continue }
      if let index = lists.firstIndex(where: { $0.cluster == cluster }) {
        lists[index].names.append(name)
      } else {
        lists.append((cluster, [name]))
      }
    }
    return lists.map(\.names)
  }

  /// Log returns of the last sixty days that every history with enough of them shares.
  private static func returns(_ market: MarketState) -> [ReturnSeries] {
    let needed = 61
    let long = market.underlyings.filter { $0.history.bars.count >= needed }
    guard let first = long.first else { return [] }
    // Counting back from the newest: the dates that all have.
    var places = long.map { $0.history.bars.count - 1 }
    var closes = long.map { _ in [Double]() }
    while closes[0].count < needed, places.allSatisfy({ $0 >= 0 }) {
      let dates = zip(long, places).map { $0.history.bars[$1].date }
      let oldest = dates.min() ?? first.history.bars[0].date
      if dates.allSatisfy({ $0 == oldest }) {
        for index in long.indices {
          closes[index].append(long[index].history.bars[places[index]].bar.close)
          places[index] -= 1
        }
      } else {
        for index in long.indices where dates[index] > oldest { places[index] -= 1 }
      }
    }
    guard closes[0].count == needed else { return [] }
    return zip(long, closes).map { underlying, backwards in
      ReturnSeries(symbol: underlying.symbol, returns: logReturns(backwards.reversed()))
    }
  }
}

extension Decider {
  /// What risk rules need of the past, gathered once.
  mutating func sessionRisk() -> SessionRisk {
    if let known = figures.risk { return known }
    let made = SessionRisk(market, settings: settings)
    figures.risk = made
    return made
  }

  /// Beta and cluster of a symbol, by list or correlation.
  func symbolRisk(_ name: String) -> SymbolRisk {
    figures.risk?.symbols.first { $0.symbol == name } ?? settings.symbol(name)
  }
}
