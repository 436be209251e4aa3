// The five range estimators in a rolling window, in one pass.
//
// Favours digits, then speed. A window's sum is that of the tail of one block of sessions and the
// head of the next, so nothing is ever subtracted and no error runs along the series: sums agree
// with a fresh summation to `window` roundings. Eight sums travel in one vector.
// Source of the blocks: van Herk (1992), Pattern Recognition Letters 13, used there for maxima.

public import MarketData
public import Numerics

/// Five estimates for every window of a table; the first belongs to the bar of index `window`.
public struct RollingRangeVolatility: Hashable, Sendable {
  /// Sessions in a window, each with the close before it.
  public let window: Int
  /// The standard deviation of daily log returns.
  public let closeToClose: [Double]
  /// Parkinson's estimate.
  public let parkinson: [Double]
  /// Garman and Klass's estimate.
  public let garmanKlass: [Double]
  /// Rogers and Satchell's estimate.
  public let rogersSatchell: [Double]
  /// Yang and Zhang's estimate.
  public let yangZhang: [Double]
}

/// Estimates volatility by all five estimators in every window.
///
/// A window needs the close before its first session, so `bars.count - window` windows exist. The
/// estimates are those of `rangeVolatility` on the window's sessions, with overnight and
/// close-to-close returns for every one of them; they agree with a direct evaluation to 1e-13
/// relative where no mean return exceeds ten times the standard deviation, since variances come
/// from sums of squares.
///
/// - Parameters:
///   - bars: Daily bars, oldest first.
///   - window: Sessions in a window, at least two.
/// - Returns: Volatilities per year of 252 sessions.
/// - Throws: `ModelError` for a window below two, too few bars, or a bar that cannot be.
public func rollingRangeVolatility(
  bars: [PriceBar], window: Int
) throws(ModelError) -> RollingRangeVolatility {
  try require(Double(window), in: 2...1e6, "the window")
  try requireBars(bars, least: window + 1)
  var estimates = [WindowEstimates](repeating: WindowEstimates(), count: bars.count - window)
  fillWindows(bars.span, window, estimates.mutableSpan)
  return RollingRangeVolatility(
    window: window, closeToClose: estimates.map { $0.closeToClose },
    parkinson: estimates.map { $0.parkinson },
    garmanKlass: estimates.map { $0.garmanKlass }, rogersSatchell: estimates.map(\.rogersSatchell),
    yangZhang: estimates.map { $0.yangZhang })
}

/// Writes the estimates of every window.
private func fillWindows(
  _ bars: Span<PriceBar>, _ window: Int, _ result: consuming MutableSpan<WindowEstimates>
) {
  let weights = WindowWeights(window)
  var termStore = [SIMD8<Double>](repeating: SIMD8(repeating: 0), count: window)
  // tails[k] sums the terms k and later of the block before; its last entry stays zero.
  var tailStore = [SIMD8<Double>](repeating: SIMD8(repeating: 0), count: window + 1)
  var terms = termStore.mutableSpan
  var tails = tailStore.mutableSpan
  var previous = bars[0].close
  var start = 1
  while start < bars.count {
    let end = min(start + window, bars.count)
    var head = SIMD8<Double>(repeating: 0)
    for index in start..<end {
      let place = index - start
      let bar = bars[index]
      let term = sessionTerms(bar, after: previous)
      previous = bar.close
      terms[place] = term
      head += term
      if index >= window {
        result[index - window] = weights.estimates(head + tails[place + 1])
      }
    }
    guard end < bars.count else { break }
    for place in stride(from: window - 1, through: 0, by: -1) {
      tails[place] = tails[place + 1] + terms[place]
    }
    start = end
  }
}

/// What a session adds: squared range, squared session return, Rogers-Satchell term, close-to-close
/// return and its square, overnight return and its square, session return.
@inline(__always) private func sessionTerms(
  _ bar: PriceBar, after previous: Double
) -> SIMD8<Double> {
  let logs = logRatios(
    SIMD4(bar.high, bar.low, bar.close, bar.open), SIMD4(bar.open, bar.open, bar.open, previous))
  let (high, low, close, overnight) = (logs[0], logs[1], logs[2], logs[3])
  let range = high - low
  let whole = overnight + close
  return SIMD8(
    range * range, close * close, high * (high - close) + low * (low - close), whole,
    whole * whole, overnight, overnight * overnight, close)
}

/// `logRatio` of four pairs.
@inline(__always) private func logRatios(
  _ a: SIMD4<Double>, _ b: SIMD4<Double>
) -> SIMD4<Double> {
  let s = (a - b) / (a + b)
  let q = s * s
  guard q[0] < 0.01, q[1] < 0.01, q[2] < 0.01, q[3] < 0.01 else {
    return SIMD4(
      logRatio(a[0], b[0]), logRatio(a[1], b[1]), logRatio(a[2], b[2]), logRatio(a[3], b[3]))
  }
  var series: SIMD4<Double> = (1 / 17.0) * q + (1 / 15.0)
  series = series * q + (1 / 13.0)
  series = series * q + (1 / 11.0)
  series = series * q + (1 / 9.0)
  series = series * q + (1 / 7.0)
  series = series * q + (1 / 5.0)
  series = series * q + (1 / 3.0)
  series *= q
  return 2 * (s + s * series)
}

/// The five volatilities of one window.
private struct WindowEstimates {
  var closeToClose = 0.0
  var parkinson = 0.0
  var garmanKlass = 0.0
  var rogersSatchell = 0.0
  var yangZhang = 0.0
}

/// The factors that turn a window's sums into annualised variances.
private struct WindowWeights {
  private let perSession: Double
  private let perDegree: Double
  private let share: Double
  private let k: Double

  init(_ window: Int) {
    let n = Double(window)
    perSession = sessionsPerYear / n
    perDegree = sessionsPerYear / (n - 1)
    share = 1 / n
    k = yangZhangWeight(n)
  }

  /// The volatilities of a window's sums.
  @inline(__always) func estimates(_ sums: SIMD8<Double>) -> WindowEstimates {
    let whole = perDegree * (sums[4] - sums[3] * sums[3] * share)
    let overnight = perDegree * (sums[6] - sums[5] * sums[5] * share)
    let session = perDegree * (sums[1] - sums[7] * sums[7] * share)
    let rogersSatchell = perSession * sums[2]
    let yangZhang = overnight + k * session + (1 - k) * rogersSatchell
    let garmanKlass = perSession * (0.5 * sums[0] - (2 * ln2 - 1) * sums[1])
    return WindowEstimates(
      closeToClose: max(whole, 0).squareRoot(),
      parkinson: (perSession / (4 * ln2) * sums[0]).squareRoot(),
      garmanKlass: max(garmanKlass, 0).squareRoot(),
      rogersSatchell: max(rogersSatchell, 0).squareRoot(),
      yangZhang: max(yangZhang, 0).squareRoot())
  }
}
