// Workloads of vendors' option chains: reading one, and holding it to the rules.

import Feeds
import MarketData
import Numerics
import Pricing

extension Workload {
  static var chainWorkloads: [Workload] {
    [
      Workload(
        "chain-import-21k", "read Cboe's file of 21,038 contracts and hold it to every rule",
        importChain),
      Workload("chain-clean-21k", "the rules alone on the chain of that file", cleanChain),
    ]
  }

  private static let file = "chains/cboe-quotedata/spx_quotedata_2024-01-05eod.csv.gz"

  private static func importChain(_ context: BenchContext) throws -> Measurement {
    let path = try context.vendorFile(file)
    var contracts = 0
    let result = try timed(samples: context.repeats ?? 20) {
      ()
    } work: { _ in
      let chain = try readChain(path)
      let counts = chain.counts
      contracts = counts.contracts
      return summary(try cleaned(chain), counts)
    }
    return Measurement(
      items: contracts, unit: "contracts", samples: result.times, checksum: result.checksum)
  }

  private static func cleanChain(_ context: BenchContext) throws -> Measurement {
    let chain = try readChain(try context.vendorFile(file))
    let counts = chain.counts
    let result = try timed(samples: context.repeats ?? 20) {
      ()
    } work: { _ in
      summary(try cleaned(chain), counts)
    }
    return Measurement(
      items: counts.contracts, unit: "contracts", samples: result.times,
      checksum: result.checksum)
  }

  private static func cleaned(_ chain: ChainFile) throws -> CleanChain {
    guard let snapshot = chain.fullest else { throw BenchFault(text: "the file holds no chain") }
    return snapshot.cleaned()
  }

  private static func summary(_ clean: CleanChain, _ counts: ChainCounts) -> String {
    "\(clean.review.verdict.rawValue):\(counts.violations)/\(counts.pairs):\(clean.dropped.count)"
  }
}
