// A pair of symbols as one spread with its levels, fitted once a session (domain rules, sections
// f.3 and f.7).
//
// The spread is ln(first) - beta ln(second) over the closes both have. Of both directions the one
// whose residuals reject a common random walk more clearly is kept. Levels are Leung and Li's with
// a stop; where entering never pays with it, the side has none. A pair that is not healthy has no
// levels, only its reasons: it stops nothing that is open, but nothing new is entered.

public import MarketData
import Glibc
public import Numerics
public import Volatility

/// The levels of one side of a spread.
public struct PairSide: Hashable, Sendable {
  /// Where an entry is worth its cost.
  public var entry: ClosedRange<Double>
  /// Where the gain is taken.
  public var exit: Double
  /// Where the loss is taken.
  public var stop: Double
}

/// A pair with its levels.
public struct PairLevels: Hashable, Sendable {
  /// The symbol bought in a long spread.
  public var first: String
  /// The symbol sold against it.
  public var second: String
  /// Units of the second's logarithm against one of the first.
  public var hedgeRatio: Double
  /// The spread's process, time in years.
  public var process: OrnsteinUhlenbeck
  /// Sessions in which half of a departure vanishes.
  public var halfLife: Double
  /// The p-value of no cointegration.
  public var pValue: Double
  /// Correlation of the last 60 daily changes.
  public var correlation: Double
  /// Half-life of the years before, in sessions; nil without them.
  public var historicHalfLife: Double?
  /// Levels of a long spread; nil where entering never pays.
  public var long: PairSide?
  /// Levels of a short one.
  public var short: PairSide?

  /// Both symbols, as `QQQ~IWM`.
  public var name: String { "\(first)~\(second)" }

  /// The spread at two prices.
  public func spread(_ first: Double, _ second: Double) -> Double {
    log(first) - hedgeRatio * log(second)
  }

  /// A spread in long-run standard deviations from its mean.
  public func deviations(_ spread: Double) -> Double { process.standardised(spread) }

  /// The levels of a side.
  public func levels(_ side: SpreadSide) -> PairSide? { side == .long ? long : short }
}

/// What a pair gives.
public enum PairFit: Hashable, Sendable {
  /// Levels to trade by.
  case healthy(PairLevels)
  /// Both symbols and why nothing new is entered.
  case refused(first: String, second: String, reason: String)
}

/// Fits a pair on the closes that both symbols have.
///
/// - Parameters:
///   - a: Daily history of one symbol.
///   - b: Daily history of the other.
///   - rules: Health, costs and the stop.
/// - Returns: The levels, or why there are none.
public func fitPair(_ a: DailyHistory, _ b: DailyHistory, rules: EdgeRules) -> PairFit {
  let (x, y) = commonLogCloses(a, b)
  func refused(_ reason: String) -> PairFit {
    .refused(first: a.symbol, second: b.symbol, reason: reason)
  }
  guard x.count >= rules.pairHealth.window else {
    return refused("\(x.count) common closes, \(rules.pairHealth.window) needed")
  }
  do throws(ModelError) {
    let directed = try DirectedPair(a.symbol, x, b.symbol, y, rules: rules.pairHealth)
    let pair = directed.spread
    guard pair.concerns.isEmpty, let fit = pair.estimate.fit else {
      return refused(pair.concerns.map(text).joined(separator: ", "))
    }
    return .healthy(
      PairLevels(
        first: directed.first, second: directed.second, hedgeRatio: pair.hedgeRatio,
        process: fit.process, halfLife: fit.halfLifeInIntervals,
        pValue: pair.cointegration.pValue ?? 1,
        correlation: pair.correlation ?? 0, historicHalfLife: pair.historicHalfLife,
        long: try side(.long, fit.process, rules),
        short: try side(.short, fit.process, rules)))
  } catch {
    return refused("cannot be fitted: \(error)")
  }
}

/// A pair's spread in one direction.
public struct DirectedPair: Hashable, Sendable {
  /// The symbol bought in a long spread.
  public var first: String
  /// The symbol sold against it.
  public var second: String
  /// The spread of their logarithms, time in years.
  public var spread: PairSpread

  /// Of both directions takes the one that rejects a common random walk more clearly.
  ///
  /// - Parameters:
  ///   - a: A symbol.
  ///   - x: Logarithms of its closes, oldest first.
  ///   - b: The other symbol.
  ///   - y: Logarithms of its closes on the same sessions.
  ///   - rules: The window and what is healthy.
  /// - Throws: `ModelError` as `pairSpread` does.
  public init(
    _ a: String, _ x: [Double], _ b: String, _ y: [Double], rules: PairHealthRules
  ) throws(ModelError) {
    let forth = try pairSpread(x, against: y, interval: 1 / sessionsAYear, rules: rules)
    let back = try pairSpread(y, against: x, interval: 1 / sessionsAYear, rules: rules)
    let isForth = forth.cointegration.statistic <= back.cointegration.statistic
    (first, second) = isForth ? (a, b) : (b, a)
    spread = isForth ? forth : back
  }
}

/// A side's levels; nil where entering never pays, or where at the stop leaving is best anyway.
private func side(
  _ side: SpreadSide, _ process: OrnsteinUhlenbeck, _ rules: EdgeRules
) throws(ModelError) -> PairSide? {
  let terms = try StoppingTerms(
    exitRate: rules.discountRate, entryRate: rules.discountRate, exitCost: rules.pairCost,
    entryCost: rules.pairCost)
  let centred = try process.centred()
  let stop = centred.level(side == .long ? -rules.pairStop : rules.pairStop)
  let levels: StopLossLevels
  do throws(ModelError) {
    levels = try stopLossLevels(of: centred, terms: terms, side: side, stop: stop)
  } catch .noSolution {
    return nil
  }
  guard case .between(let entry) = levels.entry else { return nil }
  let mean = process.mean
  return PairSide(
    entry: (mean + entry.lowerBound)...(mean + entry.upperBound), exit: mean + levels.exit,
    stop: mean + stop)
}

/// Logarithms of the closes of the sessions that both symbols have, oldest first.
public func commonLogCloses(_ a: DailyHistory, _ b: DailyHistory) -> ([Double], [Double]) {
  var (x, y): ([Double], [Double]) = ([], [])
  var position = 0
  for bar in a.bars {
    while position < b.bars.count, b.bars[position].date < bar.date { position += 1 }
    guard position < b.bars.count else { break }
    guard b.bars[position].date == bar.date, bar.bar.close > 0, b.bars[position].bar.close > 0
    else { continue }
    x.append(log(bar.bar.close))
    y.append(log(b.bars[position].bar.close))
  }
  return (x, y)
}

/// A concern with its figures rounded for reading.
private func text(_ concern: PairConcern) -> String {
  switch concern {
  case .notCointegrated(let pValue): "not cointegrated, p \(fixed(pValue, 2))"
  case .notReverting(let reason): "no reversion, slope \(fixed(reason.slope, 3))"
  case .slowing(let now, let before):
    "half-life \(fixed(now, 1)) d, historically \(fixed(before, 1)) d"
  case .untradableHalfLife(let now): "half-life \(fixed(now, 1)) d"
  case .weakCorrelation(let value): "correlation \(value.map { fixed($0, 2) } ?? "none")"
  }
}
