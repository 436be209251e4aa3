// Moving limits while the desk runs: tighter at once, wider in two steps and to the close.

import Execution
import MarketData
import Risk
import Structures
import Testing

@testable import DeskEngine

@Suite("The command limit")
struct LimitCommandTests {
  /// The stress day with a few minutes played.
  private static let morning: DeskRig = {
    var rig = DeskRig(approval: .nothing)
    for batch in StressDay.batches.prefix(12) { rig.take(batch) }
    return rig
  }()

  private func refusals(_ events: [Event]) -> [RefusalCode] {
    events.compactMap { event in
      if case .commandRefused(let e) = event.body { return e.code }
      return nil
    }
  }

  private func changes(_ events: [Event]) -> [ConfigChanged] {
    events.compactMap { event in
      if case .configChanged(let e) = event.body { return e }
      return nil
    }
  }

  private func limit(
    _ name: String, _ value: Double, _ word: String = "", _ reason: String = ""
  ) -> CommandAction {
    .limit(name: name, value: value, word: word, reason: reason)
  }

  private func vega(_ rig: DeskRig) -> Double {
    rig.core.settings.limits.changed(by: rig.core.state.limitChanges).vega
  }

  @Test("tightening takes effect at once and is written with both values")
  func tighten() throws {
    var rig = LimitCommandTests.morning
    let events = rig.send(limit("vega", 0.004, "", "quiet week"))
    let change = try #require(changes(events).first)
    #expect(change.changes.map(\.key) == ["limit.vega", "reason"])
    #expect(change.changes[0].from == "0.01" && change.changes[0].to == "0.004")
    #expect(change.changes[1].to == "quiet week")
    #expect(vega(rig) == 0.004)
    #expect(rig.core.state.configHash == change.configHash)
    #expect(rig.core.state.configHash == rig.core.configHashInForce)
    #expect(refusals(rig.send(limit("vega", 0.004), id: "k2")) == [.duplicate])
    // It outlives the session.
    for batch in StressDay.batches.dropFirst(12) { rig.take(batch) }
    #expect(!rig.core.state.session.isOpen && vega(rig) == 0.004)
  }

  @Test("a tightened limit binds the gate in the next decision")
  func binds() {
    var rig = LimitCommandTests.morning
    rig.send(limit("open_structures", 0))
    #expect(rig.core.state.limitChanges.first?.tightened == 0)
    rig.approval = .everySize
    for batch in StressDay.batches.dropFirst(12).prefix(200) { rig.take(batch) }
    #expect(rig.core.state.positions.isEmpty && rig.core.state.orders.isEmpty)
    // The same minutes without it do open.
    var free = LimitCommandTests.morning
    free.approval = .everySize
    for batch in StressDay.batches.dropFirst(12).prefix(200) { free.take(batch) }
    #expect(!free.core.state.positions.isEmpty || !free.core.state.orders.isEmpty)
  }

  @Test("loosening is asked for, confirmed with LOOSEN and a reason, and ends with the session")
  func loosen() throws {
    var rig = LimitCommandTests.morning
    let asked = rig.send(limit("vega", 0.02))
    #expect(refusals(asked) == [.validationFail] && vega(rig) == 0.01)
    if case .commandRefused(let e) = asked.last?.body {
      #expect(e.text.contains("limit vega 0.02 LOOSEN") && e.text.contains("60 s"))
    }
    #expect(refusals(rig.send(limit("vega", 0.02, "LOOSEN", ""), id: "k2")) == [.validationFail])
    #expect(refusals(rig.send(limit("vega", 0.03, "LOOSEN", "r"), id: "k3")) == [.validationFail])
    #expect(vega(rig) == 0.01)
    // Asking for another value took the place of the first.
    let done = rig.send(limit("vega", 0.03, "LOOSEN", "a hedge"), id: "k4", after: .seconds(60))
    let change = try #require(changes(done).first)
    #expect(change.changes.map(\.key) == ["limit.vega", "limit.vega.until", "reason"])
    #expect(change.changes[1].to == "2018-02-05")
    #expect(vega(rig) == 0.03)
    #expect(rig.core.state.alerts.contains { $0.text.contains("loosened") })
    for batch in StressDay.batches.dropFirst(14) { rig.take(batch) }
    #expect(vega(rig) == 0.01 && rig.core.state.limitChanges.isEmpty)
    let last = rig.inputs.last?.events ?? []
    let back = try #require(changes(last).first)
    #expect(back.changes.map(\.to) == ["0.01", nil])
    #expect(rig.core.state.configHash == rig.core.settings.configHash)
  }

  @Test("a minute later it must be asked again, to the second")
  func window() {
    for (seconds, isTaken) in [(59, true), (60, true), (61, false)] {
      var rig = LimitCommandTests.morning
      rig.send(limit("vega", 0.02))
      rig.send(
        limit("vega", 0.02, "LOOSEN", "a hedge"), id: "k2", after: .seconds(Int64(seconds)))
      #expect((vega(rig) == 0.02) == isTaken, "\(seconds) s")
    }
  }

