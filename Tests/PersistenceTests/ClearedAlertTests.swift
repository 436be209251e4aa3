// Alerts in the tables: cleared by what ends them, however long ago and in whatever start.

import MarketData
import Risk
import Testing

@testable import DeskEngine
@testable import Persistence

@Suite("Cleared alerts in the tables")
struct ClearedAlertTests {
  private func raised(_ id: Int, _ metric: String, _ day: inout SyntheticDay) -> Event {
    day.event(
      .alertRaised(
        AlertRaised(
          alert: id, severity: .warn, metric: metric, value: nil, threshold: nil, text: "\(id)")))
  }

  private func crossed(_ limit: String, _ day: inout SyntheticDay) -> Event {
    day.event(.limitCrossed(LimitCrossed(limit: limit, level: 0, value: 0, bound: 1)))
  }

  private func standing(_ store: DeskStore) throws -> [[String]] {
    try DeskStoreTests().strings(
      store, "SELECT alert FROM alerts WHERE alert>90 AND cleared_at IS NULL ORDER BY alert")
  }

  @Test("every alert of a metric is cleared, and no other")
  func clears() throws {
    let scratch = try Scratch()
    let (store, last) = try DeskStoreTests.day(scratch.database)
    var day = SyntheticDay(after: last.seq)
    let first = [
      raised(91, "vega", &day), raised(92, "theta", &day), raised(93, "vega", &day),
    ]
    _ = try store.commit(Transaction(events: first))
    #expect(try standing(store) == [["91"], ["92"], ["93"]])
    _ = try store.commit(Transaction(events: [crossed("vega", &day)]))
    #expect(try standing(store) == [["92"]])
    _ = try store.commit(Transaction(events: [crossed("vega", &day), raised(94, "vega", &day)]))
    #expect(try standing(store) == [["92"], ["94"]])
  }

  @Test("a later start clears what an earlier one raised, and the tables agree with the journal")
  func resumes() throws {
    let scratch = try Scratch()
    let (store, last) = try DeskStoreTests.day(scratch.database)
    var day = SyntheticDay(after: last.seq)
    _ = try store.commit(Transaction(events: [raised(91, "margin", &day)]))
    store.projector = try Projector(run: 1, resuming: store.connection)
    _ = try store.commit(Transaction(events: [crossed("margin", &day)]))
    #expect(try standing(store).isEmpty)
    store.close()
    let archive = try DeskArchive(scratch.database)
    defer { archive.close() }
    #expect(try archive.verify().findings.filter { $0.check == .projections }.isEmpty)
  }

  @Test("a commit that fails forgets what it cleared")
  func rollsBack() throws {
    let scratch = try Scratch()
    let (store, last) = try DeskStoreTests.day(scratch.database)
    var day = SyntheticDay(after: last.seq)
    _ = try store.commit(Transaction(events: [raised(91, "delta", &day)]))
    var lost = day
    let cleared = crossed("delta", &lost)
    let double = raised(91, "delta", &lost)
    #expect(throws: StoreError.self) { try store.commit(Transaction(events: [cleared, double])) }
    #expect(try standing(store) == [["91"]])
    _ = try store.commit(Transaction(events: [crossed("delta", &day)]))
    #expect(try standing(store).isEmpty)
  }
}
