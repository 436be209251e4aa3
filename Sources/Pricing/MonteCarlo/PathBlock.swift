// A block of paths simulated together: their state, and what is observed on the way.
//
// Columns of four lanes hold one number of each path; the second half of an antithetic block
// mirrors the normals of the first.

import Glibc
import Numerics

/// The state of a block of paths.
struct PathBlock {
  private let plan: HestonMonteCarlo
  private var stream: RandomStream
  private var variances: [SIMD4<Double>]
  /// Logarithms of the price over today's spot.
  private(set) var logs: [SIMD4<Double>]
  /// Correction factors whose logarithm is still to be halved and added to the logs.
  private var factors: [SIMD4<Double>]
  private var uniforms: [SIMD4<Double>]
  private var normals: [SIMD4<Double>]
  private var others: [SIMD4<Double>]
  /// Sums of the asset's own normals: its Brownian motion over the root of the step.
  private(set) var walks: [SIMD4<Double>]
  /// What observations collected of the path, and of its lognormal twin.
  private(set) var collected: [SIMD4<Double>]
  private(set) var collectedTwin: [SIMD4<Double>]
  /// Log prices and walks at the last observation, for the realised variance.
  private var lastLogs: [SIMD4<Double>]
  private var lastWalks: [SIMD4<Double>]
  /// Integrals of the variance over the trapezia of the steps, in steps.
  private(set) var occupied: [SIMD4<Double>]

  /// The most steps whose correction factors multiply up before a logarithm is taken.
  private static let stepsBetweenLogarithms = 16

  init(_ plan: HestonMonteCarlo, stream: RandomStream) {
    self.plan = plan
    self.stream = stream
    let columns = HestonMonteCarlo.samplesPerBlock / 4 * plan.settings.pathsPerSample
    let zeros = [SIMD4<Double>](repeating: .zero, count: columns)
    variances = [SIMD4<Double>](repeating: SIMD4(repeating: plan.model.v0), count: columns)
    factors = [SIMD4<Double>](repeating: SIMD4(repeating: 1), count: columns)
    (logs, uniforms, normals, others, walks) = (zeros, zeros, zeros, zeros, zeros)
    (collected, collectedTwin) = (zeros, zeros)
    (lastLogs, lastWalks, occupied) = (zeros, zeros, zeros)
  }

  /// Simulates every path to expiry.
  mutating func run() {
    let settings = plan.settings
    let between = settings.steps / settings.observations
    for step in 1...settings.steps {
      draw()
      if plan.payoff == .realisedVariance { occupy() }
      plan.step.advance(
        variances: &variances, logs: &logs, factors: &factors, uniforms: uniforms,
        normals: normals, others: others)
      if plan.payoff == .realisedVariance { occupy() }
      let isObserved = step % between == 0
      if isObserved || step % PathBlock.stepsBetweenLogarithms == 0 { takeLogarithms() }
      if isObserved { observe() }
    }
  }

  /// Draws the normals of a step, mirrors them for antithetic paths, and moves the walks.
  private mutating func draw() {
    let half = normals.count / plan.settings.pathsPerSample
    stream.fillNormals(uniforms: &uniforms, normals: &others, count: half)
    stream.fillNormals(uniforms: &uniforms, normals: &normals, count: half)
    if plan.settings.pairing == .antithetic {
      for index in 0..<half {
        normals[half + index] = -normals[index]
        others[half + index] = -others[index]
        uniforms[half + index] = 1 - uniforms[index]
      }
    }
    let own = plan.model.rho
    let free = (1 - own * own).squareRoot()
    for index in walks.indices { walks[index] += own * normals[index] + free * others[index] }
  }

  private mutating func occupy() {
    for index in occupied.indices { occupied[index] += 0.5 * variances[index] }
  }

  private mutating func takeLogarithms() {
    for index in logs.indices {
      for lane in 0..<4 { logs[index][lane] += 0.5 * log(factors[index][lane]) }
      factors[index] = SIMD4(repeating: 1)
    }
  }

  private mutating func observe() {
    switch plan.payoff {
    case .european: break
    case .arithmeticAsian:
      for index in logs.indices {
        for lane in 0..<4 { collected[index][lane] += exp(logs[index][lane]) }
        collectedTwin[index] += walks[index]
      }
    case .barrier(_, _, let level, let side, _):
      let barrier = log(level / plan.spot)
      let sign = side == .up ? 1.0 : -1.0
      for index in logs.indices {
        for lane in 0..<4 where sign * (logs[index][lane] - barrier) >= 0 {
          collected[index][lane] = 1
        }
      }
    case .realisedVariance:
      for index in logs.indices {
        let change = logs[index] - lastLogs[index]
        collected[index] += change * change
        let twin = plan.twinDrift + plan.twinScale * (walks[index] - lastWalks[index])
        collectedTwin[index] += twin * twin
        lastLogs[index] = logs[index]
        lastWalks[index] = walks[index]
      }
    }
  }

  /// Adds up the first samples of the block.
  func sums(samples: Int) -> PathSums {
    var sums = PathSums()
    let mirrored = HestonMonteCarlo.samplesPerBlock
    for sample in 0..<samples {
      var value = plan.value(of: self, path: sample)
      if plan.settings.pairing == .antithetic {
        let other = plan.value(of: self, path: mirrored + sample)
        value.payoff = 0.5 * (value.payoff + other.payoff)
        value.asset = 0.5 * (value.asset + other.asset)
        value.lognormal = 0.5 * (value.lognormal + other.lognormal)
      }
      sums.add(payoff: value.payoff, asset: value.asset, lognormal: value.lognormal)
    }
    return sums
  }
}
