// Fitting one SVI slice, free or held against arbitrage.
//
// A free fit minimises errors in volatility alone. A held fit adds penalties where the density
// factor or the order of expiries fails, raised until a dense check finds nothing.

import Glibc
public import Numerics

/// How a slice came to be.
public enum SVIMethod: String, Hashable, Sendable {
  /// Least squares, held against arbitrage.
  case fitted
  /// As fitted, then lifted over the slice before it.
  case lifted
  /// The slice before it, lifted by a constant.
  case carried
  /// One of a family of SSVI slices that cannot cross.
  case ssvi
}

/// A fitted slice and how well it holds its quotes.
public struct SVIFit: Hashable, Sendable {
  /// The quotes.
  public let smile: SmileQuotes
  /// The smile.
  public let slice: SVISlice
  /// How it came to be.
  public let method: SVIMethod
  /// How the least-squares fit ended.
  public let outcome: FitOutcome
  /// Evaluations made.
  public let evaluations: Int
  /// Root mean square error of volatility over all quotes, as a decimal.
  public let rootMeanSquareError: Double
  /// The same weighted by vega.
  public let vegaWeightedError: Double
  /// Largest error of volatility.
  public let largestError: Double
  /// Share of quotes whose bid and ask hold the smile; nil without bids and asks.
  public let shareInsideSpread: Double?

  init(
    _ smile: SmileQuotes, _ slice: SVISlice, method: SVIMethod, outcome: FitOutcome,
    evaluations: Int
  ) {
    self.smile = smile
    self.slice = slice
    self.method = method
    self.outcome = outcome
    self.evaluations = evaluations
    var sum = (square: 0.0, weighted: 0.0, weight: 0.0, largest: 0.0, inside: 0)
    let vegas = smile.vegas
    for (index, k) in smile.logStrikes.enumerated() {
      let volatility = slice.volatility(k, years: smile.years)
      let miss = volatility - smile.volatilities[index]
      sum.square += miss * miss
      sum.weighted += vegas[index] * miss * miss
      sum.weight += vegas[index]
      sum.largest = max(sum.largest, abs(miss))
      if !smile.bidVolatilities.isEmpty, volatility >= smile.bidVolatilities[index],
        volatility <= smile.askVolatilities[index]
      {
        sum.inside += 1
      }
    }
    let count = Double(max(smile.count, 1))
    rootMeanSquareError = (sum.square / count).squareRoot()
    vegaWeightedError = sum.weight > 0 ? (sum.weighted / sum.weight).squareRoot() : 0
    largestError = sum.largest
    shareInsideSpread = smile.bidVolatilities.isEmpty ? nil : Double(sum.inside) / count
  }
}

/// Fits a raw SVI slice without butterfly arbitrage to one smile.
///
/// - Parameters:
///   - smile: The quotes.
///   - settings: How to fit.
/// - Returns: The slice; its outcome says whether the fit converged.
/// - Throws: `ModelError.tooFew` below five strikes, `.noSolution` when nothing can be evaluated.
public func fitSVI(
  _ smile: SmileQuotes, settings: SVISettings = SVISettings()
) throws(ModelError) -> SVIFit {
  let problem = try SVIProblem(smile, settings: settings)
  let free = try problem.free()
  let held = problem.held(from: free)
  // A search may come to rest where a butterfly is left; that is no fit without one.
  let isClean = !held.outcome.isConverged || held.slice.butterflyMargin().isFree
  return SVIFit(
    smile, held.slice, method: .fitted, outcome: isClean ? held.outcome : .stalled,
    evaluations: free.evaluations + held.evaluations)
}

/// Fits a raw SVI slice to one smile whatever arbitrage it may hold.
///
/// - Parameters:
///   - smile: The quotes.
///   - settings: How to fit.
/// - Returns: The slice; see `SVISlice.butterflyMargin()` for what it may hold.
/// - Throws: `ModelError.tooFew` below five strikes, `.noSolution` when nothing can be evaluated.
public func fitUnconstrainedSVI(
  _ smile: SmileQuotes, settings: SVISettings = SVISettings()
) throws(ModelError) -> SVIFit {
  let free = try SVIProblem(smile, settings: settings).free()
  return SVIFit(
    smile, free.slice, method: .fitted, outcome: free.outcome, evaluations: free.evaluations)
}

/// A slice on its way.
struct SVICandidate {
  var slice: SVISlice
  var cost: Double
  var outcome: FitOutcome
  var evaluations: Int
  /// Whether a dense check found it within its bounds and without butterflies.
  var isHeld = false

  init(slice: SVISlice, cost: Double, outcome: FitOutcome, evaluations: Int) {
    self.slice = slice
    self.cost = cost
    self.outcome = outcome
    self.evaluations = evaluations
  }

  /// A start that was not looked at.
  init(start: SVISlice) {
    self.init(slice: start, cost: .infinity, outcome: .notFinite, evaluations: 0)
  }
}

