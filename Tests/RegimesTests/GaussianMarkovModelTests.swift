// The hidden Markov model against the sum over every path, and on a series whose states are known.

import Glibc
import Numerics
import Regimes
import Testing

@Suite("Hidden Markov model")
struct GaussianMarkovModelTests {
  private let model = GaussianMarkovModel(
    start: [0.7, 0.3], transition: [[0.9, 0.1], [0.25, 0.75]], means: [0.05, -0.2],
    variances: [0.5, 3])

  private func density(_ value: Double, _ state: Int) -> Double {
    let miss = value - model.means[state]
    return exp(-miss * miss / (2 * model.variances[state]))
      / (2 * Double.pi * model.variances[state]).squareRoot()
  }

  /// The probability of a series along each of the 2^n paths.
  private func paths(_ series: [Double]) -> [(last: Int, probability: Double)] {
    (0..<(1 << series.count)).map { code in
      let states = series.indices.map { (code >> $0) & 1 }
      var probability = model.start[states[0]] * density(series[0], states[0])
      for index in series.indices.dropFirst() {
        probability *= model.transition[states[index - 1]][states[index]]
        probability *= density(series[index], states[index])
      }
      return (states[states.count - 1], probability)
    }
  }

  @Test("likelihood and filter are the sums over every path")
  func everyPath() {
    let series = [0.3, -0.1, 2.4, -3.1, 1.7, 0.2, -0.4, 0.1, -0.2]
    let filtered = model.filtered(series)
    var step = 0.0
    for length in 1...series.count {
      let all = paths(Array(series.prefix(length)))
      let total = all.reduce(0) { $0 + $1.probability }
      let wild = all.reduce(0) { $0 + ($1.last == 1 ? $1.probability : 0) } / total
      #expect(abs(model.logLikelihood(Array(series.prefix(length))) - log(total)) < 1e-12)
      #expect(abs(filtered[length - 1] - wild) < 1e-13)
      step = length == 1 ? filtered[0] : model.filtered(series[length - 1], after: step)
      #expect(abs(step - wild) < 1e-13, "one observation at a time")
    }
  }

  @Test("the fit finds the states of a simulated series, each step raising the likelihood")
  func simulated() throws {
    var stream = RandomStream(seed: 5)
    var state = 0
    var states: [Int] = []
    let series = (0..<3_000).map { _ -> Double in
      state = stream.uniform() < (state == 0 ? 0.02 : 0.05) ? 1 - state : state
      states.append(state)
      return (state == 0 ? 0.0006 : -0.001) + (state == 0 ? 0.006 : 0.02) * stream.normal()
    }
    let (fitted, likelihoods) = try GaussianMarkovModel.fit(series)
    for (before, after) in zip(likelihoods, likelihoods.dropFirst()) {
      #expect(after >= before - 1e-9)
    }
    #expect(abs(fitted.variances[0].squareRoot() - 0.006) < 0.0006)
    #expect(abs(fitted.variances[1].squareRoot() - 0.02) < 0.002)
    #expect(abs(fitted.transition[0][1] - 0.02) < 0.01)
    #expect(abs(fitted.transition[1][0] - 0.05) < 0.02)
    for row in fitted.transition { #expect(abs(row[0] + row[1] - 1) < 1e-12) }
    let right = zip(fitted.filtered(series), states).count { ($0 >= 0.5 ? 1 : 0) == $1 }
    #expect(right > 2_700, "\(right) of 3000")
  }

  @Test("too few values, a gap and a constant series are refused")
  func refusals() {
    let short = [Double](repeating: 0.1, count: 251)
    #expect(throws: ModelError.tooFew(what: "observations", count: 251, least: 252)) {
      try GaussianMarkovModel.fit(short)
    }
    #expect(throws: ModelError.self) { try GaussianMarkovModel.fit(short + [0.1, 0.1]) }
    #expect(throws: ModelError.self) { try GaussianMarkovModel.fit(short + [.nan, 0.2]) }
  }
}
