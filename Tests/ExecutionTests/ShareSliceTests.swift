// Slices of an order in shares: exact sums, bounds, and plain twins that count share by share.

import MarketData
import Numerics
import TestKit
import Testing

@testable import Execution

@Suite("Slices of shares")
struct ShareSliceTests {
  @Test("equal slices with jitter sum to the order, and none is beyond its reach")
  func timeSlicesHold() {
    var generator = SeededGenerator(seed: 601)
    for case_ in 0..<2_000 {
      let total = generator.integer(in: 0...20_000)
      let count = generator.integer(in: 1...60)
      let jitter = generator.double(in: 0..<0.5)
      var stream = RandomStream(seed: UInt64(case_), purpose: "slices")
      let plan = timeSlices(total, count: count, jitter: jitter, stream: &stream)
      #expect(plan.count == count && plan.reduce(0, +) == total, "case \(case_)")
      let equal = Double(total) / Double(count)
      for slice in plan {
        #expect(slice >= 0)
        #expect(abs(Double(slice) - equal) <= jitter * equal + 1, "case \(case_): \(slice)")
      }
    }
  }

  @Test("the same stream gives the same slices, another stream others")
  func streams() {
    func plan(_ seed: UInt64) -> [Int] {
      var stream = RandomStream(seed: seed, purpose: "slices of O1")
      return timeSlices(3_000, count: 15, jitter: 0.2, stream: &stream)
    }
    #expect(plan(7) == plan(7))
    #expect(plan(7) != plan(8))
    #expect(Set(plan(7)).count > 5, "jitter must show")
    var stream = RandomStream(seed: 1)
    #expect(timeSlices(300, count: 3, jitter: 0, stream: &stream) == [100, 100, 100])
    #expect(timeSlices(2, count: 4, jitter: 0, stream: &stream).reduce(0, +) == 2)
    #expect(timeSlices(5, count: 0, jitter: 0.2, stream: &stream) == [])
    #expect(timeSlices(300, count: 3, jitter: .nan, stream: &stream) == [100, 100, 100])
  }

  /// Gives shares one at a time to the weight that lags its proportion most, as a person would.
  private func plainly(_ total: Int, _ weights: [Double]) -> [Double] {
    let sum = weights.reduce(0, +)
    return weights.map { Double(total) * $0 / sum }
  }

  @Test("proportional slices stay within a share of their running proportion")
  func proportional() {
    var generator = SeededGenerator(seed: 602)
    for case_ in 0..<1_000 {
      let weights = (0..<generator.integer(in: 1...40)).map { _ in
        generator.integer(in: 0...3) == 0 ? 0 : generator.double(in: 0..<9)
      }
      let total = generator.integer(in: 0...5_000)
      let found = proportionalSlices(total, weights: weights)
      guard weights.contains(where: { $0 > 0 }) else {
        #expect(found == [])
        continue
      }
      #expect(found.reduce(0, +) == total && found.allSatisfy { $0 >= 0 }, "case \(case_)")
      var (given, due) = (0, 0.0)
      for (slice, exact) in zip(found, plainly(total, weights)) {
        given += slice
        due += exact
        #expect(abs(Double(given) - due) <= 0.5 + 1e-6, "case \(case_)")
      }
    }
    #expect(proportionalSlices(10, weights: [1, -1]) == [])
    #expect(proportionalSlices(10, weights: [.nan]) == [])
    #expect(proportionalSlices(-1, weights: [1]) == [])
  }

  @Test("a curve is the mean of the sessions' shares, the last twenty alone")
  func curve() throws {
    let curve = try #require(VolumeCurve([[10, 30], [300, 100]]))
    #expect(curve.shares == [0.5, 0.5])
    let long = (0..<25).map { $0 < 5 ? [100.0, 0] : [1, 3] }
    #expect(try #require(VolumeCurve(long)).shares == [0.25, 0.75])
    // A half day and a session without volume say nothing of a whole one.
    #expect(try #require(VolumeCurve([[5], [0, 0], [2, 2]])).shares == [0.5, 0.5])
    #expect(VolumeCurve([[0, 0], [.nan, 1]]) == nil)
    #expect(VolumeCurve([]) == nil)
    #expect(curve.slices(101) == [51, 50] || curve.slices(101) == [50, 51])
    #expect(curve.slices(40, over: 1..<2) == [40])
    #expect(curve.slices(40, over: 5..<9) == [])
  }

  @Test("no more than a tenth of what trades, the rest carried and told")
  func participation() {
    let worked = workedSlices([100, 100, 100], volumes: [500, 5_000, 700], cap: 0.1)
    #expect(
      worked == [
        WorkedSlice(planned: 100, filled: 50, carried: 50),
        WorkedSlice(planned: 100, filled: 150, carried: 0),
        WorkedSlice(planned: 100, filled: 70, carried: 30),
      ])
    // A stretch whose volume is missing lets nothing through.
    #expect(workedSlices([10, 10], volumes: [.nan], cap: 0.1).map(\.filled) == [0, 0])
    var generator = SeededGenerator(seed: 603)
    for _ in 0..<500 {
      let plan = (0..<12).map { _ in generator.integer(in: 0...300) }
      let volumes = (0..<12).map { _ in generator.double(in: 0..<4_000) }
      let found = workedSlices(plan, volumes: volumes, cap: 0.1)
      let filled = found.reduce(0) { $0 + $1.filled }
      #expect(filled + (found.last?.carried ?? 0) == plan.reduce(0, +))
      #expect(zip(found, volumes).allSatisfy { Double($0.filled) <= 0.1 * $1 })
    }
  }
}

