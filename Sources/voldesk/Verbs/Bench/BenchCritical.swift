// The way from quotes to a candidate with calibrations in it, on a vendor's whole chain.

import DeskEngine
import Edges
import Feeds
import MarketData

extension Workload {
  static var criticalWorkloads: [Workload] {
    [
      Workload(
        "critical-path-21k",
        "quotes to Heston and SABR of every expiry to candidates, on Cboe's 21,038 contracts",
        criticalPath)
    ]
  }

  private static func criticalPath(_ context: BenchContext) throws -> Measurement {
    let path = try context.vendorFile("chains/cboe-quotedata/spx_quotedata_2024-01-05eod.csv.gz")
    guard let snapshot = try readChain(path).fullest, let scene = WholeChain(snapshot) else {
      throw BenchFault(text: "\(path) holds no chain")
    }
    var calibrating: [Int64] = []
    var fits = 0
    var candidates = 0
    var remarks = ""
    let result = try timed(samples: context.repeats ?? 20) {
      var core = DeskCore(settings: scene.settings)
      core.observe(scene.first)
      return core
    } work: { core in
      let decision = core.decide(.market(scene.first))
      core.adopt(decision)
      guard let inputs = decision.requests.first else {
        throw BenchFault(text: "no calibration was asked for")
      }
      let start = steadyNanoseconds()
      let found = inputs.calibrate()
      calibrating.append(steadyNanoseconds() - start)
      core.adopt(
        core.decide(
          .job(JobReport(job: inputs.job, time: inputs.visibleAt, outcome: .finished(found)))))
      core.observe(scene.second)
      let next = core.decide(.market(scene.second))
      core.adopt(next)
      fits = found.fits.count { $0.failure == nil }
      candidates = core.state.candidates.count
      remarks = (core.state.abstentions.map(\.reason) + core.state.edges.map(\.note))
        .joined(separator: "; ")
      return shortHash(Array((found.hash + "\(core.state.seq)").utf8))
    }
    guard candidates > 0 else {
      throw BenchFault(text: "the way ends without a candidate: \(remarks)")
    }
    return Measurement(
      items: scene.contracts, unit: "contracts", samples: result.times, checksum: result.checksum,
      figures: [
        ("calibration_ns", "\(calibrating.sorted()[calibrating.count / 2])"), ("fits", "\(fits)"),
        ("candidates", "\(candidates)"),
      ])
  }
}