/// What the neighbours of a slice allow it.
struct SVIBounds {
  /// The slice before it.
  var floor: SVISlice?
  /// The slice after it, when that one stands already.
  var roof: SVISlice?
  /// Where it should stay under the next one's quotes.
  var ceiling: SVICeiling?
  /// Largest slopes of the wings.
  var rightSlope = Double.infinity
  var leftSlope = Double.infinity

  /// Where a slice crosses those that stand beside it.
  func crossings(of slice: SVISlice) -> [ArbitrageMargin] {
    [floor?.calendarMargin(to: slice), roof.map { slice.calendarMargin(to: $0) }]
      .compactMap { $0 }.filter { !$0.isFree }
  }
}

/// The fit of one smile.
struct SVIProblem {
  let settings: SVISettings
  let width: Double
  private let base: SVIResiduals
  private let data: SVIData

  init(_ smile: SmileQuotes, settings: SVISettings) throws(ModelError) {
    guard smile.count >= settings.minimumStrikes, smile.count >= 5 else {
      throw .tooFew(
        what: "strikes of \(smile.label)", count: smile.count,
        least: max(settings.minimumStrikes, 5))
    }
    self.settings = settings
    let k = smile.logStrikes
    let units = k.indices.map { max(smile.halfSpread($0) ?? 0, settings.volatilityUnit) }
    base = SVIResiduals(
      k: k, volatilities: smile.volatilities, units: units, years: smile.years)
    data = SVIData(
      k: k, w: smile.volatilities.map { $0 * $0 * smile.years },
      weights: k.indices.map { index in
        let unit = 2 * smile.volatilities[index] * smile.years * units[index]
        return 1 / (unit * unit)
      })
    var nearest = 0
    for index in k.indices where abs(k[index]) < abs(k[nearest]) { nearest = index }
    width = smile.volatilities[nearest] * smile.years.squareRoot()
  }

  /// The fit to the quotes alone.
  func free() throws(ModelError) -> SVICandidate {
    guard let start = data.start(width: width) else {
      throw .noSolution(what: "a start", why: "no hyperbola passes near the quotes")
    }
    let found = solve(base, from: start, bounds: SVIBounds())
    guard found.outcome != .notFinite else {
      throw .noSolution(what: "an SVI fit", why: "the errors are not finite at its start")
    }
    return found
  }

  /// A fit without butterflies.
  ///
  /// The free fit may lie far from any smile without them, so a plain smile is a second start.
  /// Rising penalties may drive both away from the quotes; what stands further off them than the
  /// nearest clean smile of the grid is dropped, and the fit begins again from that smile.
  func held(from free: SVICandidate) -> SVICandidate {
    if free.slice.butterflyMargin().isFree { return free }
    let plain = SVISlice(unchecked: 0.8 * width * width, 0.2 * width, -0.3, 0, width)
    let found = best(of: [free.slice, plain], bounds: SVIBounds())
    guard let near = data.heldStart(width: width) else { return found }
    let most = base.cost(near)
    if found.isHeld, found.cost <= most { return found }
    var again = hold(from: near, bounds: SVIBounds(), clean: near)
    if !again.isHeld || again.cost > most {
      again = SVICandidate(
        slice: near, cost: most, outcome: .stalled, evaluations: again.evaluations)
      again.isHeld = true
    }
    again.evaluations += found.evaluations
    return again
  }

  /// A closer fit between two slices that stand; nil when none is found.
  func refined(_ slice: SVISlice, held: SVICandidate, bounds: SVIBounds) -> SVICandidate? {
    let starts = [held.slice, slice, bounds.floor, bounds.roof].compactMap { $0 }
    let found = best(of: starts, bounds: bounds)
    return found.isHeld && found.cost < base.cost(slice) ? found : nil
  }

  /// How far a slice stands from the quotes, in squared units.
  func cost(_ slice: SVISlice) -> Double { base.cost(slice) }

  /// A fit without butterflies within the bounds its neighbours give.
  func ordered(from held: SVICandidate, bounds: SVIBounds) -> SVICandidate {
    let first = best(of: [held.slice], bounds: bounds)
    guard let floor = bounds.floor, first.cost > 2 * held.cost || !first.isHeld else {
      return first
    }
    var second = best(of: [floor], bounds: bounds)
    second.evaluations += first.evaluations
    return second.isHeld && (!first.isHeld || second.cost < first.cost) ? second : first
  }

  /// The closest to the quotes of the held fits from several starts.
  private func best(of starts: [SVISlice], bounds: SVIBounds) -> SVICandidate {
    var best: SVICandidate?
    var evaluations = 0
    for start in starts {
      let next = hold(from: start, bounds: bounds)
      evaluations += next.evaluations
      if let known = best, known.isHeld, !next.isHeld || known.cost <= next.cost { continue }
      best = next
    }
    var chosen = best ?? SVICandidate(start: starts[0])
    chosen.evaluations = evaluations
    return chosen
  }

