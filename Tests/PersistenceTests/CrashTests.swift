// Every point at which a commit can stop: all of it is there afterwards, or nothing.

import Glibc
import Testing

@testable import DeskEngine
@testable import Persistence

@Suite("Crashes")
struct CrashTests {
  /// Commits the day on a store and returns the last hash.
  static func play(_ store: DeskStore, _ opening: RunOpening) throws -> [UInt8] {
    var day = SyntheticDay()
    for transaction in day.transactions() {
      guard let first = transaction.events.first, first.seq > opening.lastSeq else { continue }
      _ = try store.commit(transaction)
    }
    return store.chain.value
  }

  static func begin(_ path: String) throws -> (DeskStore, RunOpening) {
    let store = try DeskStore(path)
    return (
      store,
      try store.begin(SyntheticDay.identity, start: SyntheticDay.start, restart: false)
    )
  }

  /// The numbers of the last event of each transaction.
  static let ends: Set<Int> = {
    var day = SyntheticDay()
    return Set(day.transactions().compactMap { $0.events.last?.seq } + [0])
  }()

  @Test("leaves all or nothing at every labelled point")
  func everyPoint() throws {
    let whole = try Scratch()
    let (reference, opening) = try Self.begin(whole.database)
    var points = 0
    reference.faultHook = { _ in points += 1 }
    let expected = try Self.play(reference, opening)
    #expect(points > 100)
    for stop in 1...points {
      let scratch = try Scratch()
      let (store, opening) = try Self.begin(scratch.database)
      var reached = 0
      var stoppedAt = FaultPoint.begin
      store.faultHook = { point throws(StoreError) in
        reached += 1
        guard reached == stop else { return }
        stoppedAt = point
        throw .injected(point.rawValue)
      }
      let error = #expect(throws: StoreError.self) { try Self.play(store, opening) }
      #expect(error == .injected(stoppedAt.rawValue))
      let acknowledged = store.lastSeq
      #expect((store.fault != nil) == [.committed, .witnessed].contains(stoppedAt))
      store.close()
      let (next, found) = try Self.begin(scratch.database)
      #expect(Self.ends.contains(found.lastSeq), "half a transaction at \(stoppedAt)")
      #expect(found.lastSeq >= acknowledged, "an acknowledged event is gone at \(stoppedAt)")
      #expect(try Self.play(next, found) == expected, "another journal after \(stoppedAt)")
      next.close()
      let report = try DeskArchive(scratch.database).verify()
      #expect(report.isSound, "\(stoppedAt): \(report.findings)")
    }
  }

  @Test("goes on after a failure before COMMIT without a restart")
  func goesOn() throws {
    let scratch = try Scratch()
    let (store, opening) = try Self.begin(scratch.database)
    store.faultHook = { point throws(StoreError) in
      if point == .run { throw .injected("disk full") }
    }
    #expect(throws: StoreError.injected("disk full")) { try Self.play(store, opening) }
    store.faultHook = nil
    _ = try Self.play(store, opening)
    store.close()
    #expect(try DeskArchive(scratch.database).verify().isSound)
  }

  @Test("survives a real kill at each label", arguments: FaultPoint.allCases.map(\.rawValue))
  func killed(_ label: String) async throws {
    let scratch = try Scratch()
    let path = scratch.database
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, label = label as String] in
      let (store, opening) = try CrashTests.begin(path)
      store.faultHook = { point in
        if point.rawValue == label, store.lastSeq > 7 { raise(SIGKILL) }
      }
      _ = try CrashTests.play(store, opening)
    }
    let whole = try Scratch()
    let (reference, start) = try Self.begin(whole.database)
    let expected = try Self.play(reference, start)
    let (next, found) = try Self.begin(path)
    #expect(found.didCrash && Self.ends.contains(found.lastSeq) && found.lastSeq > 0)
    #expect(try Self.play(next, found) == expected)
    next.close()
    #expect(try DeskArchive(path).verify().isSound)
  }

  @Test("refuses every commit after one whose outcome is unknown")
  func faulted() throws {
    let scratch = try Scratch()
    let (store, opening) = try Self.begin(scratch.database)
    store.faultHook = { point throws(StoreError) in
      if point == .committed { throw .injected("lost") }
    }
    #expect(throws: StoreError.injected("lost")) { try Self.play(store, opening) }
    store.faultHook = nil
    #expect(throws: StoreError.self) { try Self.play(store, opening) }
    #expect(store.fault != nil)
  }

  @Test("reports a full disk, keeps nothing of the event and goes on once there is room")
  func diskFull() throws {
    let scratch = try Scratch()
    let (store, opening) = try Self.begin(scratch.database)
    let pages = try #require(try store.connection.value("PRAGMA page_count")?.int)
    try store.connection.script("PRAGMA max_page_count=\(pages)")
    var failure: StoreError?
    do throws(StoreError) {
      for number in 1...200 {
        var day = SyntheticDay(after: store.lastSeq)
        var note = Noted()
        note.ref = "E1"
        note.text = String(repeating: "x", count: 500 + number)
        _ = try store.commit(Transaction(events: [day.event(.noted(note))]))
      }
    } catch { failure = error }
    guard case .database(_, let code, _) = try #require(failure) else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(code & 0xFF == 13)
    let stored = store.lastSeq
    try store.connection.script("PRAGMA max_page_count=1000000")
    var day = SyntheticDay(after: stored)
    let change = FeedChanged(state: .up, reason: "quotes arrive")
    _ = try store.commit(Transaction(events: [day.event(.feedChanged(change))]))
    store.close()
    #expect(opening.lastSeq == 0 && stored > 0)
    #expect(try DeskArchive(scratch.database).verify().isSound)
  }
}
