// Margin against a plain twin that tries every price, and against every order of the same book.

import MarketData
import Structures
import TestKit
import Testing

@testable import Risk

@Suite("Margin of the whole book")
struct MarginTests {
  private func structure(
    _ id: Int, _ legs: [ModelLeg], quantity: Int = 1, underlying: String = "SPX"
  ) -> StructureRisk {
    let net = legs.reduce(0.0) { $0 - Double($1.count) * $1.value }
    let proof = try? proveDefinedRisk(
      legs: legs, net: Fixture.money(net), feePerContract: Fixture.money(0.65)
    ).get()
    var structure = Book.position(
      id, legs: legs, quantity: quantity, perPackage: proof?.bound.dollars ?? .nan)
    structure.underlying = underlying
    return structure
  }

  @Test("an unequal condor needs the wider wing and not both, nor the put wing alone")
  func unequalCondor() throws {
    for (puts, calls) in [(5, 20), (20, 5), (10, 10)] {
      let condor = [
        Fixture.leg(1, .put, 470 - puts), Fixture.leg(-1, .put, 470), Fixture.leg(-1, .call, 530),
        Fixture.leg(1, .call, 530 + calls),
      ]
      var one = structure(1, condor)
      let found = try #require(marginRequirement(of: [one]))
      let credit = condor.reduce(0.0) { $0 - Double($1.count) * $1.value }
      let wider = Double(max(puts, calls))
      // The net is rounded to a hundredth of a cent a unit, so to a cent a package.
      #expect(abs(found - (100 * (wider - credit) + 2.6)) < 0.011, "\(puts) \(calls)")
      one.legs = condor.reversed()
      #expect(marginRequirement(of: [one]) == found)
    }
  }

  @Test("a covered book needs no naked margin, and a short calendar none is granted")
  func coveredBooks() throws {
    // A bull put and a bear call that share a settlement cannot both lose.
    let bull = structure(1, [Fixture.leg(1, .put, 450), Fixture.leg(-1, .put, 470)])
    let bear = structure(2, [Fixture.leg(-1, .call, 530), Fixture.leg(1, .call, 550)])
    let sum = try #require(bull.maxLoss) + (bear.maxLoss ?? .nan)
    let both = try #require(marginRequirement(of: [bull, bear]))
    #expect(abs(both - (sum - 2_000)) < 1e-6)
    // A spread and its opposite need what they cost and no more.
    let against = structure(3, bull.legs.map { $0.with(count: -$0.count) })
    let flat = try #require(marginRequirement(of: [bull, against]))
    #expect(flat >= 0 && flat < 10)
    // The long that expires first covers nothing: a short calendar is no defined risk.
    let short = [Fixture.leg(1, .put, 500, days: 30), Fixture.leg(-1, .put, 500, days: 60)]
    #expect(marginRequirement(of: [Book.position(4, legs: short, perPackage: 100)]) == nil)
    #expect(marginRequirement(of: [bull, Book.position(4, legs: short, perPackage: 100)]) == nil)
  }

  /// The worst loss of legs that settle together over zero, every strike, and prices around them.
  private func worst(_ legs: [ModelLeg]) -> Double {
    let strikes = legs.map(\.strike)
    let prices: [Double] =
      [0, 5_000] + strikes + strikes.map { $0 - 1.25 } + strikes.map { $0 + 1.25 }
    var worst = 0.0
    for price in prices {
      var value = 0.0
      for leg in legs {
        let gap: Double = leg.right == .call ? price - leg.strike : leg.strike - price
        let exercise = max(gap, 0)
        value += exercise * Double(leg.count * leg.multiplier)
      }
      worst = min(worst, value)
    }
    return -worst
  }

  /// Tries every price for each underlying and settlement; a calendar settles with its short.
  private func twin(_ book: [StructureRisk]) -> Double {
    var total = 0.0
    for symbol in Set(book.map(\.underlying)) {
      let own = book.filter { $0.underlying == symbol }
      var groups: [Instant: [ModelLeg]] = [:]
      var rest = 0.0
      for structure in own {
        let settlement = structure.legs.map(\.expiration).min() ?? Instant(seconds: 0)
        groups[settlement, default: []] += structure.legs
        rest += (structure.maxLoss ?? .nan) - worst(structure.legs)
      }
      total += max(groups.values.reduce(rest) { $0 + worst($1) }, 0)
    }
    return total
  }

