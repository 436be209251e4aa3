// The fits before and after the session: SVI slices and the process of the volatility index.

import Edges
import Glibc
import MarketData
import Numerics
import Synchronization
import TestKit
import Testing
import Volatility

@testable import DeskEngine

@Suite("Fits outside the session")
struct RestFitTests {
  private static let fits = StressDay.busy.events.compactMap { event in
    if case .parametersFitted(let fit) = event.body { (event.time, fit) } else { nil }
  }

  @Test("only the first and the last run of a day fit SVI and OU, without an alert")
  func runs() throws {
    let processes = Self.fits.filter { $0.1.model == .ou }
    #expect(processes.count == 2)
    let times = processes.map(\.0)
    #expect(Self.fits.filter { $0.1.model == .svi }.allSatisfy { times.contains($0.0) })
    for time in times {
      let run = Self.fits.filter { $0.0 == time }.map(\.1)
      #expect(run.count { $0.model == .svi } == run.count { $0.model == .sabr })
    }
    for event in StressDay.busy.events {
      guard case .alertRaised(let alert) = event.body else { continue }
      #expect(!alert.metric.contains("SVI") && !alert.metric.contains("OU "))
    }
  }

  @Test("slices keep to their quotes and the process reverts to a level within its past")
  func quality() throws {
    for (_, fit) in Self.fits where fit.model == .svi && fit.status == .converged {
      #expect(try #require(fit.rmse) < 0.02, "\(fit)")
      #expect(fit.parameters.prefix(5).map(\.name) == ["a", "b", "rho", "m", "sigma"])
    }
    let process = try #require(Self.fits.first { $0.1.model == .ou }?.1)
    let theta = try #require(process.parameters.first { $0.name == "theta" }?.value)
    #expect(process.status == .converged && theta > 0.09 && theta < 0.25)
  }

