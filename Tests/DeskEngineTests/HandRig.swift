// A desk on a market of known volatility: six expiries, a quote a minute for every option.

import Candidates
import MarketData
import MarketFixtures
import Risk
import Structures

@testable import DeskEngine

/// A desk on a market of known volatility.
struct HandRig {
  var market = SyntheticMarket()
  var rig: DeskRig
  /// Contracts on each side of a quote.
  var size: Int32 = 10

  init(_ change: (inout DeskSettings) -> Void = { _ in }) {
    var settings = DeskSettings()
    settings.limits.newPerSymbolDay = 9
    change(&settings)
    rig = DeskRig(settings: settings, approval: .nothing)
    market.days = [11, 18, 25, 39, 46, 60]
    market.strikesASide = 40
    market.halfSpread = 0.002
    market.minute = 0
    step()
  }

  var state: DeskState { rig.core.state }

  /// The next minute of quotes.
  mutating func step(_ damage: (inout ChainUpdate, OptionChain) -> Void = { _, _ in }) {
    let isStart = rig.batches.isEmpty
    market.minute += 1
    var chain = market.chain()
    for index in chain.quotes.indices {
      chain.quotes[index]?.bidSize = size
      chain.quotes[index]?.askSize = size
    }
    var update = ChainUpdate(
      underlying: "SPX", indices: chain.quotes.indices.map { Int32($0) },
      quotes: chain.quotes.compactMap { $0 })
    damage(&update, chain)
    var listed = chain
    listed.quotes = listed.quotes.map { _ in nil }
    let start = SessionStart(
      session: market.session, chains: [listed], histories: [], events: [], rate: market.rate,
      yield: market.yield)
    let spot = market.spot
    rig.take(
      MarketBatch(
        time: market.time, start: isStart ? start : nil,
        underlyings: [
          UnderlyingUpdate(
            symbol: "SPX", spot: spot,
            bar: PriceBar(open: spot, high: spot, low: spot, close: spot, volume: 1),
            volatilityIndex: nil, volatilityIndex3M: nil)
        ], chains: [update]))
  }

  /// A leg, `days` from the date.
  func leg(_ right: OptionRight, _ strike: Int, _ ratio: Int, days: Int = 39) -> Leg {
    Leg(
      contract: OptionContract(
        root: "SPXW", expiry: market.date.adding(days: days), right: right,
        strike: Money(wholeDollars: strike)), ratio: ratio)
  }

  /// A condor fifty points wide.
  func condor(days: Int = 39) -> [Leg] {
    [
      leg(.put, 2_450, 1, days: days), leg(.put, 2_500, -1, days: days),
      leg(.call, 2_850, -1, days: days), leg(.call, 2_900, 1, days: days),
    ]
  }

  /// Sends a structure by hand.
  @discardableResult
  mutating func build(
    _ kind: StructureKind, _ legs: [Leg], quantity: Int = 1, id: String
  ) -> [Event] {
    rig.send(.manual(structure: kind, legs: legs, quantity: quantity), id: id)
  }

  /// Opens a condor and waits for its fills.
  mutating func openCondor(days: Int = 39, quantity: Int = 1) {
    build(.ironCondor, condor(days: days), quantity: quantity, id: "open-\(days)")
    guard let record = state.candidates.last?.record else { return }
    rig.send(
      .approve(candidate: record.candidate, rev: record.rev, net: record.net),
      id: "approve-\(days)")
    step()
  }
}

extension [Event] {
  /// The first refusal.
  var refusal: CommandRefused? {
    for event in self { if case .commandRefused(let refused) = event.body { return refused } }
    return nil
  }

  /// The first candidate proposed.
  var proposed: CandidateRecord? {
    for event in self { if case .candidateProposed(let record) = event.body { return record } }
    return nil
  }

  /// The verdicts.
  var verdicts: [RiskJudged] {
    compactMap { event in
      if case .riskVerdict(let verdict) = event.body { return verdict }
      return nil
    }
  }
}
