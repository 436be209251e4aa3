// Thousands of paths made of pieces of history: a block bootstrap of crises.
//
// A piece is up to ten days in a row of one scenario, joint returns and changes of the VIX, so that
// falls and the volatility that follows them stay together (Kuensch, 1989, "The Jackknife and the
// Bootstrap for General Stationary Observations"). A scenario is drawn first, each as likely, then
// a day of it; a piece ends with its scenario and the next one is drawn. The book is fully revalued
// at every close of every path.

import Numerics

/// What many paths did to a book.
public struct MonteCarloStress: Hashable, Sendable {
  /// Paths.
  public var paths: Int
  /// Trading days of a path.
  public var days: Int
  /// Mean profit at the end, in dollars.
  public var mean: Double
  /// The loss that one path in twenty exceeds, and the mean beyond it.
  public var tail95: TailLoss
  /// The loss that one path in a hundred exceeds, and the mean beyond it.
  public var tail99: TailLoss
  /// The worst profit at the end, in dollars.
  public var worst: Double
  /// The share of paths that end below zero.
  public var lossShare: Double
  /// Median of the largest fall from a peak, as a share of the peak's equity.
  public var medianDrawdown: Double
  /// The fall that one path in twenty exceeds.
  public var drawdown95: Double
  /// The share of paths on which the drawdown limit latches the kill.
  public var latchShare: Double
}

/// How many paths of what length, from which seed.
public struct MonteCarloPlan: Hashable, Sendable {
  /// Paths.
  public var paths = 10_000
  /// Trading days of a path.
  public var days = 20
  /// Most days of a piece.
  public var block = 10
  /// The seed; the stream is named, so that no other use of it moves this one.
  public var seed: UInt64

  /// Ten thousand paths of twenty days.
  public init(seed: UInt64) { self.seed = seed }
}

/// Puts a book through paths made of pieces of scenarios.
///
/// - Parameters:
///   - exposure: The book with its working orders.
///   - paths: The scenarios that pieces are drawn from.
///   - plan: How many paths.
///   - limits: The limits; the drawdown's counts here.
/// - Returns: Nil when a leg cannot be priced, equity is unknown or there is nothing to draw from.
public func monteCarloStress(
  of exposure: Exposure, from paths: [ScenarioPath], plan: MonteCarloPlan, limits: RiskLimits
) -> MonteCarloStress? {
  let book = BookRevaluation(exposure.all)
  let windows = paths.map(\.shocks).filter { !$0.isEmpty }
  guard book.isComplete, let equity = exposure.equity, equity.isFinite, equity > 0,
    !windows.isEmpty, plan.paths > 1, plan.days > 0, plan.block > 0
  else { return nil }
  var market = BootstrappedMarket(windows, plan: plan)
  var tally = PathTally(count: plan.paths, equity: equity)
  var settled = [Lanes](repeating: Lanes(), count: market.registers)
  var open = book
  for day in 1...plan.days {
    market.advance()
    let columns = market.columns
    let years = Double(day) * sessionYears
    open.expired(by: years).add(to: &settled, columns, after: years)
    open = open.open(after: years)
    var profits = settled
    open.add(to: &profits, columns, after: years)
    tally.take(profits)
  }
  return tally.result(plan, limits: limits)
}

/// The state of the market on every path at one close.
private struct BootstrappedMarket {
  private var moves: [Double]
  private var points: [Double]
  private let count: Int
  private let block: Int
  /// The days of every scenario one after the other, and where each begins and ends.
  private let days: [MarketShock]
  private let windows: [Range<Int>]
  /// The next day of each path, and the day at which its piece ends.
  private var places: [Int]
  private var ends: [Int]
  private var stream: RandomStream

  init(_ windows: [[MarketShock]], plan: MonteCarloPlan) {
    var ranges: [Range<Int>] = []
    var all: [MarketShock] = []
    for window in windows {
      ranges.append(all.count..<(all.count + window.count))
      all += window
    }
    days = all
    self.windows = ranges
    count = plan.paths
    block = plan.block
    moves = [Double](repeating: 0, count: count)
    points = moves
    places = [Int](repeating: 0, count: count)
    ends = places
    stream = RandomStream(seed: plan.seed, purpose: "scenario-monte-carlo")
  }

  /// How many registers hold the paths.
  var registers: Int { (count + 7) / 8 }

  var columns: ShockColumns { ShockColumns(moves: moves, points: points) }

  /// Moves every path by one day.
  mutating func advance() {
    for path in 0..<count {
      if places[path] == ends[path] {
        let window = windows[draw(windows.count)]
        let day = window.lowerBound + draw(window.count)
        places[path] = day
        ends[path] = min(day + block, window.upperBound)
      }
      let shock = days[places[path]]
      moves[path] = (1 + moves[path]) * (1 + shock.move) - 1
      points[path] += shock.points
      places[path] += 1
    }
  }

  private mutating func draw(_ bound: Int) -> Int {
    min(Int(stream.uniform() * Double(bound)), bound - 1)
  }
}

/// Peaks, falls and last profits of every path.
private struct PathTally {
  private let count: Int
  private let equity: Double
  private var peaks: [Lanes]
  private var falls: [Lanes]
  private var last: [Lanes]

  init(count: Int, equity: Double) {
    self.count = count
    self.equity = equity
    peaks = [Lanes](repeating: Lanes(repeating: equity), count: (count + 7) / 8)
    falls = [Lanes](repeating: Lanes(), count: (count + 7) / 8)
    last = falls
  }

  mutating func take(_ profits: [Lanes]) {
    for index in profits.indices {
      let level = profits[index] + equity
      let peak = peaks[index].replacing(with: level, where: level .> peaks[index])
      let fall = (peak - level) / peak
      peaks[index] = peak
      falls[index].replace(with: fall, where: fall .> falls[index])
    }
    last = profits
  }

  func result(_ plan: MonteCarloPlan, limits: RiskLimits) -> MonteCarloStress? {
    let profits = (0..<count).map { last[$0 >> 3][$0 & 7] }
    let falls = (0..<count).map { self.falls[$0 >> 3][$0 & 7] }
    guard let tail = TailRisk(profits), let depth = TailRisk(falls) else { return nil }
    return MonteCarloStress(
      paths: count, days: plan.days, mean: tail.mean, tail95: tail.historical(tail: 0.05),
      tail99: tail.historical(tail: 0.01), worst: tail.quantile(0),
      lossShare: Double(profits.count { $0 < 0 }) / Double(count),
      medianDrawdown: depth.quantile(0.5), drawdown95: depth.quantile(0.95),
      latchShare: Double(falls.count { $0 >= limits.drawdown }) / Double(count))
  }
}
