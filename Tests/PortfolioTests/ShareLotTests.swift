// Shares at cost, interest by the day, and the names of their accounts.

import MarketData
import TestKit
import Testing

@testable import Portfolio

@Suite("Shares and income")
struct ShareLotTests {
  @Test("results and cost always add up to the money, to the last unit")
  func identity() {
    var generator = SeededGenerator(seed: 604)
    for case_ in 0..<2_000 {
      var lot = ShareLot.none
      var (cash, result) = (Money.zero, Money.zero)
      for _ in 0..<generator.integer(in: 1...12) {
        let change = generator.integer(in: -400...400)
        let price = Money(units: Int64(generator.integer(in: 1...5_000_000)))
        cash -= price * change
        result += lot.trade(change, at: price)
        #expect(cash + lot.cost == result, "case \(case_)")
        if lot.shares == 0 { #expect(lot.cost == .zero, "case \(case_)") }
      }
      let held = lot.shares
      cash += lot.value(at: Money(wholeDollars: 100))
      result += lot.trade(-held, at: Money(wholeDollars: 100))
      #expect(lot == .none && cash == result, "case \(case_)")
    }
  }

  @Test("a sale takes its part of the cost, a turn begins anew")
  func trades() {
    var lot = ShareLot.none
    #expect(lot.trade(300, at: Money(wholeDollars: 450)) == .zero)
    #expect(lot.trade(-100, at: Money(wholeDollars: 451)) == Money(wholeDollars: 100))
    #expect(lot == ShareLot(shares: 200, cost: Money(wholeDollars: 90_000)))
    #expect(lot.trade(-300, at: Money(wholeDollars: 449)) == Money(wholeDollars: -200))
    #expect(lot == ShareLot(shares: -100, cost: Money(wholeDollars: -44_900)))
    #expect(lot.trade(100, at: Money(wholeDollars: 450)) == Money(wholeDollars: -100))
  }

  @Test("interest is simple on calendar days over 360, and an overdraft pays it")
  func interest() throws {
    let friday = try #require(CivilDate("2018-02-02"))
    let monday = try #require(CivilDate("2018-02-05"))
    let million = Money(wholeDollars: 1_000_000)
    let night = try #require(
      CashInterest(on: million, rate: 0.0142, from: monday, to: monday.adding(days: 1)))
    #expect(night.amount == Money(units: 394_444))
    #expect(night.text == "interest 2018-02-05..2018-02-06 1.42 %")
    let weekend = try #require(CashInterest(on: million, rate: 0.0142, from: friday, to: monday))
    #expect(weekend.days == 3 && weekend.amount == Money(units: 1_183_333))
    let owed = try #require(CashInterest(on: -million, rate: 0.05, from: friday, to: monday))
    #expect(owed.amount == Money(units: -4_166_667))
    let below = try #require(CashInterest(on: million, rate: -0.005, from: friday, to: monday))
    #expect(below.text.hasSuffix(" -0.50 %") && below.amount < .zero)
    #expect(CashInterest(on: million, rate: .nan, from: friday, to: monday) == nil)
    #expect(CashInterest(on: million, rate: 0.05, from: monday, to: monday) == nil)
  }

  @Test("accounts name their position")
  func accounts() {
    #expect(LedgerAccount.dividends(7) == "dividends:P7")
    #expect(LedgerAccount.dividends(of: "dividends:P7") == 7)
    #expect(LedgerAccount.dividends(of: "position:P7") == nil)
    #expect(LedgerAccount.position(of: "position:P7") == 7)
    #expect(LedgerAccount.position(of: LedgerAccount.interest) == nil)
  }
}
