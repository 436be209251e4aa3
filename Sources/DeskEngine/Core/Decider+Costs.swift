// What a candidate is reckoned to cost, and whether its edge is worth it.

import Candidates
import Edges
import Execution
import MarketData
import Numerics
import Pricing
import Risk
import Structures
import Volatility

extension Decider {
  /// What a written candidate would cost now; nil when a number for it is missing.
  mutating func costEstimate(_ record: CandidateRecord) -> CostEstimate? {
    guard let underlying = market.index(of: record.underlying),
      let volatility = dailyVolatility(underlying), let spot = market.underlyings[underlying].spot
    else { return nil }
    let chain = market.underlyings[underlying].chain
    var legs: [CostLeg] = []
    for leg in record.legs {
      let listed = chain.index(of: leg.contract).map { chain.options[$0] }
      legs.append(
        CostLeg(
          ratio: leg.ratio, bid: leg.bid, ask: leg.ask,
          volume: listed?.previousVolume.map(Double.init),
          openInterest: listed?.openInterest.map(Double.init)))
    }
    let multiplier =
      record.legs.first.flatMap { listedExpiry($0.contract, underlying) }?.root.multiplier ?? 100
    return estimateCost(
      legs,
      of: CostSubject(
        quantity: max(1, record.quantity), multiplier: multiplier,
        spot: spot, dailyVolatility: volatility.daily,
        volatilityMove: volatility.points, delta: record.delta, vega: record.vega,
        fees: record.fees),
      rules: settings.execution, mode: settings.fills)
  }

  /// One day's deviation of an underlying, as a share, and of its implied volatility, in points.
  ///
  /// The first is the forecast, else realised, else implied volatility. The second is measured on the
  /// volatility index of the benchmark, else a twentieth of the implied volatility.
  private mutating func dailyVolatility(_ underlying: Int) -> (daily: Double, points: Double)? {
    let session = sessionFigures(underlying)
    let implied = surface(underlying)?.constantMaturityVolatility(days: 30)
    guard let annual = session.variance?.volatility ?? session.realised21 ?? implied else {
      return nil
    }
    let moves = sessionRisk().shocks.suffix(252).map(\.points)
    let measured = moves.count >= 60 ? standardDeviation(moves) : nil
    return (annual / Double(252).squareRoot(), measured ?? 5 * (implied ?? annual))
  }

  /// A candidate weighed against its cost: PASS with both numbers when its edge is under it.
  ///
  /// - Parameters:
  ///   - record: The candidate with its size.
  ///   - previous: The candidate as it stands; nil for a new one.
  /// - Returns: The candidate, with another recommendation where its edge is too small.
  mutating func charged(
    _ record: CandidateRecord, previous: CandidateRecord?
  ) -> CandidateRecord {
    guard settings.execution.dropsUnderCost, let value = record.evP ?? record.evQ,
      let cost = costEstimate(record)
    else { return record }
    let underlying = market.index(of: record.underlying)
    let multiplier =
      record.legs.first.flatMap { listedExpiry($0.contract, underlying) }?.root.multiplier ?? 100
    let verdict = CostVerdict(
      expectedValue: value,
      halfSpreads: (record.netMid - record.net).dollars
        * Double(multiplier * max(1, record.quantity)), cost: cost)
    let wasDropped =
      previous?.warnings.contains { $0.hasPrefix(CostVerdict.prefix) } ?? false
    guard !verdict.passes(wasDropped: wasDropped) else { return record }
    var charged = record
    charged.recommendation = .pass
    charged.warnings.insert(verdict.words, at: 0)
    return charged
  }
}
