// What the strikes of one expiry are on its forward, in vector registers.

import Numerics

/// The strikes of an expiry on its forward.
struct MoneynessLine {
  /// Log-moneyness ln(K/F) of each strike.
  let k: [Double]
  /// One over D sqrt(F K) at each strike, which turns a price into a normalised one.
  let scales: [Double]
  /// exp(-|k| / 2) at each strike, which no normalised price out of the money reaches.
  let bounds: [Double]

  /// The strikes, ascending, on a parity line.
  init(strikes: [Double], parity: ParityFit) {
    var k = [Double](repeating: 0, count: strikes.count)
    var scales = k
    var bounds = k
    let column = strikes.span
    var logs = k.mutableSpan
    var factors = scales.mutableSpan
    var most = bounds.mutableSpan
    let forward = Lanes(repeating: parity.forward)
    for row in stride(from: 0, to: column.count, by: Lanes.scalarCount) {
      let strike = column.lanes(at: row)
      let logarithm = vectorLogarithm(of: strike, over: forward)
      let size = logarithm.replacing(with: -logarithm, where: logarithm .< 0)
      logs.store(logarithm, at: row)
      factors.store(1 / (parity.discount * (forward * strike).squareRoot()), at: row)
      most.store(vectorExponential(-0.5 * size), at: row)
    }
    self.k = k
    self.scales = scales
    self.bounds = bounds
  }
}

/// Normalised prices waiting for their total volatilities.
struct TotalVolatilityJob {
  private var x: [Double] = []
  private var values: [Double] = []
  private var gaps: [Double] = []
  /// The place of each price among all that were given.
  private var places: [Int] = []
  private var count = 0

  /// A job for at most so many prices.
  init(capacity: Int) {
    x.reserveCapacity(capacity)
    values.reserveCapacity(capacity)
    gaps.reserveCapacity(capacity)
    places.reserveCapacity(capacity)
  }

  /// Adds a price; zero stands for none.
  mutating func add(x logarithm: Double, value: Double, bound: Double) {
    if value > 0 {
      x.append(logarithm)
      values.append(value)
      gaps.append(bound - value)
      places.append(count)
    }
    count += 1
  }

  /// The total volatility of every price given; zero where there was none.
  func solved() -> [Double] {
    var totals = [Double](repeating: 0, count: count)
    let (logs, prices, rest) = (x.span, values.span, gaps.span)
    for row in stride(from: 0, to: logs.count, by: Lanes.scalarCount) {
      let (x, value, gap) = (logs.lanes(at: row), prices.lanes(at: row), rest.lanes(at: row))
      let found = LaneTotalVolatility(x: x, value: value, gap: gap)
      // Beyond these bounds the registers lack the range, as in `impliedVolatilities`.
      let isSettled =
        found.isSettled .& (value .> 1e-290) .& (gap .> 1e-290) .& (x .> -300) .& (found.s .> 0)
      for lane in 0..<min(Lanes.scalarCount, logs.count - row) {
        totals[places[row + lane]] =
          isSettled[lane]
          ? found.s[lane] : impliedTotalVolatility(x: x[lane], value: value[lane])
      }
    }
    return totals
  }
}

/// N(d1) and N(-d1) of each strike, the smaller of the two with its relative digits.
///
/// - Parameters:
///   - k: Log-moneyness of each strike.
///   - volatilities: One for each.
///   - root: The square root of the time to settlement.
/// - Returns: What a call and what a put holds of the forward, undiscounted.
func callShares(
  k: [Double], volatilities: [Double], root: Double
) -> (calls: [Double], puts: [Double]) {
  var calls = [Double](repeating: 0, count: k.count)
  var puts = calls
  let (logs, sigmas) = (k.span, volatilities.span)
  var callColumn = calls.mutableSpan
  var putColumn = puts.mutableSpan
  for row in stride(from: 0, to: logs.count, by: Lanes.scalarCount) {
    let width = sigmas.lanes(at: row) * root
    let d1 = 0.5 * width - logs.lanes(at: row) / width
    let size = d1.replacing(with: -d1, where: d1 .< 0)
    let bounded = size.replacing(with: 1e12, where: size .> 1e12)
    let mills = vectorMillsRatio(bounded)
    let density = 0.398_942_280_401_432_677_94 * vectorExponential(-0.5 * bounded * bounded)
    let outer = density * (mills.numerator / mills.denominator)
    callColumn.store(outer.replacing(with: 1 - outer, where: d1 .> 0), at: row)
    putColumn.store((1 - outer).replacing(with: outer, where: d1 .> 0), at: row)
  }
  return (calls, puts)
}
