import MarketData
import Structures
import Testing

@testable import Risk

@Suite("Optional and moved limits")
struct OptionalLimitTests {
  private static let shocks: [MarketShock] = (0..<250).map { day -> MarketShock in
    let step = Double(day % 9 - 4)
    return MarketShock(move: 0.01 * step, points: -1.5 * step)
  }

  private var exposure: Exposure {
    var exposure = Book.exposure()
    exposure.shocks = OptionalLimitTests.shocks
    exposure.structures = [Book.position(1)]
    exposure.exitEquity = 990_000
    return exposure
  }

  /// The value of every optional limit on the book, all of them on.
  private func readings() -> [LimitReading] {
    let all = LimitRow.all.filter { $0.name.hasPrefix("optional_") }
    var limits = RiskLimits.standard
    for row in all { row.set(1e9, in: &limits) }
    return readLimits(of: exposure, limits: limits).filter { $0.name.hasPrefix("optional_") }
  }

  @Test("none is read while it is off")
  func off() {
    #expect(RiskLimits.standard.optional.isEmpty)
    let names = readLimits(of: exposure, limits: .standard).map(\.name)
    #expect(!names.contains { $0.hasPrefix("optional_") })
    #expect(readings().count == 8)
  }

  @Test("each is full from its bound on and calm far below", arguments: 0..<8)
  func levels(_ index: Int) throws {
    let reading = readings()[index]
    let value = try #require(reading.value)
    #expect(value > 0, "\(reading)")
    let row = try #require(LimitRow.named(reading.name))
    for (bound, level) in [
      (value * 1.0001, LimitLevel.high), (value, .full), (value * 0.9999, .full),
      (value * 2.001, .calm),
    ] {
      var limits = RiskLimits.standard
      row.set(bound, in: &limits)
      let found = readLimits(of: exposure, limits: limits).first { $0.name == reading.name }
      #expect(found?.level == level, "\(reading.name) at \(bound)")
    }
  }

  @Test("the gate refuses past an optional limit, and where its input is missing")
  func gate() throws {
    for row in LimitRow.all where row.name.hasPrefix("optional_") {
      var limits = RiskLimits.standard
      row.set(1e-9, in: &limits)
      var order = Book.order()
      order.underlying = "QQQ"
      let found = Book.breaches(order, exposure, limits: limits)
      #expect(found == [row.name], "\(row.name): \(found)")
      row.set(1e9, in: &limits)
      #expect(Book.breaches(order, exposure, limits: limits).isEmpty, "\(row.name)")
    }
    var unknown = exposure
    unknown.shocks = []
    var limits = RiskLimits.standard
    limits.optional.valueAtRisk = 1
    let verdict = judge(
      Book.order(), stage: .approve, exposure: unknown, limits: limits, state: .active)
    let breach = verdict.breaches.first { $0.limit == "optional_var_95" }
    #expect(breach != nil && breach?.value == nil)
  }

  @Test("a row of the table reads and writes one limit, and no two the same")
  func table() {
    #expect(Set(LimitRow.all.map(\.name)).count == LimitRow.all.count)
    for row in LimitRow.all {
      var limits = RiskLimits.standard
      let value = row.isWhole ? 7.0 : 0.123
      row.set(value, in: &limits)
      #expect(row.value(in: limits) == value, "\(row.name)")
      for other in LimitRow.all where other.name != row.name {
        #expect(other.value(in: limits) == other.value(in: .standard), "\(row.name) \(other.name)")
      }
    }
  }

  @Test("a tightening never widens what the settings say, a loosening does")
  func moved() {
    func vega(_ change: LimitChange) -> Double {
      RiskLimits.standard.changed(by: [change]).vega
    }
    #expect(vega(LimitChange(name: "vega", tightened: 0.004, loosened: nil)) == 0.004)
    #expect(vega(LimitChange(name: "vega", tightened: 0.02, loosened: nil)) == 0.01)
    #expect(vega(LimitChange(name: "vega", tightened: 0.004, loosened: 0.006)) == 0.006)
    #expect(vega(LimitChange(name: "vega", tightened: nil, loosened: 0.03)) == 0.03)
    #expect(vega(LimitChange(name: "unknown", tightened: 0, loosened: nil)) == 0.01)
  }
}
