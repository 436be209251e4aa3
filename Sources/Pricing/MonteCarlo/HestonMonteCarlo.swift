// Claims on a path under Heston by simulation.
//
// Paths come in blocks, each with a stretch of the run's counted random numbers to itself: blocks
// may be simulated in any order and on any number of threads, and their sums, added in the order
// of the blocks, are the same bits. Two control variates are taken off: the asset, whose
// expectation the martingale correction keeps exact, and the same claim on a lognormal twin that
// is driven by the same normals. Time in years, rates continuously compounded.

import Glibc
public import Numerics

/// A simulation of one claim under Heston's model, ready to run block by block.
public struct HestonMonteCarlo: Hashable, Sendable {
  /// The claim.
  public let payoff: PathPayoff
  /// Price of the asset.
  public let spot: Double
  /// Time to expiry in years.
  public let years: Double
  /// Interest rate, continuously compounded.
  public let rate: Double
  /// Continuous yield of the asset.
  public let yield: Double
  /// The model.
  public let model: HestonParameters
  /// How the simulation is run.
  public let settings: MonteCarloSettings
  /// The scheme's constants.
  let step: QuadraticExponentialStep
  /// Volatility of the lognormal twin: that of the model's expected variance.
  let twinVolatility: Double
  /// Expectations of both control variates, discounted.
  private(set) var expected = ControlPair(asset: 0, lognormal: 0)

  /// Samples of a block.
  public static let samplesPerBlock = 256

  /// Prepares a simulation.
  ///
  /// - Parameters:
  ///   - payoff: The claim.
  ///   - spot: Price of the asset, above zero.
  ///   - years: Time to expiry in years, above zero.
  ///   - rate: Interest rate, continuously compounded.
  ///   - yield: Continuous yield of the asset.
  ///   - parameters: The model.
  ///   - settings: How the simulation is run.
  /// - Throws: `ModelError.outOfDomain` for an input outside its range, a barrier on the wrong
  ///   side, or a step too long for a positive correlation.
  public init(
    _ payoff: PathPayoff, spot: Double, years: Double, rate: Double, yield: Double,
    parameters: HestonParameters, settings: MonteCarloSettings
  ) throws(ModelError) {
    try requirePositive(spot, "spot")
    try requirePositive(years, "years")
    try requireFinite(rate, "rate")
    try requireFinite(yield, "yield")
    try payoff.validate(spot: spot)
    (self.payoff, self.spot, self.years) = (payoff, spot, years)
    (self.rate, self.yield, self.model) = (rate, yield, parameters)
    self.settings = settings
    step = try QuadraticExponentialStep(
      parameters, step: years / Double(settings.steps), carry: rate - yield)
    twinVolatility = (parameters.expectedTotalVariance(years: years) / years).squareRoot()
    expected = controlExpectations()
  }

  /// The number of blocks of the run.
  public var blockCount: Int {
    (settings.samples + HestonMonteCarlo.samplesPerBlock - 1) / HestonMonteCarlo.samplesPerBlock
  }

  /// Simulates one block; a pure function of the plan and the index.
  ///
  /// - Parameter index: The block, from zero; one outside the run has no samples.
  /// - Returns: Sums over the samples of the block.
  public func block(_ index: Int) -> PathSums {
    let first = index * HestonMonteCarlo.samplesPerBlock
    let samples = min(HestonMonteCarlo.samplesPerBlock, settings.samples - first)
    guard index >= 0, samples > 0 else { return PathSums() }
    // A block draws fewer than 2^40 numbers, so that no two blocks share one.
    let seed = RandomStream(seed: settings.seed, purpose: "Heston paths").seed
    var block = PathBlock(self, stream: RandomStream(seed: seed, count: UInt64(index) << 40))
    block.run()
    return block.sums(samples: samples)
  }

  /// Adds up the blocks of the run.
  ///
  /// - Parameter blocks: The sums of every block, in their order.
  /// - Returns: The estimate.
  /// - Throws: `ModelError.unequalLengths` when blocks are missing or too many.
  public func estimate(_ blocks: [PathSums]) throws(ModelError) -> MonteCarloEstimate {
    var sums = PathSums()
    for block in blocks { sums.add(block) }
    guard blocks.count == blockCount, sums.samples == settings.samples,
      let estimate = sums.estimate(pathsPerSample: settings.pathsPerSample)
    else {
      throw .unequalLengths(
        first: "the run", count: settings.samples, second: "the blocks", other: sums.samples)
    }
    return estimate
  }

  /// Runs every block in turn on the calling thread.
  ///
  /// - Returns: The estimate.
  /// - Throws: Nothing that `estimate` would not.
  public func run() throws(ModelError) -> MonteCarloEstimate {
    try estimate((0..<blockCount).map(block))
  }
}
