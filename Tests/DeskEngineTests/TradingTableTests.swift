// The table of trading states: how every cause is set and cleared, and what engages the latch.

import Candidates
import Execution
import MarketData
import Risk
import Structures
import Testing

@testable import DeskEngine

@Suite("The table of trading states")
struct TradingTableTests {
  /// The stress day under some settings, everything with a size approved, to the end or to a stop.
  private func day(
    _ change: (inout DeskSettings) -> Void, until stop: (DeskState) -> Bool = { _ in false }
  ) -> DeskRig {
    var settings = DeskSettings()
    change(&settings)
    var rig = DeskRig(settings: settings, approval: .everySize)
    for batch in StressDay.batches {
      rig.take(batch)
      if stop(rig.core.state) { break }
    }
    rig.approval = .nothing
    return rig
  }

  /// A session after another, opened without quotes.
  private func open(_ rig: DeskRig, _ date: CivilDate) -> DeskState {
    var copy = rig
    copy.take(BookFixture().batch(date, hour: 9, minute: 30, isStart: true))
    return copy.core.state
  }

  private let tuesday = CivilDate(dayNumber: 17_568)
  private let nextMonday = CivilDate(dayNumber: 17_574)

  @Test("daily_loss is set by a loss and cleared by the next session")
  func dailyLoss() {
    let rig = day({ $0.limits.dailyLoss = 1e-9 }) { $0.trading.causes.contains(.dailyLoss) }
    #expect(rig.core.state.trading.causes.contains(.dailyLoss))
    #expect(rig.core.state.trading.state == .reducing)
    var active = rig
    active.send(.active)
    #expect(active.core.state.trading.causes.contains(.dailyLoss))
    #expect(!open(rig, tuesday).trading.causes.contains(.dailyLoss))
  }

  @Test("weekly_loss outlives the session and is cleared by the first of the next week")
  func weeklyLoss() {
    let rig = day({ $0.limits.weeklyLoss = 1e-9 }) { $0.trading.causes.contains(.weeklyLoss) }
    #expect(rig.core.state.trading.causes.contains(.weeklyLoss))
    #expect(open(rig, tuesday).trading.causes.contains(.weeklyLoss))
    #expect(!open(rig, nextMonday).trading.causes.contains(.weeklyLoss))
  }

  @Test("user and after_reset are cleared by active, and by nothing else")
  func user() {
    var rig = day({ _ in }) { $0.seq > 40 }
    rig.send(.reduce(reason: "lunch"), id: "a")
    #expect(rig.core.state.trading.causes == [.user])
    #expect(open(rig, tuesday).trading.causes.contains(.user))
    rig.send(.active, id: "b")
    #expect(rig.core.state.trading.state == .active)
    rig.send(.kill(source: .user, reason: "drill"), id: "c")
    #expect(rig.core.state.trading.state == .halted)
    rig.send(.resume(word: "RESUME", reason: "over"), id: "d", after: .seconds(59))
    #expect(rig.core.state.trading.isKilled)
    rig.send(.resume(word: "RESUME", reason: "over"), id: "e", after: .seconds(60))
    #expect(rig.core.state.trading.causes == [.afterReset])
    #expect(rig.core.state.trading.state == .reducing)
    rig.send(.active, id: "f")
    #expect(rig.core.state.trading.state == .active)
  }

  @Test("a lost feed reduces until quotes are warm")
  func feed() {
    var rig = day({ _ in }) { $0.seq > 40 }
    let time = rig.core.market.time
    rig.decide(.feed(.down, reason: "silent", time: time))
    #expect(rig.core.state.trading.causes == [.feed])
    rig.send(.active)
    #expect(rig.core.state.trading.causes == [.feed])
    for batch in StressDay.batches.dropFirst(rig.batches.count).prefix(3) { rig.take(batch) }
    #expect(rig.core.state.trading.causes.isEmpty)
  }

  @Test(
    "automatic latches engage at the event that breaks their rule",
    arguments: [
      (KillSource.drawdown, 0), (.stress, 1), (.rejects, 2), (.repeats, 3),
    ])
  func latches(_ source: KillSource, _ kind: Int) throws {
    let rig = day(
      { settings in
        switch kind {
        case 0: settings.limits.drawdown = 1e-9
        case 1: settings.limits.stressLoss = 1e-6
        case 2:
          settings.limits.throttle.rejects = 1
          settings.limits.margin = 1e-9
        default: settings.limits.throttle.repeats = 1
        }
      }, until: { $0.trading.isKilled })
    // The stress and margin limits also keep orders from being sent: then nothing latches, which
    // is as safe. A latch that did engage names its source and left nothing working.
    let state = rig.core.state
    if kind == 1 || kind == 2, !state.trading.isKilled {
      #expect(state.positions.isEmpty && state.orders.isEmpty)
      return
    }
    #expect(state.trading.isKilled && state.trading.killSource == source)
    #expect(state.orders.isEmpty && state.trading.state == .halted)
    #expect(!state.candidates.contains { $0.state == .open })
  }

  @Test("every source of the kill latches, and the first one stays")
  func sources() {
    for source in KillSource.allCases {
      var rig = day({ _ in }) { $0.seq > 40 }
      rig.send(.kill(source: source, reason: "x"), id: "a")
      #expect(rig.core.state.trading.killSource == source)
      let again = rig.send(.kill(source: .user, reason: "y"), id: "b")
      #expect(rig.core.state.trading.killSource == source && again.count == 1)
      #expect(open(rig, tuesday).trading.isKilled)
    }
  }
}
