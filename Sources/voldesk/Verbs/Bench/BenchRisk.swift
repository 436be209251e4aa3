// Workloads of risk: a what-if on a large book, its value at risk, and ten thousand bad months.

import MarketData
import Numerics
import Pricing
import Risk
import Structures

extension Workload {
  static var riskWorkloads: [Workload] {
    [
      Workload("what-if-100", "a candidate on a book of 100 condors, before and after", whatIf),
      Workload("book-var-1k", "10 condors under 1,000 past days, revalued in full", bookTail),
      Workload("scenario-mc-10k", "10 condors on 10,000 paths of 20 crisis days", monteCarlo),
    ]
  }

  private static func whatIf(_ context: BenchContext) throws -> Measurement {
    let exposure = RiskBook(seed: context.seed).exposure(structures: 100)
    let trade = RiskBook(seed: context.seed &+ 1).exposure(structures: 1).structures[0]
    let result = try timed(samples: context.repeats ?? 200) {
      exposure
    } work: { book in
      let found = MeasuredBook(book).adding(trade)
      guard found.isComplete else { throw BenchFault(text: "the book could not be measured") }
      return rounded(found.after.worstStress, 2)
    }
    return Measurement(
      items: 1, unit: "what-if", samples: result.times, checksum: result.checksum,
      figures: [("legs", "\(exposure.structures.reduce(0) { $0 + $1.legs.count })")])
  }

  private static func bookTail(_ context: BenchContext) throws -> Measurement {
    let book = RiskBook(seed: context.seed)
    let exposure = book.exposure(structures: 10)
    let shocks = book.shocks(1_000)
    let result = try timed(samples: context.repeats ?? 50) {
      exposure
    } work: { exposure in
      guard let tail = Risk.bookTail(of: exposure.structures, under: shocks) else {
        throw BenchFault(text: "the book could not be measured")
      }
      return rounded(tail.historical(tail: 0.05).expectedShortfall, 2)
    }
    return Measurement(
      items: 1_000, unit: "days", samples: result.times, checksum: result.checksum)
  }

  private static func monteCarlo(_ context: BenchContext) throws -> Measurement {
    let exposure = RiskBook(seed: context.seed).exposure(structures: 10)
    let paths = HistoricalScenario.all.map { ScenarioPath($0) }
    let plan = MonteCarloPlan(seed: context.seed)
    var worst = 0.0
    let result = try timed(samples: context.repeats ?? 5) {
      exposure
    } work: { exposure in
      let found = monteCarloStress(of: exposure, from: paths, plan: plan, limits: .standard)
      guard let found else { throw BenchFault(text: "the book could not be measured") }
      worst = found.tail95.expectedShortfall
      return rounded(worst, 2)
    }
    return Measurement(
      items: plan.paths, unit: "paths", samples: result.times, checksum: result.checksum,
      figures: [("days", "\(plan.days)"), ("shortfall_95", rounded(worst, 0))])
  }
}

/// Books and pasts drawn from a seed.
private struct RiskBook {
  private let seed: UInt64
  private let today = CivilDate(dayNumber: 17_567)

  init(seed: UInt64) { self.seed = seed }

  /// Condors of four expiries around 2,700, each leg on a skewed smile.
  func exposure(structures count: Int) -> Exposure {
    var stream = RandomStream(seed: seed, purpose: "bench-risk-book")
    let now = NewYorkTime.instant(today, 12, 0)
    var exposure = Exposure.flat(equity: 1_000_000, time: now, session: today)
    exposure.structures = (1...count).map { id in
      let days = [18, 32, 46, 67][Int(stream.uniform() * 4)]
      let centre = 2_700 + 10 * Int(stream.uniform() * 20 - 10)
      let strikes = [
        (1, OptionRight.put, centre - 150), (-1, .put, centre - 100), (-1, .call, centre + 100),
        (1, .call, centre + 150),
      ]
      return StructureRisk(
        position: id, underlying: "SPX", cluster: nil, beta: 1,
        legs: strikes.map { leg($0.0, $0.1, $0.2, days: days) }, quantity: 1, maxLoss: 4_200,
        openedOn: today)
    }
    return exposure
  }

  private func leg(_ count: Int, _ right: OptionRight, _ strike: Int, days: Int) -> ModelLeg {
    let expiry = today.adding(days: days)
    return ModelLeg(
      contract: OptionContract(
        root: "SPXW", expiry: expiry, right: right, strike: Money(wholeDollars: strike)),
      count: count, multiplier: 100, expiration: NewYorkTime.instant(expiry, 16, 0),
      years: Double(days) / 365, forward: 2_700, discount: 0.998,
      volatility: 0.2 + Double(2_700 - strike) / 4_000, spot: 2_700)
  }

  /// Past days: normal returns, volatility the other way.
  func shocks(_ count: Int) -> [MarketShock] {
    var stream = RandomStream(seed: seed, purpose: "bench-risk-past")
    return (0..<count).map { _ in
      let move = 0.01 * stream.normal()
      return MarketShock(move: move, points: -120 * move + 0.5 * stream.normal())
    }
  }
}
