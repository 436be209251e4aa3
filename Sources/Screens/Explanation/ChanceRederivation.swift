// Finding the chances of a candidate again from a smile and a forecast, by the plainest arithmetic.
//
// Nothing is taken from the code that found them first but the payoff between the strikes: the
// distribution is built anew, price by price, so that an agreement says something.

import DeskEngine
import Glibc
import MarketData
import Numerics
import Structures

/// A candidate's chances from what they rest on.
struct ChanceRederivation {
  private let record: CandidateRecord
  private let inputs: OutlookInputs
  private let front: ForwardTerms
  private let payoff: ExpiryPayoff
  private let unit: Double

  /// Takes a candidate; nil when its legs are not those of the inputs.
  init?(_ record: CandidateRecord, _ inputs: OutlookInputs) {
    guard let front = inputs.expiries.first, let unit = Rederivation(record).multiplier else {
      return nil
    }
    var legs: [ModelLeg] = []
    for leg in record.legs {
      guard let terms = inputs.expiries.first(where: { $0.date == leg.contract.expiry }) else {
        return nil
      }
      legs.append(
        ModelLeg(
          contract: leg.contract, count: leg.ratio, multiplier: Int(unit),
          expiration: terms.expiration, years: terms.years, forward: terms.forward,
          discount: terms.discount, volatility: leg.iv, spot: terms.forward))
    }
    self.record = record
    self.inputs = inputs
    self.front = front
    self.unit = unit
    payoff = ExpiryPayoff(legs: legs, net: record.net.dollars, volatilityShift: 0)
  }

  /// Chance and value under one distribution, for the whole quantity.
  struct Outlook {
    var probability: Double
    var expectedValue: Double
  }

  /// Under the market's own distribution; nil without five points of a smile.
  var implied: Outlook? { impliedSteps.map { outlook($0) } }

  /// Under the forecast; nil without one.
  var expected: Outlook? { expectedSteps.map { outlook($0) } }

  /// Twice the chance of ending beyond the nearest shorts, at most one.
  var touch: Double? {
    guard let steps = impliedSteps ?? expectedSteps else { return nil }
    let shorts = record.legs.filter { $0.ratio < 0 }.map(\.contract)
    guard !shorts.isEmpty else { return nil }
    var total = 0.0
    if let put = shorts.filter({ $0.right == .put }).map(\.strike.dollars).max() {
      total += 2 * steps.below(put)
    }
    if let call = shorts.filter({ $0.right == .call }).map(\.strike.dollars).min() {
      total += 2 * (1 - steps.below(call))
    }
    return min(max(total, 0), 1)
  }

  // MARK: Distributions

  /// The chance of a price below each of some prices.
  private struct Steps {
    var prices: [Double]
    var chances: [Double]

    func below(_ price: Double) -> Double {
      guard let next = prices.firstIndex(where: { $0 > price }) else { return 1 }
      guard next > 0 else { return 0 }
      let share = (price - prices[next - 1]) / (prices[next] - prices[next - 1])
      return chances[next - 1] + share * (chances[next] - chances[next - 1])
    }
  }

  private var expectedSteps: Steps? {
    guard let forecast = inputs.forecast else { return nil }
    let jump = inputs.eventMove ?? 0
    let width = (forecast * forecast * front.years + jump * jump).squareRoot()
    guard width > 0, width < 3 else { return nil }
    let places = (0...800).map { Double($0 - 400) * 0.015 }
    return Steps(
      prices: places.map { front.forward * exp(width * $0 - 0.5 * width * width) },
      chances: places.map { normalCDF($0) })
  }

  /// P(S < K) = N(-d2) + phi(d2) sqrt(T) dsigma/dk on the averaged smile, never falling.
  private var impliedSteps: Steps? {
    guard let atm = atTheMoney else { return nil }
    let root = front.years.squareRoot()
    let knots = averaged(0.25 * atm * root)
    guard knots.count >= 5 else { return nil }
    var steps = Steps(prices: [], chances: [])
    for index in 0...240 {
      let k = atm * root * (-8 + Double(index) * 14 / 240)
      let (volatility, slope) = curve(knots, k)
      let width = max(volatility, 1e-4) * root
      let d2 = -k / width - 0.5 * width
      let chance = min(max(normalCDF(-d2) + normalPDF(d2) * root * slope, 0), 1)
      steps.prices.append(front.forward * exp(k))
      steps.chances.append(max(steps.chances.last ?? 0, chance))
    }
    return steps
  }