  @Test("the process is the exact fit of the closes, and a year of them is needed")
  func process() throws {
    var stream = SeededGenerator(seed: 5)
    var level = 0.15
    let closes = (0..<400).map { _ in
      level += 0.05 * (0.16 - level) + 0.008 * stream.double(in: -1..<1)
      return level
    }
    func fit(_ closes: [Double]) -> ModelFit? {
      var one = FrozenUnderlying(symbol: "SPX", level: 0.16, refusal: nil, smiles: [], start: nil)
      one.indexCloses = closes
      return one.fitRest().first { $0.model == .ou }
    }
    let found = try #require(fit(closes))
    let exact = try #require(
      try fitOrnsteinUhlenbeck(closes, interval: 1.0 / 252, least: 252).fit)
    for (number, value) in zip(
      found.parameters, [exact.process.mean, exact.process.speed, exact.process.volatility])
    {
      #expect(abs(try #require(number.value) / value - 1) < 1e-8)
    }
    #expect(fit(Array(closes.prefix(251))) == nil)
    // A level that only climbs has no mean to come back to: the fit fails and says why.
    let climbing = (0..<300).map { exp(0.002 * Double($0)) + 0.001 * Double($0 % 3) }
    let failed = try #require(fit(climbing))
    #expect(failed.failure != nil && failed.parameters.isEmpty)
  }

  /// Two walks whose spread comes back: the first holds eight tenths of the second.
  private static func pair(days: Int = 252) -> FrozenPair {
    var stream = SeededGenerator(seed: 11)
    var (level, spread) = (5.0, 0.0)
    var (x, y): ([Double], [Double]) = ([], [])
    for _ in 0..<days {
      level += 0.01 * stream.double(in: -1..<1)
      spread += -0.08 * spread + 0.004 * stream.double(in: -1..<1)
      y.append(level)
      x.append(0.5 + 0.8 * level + spread)
    }
    return FrozenPair(first: "QQQ", second: "IWM", firstLogs: x, secondLogs: y)
  }

  @Test("the spread of a pair has the exact fit of the direction that the board trades")
  func pairs() throws {
    let pair = Self.pair()
    var one = FrozenUnderlying(symbol: "QQQ", level: 0.2, refusal: nil, smiles: [], start: nil)
    one.pairs = [pair]
    let fit = try #require(one.fitRest().first)
    let directed = try DirectedPair(
      "QQQ", pair.firstLogs, "IWM", pair.secondLogs, rules: .desk)
    #expect(fit.model == .ou && fit.failure == nil && fit.expiry == nil)
    #expect(fit.underlying == "\(directed.first)~\(directed.second)")
    let exact = try #require(directed.spread.estimate.fit)
    func value(_ name: String) -> Double? { fit.parameters.first { $0.name == name }?.value }
    for (name, expected) in [
      ("theta", exact.process.mean), ("mu", exact.process.speed),
      ("sigma", exact.process.volatility), ("half_life_days", exact.halfLifeInIntervals),
      ("hedge", directed.spread.hedgeRatio), ("days", 252),
    ] {
      #expect(abs(try #require(value(name)) / expected - 1) < 1e-8, "\(name)")
    }
    // ln 2 / 0.08 sessions, which a year tells to about a third.
    let halfLife = try #require(value("half_life_days"))
    #expect((3...20).contains(halfLife))
    // The bytes that are hashed hold the pair.
    var inputs = CalibrationInputs(
      job: 1, kind: .full, time: Instant(nanoseconds: 0), visibleAt: Instant(nanoseconds: 0),
      underlyings: [one], rules: .standard)
    let hash = inputs.hash
    inputs.underlyings[0].pairs[0].firstLogs[3] += 1e-9
    #expect(inputs.hash != hash)
  }

  @Test("a refused chain keeps no pair from its fit")
  func refusedChain() throws {
    var one = FrozenUnderlying(symbol: "QQQ", level: nil, refusal: "none", smiles: [], start: nil)
    one.pairs = [Self.pair()]
    let inputs = CalibrationInputs(
      job: 1, kind: .full, time: Instant(nanoseconds: 0), visibleAt: Instant(nanoseconds: 0),
      underlyings: [one], rules: .standard)
    let fits = inputs.calibrate(0)
    #expect(fits.map(\.model) == [.heston, .ou] && fits[0].failure == "none")
    #expect(fits[1].failure == nil)
  }

  @Test("a fit that misses by more than a tenth of volatility is a failed one")
  func unusable() {
    var fit = ModelFit(.svi, "SPX")
    fit.rmse = 2.685
    #expect(fit.judged().failure == "misses by 269 % of volatility")
    fit.rmse = 0.1
    #expect(fit.judged().failure == nil)
    // What a process misses by is no share of a volatility.
    fit = ModelFit(.ou, "SPX")
    fit.rmse = 0.2
    #expect(fit.judged().failure == nil)
  }

  @Test("failures of a slice keep its last good parameters and speak after three runs, once")
  func failing() throws {
    let counter = Mutex(0)
    let expiry = NewYorkTime.instant(CivilDate(dayNumber: 17_606), 16, 0)
    var rig = DeskRig(approval: .nothing)
    rig.work = { inputs in
      let run = counter.withLock {
        $0 += 1
        return $0
      }
      var slice = ModelFit(.svi, "SPX", expiry: expiry)
      slice.parameters = CalibratedModel.svi.parameterNames.map { NamedNumber($0, 0.1) }
      slice.rmse = 0.01
      if run > 1 { slice.rmse = 2.7 }
      return .finished(CalibrationResult(underlyings: [[slice.judged()]]))
    }
    for batch in StressDay.batches.prefix(100) { rig.take(batch) }
    let entries = rig.core.state.calibration.fits
    let fits = rig.events.compactMap { event in
      if case .parametersFitted(let fit) = event.body { fit } else { nil }
    }
    #expect(fits.count >= 5 && fits.dropFirst().allSatisfy { $0.status == .kept })
    #expect(entries.count == 1 && entries[0].rmse == 0.01 && entries[0].failedRuns >= 4)
    let alerts = rig.events.compactMap { event -> AlertRaised? in
      if case .alertRaised(let alert) = event.body { alert } else { nil }
    }.filter { $0.metric.contains("SVI") }
    #expect(alerts.count == 1 && alerts.first?.metric == "calibration SVI SPX")
  }
}
