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

/// A vendor's chain as two minutes of a session.
private struct WholeChain {
  let first: MarketBatch
  let second: MarketBatch
  let contracts: Int
  let settings: DeskSettings

  init?(_ snapshot: ChainSnapshot) {
    guard let spot = snapshot.spot, let moment = snapshot.time else { return nil }
    let session = TradingCalendar.session(onOrBefore: NewYorkTime.date(moment))
    let now = session.close - .minutes(11)
    var settings = DeskSettings()
    settings.calibration.expiries = 100
    settings.calibration.days = 5...3_000
    // A file of one moment has no history, so any slope and any skew counts as an edge.
    settings.edges.extremeSlope = 0.001
    settings.edges.richSkew = 0.001
    self.settings = settings
    var listing = ChainListing()
    // What settles with the session has no quotes of it any more.
    for series in snapshot.series { listing.add(series, after: session.close) }
    contracts = listing.chain.options.count
    let start = SessionStart(
      session: session, chains: [listing.chain], histories: [], events: [], rate: 0.053,
      yield: 0.014)
    let indices = listing.quotes.indices.map { Int32($0) }
    func batch(_ time: Instant, _ start: SessionStart?) -> MarketBatch {
      MarketBatch(
        time: time, start: start,
        underlyings: [
          UnderlyingUpdate(
            symbol: "SPX", spot: spot, bar: nil, volatilityIndex: 13.35, volatilityIndex3M: nil)
        ],
        chains: [
          ChainUpdate(
            underlying: "SPX", indices: indices,
            quotes: listing.quotes.map { quote in
              var quote = quote
              quote.time = time
              return quote
            })
        ])
    }
    first = batch(now, start)
    // The next minute on the grid of five, on which edges are found.
    second = batch(now + .minutes(6), nil)
  }
}

/// A chain in the desk's order, filled series by series.
private struct ChainListing {
  var chain = OptionChain(underlying: "SPX")
  var quotes: [Quote] = []

  mutating func add(_ series: ChainSeries, after now: Instant) {
    guard let date = series.expiry, let expiration = series.expiration, expiration > now else {
      return
    }
    let root = OptionRoot(
      symbol: series.root, underlying: "SPX", style: series.style,
      settlement: series.settlement, delivery: .cash, multiplier: 100, ticks: .index)
    let start = chain.options.count
    var middle = start
    for right in [OptionRight.call, .put] {
      for contract in series.contracts where contract.right == right {
        add(contract, root, date, now)
      }
      if right == .call { middle = chain.options.count }
    }
    chain.expiries.append(
      ChainExpiry(
        root: root, date: date, expiration: expiration,
        lastTrade: ExpiryTerms(root).moments(of: date).lastTrade, calls: start..<middle,
        puts: middle..<chain.options.count))
  }

  private mutating func add(
    _ contract: ChainContract, _ root: OptionRoot, _ date: CivilDate, _ now: Instant
  ) {
    guard let strike = Money(dollars: contract.strike) else { return }
    chain.options.append(
      ListedOption(
        contract: OptionContract(
          root: root.symbol, expiry: date, right: contract.right, strike: strike),
        openInterest: contract.openInterest.map { Int32(clamping: $0) },
        previousVolume: contract.volume.map { Int32(clamping: $0) }))
    chain.quotes.append(nil)
    quotes.append(
      Quote(
        bid: Money(dollars: contract.bid ?? 0) ?? .zero,
        ask: Money(dollars: contract.ask ?? 0) ?? .zero, bidSize: 10, askSize: 10,
        volume: Int32(clamping: contract.volume ?? 0), time: now))
  }
}
