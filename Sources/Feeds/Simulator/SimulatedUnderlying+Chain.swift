// What an underlying of the simulator lists and quotes.

import Numerics

extension SimulatedUnderlying {
  /// Which expiries and strikes its chain lists.
  var listingRules: ListingRules {
    isBenchmark ? .index(bandSize: 9, far: false) : .fund(symbol, bandSize: 8)
  }

  /// What its quotes depend on beside the surface, under a simulation's seed.
  func economics(seed: UInt64) -> ChainEconomics {
    ChainEconomics(
      rate: SimulatorModel.rate, yield: yield, isIndex: isBenchmark, spreadScale: spreadScale,
      skewFactor: skewFactor,
      seed: RandomStream(seed: seed, purpose: "quotes/\(symbol)").seed)
  }
}
