// A chain that turns bad after a candidate was shown: nothing is approved and nothing is opened.

import Candidates
import Execution
import MarketData
import Portfolio
import Pricing
import Risk
import Structures
import TestKit
import Testing

@testable import DeskEngine

@Suite("Orders on a refused chain")
struct RefusedOrderTests {
  /// The stress day up to its first candidate of a size.
  private static let start: DeskRig = {
    var rig = DeskRig(approval: .nothing)
    for batch in StressDay.batches {
      rig.take(batch)
      if RefusedOrderTests.candidate(rig) != nil { break }
    }
    return rig
  }()

  private static func candidate(_ rig: DeskRig) -> CandidateRecord? {
    rig.core.state.candidates.last {
      $0.state == .open && $0.record.quantity > 0 && $0.record.recommendation != .pass
    }?.record
  }

  /// The next minute with every quote at its last values, all but some legs' crossed when damaged.
  private func next(_ rig: DeskRig, keeping legs: [OptionContract], isDamaged: Bool) -> MarketBatch
  {
    var batch = StressDay.batches[rig.batches.count]
    let chain = rig.core.market.underlyings[0].chain
    var update = ChainUpdate(underlying: chain.underlying, indices: [], quotes: [])
    for (index, quote) in chain.quotes.enumerated() {
      guard var quote else { continue }
      if quote.bid > quote.ask { (quote.bid, quote.ask) = (quote.ask, quote.bid) }
      if isDamaged, !legs.contains(chain.options[index].contract), quote.bid.units > 0 {
        (quote.bid, quote.ask) = (quote.ask, quote.bid)
      }
      quote.time = batch.time
      update.indices.append(Int32(index))
      update.quotes.append(quote)
    }
    batch.chains = [update]
    return batch
  }

  @Test("an approval is refused while the chain is, and says why")
  func approval() throws {
    var rig = RefusedOrderTests.start
    let c = try #require(RefusedOrderTests.candidate(rig))
    let legs = c.legs.map(\.contract)
    rig.take(next(rig, keeping: legs, isDamaged: true))
    #expect(rig.core.latestSurface(0)?.verdict == .refused)
    let events = rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net))
    let refusal = try #require(
      events.compactMap { event -> CommandRefused? in
        if case .commandRefused(let refused) = event.body { return refused }
        return nil
      }.first)
    #expect(refusal.code == .invalidQuote, "\(refusal.text)")
    #expect(
      refusal.text.contains("the chain of SPX is refused") && refusal.text.contains("crossed"))
    #expect(rig.core.state.orders.isEmpty)
  }

  @Test("an opening order waits while the chain is refused and fills after")
  func fill() throws {
    var rig = RefusedOrderTests.start
    let c = try #require(RefusedOrderTests.candidate(rig))
    rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net))
    #expect(rig.core.state.orders.first?.state == .working)
    let legs = c.legs.map(\.contract)
    rig.take(next(rig, keeping: legs, isDamaged: true))
    #expect(rig.core.latestSurface(0)?.verdict == .refused)
    #expect(rig.core.state.orders.first?.state == .working && rig.core.state.positions.isEmpty)
    // Sound quotes end it on the five-minute grid.
    for _ in 0..<5 where rig.core.latestSurface(0)?.verdict == .refused {
      #expect(rig.core.state.positions.isEmpty)
      rig.take(next(rig, keeping: legs, isDamaged: false))
    }
    #expect(rig.core.latestSurface(0)?.verdict != .refused)
    #expect(rig.core.state.positions.first?.quantity == c.quantity)
  }
}
