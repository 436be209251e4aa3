// Marks of legs and the names of accounts.

import MarketData
import Testing

@testable import Portfolio

@Suite("Marks of a leg")
struct LegMarkTests {
  private let now = Instant(nanoseconds: 1_517_844_120_000_000_000)

  private func quote(_ bid: Int64, _ ask: Int64, age: TimeSpan = .seconds(0)) -> Quote {
    Quote(
      bid: Money(units: bid), ask: Money(units: ask), bidSize: 1, askSize: 1, volume: 0,
      time: now - age)
  }

  @Test("the last good quote marks, and its age is shown")
  func good() {
    let last = quote(20_000, 20_500, age: .seconds(90))
    let long = markLeg(
      latest: quote(0, 30_000), lastGood: last, entry: .zero, isLong: true, now: now)
    #expect(long == LegMark(twiceMid: Money(units: 40_500), exit: Money(units: 20_000), age: 90))
    let short = markLeg(latest: nil, lastGood: last, entry: .zero, isLong: false, now: now)
    #expect(short.exit == Money(units: 20_500))
  }

  @Test("without one, an offer alone is worth half, and nothing to its holder")
  func offered() {
    let offer = quote(0, 1_000)
    let long = markLeg(latest: offer, lastGood: nil, entry: .zero, isLong: true, now: now)
    #expect(long == LegMark(twiceMid: Money(units: 1_000), exit: .zero, age: 0))
    let short = markLeg(latest: offer, lastGood: nil, entry: .zero, isLong: false, now: now)
    #expect(short.exit == Money(units: 1_000))
  }

  @Test("without any quote the entry stands and says so")
  func unquoted() {
    let mark = markLeg(
      latest: nil, lastGood: nil, entry: Money(units: 12_300), isLong: true, now: now)
    #expect(mark == LegMark(twiceMid: Money(units: 24_600), exit: Money(units: 12_300), age: nil))
  }

  @Test("values are rounded once, away from zero, and mirror for the short side")
  func rounding() {
    let mark = LegMark(twiceMid: Money(units: 40_501), exit: Money(units: 20_000), age: 0)
    #expect(mark.value(contracts: 1, multiplier: 1).units == 20_251)
    #expect(mark.value(contracts: -1, multiplier: 1).units == -20_251)
    #expect(mark.value(contracts: 3, multiplier: 100).units == 6_075_150)
    #expect(mark.exitValue(contracts: -3, multiplier: 100).units == -6_000_000)
  }

  @Test("accounts name their position and nothing else does")
  func accounts() {
    #expect(LedgerAccount.position(12) == "position:P12")
    #expect(LedgerAccount.position(of: "position:P12") == 12)
    for name in ["cash", "position:12", "position:P", "position:Px", "P12", ""] {
      #expect(LedgerAccount.position(of: name) == nil, "\(name)")
    }
  }
}
