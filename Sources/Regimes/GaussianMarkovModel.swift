// A hidden Markov model of two Gaussian states, fitted by Baum and Welch's algorithm.
//
// Probabilities stay in logarithms throughout, so that no series is too long for them.
// Source: Rabiner (1989), "A Tutorial on Hidden Markov Models", Proceedings of the IEEE 77(2),
// equations 19-20, 25, 37 and 40; Hamilton (1989), Econometrica 57 for the filter.

import Glibc
public import Numerics

/// Two hidden states, the quieter one first, each with normal observations.
public struct GaussianMarkovModel: Hashable, Sendable {
  /// Probability of each state at the first observation.
  public var start: [Double]
  /// Probability of the next state (column) after each state (row).
  public var transition: [[Double]]
  /// Mean of the observations of each state.
  public var means: [Double]
  /// Variance of the observations of each state.
  public var variances: [Double]

  /// Makes a model; all parts have two elements.
  public init(
    start: [Double], transition: [[Double]], means: [Double], variances: [Double]
  ) {
    self.start = start
    self.transition = transition
    self.means = means
    self.variances = variances
  }

  /// Observations that a fit needs.
  public static let minimumCount = 252

  /// Fits a model to a series.
  ///
  /// - Parameters:
  ///   - series: Observations, oldest first, at least 252.
  ///   - iterations: Most steps; each raises the likelihood.
  /// - Returns: The model and its log-likelihood before each step and after the last.
  /// - Throws: `ModelError` for too few values, a gap, or a constant series.
  public static func fit(
    _ series: [Double], iterations: Int = 200
  ) throws(ModelError) -> (model: GaussianMarkovModel, likelihoods: [Double]) {
    try requireSeries(series, "observations", least: minimumCount)
    let centre = mean(series) ?? 0
    let variance = series.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(series.count)
    var model = GaussianMarkovModel(
      start: [0.5, 0.5], transition: [[0.97, 0.03], [0.06, 0.94]], means: [centre, centre],
      variances: [0.4 * variance, 2.5 * variance])
    var likelihoods: [Double] = []
    for _ in 0..<iterations {
      let (next, likelihood) = model.improved(series, floor: 1e-3 * variance)
      if let last = likelihoods.last, likelihood - last < 1e-5 {
        likelihoods.append(likelihood)
        break
      }
      likelihoods.append(likelihood)
      model = next
    }
    if model.variances[0] > model.variances[1] { model.swapStates() }
    return (model, likelihoods)
  }

  private mutating func swapStates() {
    start.reverse()
    means.reverse()
    variances.reverse()
    transition = [transition[1].reversed(), transition[0].reversed()]
  }

  /// Log density of each observation in each state.
  private func densities(_ series: [Double]) -> [SIMD2<Double>] {
    let middle = SIMD2(means[0], means[1])
    let size = SIMD2(
      -0.5 * log(2 * Double.pi * variances[0]), -0.5 * log(2 * Double.pi * variances[1]))
    let half = SIMD2(0.5 / variances[0], 0.5 / variances[1])
    return series.map { value in
      let miss = value - middle
      return size - half * miss * miss
    }
  }

  /// Log probability of the series so far together with each state, at every observation.
  private func forward(_ densities: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var result: [SIMD2<Double>] = []
    result.reserveCapacity(densities.count)
    let to0 = SIMD2(log(transition[0][0]), log(transition[1][0]))
    let to1 = SIMD2(log(transition[0][1]), log(transition[1][1]))
    var last = SIMD2(log(start[0]), log(start[1]))
    for (index, density) in densities.enumerated() {
      if index > 0 { last = SIMD2(logSum(last + to0), logSum(last + to1)) }
      last += density
      result.append(last)
    }
    return result
  }

  /// The log-likelihood of a series; zero for an empty one.
  public func logLikelihood(_ series: [Double]) -> Double {
    forward(densities(series)).last.map { logSum($0) } ?? 0
  }

  /// The probability of the second, wilder state after each observation, by the past alone.
  public func filtered(_ series: [Double]) -> [Double] {
    forward(densities(series)).map { exp($0[1] - logSum($0)) }
  }

  /// The probability of the second state after one more observation.
  public func filtered(_ value: Double, after probability: Double) -> Double {
    let before = [1 - probability, probability]
    let reach = SIMD2(
      log(before[0] * transition[0][0] + before[1] * transition[1][0]),
      log(before[0] * transition[0][1] + before[1] * transition[1][1]))
    let both = densities([value])[0] + reach
    return exp(both[1] - logSum(both))
  }

  /// One step of Baum and Welch, and the log-likelihood before it.
  private func improved(_ series: [Double], floor: Double) -> (GaussianMarkovModel, Double) {
    let densities = densities(series)
    let ahead = forward(densities)
    guard let end = ahead.last else { return (self, 0) }
    let likelihood = logSum(end)
    let rows = [
      SIMD2(log(transition[0][0]), log(transition[0][1])),
      SIMD2(log(transition[1][0]), log(transition[1][1])),
    ]
    var behind = SIMD2<Double>(0, 0)
    var moves = [[0.0, 0], [0, 0]]
    var weights = SIMD2<Double>(0, 0)
    var sums = SIMD2<Double>(0, 0)
    var squares = SIMD2<Double>(0, 0)
    var first = SIMD2<Double>(0, 0)
    for index in series.indices.reversed() {
      let both = ahead[index] + behind - likelihood
      let share = SIMD2(exp(both[0]), exp(both[1]))
      weights += share
      let value = series[index]
      sums += share * value
      squares += share * value * value
      first = share
      guard index > 0 else { break }
      let reach = densities[index] + behind
      for from in 0..<2 {
        let path = rows[from] + reach + (ahead[index - 1][from] - likelihood)
        moves[from][0] += exp(path[0])
        moves[from][1] += exp(path[1])
      }
      behind = SIMD2(logSum(rows[0] + reach), logSum(rows[1] + reach))
    }
    var next = self
    let total = first[0] + first[1]
    for state in 0..<2 {
      let weight = max(weights[state], 1e-12)
      next.means[state] = sums[state] / weight
      let spread = squares[state] / weight - next.means[state] * next.means[state]
      next.variances[state] = max(spread, floor)
      next.start[state] = max(first[state] / total, 1e-12)
      let left = moves[state][0] + moves[state][1]
      if left > 0 { next.transition[state] = moves[state].map { max($0 / left, 1e-12) } }
    }
    return (next, likelihood)
  }
}

/// log(exp(a) + exp(b)) without overflow.
@inline(__always)
private func logSum(_ pair: SIMD2<Double>) -> Double {
  let top = max(pair[0], pair[1])
  guard top.isFinite else { return top }
  return top + log1p(exp(min(pair[0], pair[1]) - top))
}