  /// A held fit from one start: penalties rise, and places are added, until a dense check is clean.
  ///
  /// Where a slice is known that breaks no rule, a round that stands worse than it begins there: a
  /// harder penalty on what little is left to break would else drive the fit anywhere.
  private func hold(
    from start: SVISlice, bounds: SVIBounds, clean: SVISlice? = nil
  ) -> SVICandidate {
    var best = SVICandidate(start: start)
    var problem = base
    problem.densityFloor = settings.densityFloor
    for place in SVISlice.places(width: width, count: 30) {
      problem.hold(density: place)
      problem.hold(calendar: place, bounds, excess: settings.calendarExcess)
    }
    if let floor = bounds.floor {
      let share = 1 + settings.calendarExcess
      problem.slopeFloors = [floor.rightSlope * share, floor.leftSlope * share]
    }
    problem.slopeCeilings = [bounds.rightSlope, bounds.leftSlope]
    problem.slopeForce = 30
    problem.densityForce = 30
    problem.calendarForce = 100
    var known: SVICandidate?
    for _ in 0..<12 {
      if let clean, problem.objective(best.slice) > problem.objective(clean) {
        best.slice = clean
      }
      var next = solve(problem, from: best.slice, bounds: bounds)
      next.evaluations += best.evaluations
      next.cost = base.cost(next.slice)
      best = next
      let butterfly = next.slice.butterflyMargin()
      let crossings = bounds.crossings(of: next.slice)
      best.isHeld = crossings.isEmpty && butterfly.isFree
      // A held fit that ran out of evaluations goes on from where it stands.
      if best.isHeld, best.outcome != .evaluationLimit { return best }
      if best.isHeld { known = best }
      // Soft penalties first, so that the fit glides into what is allowed; then harder ones, and
      // what slipped through between the places is held from now on.
      if !butterfly.isFree {
        if butterfly.logMoneyness.isFinite { problem.hold(density: butterfly.logMoneyness) }
        problem.densityForce *= 4
      }
      for crossing in crossings where crossing.logMoneyness.isFinite {
        problem.hold(calendar: crossing.logMoneyness, bounds, excess: settings.calendarExcess)
      }
      if !crossings.isEmpty { problem.calendarForce *= 6 }
    }
    if best.isHeld { return best }
    known?.evaluations = best.evaluations
    return known ?? best
  }

  private func solve(
    _ residuals: SVIResiduals, from start: SVISlice, bounds: SVIBounds
  ) -> SVICandidate {
    let top = settings.largestSlope
    let first = data.k.first ?? 0
    let last = data.k.last ?? 0
    let reach = max(last - first, width)
    var point = SVIPoint(start).parameters
    let lower = [1e-3 * width * width, 1e-7, 1e-7, first - reach, 1e-3 * width]
    let upper = [Double.infinity, top, top, last + reach, 10 * reach]
    for index in point.indices where !point[index].isFinite { point[index] = lower[index] }
    // Penalties have kinks along which a fit creeps: a millionth of the squared error is far below
    // what any quote's spread can tell.
    let fit = levenbergMarquardt(
      start: point, lower: lower, upper: upper, residualCount: residuals.count,
      settings: LeastSquaresSettings(
        maximumEvaluations: settings.maximumEvaluations, parameterTolerance: 1e-9,
        costTolerance: 1e-6, gradientTolerance: 1e-10),
      evaluate: residuals.evaluate)
    var best = fit.parameters
    // Penalties leave a hair of the slopes missing.
    if let roof = bounds.roof {
      best[1] = min(best[1], roof.rightSlope * (1 - 1e-9))
      best[2] = min(best[2], roof.leftSlope * (1 - 1e-9))
    }
    if let floor = bounds.floor {
      best[1] = max(best[1], floor.rightSlope * (1 + 1e-9))
      best[2] = max(best[2], floor.leftSlope * (1 + 1e-9))
    }
    return SVICandidate(
      slice: SVIPoint(best).slice, cost: fit.cost, outcome: fit.outcome,
      evaluations: fit.evaluations)
  }
}

/// What a slice should stay under where the quotes of two expiries are out of order.
struct SVICeiling {
  /// The slice's own free fit and that of the next expiry.
  let own: SVISlice
  let next: SVISlice
  /// Log-moneyness over which both have quotes.
  let range: ClosedRange<Double>

  /// Halfway between the two where the earlier one stands over the later one.
  func value(_ k: Double) -> Double {
    guard range.contains(k) else { return .infinity }
    let (first, second) = (own.totalVariance(k), next.totalVariance(k))
    return first > second ? 0.5 * (first + second) : .infinity
  }
}

extension SVISlice {
  /// Places that hold a fit: hyperbolic around the money, out to both far wings.
  static func places(width: Double, count: Int) -> [Double] {
    let step = 7.0 / Double(count)
    return (-count...count).map { 0.5 * width * sinh(Double($0) * step) }
  }
}
