// One binomial lattice around the forward, wide enough for dividends close to today.

import Glibc
import MarketData
import Numerics

/// A recombining lattice and the values rolled back through it.
struct BinomialLattice {
  private let terms: AmericanTerms
  private let style: ExerciseStyle
  private let dividends: [Dividend]
  private let steps: Int
  /// The length of a step in years.
  private let step: Double
  /// Half the distance of neighbours in the logarithm of the spot.
  private let jump: Double
  /// Nodes on either side of the spot today.
  private let margin: Int
  /// exp(2 j jump), the spots of a level over its lowest.
  private let powers: [Double]

  /// Lays out the nodes.
  init(_ terms: AmericanTerms, style: ExerciseStyle, dividends: [Dividend], steps: Int) {
    self.terms = terms
    self.style = style
    self.dividends = dividends
    self.steps = steps
    step = terms.years / Double(steps)
    let jump = terms.volatility * step.squareRoot()
    self.jump = jump
    // Every payment reads values further down: leave that much room below today's spot.
    var left = terms.spot
    for dividend in dividends { left = dividend.spotAfter(left) }
    let depth = log(terms.spot / max(left, 0.05 * terms.spot))
    margin = min(4 + Int(depth / (2 * jump)), 4 + steps)
    powers = (0...(steps + 2 * margin)).map { exp(2 * jump * Double($0)) }
  }

  /// Rolls back from expiry to today.
  func solve() -> (price: Double, delta: Double, gamma: Double) {
    let up = 1 / (1 + exp(jump))
    let discount = exp(-terms.rate * step)
    let (rise, fall) = (discount * up, discount * (1 - up))
    var values = lastStep()
    var waiting = dividends.count
    for level in stride(from: steps - 1, through: 0, by: -1) {
      if level < steps - 1 {
        let count = level + 2 * margin
        for node in 0...count { values[node] = rise * values[node + 1] + fall * values[node] }
        exercise(&values, level: level)
      }
      while waiting > 0, place(dividends[waiting - 1]) == level {
        waiting -= 1
        pay(dividends[waiting], &values, level: level)
        exercise(&values, level: level)
      }
    }
    return derivatives(values)
  }

  /// The level a dividend is paid on, its nearest; never the last.
  private func place(_ dividend: Dividend) -> Int {
    min(Int((dividend.years / step).rounded()), steps - 1)
  }

  /// The lowest spot of a level.
  private func lowest(_ level: Int) -> Double {
    let time = Double(level) * step
    return terms.spot
      * exp((terms.rate - terms.yield) * time - jump * Double(level + 2 * margin))
  }

  /// Values one step before expiry, where the closed form gives the European value.
  private func lastStep() -> [Double] {
    let level = steps - 1
    let low = lowest(level)
    let discount = exp(-terms.rate * step)
    let growth = exp((terms.rate - terms.yield) * step)
    var values = (0...(level + 2 * margin)).map { node in
      black76Price(
        terms.right, forward: low * powers[node] * growth, strike: terms.strike, years: step,
        volatility: terms.volatility, discount: discount)
    }
    exercise(&values, level: level)
    return values
  }

  /// Takes the exercise value where it is more.
  private func exercise(_ values: inout [Double], level: Int) {
    guard style == .american else { return }
    let low = lowest(level)
    let (strike, sign) = (terms.strike, terms.right == .call ? 1.0 : -1.0)
    for node in 0...(level + 2 * margin) {
      values[node] = max(values[node], sign * (low * powers[node] - strike))
    }
  }

  /// Replaces the values after a dividend by those before it.
  private func pay(_ dividend: Dividend, _ values: inout [Double], level: Int) {
    let low = lowest(level)
    let last = level + 2 * margin
    let paid = moved(dividend, to: level)
    let after = values
    for node in 0...last {
      let spot = paid.spotAfter(low * powers[node])
      values[node] = BinomialLattice.read(
        after, at: spot > 0 ? log(spot / low) / (2 * jump) : -.infinity, spot: spot, low: low,
        ratio: powers[1], last: last)
    }
  }

  /// The dividend with its money accrued to the level it is paid on.
  private func moved(_ dividend: Dividend, to level: Int) -> Dividend {
    guard case .cash(let money) = dividend.amount else { return dividend }
    let shift = Double(level) * step - dividend.years
    return Dividend(years: dividend.years, amount: .cash(money * exp(terms.rate * shift)))
  }

  /// The value between nodes: a cubic in the logarithm of the spot, below the lowest a line in it.
  private static func read(
    _ values: [Double], at place: Double, spot: Double, low: Double, ratio: Double, last: Int
  ) -> Double {
    guard place >= 0 else {
      let slope = (values[1] - values[0]) / (low * (ratio - 1))
      return max(values[0] + slope * (spot - low), 0)
    }
    let first = min(max(Int(place) - 1, 0), last - 3)
    let t = place - Double(first)
    let (a, b, c, d) = (t, t - 1, t - 2, t - 3)
    return -values[first] * b * c * d / 6 + values[first + 1] * a * c * d / 2
      - values[first + 2] * a * b * d / 2 + values[first + 3] * a * b * c / 6
  }

  /// Value, delta and gamma at today's spot from the nodes around it.
  private func derivatives(_ values: [Double]) -> (price: Double, delta: Double, gamma: Double) {
    let (below, here, above) = (values[margin - 1], values[margin], values[margin + 1])
    let (first, second) = (above - below, above - 2 * here + below)
    let width = 2 * jump
    let slope = first / (2 * width)
    let spot = terms.spot
    return (here, slope / spot, (second / (width * width) - slope) / (spot * spot))
  }
}
