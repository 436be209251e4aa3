// Dates, times, money and contract codes as text and back; and quotes by quality.

import MarketData
import Testing

@Suite("Text of values")
struct TextRoundTripTests {
  @Test("a time of day is two digits, a colon and two digits")
  func minuteOfDay() {
    #expect(NewYorkTime.minuteOfDay("00:00") == 0 && NewYorkTime.minuteOfDay("23:59") == 1_439)
    for text in ["9:30", "24:00", "10:60", "10-30", "+9:30", "1a:00", "10:300", "", "１０:30"] {
      #expect(NewYorkTime.minuteOfDay(text) == nil, "\(text)")
    }
  }

  @Test("every day of 150 years is its own text, in order")
  func dates() throws {
    var date = try #require(CivilDate("1900-01-01"))
    let end = try #require(CivilDate("2050-01-01"))
    var weekday = date.weekday
    #expect(weekday == .monday)
    while date < end {
      #expect(CivilDate(date.description) == date)
      #expect(CivilDate(date.compact) == date)
      #expect(date.weekday == weekday)
      date = date.adding(days: 1)
      weekday = Weekday.allCases[(weekday.index + 1) % 7]
    }
  }

  @Test(
    "texts that are no dates",
    arguments: [
      "", "2018-2-5", "2018-02-30", "2019-02-29", "2018-13-01", "20180230", "2018/02/05",
      "2018-02-0x", "0000-01-01", "2018-00-10", "2018-01-00", "２０１８0205",
    ])
  func noDates(text: String) { #expect(CivilDate(text) == nil) }

  @Test("leap days exist by the Gregorian rule")
  func leapDays() {
    #expect(CivilDate("2000-02-29") != nil)
    #expect(CivilDate("1900-02-29") == nil)
    #expect(CivilDate("2024-02-29") != nil)
    #expect(CivilDate("2100-02-29") == nil)
  }

  @Test("third Fridays")
  func thirdFridays() throws {
    for (month, day) in [(1, 19), (2, 16), (3, 16), (6, 15), (12, 21)] {
      let date = CivilDate.nth(3, .friday, month: month, year: 2018)
      #expect(date == CivilDate(year: 2018, month: month, day: day))
    }
    #expect(CivilDate.last(.wednesday, month: 10, year: 2025) == CivilDate("2025-10-29"))
  }

  @Test("an instant keeps its nanoseconds")
  func instants() throws {
    let time = try #require(Instant("2018-02-05T10:42:00.000000001-05:00"))
    #expect(time.nanoseconds % 1_000_000_000 == 1)
    #expect(time.description == "2018-02-05T10:42:00.000000001-05:00")
    #expect(Instant("2018-02-05T15:42:00Z")?.description == "2018-02-05T10:42:00-05:00")
    #expect(Instant("2018-07-05T10:42:00.5-04:00")?.description == "2018-07-05T10:42:00.5-04:00")
  }

  @Test(
    "texts that are no instants",
    arguments: [
      "2018-02-05", "2018-02-05T10:42:00", "2018-02-05 10:42:00Z", "2018-02-05T24:00:00Z",
      "2018-02-05T10:60:00Z", "2018-02-05T10:42:00.Z", "2018-02-05T10:42:00+5:00",
      "2018-02-05T10:42:00.0000000001Z", "2018-02-30T10:42:00Z",
    ])
  func noInstants(text: String) { #expect(Instant(text) == nil) }

  @Test("money is exact to a hundredth of a cent and prints the shortest")
  func money() {
    for (text, units) in [
      ("0", 0), ("2600", 26_000_000), ("6.9", 69_000), ("-0.0001", -1), ("0.05", 500),
      ("123456.7891", 1_234_567_891),
    ] {
      #expect(Money(text) == Money(units: Int64(units)), "\(text)")
      #expect(Money(units: Int64(units)).description == text)
    }
    for text in ["", "-", ".", "1.00001", "1e3", "+1", " 1", "1.2.3", "nan", "0x10"] {
      #expect(Money(text) == nil, "\(text)")
    }
    #expect(Money(dollars: 0.00005)?.units == 1)
    #expect(Money(dollars: -0.00005)?.units == -1)
    #expect(Money(dollars: .nan) == nil)
    #expect(Money(dollars: .infinity) == nil)
    for units in stride(from: Int64(-100_000), through: 100_000, by: 7) {
      let money = Money(units: units)
      #expect(Money(money.description) == money)
      #expect(Money(dollars: money.dollars) == money)
    }
  }

  @Test("money of any size is its digits with the point set, written without a text between")
  func moneyDigits() {
    for units in [Int64.min, .min + 1, -10_001, -9_999, 9_999, 10_001, 100_010, .max] {
      let digits = String(units.magnitude)
      let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
      var text = padded.dropLast(4) + "." + padded.suffix(4)
      while text.last == "0" { text.removeLast() }
      if text.last == "." { text.removeLast() }
      var bytes: [UInt8] = Array("net:".utf8)
      Money(units: units).write(to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == "net:" + (units < 0 ? "-" : "") + text)
    }
  }

  @Test("a moment is written with just the digits that its fraction needs")
  func fractions() {
    for (nanoseconds, tail) in [
      (0, ""), (1, ".000000001"), (10, ".00000001"), (500_000_000, ".5"), (120_300_000, ".1203"),
      (999_999_999, ".999999999"),
    ] {
      let time = Instant(nanoseconds: 1_517_845_320_000_000_000 + Int64(nanoseconds))
      #expect(time.description == "2018-02-05T10:42:00\(tail)-05:00")
    }
  }

  @Test("contract codes")
  func contracts() throws {
    let put = try #require(OptionContract("SPX-20180316-P-2600"))
    #expect(put.root == "SPX")
    #expect(put.right == .put)
    #expect(put.strike == Money(wholeDollars: 2_600))
    #expect(put.expiry == CivilDate("2018-03-16"))
    for code in ["SPX-20180316-P-2600", "SPXW-20180205-C-2602.5", "ES-20200320-C-3000"] {
      #expect(OptionContract(code)?.description == code)
    }
    for code in [
      "SPX-20180316-X-2600", "SPX-20180230-P-2600", "SPX-20180316-P--5", "SPX-20180316-P-0",
      "-20180316-P-2600", "SPX-20180316-P", "SPX 20180316 P 2600", "SPX-20180316-P-2600-1",
    ] {
      #expect(OptionContract(code) == nil, "\(code)")
    }
  }
}

@Suite("Quote quality")
struct QuoteQualityTests {
  static let now = Instant(seconds: 1_000_000)

  static func quote(_ bid: Int64, _ ask: Int64, age: Int64 = 0) -> Quote {
    Quote(
      bid: Money(units: bid), ask: Money(units: ask), bidSize: 1, askSize: 1, volume: 0,
      time: now - .seconds(age))
  }

  static let table: [(Int64, Int64, Int64, QuoteQuality)] = [
    (10_000, 11_000, 0, .good),
    (10_000, 11_000, 900, .good),
    (10_000, 11_000, 901, .stale),
    (11_000, 10_000, 0, .crossed),
    (11_000, 10_000, 5_000, .crossed),
    (10_000, 10_000, 0, .locked),
    (0, 10_000, 0, .oneSided),
    (10_000, 0, 0, .oneSided),
    (0, 0, 0, .oneSided),
    (-500, 10_000, 0, .invalid),
    (10_000, -500, 0, .invalid),
    (500, 1_500, 0, .good),
    (500, 1_501, 0, .wide),
    (10_000, 20_000, 0, .wide),
    (60_000, 100_000, 0, .good),
    (60_000, 100_001, 0, .wide),
  ]

  @Test("a quote by bid, ask and age", arguments: table)
  func quality(bid: Int64, ask: Int64, age: Int64, expected: QuoteQuality) {
    let quote = QuoteQualityTests.quote(bid, ask, age: age)
    #expect(QuoteRules.standard.quality(quote, at: QuoteQualityTests.now) == expected)
  }

  @Test("positions follow the list of cases")
  func positions() {
    for (index, quality) in QuoteQuality.allCases.enumerated() {
      #expect(quality.index == index)
    }
  }
}
