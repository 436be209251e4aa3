// One full decision step: quotes observed, regime, edges, structures, proofs and verdicts.

import DeskEngine
import Edges
import Feeds
import MarketData
import Numerics
import Persistence

extension Workload {
  static var decisionWorkloads: [Workload] {
    [
      Workload(
        "chain-decision-2k", "one minute of the simulator's market and two shares",
        smallDecision),
      Workload(
        "chain-decision-20k", "one full decision on Cboe's 21,038 contracts, all quoted afresh",
        wholeDecision),
    ]
  }

  /// Every minute is one sample: the market differs from minute to minute, and the spread shows it.
  private static func smallDecision(_ context: BenchContext) throws -> Measurement {
    let universe = SimulatedUnderlying.standard + [.stock("AAPL"), .stock("MSFT")]
    var tape = try SimulatorTape(seed: context.seed, universe: universe)
    var core = DeskCore(settings: DeskEngine.DeskSettings())
    var chain = HashChain()
    var times: [Int64] = []
    while times.count < (context.repeats ?? 120), let batch = try tape.next() {
      let start = steadyNanoseconds()
      core.observe(batch)
      let decision = core.decide(.market(batch))
      core.adopt(decision)
      times.append(steadyNanoseconds() - start)
      for event in decision.events { chain.append(event.line()) }
    }
    let contracts = core.market.underlyings.reduce(0) { $0 + $1.chain.options.count }
    return Measurement(
      items: contracts, unit: "contracts", samples: times,
      checksum: String(SHA256.hexadecimal(chain.value).prefix(16)),
      figures: [
        ("fastest_ns", "\(times.min() ?? 0)"),
        ("underlyings", "\(core.market.underlyings.count)"),
      ])
  }

  /// The second of two minutes: on the grid of five on which edges are found, with no candidate
  /// yet, so that every structure of every plan is looked for.
  private static func wholeDecision(_ context: BenchContext) throws -> Measurement {
    let path = try context.vendorFile("chains/cboe-quotedata/spx_quotedata_2024-01-05eod.csv.gz")
    guard let snapshot = try readChain(path).fullest,
      let scene = WholeChain(snapshot, hasPast: true)
    else { throw BenchFault(text: "\(path) holds no chain") }
    var outcome = WholeDecision()
    var times: [Int64] = []
    var worked = Int64.max
    for sample in 0...(context.repeats ?? 60) {
      var core = DeskCore(settings: scene.settings)
      core.observe(scene.first)
      core.adopt(core.decide(.market(scene.first)))
      let (start, before) = (steadyNanoseconds(), workedNanoseconds())
      core.observe(scene.second)
      let decision = core.decide(.market(scene.second))
      core.adopt(decision)
      let time = steadyNanoseconds() - start
      worked = min(worked, workedNanoseconds() - before)
      // The lines and their hash are the journal's, and the first run does not count.
      let found = WholeDecision(core, decision)
      guard sample == 0 || found.checksum == outcome.checksum else {
        throw BenchFault(text: "a repeat gave \(found.checksum) after \(outcome.checksum)")
      }
      if sample > 0 { times.append(time) }
      outcome = found
    }
    guard outcome.candidates > 0 else {
      throw BenchFault(text: "the decision ends without a candidate: \(outcome.remarks)")
    }
    return Measurement(
      items: scene.contracts, unit: "contracts", samples: times, checksum: outcome.checksum,
      figures: [
        ("fastest_ns", "\(times.min() ?? 0)"), ("fastest_processor_ns", "\(worked)"),
        ("edges", outcome.edges),
        ("candidates", "\(outcome.candidates)"), ("attempts", "\(outcome.attempts)"),
      ])
  }
}

/// What came of one decision.
private struct WholeDecision {
  var checksum = ""
  var edges = ""
  var candidates = 0
  var attempts = 0
  var remarks = ""

  init() {}

  init(_ core: DeskCore, _ decision: DeskDecision) {
    var chain = HashChain()
    for event in decision.events { chain.append(event.line()) }
    checksum = String(SHA256.hexadecimal(chain.value).prefix(16))
    edges = core.state.edges.map(\.kind.rawValue).joined(separator: " ")
    candidates = core.state.candidates.count
    attempts = core.state.candidates.reduce(0) { $0 + $1.record.attempts.count }
    remarks = (core.state.abstentions.map(\.reason) + core.state.edges.map(\.note))
      .joined(separator: "; ")
  }
}