  @Test("loosening past a tightening returns to it at the close")
  func returns() {
    var rig = LimitCommandTests.morning
    rig.send(limit("vega", 0.004), id: "a")
    rig.send(limit("vega", 0.008), id: "b")
    rig.send(limit("vega", 0.008, "LOOSEN", "a hedge"), id: "c")
    #expect(vega(rig) == 0.008)
    // A step back that is still wider than before stays one of the session.
    rig.send(limit("vega", 0.006), id: "d")
    #expect(vega(rig) == 0.006)
    for batch in StressDay.batches.dropFirst(12) { rig.take(batch) }
    #expect(vega(rig) == 0.004)
  }

  @Test("an optional limit is set at once, and off again in two steps for the session")
  func off() throws {
    func bound(_ rig: DeskRig) -> Double? {
      rig.core.settings.limits.changed(by: rig.core.state.limitChanges).optional.vega
    }
    var rig = LimitCommandTests.morning
    #expect(bound(rig) == nil)
    // Off already: nothing changes.
    #expect(refusals(rig.send(limit("optional_vega", .infinity), id: "a")) == [.duplicate])
    rig.send(limit("optional_vega", 500), id: "b")
    #expect(bound(rig) == 500)
    let asked = rig.send(limit("optional_vega", .infinity), id: "c")
    #expect(refusals(asked) == [.validationFail] && bound(rig) == 500)
    if case .commandRefused(let e) = asked.last?.body {
      #expect(e.text.contains("send limit optional_vega off LOOSEN and a reason"))
    }
    let done = rig.send(limit("optional_vega", .infinity, "LOOSEN", "a hedge"), id: "d")
    let change = try #require(changes(done).first)
    #expect(change.changes[0].from == "500" && change.changes[0].to == "off")
    #expect(bound(rig) == nil)
    // The book without it comes back from the journal's lines and from a snapshot.
    var folded = DeskState()
    for event in rig.events { folded.apply(try Event(line: event.line())) }
    #expect(folded == rig.core.state)
    #expect(try DeskState(snapshot: folded.snapshotBytes()) == folded)
    for batch in StressDay.batches.dropFirst(12) { rig.take(batch) }
    #expect(bound(rig) == 500)
    // What waits for its confirmation survives a snapshot too.
    var waiting = LimitCommandTests.morning
    waiting.send(limit("optional_vega", 500), id: "b")
    waiting.send(limit("optional_vega", .infinity), id: "c")
    let state = try DeskState(snapshot: waiting.core.state.snapshotBytes())
    #expect(state == waiting.core.state && state.loosening.value == .infinity)
    // A limit that is none of the optional ones has no way off.
    #expect(refusals(rig.send(limit("vega", .infinity), id: "e")) == [.validationFail])
  }

  @Test("names, ranges and numbers that are none are refused")
  func bad() {
    let rows: [(String, Double)] = [
      ("nothing", 0.5), ("vega", -0.1), ("vega", 2), ("vega", .nan), ("vega", .infinity),
      ("open_structures", 2.5), ("", 1), ("risk.vega", 0.001),
    ]
    for (name, value) in rows {
      var rig = LimitCommandTests.morning
      let events = rig.send(limit(name, value))
      #expect(refusals(events) == [.validationFail], "\(name) \(value)")
      #expect(rig.core.state.limitChanges.isEmpty)
    }
  }

  @Test("moved limits survive the lines of the journal and a snapshot")
  func survives() throws {
    var rig = LimitCommandTests.morning
    rig.send(limit("vega", 0.004), id: "a")
    rig.send(limit("theta", 0.003), id: "b")
    rig.send(limit("theta", 0.003, "LOOSEN", "a hedge"), id: "c")
    var folded = DeskState()
    for event in rig.events { folded.apply(try Event(line: event.line())) }
    #expect(folded == rig.core.state && folded.limitChanges.count == 2)
    #expect(try DeskState(snapshot: folded.snapshotBytes()) == folded)
    // A desk that starts again on it refuses to forget, and a file that moves a setting wins.
    let core = DeskCore(settings: DeskSettings(), state: folded)
    #expect(core.configHashInForce == folded.configHash)
    var again = core
    let decision = again.decide(
      .configuration(
        ConfigurationInput(
          settings: DeskSettings(),
          changes: [ConfigurationChange(key: "risk.vega", from: "0.01", to: "0.02")],
          time: folded.time)))
    again.adopt(decision)
    #expect(again.state.limitChanges.map(\.name) == ["theta"])
  }

  @Test("the kill stands whatever is moved, and a tightened drawdown latches at once")
  func latch() {
    var rig = LimitCommandTests.morning
    rig.send(.kill(source: .user, reason: "drill"), id: "a")
    rig.send(limit("vega", 0.004), id: "b")
    #expect(rig.core.state.trading.isKilled && vega(rig) == 0.004)
    var other = LimitCommandTests.morning
    other.send(limit("drawdown", 0), id: "a")
    #expect(!other.core.state.trading.isKilled)
  }
}