@Suite("Limits and fills of shares")
struct ShareFillTests {
  private func quote(
    _ bid: Int64, _ ask: Int64, sizes: (Int?, Int?) = (nil, nil), quality: QuoteQuality = .good
  ) -> ShareQuote {
    ShareQuote(
      bid: Money(units: bid), ask: Money(units: ask), bidSize: sizes.0, askSize: sizes.1,
      quality: quality)
  }

  @Test(
    "a quarter of the time each", arguments: [(0.0, 0.3), (0.25, 0.5), (0.5, 0.7), (0.75, 1.0)])
  func escalates(elapsed: Double, share: Double) {
    #expect(escalation(elapsed) == share)
    #expect(escalation(elapsed + 0.249) == share)
    let age = 300 * elapsed
    #expect(OrderPatience.standard.stage(at: age) == .working(attempt: 1, spreadShare: share))
    #expect(
      OrderPatience.standard.stage(at: 900 + age) == .working(attempt: 4, spreadShare: share))
  }

  @Test("after three retries, or without a clock, an order gives up")
  func givesUp() {
    #expect(OrderPatience.standard.stage(at: 1_200) == .givenUp)
    #expect(OrderPatience.standard.stage(at: .nan) == .givenUp)
    #expect(OrderPatience.standard.stage(at: -1) == .givenUp)
    #expect(OrderPatience(timeout: 0, retries: 3).stage(at: 0) == .givenUp)
  }

  @Test("a limit is rounded to the tick in our favour and ends at the far side")
  func limits() {
    // Bid 10.00, ask 10.10: 0.3 of ten cents is three.
    func limit(_ isSale: Bool, _ share: Double) -> Int64 {
      escalatedLimit(
        bid: Money(units: 100_000), ask: Money(units: 101_000), isSale: isSale,
        spreadShare: share, ticks: .penny
      ).units
    }
    #expect(limit(false, 0.3) == 100_300 && limit(true, 0.3) == 100_700)
    #expect(limit(false, 0.55) == 100_500 && limit(true, 0.55) == 100_500)
    #expect(limit(false, 1) == 101_000 && limit(true, 1) == 100_000)
    #expect(limit(false, 7) == 101_000 && limit(true, -1) == 101_000)
  }

  @Test("mid plus or minus three quarters of the half-spread, against us to the tick")
  func fills() throws {
    let wide = quote(4_500_000, 4_500_800)
    let sale = try fillShares(wide, shares: 300, isSale: true, limit: nil, mode: .share).get()
    // Mid 450.04, half 0.04: 450.04 - 0.03.
    #expect(
      sale
        == ShareFill(
          shares: 300, price: Money(units: 4_500_100),
          mid: Money(units: 4_500_400), worstPrice: Money(units: 4_500_000)))
    let buy = try fillShares(wide, shares: 300, isSale: false, limit: nil, mode: .worst).get()
    #expect(buy.price == Money(units: 4_500_800) && buy.worstPrice == buy.price)
    let narrow = try #require(ShareQuote(last: 449.996, quality: .good))
    #expect(narrow.bid == Money(units: 4_499_900) && narrow.ask == Money(units: 4_500_000))
    #expect(ShareQuote(last: .nan, quality: .good) == nil)
    #expect(ShareQuote(last: 0.001, quality: .good) == nil)
  }

  @Test("nothing fills on a bad quote, beyond the limit, or above what is there")
  func refusals() {
    func fill(_ quote: ShareQuote, limit: Int64? = nil, room: Int? = nil) -> Result<
      ShareFill, FillRefusal
    > {
      fillShares(
        quote, shares: 300, isSale: true, limit: limit.map { Money(units: $0) }, mode: .share,
        room: room)
    }
    for quality in QuoteQuality.allCases where quality != .good {
      #expect(
        fill(quote(4_500_000, 4_500_100, quality: quality)) == .failure(.quality(quality)))
    }
    #expect(fill(quote(4_500_100, 4_500_100)) == .failure(.quality(.invalid)))
    let good = quote(4_500_000, 4_500_100, sizes: (120, nil))
    #expect(fill(good, limit: 4_500_100) == .failure(.limit(net: Money(units: 4_500_000))))
    #expect((try? fill(good).get())?.shares == 120)
    #expect((try? fill(good, room: 35).get())?.shares == 35)
    #expect(fill(good, room: 0) == .failure(.size))
    #expect(fill(good, room: -4) == .failure(.size))
  }
}
