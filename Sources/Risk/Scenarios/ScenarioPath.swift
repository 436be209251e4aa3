// The days of a scenario: where price and volatility stand at each close.

import Glibc
public import MarketData

/// Where the market stands at a close, from the scenario's first.
public struct ScenarioStep: Hashable, Sendable {
  /// Move of the benchmark since the first close, as a share.
  public var move: Double
  /// Change of volatility since the first close, in points.
  public var points: Double

  /// Makes a step.
  public init(move: Double, points: Double) {
    self.move = move
    self.points = points
  }
}

/// A scenario with its days.
public struct ScenarioPath: Hashable, Sendable {
  /// The scenario.
  public let scenario: HistoricalScenario
  /// The closes after the first, in order.
  public let steps: [ScenarioStep]
  /// True when the days were read from history, false when they lie on a straight line.
  public let isMeasured: Bool

  /// The straight line: the logarithm of price, and the VIX, by equal steps.
  public init(_ scenario: HistoricalScenario) {
    self.scenario = scenario
    isMeasured = false
    let total = log(1 + scenario.move)
    steps = (1...max(scenario.days, 1)).map { day in
      let share = Double(day) / Double(max(scenario.days, 1))
      return ScenarioStep(move: exp(total * share) - 1, points: scenario.points * share)
    }
  }

  /// The days as they were; nil unless every session from the first close to the last has both.
  ///
  /// - Parameters:
  ///   - scenario: The scenario.
  ///   - closes: Closes of the benchmark, by ascending date.
  ///   - points: Closes of its volatility index in points, by ascending date.
  public init?(
    _ scenario: HistoricalScenario, closes: [DailyValue], points: [DailyValue]
  ) {
    let prices = ScenarioPath.window(closes, scenario)
    let levels = ScenarioPath.window(points, scenario)
    guard prices.count == scenario.days + 1, prices.map(\.date) == levels.map(\.date),
      let first = prices.first, let level = levels.first, first.date == scenario.start,
      prices.last?.date == scenario.end,
      (prices + levels).allSatisfy({ $0.value > 0 && $0.value.isFinite })
    else { return nil }
    self.scenario = scenario
    isMeasured = true
    steps = zip(prices, levels).dropFirst().map {
      ScenarioStep(move: $0.value / first.value - 1, points: $1.value - level.value)
    }
  }

  /// The days as they were where history has them, else the straight line.
  public static func all(closes: [DailyValue], points: [DailyValue]) -> [ScenarioPath] {
    HistoricalScenario.all.map {
      ScenarioPath($0, closes: closes, points: points) ?? ScenarioPath($0)
    }
  }

  /// The moves from close to close.
  public var shocks: [MarketShock] {
    var last = ScenarioStep(move: 0, points: 0)
    return steps.map { step in
      defer { last = step }
      return MarketShock(
        move: (1 + step.move) / (1 + last.move) - 1, points: step.points - last.points)
    }
  }

  /// Values from the first date of a scenario to its last, found by bisection.
  private static func window(
    _ values: [DailyValue], _ scenario: HistoricalScenario
  ) -> ArraySlice<DailyValue> {
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if values[middle].date < scenario.start { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < values.count, values[end].date <= scenario.end { end += 1 }
    return values[low..<end]
  }
}
