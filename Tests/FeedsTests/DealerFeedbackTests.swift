// Dealers' hedging in the simulator: its gamma, its sign, its size, and its absence.

import Glibc
import MarketData
import Numerics
import Testing

@testable import Feeds

@Suite("Dealer feedback")
struct DealerFeedbackTests {
  /// The chain of the first simulated session of a seed.
  private func chain(seed: UInt64) throws -> SyntheticChain {
    let generator = SessionGenerator(universe: [.spx], seed: seed)
    let date = SimulatorTape.firstSession
    let past = SimulatorHistory(before: date, generator: generator).days
    let session = try #require(TradingCalendar.session(on: date))
    let references = past.suffix(2).compactMap { day in
      day.bars.first.flatMap { bar in
        bar.volatilityIndex.map {
          SessionReference(date: day.date, close: bar.bar.close, volatility: $0)
        }
      }
    }
    return SyntheticChain(
      underlying: "SPX", session: session, rules: SimulatedUnderlying.spx.listingRules,
      economics: SimulatedUnderlying.spx.economics(seed: seed), references: references, events: [])
  }

  @Test("gamma is that of every contract, repriced")
  func exposure() throws {
    let chain = try chain(seed: 3)
    let book = DealerBook(chain)
    let lnLevel = log(16.0)
    for minute in [0, 200] {
      let elapsed = Double(minute) / 390
      let level = 0.84 * 0.16
      let point = SurfacePoint(
        time: chain.session.open + .minutes(Int64(minute)), minute: minute, spot: 5_880,
        level: level, skewScale: 1, curveScale: 1, slope90: TermModel.ownSlope90(level: level),
        spreadMultiplier: 1, eventVariance: 0, elapsed: elapsed, activity: 0)
      var floor = 0.0
      var total = 0.0
      for e in chain.expiries.indices {
        let slice = chain.slice(
          e, point, TermModel(level: level, slope90: nil), chain.varianceScale(at: point), floor)
        floor = slice.variance
        let expiry = chain.expiries[e]
        for (n, i) in expiry.strikes.enumerated() {
          let k = chain.lnStrikes[i] - slice.lnForward
          let variance = max(slice.totalVariance(k), level * level / 365)
          // The second difference of the value over the spot, at this strike's variance.
          let step = 0.002
          let values = [-step, 0, step].map { move in
            var moved = slice
            moved.forward = slice.forward * (1 + move)
            return moved.value(
              strike: chain.strikes[i], k: k - log(1 + move), total: variance
            ).call
          }
          let gamma = (values[0] - 2 * values[1] + values[2]) / (step * step)
          let calls = chain.listing.options[expiry.listed.calls.lowerBound + n].openInterest ?? 0
          let puts = chain.listing.options[expiry.listed.puts.lowerBound + n].openInterest ?? 0
          total += gamma * 100 * 0.01 * (Double(calls) - Double(puts))
        }
      }
      let found = book.exposure(spot: 5_880, lnLevel: lnLevel, minute: minute, elapsed: elapsed)
      #expect(abs(total) > 1e7)
      #expect(abs(found - total) < 0.01 * abs(total), "\(found) \(total)")
    }
  }

  @Test("variance falls by 15 % at the usual gamma long, rises by as much short, within bounds")
  func factor() throws {
    let book = DealerBook(try chain(seed: 3))
    let gamma = book.exposure(spot: 5_880, lnLevel: log(16), minute: 10, elapsed: 0.05)
    let sign = gamma > 0 ? 1.0 : -1.0
    for (share, expected) in [(1.0, 0.15), (2.0, 0.30), (0.5, 0.075), (50.0, 0.45)] {
      let feedback = DealerFeedback(book: book, usual: abs(gamma) / share)
      let found = feedback.varianceFactor(
        spot: 5_880, lnLevel: log(16), minute: 10, elapsed: 0.05)
      #expect(abs(found - (1 - sign * expected)) < 1e-12)
    }
    let none = DealerFeedback(book: book, usual: 0)
    #expect(none.varianceFactor(spot: 5_880, lnLevel: log(16), minute: 10, elapsed: 0) == 1)
  }