  private func random(_ draw: inout SeededGenerator) -> [StructureRisk] {
    let count = draw.integer(in: 1...5)
    return (1...count).map { id in
      let days = draw.pick([30, 60])
      let quantity = draw.integer(in: 1...4)
      let symbol = draw.pick(["SPX", "QQQ"])
      func strike() -> Int { 400 + 5 * draw.integer(in: 0...40) }
      func spread(_ right: OptionRight) -> [ModelLeg] {
        let (low, width, sign) = (
          strike(), 5 * draw.integer(in: 1...6), draw.pick([-1, 1])
        )
        return [
          Fixture.leg(sign, right, low, days: days),
          Fixture.leg(-sign, right, low + width, days: days),
        ]
      }
      switch draw.integer(in: 0...9) {
      case 0...4: return structure(id, spread(.put), quantity: quantity, underlying: symbol)
      case 5...7:
        return structure(
          id, spread(.put) + spread(.call), quantity: quantity, underlying: symbol)
      case 8:
        let price = strike()
        return structure(
          id, [Fixture.leg(-1, .put, price, days: 30), Fixture.leg(1, .put, price, days: 60)],
          quantity: quantity, underlying: symbol)
      default:
        let legs = (0..<3).flatMap { _ in spread(.put) + spread(.call) }
        return structure(id, legs, quantity: quantity, underlying: symbol)
      }
    }
  }

  @Test("20,000 random books: what every price tried gives, and the same bits in any order")
  func randomBooks() throws {
    var draw = SeededGenerator(seed: 20_180_205)
    var measured = 0
    for number in 0..<20_000 {
      let book = random(&draw)
      // A spread priced at nothing has no proof; such a book is refused and not measured.
      guard book.allSatisfy({ $0.maxLoss?.isFinite == true }) else {
        #expect(marginRequirement(of: book) == nil)
        continue
      }
      measured += 1
      let found = try #require(marginRequirement(of: book))
      let expected = twin(book)
      guard abs(found - expected) <= 1e-6 * max(1, expected) else {
        Issue.record("book \(number): \(found), every price tried gives \(expected)")
        return
      }
      var turned = Array(book.shuffled(using: &draw))
      for place in turned.indices { turned[place].legs.shuffle(using: &draw) }
      guard marginRequirement(of: turned) == found else {
        Issue.record("book \(number) needs another margin in another order")
        return
      }
      #expect(found <= book.reduce(0) { $0 + ($1.maxLoss ?? 0) } + 1e-6)
    }
    #expect(measured > 10_000)
  }

  @Test("buying power is equity less margin less what working orders reserve")
  func buyingPower() throws {
    var exposure = Book.exposure()
    let bull = structure(1, [Fixture.leg(1, .put, 450), Fixture.leg(-1, .put, 470)], quantity: 3)
    let bear = structure(2, [Fixture.leg(-1, .call, 530), Fixture.leg(1, .call, 550)], quantity: 3)
    exposure.structures = [bull]
    let before = try #require(BuyingPower(of: exposure))
    #expect(before.reserved == 0 && before.margin == bull.maxLoss)
    #expect(before.available == 1_000_000 - before.margin)
    exposure.reservations = [bear]
    let after = try #require(BuyingPower(of: exposure))
    // The other side of the condor reserves its costs only: both sides cannot lose at once.
    #expect(after.margin == before.margin)
    #expect(abs(after.reserved - ((bear.maxLoss ?? 0) - 6_000)) < 1e-6)
    #expect(after.available == after.equity - after.margin - after.reserved)
    exposure.equity = nil
    #expect(BuyingPower(of: exposure) == nil)
  }

  @Test("an order beyond the buying power is refused")
  func beyond() {
    var limits = RiskLimits.standard
    limits.margin = 0.003
    #expect(Book.breaches(Book.order(), Book.exposure(), limits: limits).contains("margin"))
    limits.margin = 0.005
    #expect(!Book.breaches(Book.order(), Book.exposure(), limits: limits).contains("margin"))
    // What another order reserves is gone.
    var exposure = Book.exposure()
    exposure.reservations = [Book.position(7)]
    #expect(Book.breaches(Book.order(), exposure, limits: limits).contains("margin"))
  }
}
