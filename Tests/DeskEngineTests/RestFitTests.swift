// The fits before and after the session: SVI slices and the process of the volatility index.

import Glibc
import MarketData
import Numerics
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
      #expect(try #require(fit.rmse) < 0.1)
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
}
