// Workloads of pricing and structures.

import DeskEngine
import MarketData
import Numerics
import Pricing
import Structures

extension Workload {
  static var pricingWorkloads: [Workload] {
    [
      Workload("surface-build", "the surface of the index chain at noon", buildSurfaces),
      Workload("proof-8", "prove the worst loss of 1,000 packages of eight legs", proveEight),
    ]
  }

  private static func buildSurfaces(_ context: BenchContext) throws -> Measurement {
    let noon = try BenchDay(context).noon()
    guard let underlying = noon.market.underlyings.first, let spot = underlying.spot,
      let session = noon.market.session
    else { throw BenchFault(text: "the day has no chain at noon") }
    let rules = SurfaceRules.standard(rate: noon.market.rate, yield: noon.market.yield)
    let result = try timed(samples: context.repeats ?? 200) {
      ()
    } work: { _ in
      let surface = buildSurface(
        underlying.chain, spot: spot, time: noon.market.time, sessionDate: session.date,
        rules: rules)
      let bits = surface.slices.map { String(($0.atmVolatility ?? 0).bitPattern, radix: 16) }
      return shortHash(Array(bits.joined().utf8))
    }
    return Measurement(
      items: underlying.chain.options.count, unit: "contracts", samples: result.times,
      checksum: result.checksum)
  }

  private static func proveEight(_ context: BenchContext) throws -> Measurement {
    let packages = packages(seed: context.seed, count: 1_000)
    let net = Money(units: 10_000)
    let fee = Money(units: 6_500)
    let result = try timed(samples: context.repeats ?? 30) {
      ()
    } work: { _ in
      var sum: Int64 = 0
      var proven = 0
      for legs in packages {
        if case .success(let proof) = proveDefinedRisk(legs: legs, net: net, feePerContract: fee) {
          sum &+= proof.bound.units
          proven += 1
        }
      }
      return "\(proven):\(sum)"
    }
    return Measurement(
      items: packages.count, unit: "proofs", samples: result.times, checksum: result.checksum)
  }

  /// Two spreads a side at random strikes: four puts and four calls, each short with its long.
  private static func packages(seed: UInt64, count: Int) -> [[ModelLeg]] {
    var random = RandomStream(seed: seed, purpose: "proof-8")
    let expiry = CivilDate(dayNumber: 17_607)
    func leg(_ right: OptionRight, _ strike: Int, _ count: Int) -> ModelLeg {
      ModelLeg(
        contract: OptionContract(
          root: "SPX", expiry: expiry, right: right, strike: Money(wholeDollars: strike)),
        count: count, multiplier: 100, expiration: NewYorkTime.instant(expiry, 16, 0),
        years: 0.1, forward: 2_700, discount: 0.998, volatility: 0.2, spot: 2_700)
    }
    return (0..<count).map { _ in
      var legs: [ModelLeg] = []
      for right in [OptionRight.put, .call] {
        let sign = right == .call ? 1 : -1
        for _ in 0..<2 {
          let near = 2_700 + sign * 5 * (1 + Int(random.uniform() * 60))
          let width = 5 * (1 + Int(random.uniform() * 12))
          legs.append(leg(right, near, -1))
          legs.append(leg(right, near + sign * width, 1))
        }
      }
      return legs
    }
  }
}