  @Test("the usual gamma is what nine openings in ten stay under")
  func usual() {
    var random = RandomStream(seed: 4, purpose: "gamma")
    var usual: Double?
    var beyond = 0
    for n in 0..<6_000 {
      let opening = -exp(20 + 0.7 * random.normal())
      if let usual, n >= 1_000, abs(opening) > usual { beyond += 1 }
      usual = DealerFeedback.usual(after: usual, opening: opening)
    }
    #expect(abs(Double(beyond) / 5_000 - 0.10) < 0.015, "\(beyond)")
    #expect(DealerFeedback.usual(after: nil, opening: -2) == 3)
  }

  @Test("every minute moves by the root of its factor")
  func minutes() throws {
    let generator = SessionGenerator(universe: [.spx], seed: 3)
    let date = SimulatorTape.firstSession
    let before = SimulatorHistory(before: date, generator: generator).state
    let book = DealerBook(try chain(seed: 3))
    var plain = before
    let off = generator.session(on: date, steps: 390, events: [], state: &plain)
    var fed = before
    let on = generator.session(on: date, steps: 390, events: [], dealers: book, state: &fed)
    #expect(plain.dealerGamma == nil)
    let usual = try #require(fed.dealerGamma)
    #expect(off.opens == on.opens)
    let feedback = DealerFeedback(book: book, usual: usual)
    var compared = 0
    var equal = 0
    for m in 0..<390 {
      let spot = m == 0 ? on.opens[0] : on.closes[0][m - 1]
      let lnLevel = m == 0 ? on.openLnLevel : on.lnLevels[m - 1]
      let elapsed = m == 0 ? 0 : on.elapsed[m - 1]
      let factor = feedback.varianceFactor(
        spot: spot, lnLevel: lnLevel, minute: m, elapsed: elapsed)
      let move = log(off.closes[0][m] / (m == 0 ? off.opens[0] : off.closes[0][m - 1]))
      // A minute's drift is a millionth: it hides in a move of a basis point.
      guard abs(move) > 1e-4 else { continue }
      let ratio = log(on.closes[0][m] / spot) / move
      compared += 1
      equal += abs(ratio - factor.squareRoot()) < 0.02 ? 1 : 0
    }
    #expect(compared > 200)
    // A jump, one day in three, is no diffusion.
    #expect(equal >= compared - 2, "\(equal) of \(compared)")
  }

  @Test("off, nothing is different; on, the tape says so and goes on where it stopped")
  func tape() throws {
    func digest(_ tape: inout SimulatorTape, days: Int) throws -> (String, SessionEnd?) {
      var digest = TapeDigest()
      var end: SessionEnd?
      var finished = 0
      while finished < days, let batch = try tape.next() {
        digest.add(batch)
        if let last = batch.end {
          end = last
          finished += 1
        }
      }
      return (digest.text, end)
    }
    var usual = try SimulatorTape(seed: 5, universe: [.spx], defects: .none)
    var off = try SimulatorTape(
      seed: 5, universe: [.spx], defects: .none, dealerFeedback: false)
    var on = try SimulatorTape(seed: 5, universe: [.spx], defects: .none, dealerFeedback: true)
    #expect(usual.identity == off.identity)
    #expect(on.identity.title == "simulated, without bad quotes, with dealer feedback")
    let (first, firstEnd) = try digest(&usual, days: 1)
    #expect(try digest(&off, days: 1).0 == first)
    #expect(firstEnd?.simulator.contains { $0.name == "dealer_gamma" } == false)
    let (moved, end) = try digest(&on, days: 1)
    #expect(moved != first)
    let last = try #require(end)
    #expect(last.simulator.contains { $0.name == "dealer_gamma" && ($0.value ?? 0) > 0 })
    let opening = SimulatorOpening(
      date: try #require(last.next), numbers: last.simulator,
      pastBars: [(SimulatorTape.firstSession, last.bars)])
    var resumed = try SimulatorTape(
      seed: 5, universe: [.spx], opening: opening, defects: .none, dealerFeedback: true)
    let (whole, _) = try digest(&on, days: 1)
    let (again, _) = try digest(&resumed, days: 1)
    #expect(whole == again)
    var stopped = try SimulatorTape(seed: 5, universe: [.spx], opening: opening, defects: .none)
    let (without, stoppedEnd) = try digest(&stopped, days: 1)
    #expect(without != again)
    #expect(stoppedEnd?.simulator.contains { $0.name == "dealer_gamma" } == false)
  }
}
