// Fills every field of a record with values that are hard to write and to read back.
//
// It stands where a reader would stand, so no event type can be forgotten by the test: whatever
// fields a record describes are filled.

import Candidates
import Edges
import Execution
import MarketData
import Portfolio
import Regimes
import Risk
import Structures
import TestKit

@testable import DeskEngine

/// A coder that hands out awkward values instead of reading any.
struct AwkwardFiller: LineCoder {
  var generator: SeededGenerator
  var offset: Int { 0 }

  static let integers = [0, -1, 42, .max, .min, 1_000_000_007]
  static let doubles = [
    0, 1, -1.5, 0.1 + 0.2, 1e-300, Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude,
    -1e22, 123_456_789.123, 1.0 / 3, 9_007_199_254_740_992,
  ]
  static let texts = [
    "", "plain", "quote \" and \\ slash", "}],:{[", "é€😀", "null", "a, b", "C118",
    "tab\tline\nbell\u{7}",
  ]
  static let moneys = [
    Money.zero, Money(units: 1), Money(units: -1), Money(units: 123_456_789_012),
    Money(units: -99_999_999_999_999), Money(units: 500), Money(units: 26_000_000),
  ]
  static let values: [String] = {
    var list = moneys.map(\.description)
    list += [
      "2018-02-05T10:42:00-05:00", "2018-07-05T10:42:00.123456789-04:00",
      "1969-12-31T18:59:59.999999999-05:00", "2018-02-05", "2000-02-29",
      "SPX-20180316-P-2600", "ES-20200320-C-3231.98",
    ]
    list += RegimeState.allCases.map(\.rawValue) + EdgeKind.allCases.map(\.rawValue)
    list += EdgeSignal.allCases.map(\.rawValue) + StructureKind.allCases.map(\.rawValue)
    list += ChainVerdict.allCases.map(\.rawValue) + Recommendation.allCases.map(\.rawValue)
    list += RiskStage.allCases.map(\.rawValue) + OrderIntent.allCases.map(\.rawValue)
    list += OrderState.allCases.map(\.rawValue) + TimeInForce.allCases.map(\.rawValue)
    list += TradingState.allCases.map(\.rawValue) + KillSource.allCases.map(\.rawValue)
    list += Severity.allCases.map(\.rawValue) + Actor.allCases.map(\.rawValue)
    list += CloseReason.allCases.map(\.rawValue) + FeedState.allCases.map(\.rawValue)
    list += RefusalCode.allCases.map(\.rawValue) + CommandVerb.allCases.map(\.rawValue)
    list += CandidateState.allCases.map(\.rawValue)
    list += JobKind.allCases.map(\.rawValue) + JobStatus.allCases.map(\.rawValue)
    list += CalibratedModel.allCases.map(\.rawValue) + FitStatus.allCases.map(\.rawValue)
    return list
  }()

  private mutating func flip() -> Bool { generator.integer(in: 0...3) == 0 }

  private mutating func list<T>(_ make: (inout AwkwardFiller) -> T) -> [T] {
    let count = generator.integer(in: 0...3)
    return (0..<count).map { _ in make(&self) }
  }

  mutating func field(_ key: StaticString, _ value: inout Int) {
    value = generator.pick(Self.integers)
  }

  mutating func field(_ key: StaticString, _ value: inout Int?) {
    value = flip() ? nil : generator.pick(Self.integers)
  }

  mutating func field(_ key: StaticString, _ value: inout Double) {
    value = generator.pick(Self.doubles)
  }

  mutating func field(_ key: StaticString, _ value: inout Double?) {
    value = flip() ? nil : generator.pick(Self.doubles)
  }

  mutating func field(_ key: StaticString, _ value: inout Bool) { value = flip() }

  mutating func field(_ key: StaticString, _ value: inout String) {
    value = generator.pick(Self.texts)
  }

  mutating func field(_ key: StaticString, _ value: inout String?) {
    value = flip() ? nil : generator.pick(Self.texts)
  }

  mutating func field(_ key: StaticString, _ value: inout [Double]) {
    value = list { $0.generator.pick(Self.doubles) }
  }

  mutating func field(_ key: StaticString, _ value: inout [Int]) {
    value = list { $0.generator.pick(Self.integers) }
  }

  mutating func field(_ key: StaticString, _ value: inout [String]) {
    let texts =
      switch key.description {
      case "causes": TradingCause.allCases.map(\.rawValue)
      case "intraday_panics": ["2018-02-05", "2000-02-29"]
      case "orders_sent", "refusals": ["0", "-1", "1517844120000000000"]
      default: Self.texts
      }
    value = list { $0.generator.pick(texts) }
  }

  mutating func field(_ key: StaticString, _ value: inout [NamedNumber]) { value = numbers() }

  private mutating func numbers() -> [NamedNumber] {
    list { filler in
      NamedNumber(
        "n\(filler.generator.integer(in: 0...9))",
        filler.flip() ? nil : filler.generator.pick(Self.doubles))
    }
  }

  mutating func record<T: LineRecord>(_ key: StaticString, _ value: inout T) throws(LineError) {
    try value.code(&self)
  }

  mutating func records<T: LineRecord>(_ key: StaticString, _ value: inout [T]) throws(LineError) {
    value = []
    for _ in 0..<generator.integer(in: 0...3) {
      var record = T()
      try record.code(&self)
      value.append(record)
    }
  }

  mutating func groups(_ key: StaticString, _ value: inout [NumberGroup]) {
    value = list { NumberGroup(name: $0.generator.pick(Self.texts), numbers: $0.numbers()) }
  }

  mutating func number(
    _ key: StaticString, _ text: @autoclosure () -> String?, _ read: (Substring) -> Bool
  ) throws(LineError) {
    let money = generator.pick(Self.moneys).description
    if flip(), read("null") { return }
    if !read(Substring(money)) { throw LineError(offset: 0, expected: "a use for \(money)") }
  }

  mutating func text(
    _ key: StaticString, _ text: @autoclosure () -> String?, _ read: (Substring?) -> Bool
  ) throws(LineError) {
    if flip(), read(nil) { return }
    let start = generator.integer(in: 0...(Self.values.count - 1))
    for step in Self.values.indices {
      let value = Self.values[(start + step) % Self.values.count]
      if read(Substring(value)) { return }
    }
    throw LineError(offset: 0, expected: "a known value")
  }
}