  private typealias Knot = (k: Double, volatility: Double)

  /// The volatility at the forward, straight in log-moneyness between the strikes beside it.
  private var atTheMoney: Double? {
    guard let next = inputs.smile.firstIndex(where: { $0.strike > front.forward }), next > 0 else {
      return nil
    }
    let (low, high) = (inputs.smile[next - 1], inputs.smile[next])
    let (a, b) = (log(low.strike / front.forward), log(high.strike / front.forward))
    return low.volatility - a / (b - a) * (high.volatility - low.volatility)
  }

  /// Means of the smile in buckets of a width, the nearest forty below and twenty-four above.
  private func averaged(_ width: Double) -> [Knot] {
    (-40...24).compactMap { bucket in
      let own = inputs.smile.map { (k: log($0.strike / front.forward), volatility: $0.volatility) }
        .filter { Int(($0.k / width).rounded()) == bucket }
      guard !own.isEmpty else { return nil }
      let count = Double(own.count)
      return (
        own.reduce(0) { $0 + $1.k } / count, own.reduce(0) { $0 + $1.volatility } / count
      )
    }
  }

  /// The slope at a knot of the parabola through it and its neighbours; flat at the ends.
  private func slope(_ knots: [Knot], _ i: Int) -> Double {
    guard i > 0, i < knots.count - 1 else { return 0 }
    let (a, b) = (knots[i].k - knots[i - 1].k, knots[i + 1].k - knots[i].k)
    let left = (knots[i].volatility - knots[i - 1].volatility) / a
    let right = (knots[i + 1].volatility - knots[i].volatility) / b
    return (left * b + right * a) / (a + b)
  }

  /// Volatility and its slope between knots by cubic Hermite pieces; flat beyond them.
  private func curve(_ knots: [Knot], _ k: Double) -> (Double, Double) {
    guard k > knots[0].k else { return (knots[0].volatility, 0) }
    guard let next = knots.firstIndex(where: { $0.k > k }) else {
      return (knots[knots.count - 1].volatility, 0)
    }
    let (a, b) = (knots[next - 1], knots[next])
    let h = b.k - a.k
    let t = (k - a.k) / h
    let (m0, m1) = (slope(knots, next - 1) * h, slope(knots, next) * h)
    let rise = b.volatility - a.volatility
    let (c2, c3) = (3 * rise - 2 * m0 - m1, m0 + m1 - 2 * rise)
    return (a.volatility + t * (m0 + t * (c2 + t * c3)), (m0 + t * (2 * c2 + 3 * t * c3)) / h)
  }

  // MARK: Chance and value

  private func outlook(_ steps: Steps) -> Outlook {
    let roots = payoff.breakevens
    var chance = 0.0
    for index in 0...roots.count {
      let low = index == 0 ? 0 : roots[index - 1]
      let high = index == roots.count ? 2 * max(low, steps.prices.last ?? 0) + 1 : roots[index]
      guard payoff.profit(at: 0.5 * (low + high)) > 0 else { continue }
      let top = index == roots.count ? 1 : steps.below(high)
      chance += top - (index == 0 ? 0 : steps.below(low))
    }
    let profits = steps.prices.map { payoff.profit(at: $0) }
    var mean = (profits.first ?? 0) * (steps.chances.first ?? 0)
    for index in profits.indices.dropFirst() {
      let share = steps.chances[index] - steps.chances[index - 1]
      mean += share * 0.5 * (profits[index] + profits[index - 1])
    }
    mean += (profits.last ?? 0) * (1 - (steps.chances.last ?? 0))
    let net = record.net.dollars
    let packages = Double(max(1, record.quantity))
    return Outlook(
      probability: min(max(chance, 0), 1),
      expectedValue: packages * unit * (front.discount * (mean - net) + net) - record.fees.dollars)
  }
}
