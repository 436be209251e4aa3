// Chances found again, against closed forms of the lognormal and of a flat smile.

import Glibc
import MarketData
import Pricing
import Testing

@testable import DeskEngine
@testable import Screens

@Suite("Chances found again")
struct ChanceTests {
  private let expiry = CivilDate(dayNumber: 17_606)
  private let years = 40.0 / 365
  private let discount = 0.998

  private func contract(_ strike: Int) -> OptionContract {
    OptionContract(root: "SPX", expiry: expiry, right: .put, strike: Money(wholeDollars: strike))
  }

  /// Two bull put spreads 2500/2400 for a credit of 20 points, and fees of eight dollars.
  private var record: CandidateRecord {
    var record = CandidateRecord()
    record.candidate = 1
    record.quantity = 2
    record.legs = [
      CandidateLeg(
        contract: contract(2_500), ratio: -1, bid: Money(wholeDollars: 50),
        ask: Money(wholeDollars: 51), iv: 0.2, delta: -0.3, ageSeconds: 0),
      CandidateLeg(
        contract: contract(2_400), ratio: 1, bid: Money(wholeDollars: 29),
        ask: Money(wholeDollars: 30), iv: 0.2, delta: -0.2, ageSeconds: 0),
    ]
    record.net = Money(wholeDollars: 20)
    record.fees = Money(wholeDollars: 8)
    record.proof = ProofRecord(
      bound: Money(wholeDollars: 8_004),
      pairs: [ProofPair(short: contract(2_500), long: contract(2_400))],
      groups: [ProofGroup(expiry: expiry, at: 2_400, loss: 100)])
    return record
  }

  private func inputs(forecast: Double?, move: Double?, points: Int = 60) -> OutlookInputs {
    OutlookInputs(
      priced: Instant(nanoseconds: 0),
      expiries: [
        ForwardTerms(
          expiration: NewYorkTime.instant(expiry, 16, 0), date: expiry, years: years,
          forward: 2_650, discount: discount)
      ],
      smile: (0..<points).map {
        SmilePoint(strike: 2_000 + 20.0 * Double($0), volatility: 0.2)
      }, forecast: forecast, eventMove: move)
  }

  /// Chance of a profit, value and chance of a touch under a lognormal of a total volatility.
  private func closed(_ width: Double) -> (chance: Double, value: Double, touch: Double) {
    func below(_ strike: Double) -> Double {
      0.5 * erfc(-(log(strike / 2_650) / width + 0.5 * width) / 2.0.squareRoot())
    }
    func put(_ strike: Double) -> Double {
      black76Price(
        .put, forward: 2_650, strike: strike, years: 1, volatility: width, discount: discount)
    }
    return (
      1 - below(2_480), 200 * (20 - put(2_500) + put(2_400)) - 8, 2 * below(2_500)
    )
  }

  @Test("a forecast, with and without the jump of an event")
  func forecast() throws {
    for move in [nil, 0.04] {
      let again = try #require(
        ChanceRederivation(record, inputs(forecast: 0.15, move: move)))
      let exact = closed((0.15 * 0.15 * years + (move ?? 0) * (move ?? 0)).squareRoot())
      let found = try #require(again.expected)
      #expect(abs(found.probability - exact.chance) < 1e-4, "\(found) \(exact)")
      #expect(abs(found.expectedValue - exact.value) < 1, "\(found) \(exact)")
    }
  }

  @Test("a flat smile")
  func flat() throws {
    let again = try #require(ChanceRederivation(record, inputs(forecast: nil, move: nil)))
    let exact = closed(0.2 * years.squareRoot())
    let found = try #require(again.implied)
    #expect(abs(found.probability - exact.chance) < 1e-3, "\(found) \(exact)")
    #expect(abs(found.expectedValue - exact.value) < 5, "\(found) \(exact)")
    #expect(abs(try #require(again.touch) - exact.touch) < 1e-3)
    #expect(again.expected == nil)
  }

  @Test("without its inputs nothing is made up")
  func missing() throws {
    let thin = try #require(
      ChanceRederivation(record, inputs(forecast: nil, move: nil, points: 3)))
    #expect(thin.implied == nil && thin.expected == nil && thin.touch == nil)
    var other = record
    other.legs[0].contract = OptionContract(
      root: "SPX", expiry: expiry.adding(days: 7), right: .put, strike: Money(wholeDollars: 2_500))
    #expect(ChanceRederivation(other, inputs(forecast: 0.15, move: nil)) == nil)
    let lines = chanceSection(record, nil).lines
    #expect(lines.contains { $0.value.contains("not known here any more") })
    // A stored number that disagrees is called so.
    var wrong = record
    wrong.popP = 0.5
    let said = chanceSection(wrong, inputs(forecast: 0.15, move: nil)).lines
    #expect(said.contains { $0.label == "pop_p" && $0.note.contains("differs") })
  }
}
