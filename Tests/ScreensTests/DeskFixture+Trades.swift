// The candidates and positions of the desk made by hand.

import Candidates
import DeskEngine
import Edges
import MarketData
import Portfolio
import Risk
import Structures

extension DeskFixture {
  static func quoted(
    _ contract: OptionContract, _ ratio: Int, _ bid: Double, _ ask: Double, _ delta: Double
  )
    -> QuotedLeg
  {
    QuotedLeg(
      leg: Leg(contract: contract, ratio: ratio), option: 0, bid: money(bid), ask: money(ask),
      volatility: 0.29, delta: delta, quoteTime: at(10, 42, 16))
  }

  static var bullPut: Proposal {
    let short = contract("SPX", day(3, 16), .put, 2500)
    let long = contract("SPX", day(3, 16), .put, 2450)
    return proposal(
      "SPX", .skew, .bullPut,
      [quoted(short, -1, 28.4, 29.2, -0.21), quoted(long, 1, 21.6, 22.1, -0.16)],
      net: 6.3, mid: 6.95, loss: 4_371.3, profit: 628.7, value: 64, .trade,
      pairs: [CoveredPair(short: short, long: long)], worst: 2450, points: 50)
  }

  static var condor: Proposal {
    let expiry = day(3, 16)
    let legs = [
      quoted(contract("SPX", expiry, .put, 2450), -1, 21.6, 22.1, -0.16),
      quoted(contract("SPX", expiry, .put, 2400), 1, 16.7, 17.2, -0.12),
      quoted(contract("SPX", expiry, .call, 2825), -1, 8.1, 8.5, 0.13),
      quoted(contract("SPX", expiry, .call, 2875), 1, 4.2, 4.5, 0.08),
    ]
    var one = proposal(
      "SPX", .vrp, .ironCondor, legs, net: 8, mid: 8.6, loss: 4_205.2, profit: 794.8, value: 41,
      .review,
      pairs: [
        CoveredPair(short: legs[0].leg.contract, long: legs[1].leg.contract),
        CoveredPair(short: legs[2].leg.contract, long: legs[3].leg.contract),
      ], worst: 2400, points: 50)
    one.warnings = ["credit 0.16 of the width is below a third", "spread 6 % of mid on one leg"]
    return one
  }

  static var calendar: Proposal {
    let front = contract("SPY", day(2, 16), .put, 268)
    let back = contract("SPY", day(3, 16), .put, 268)
    return proposal(
      "SPY", .termStructure, .calendar,
      [quoted(front, -1, 4.02, 4.06, -0.5), quoted(back, 1, 5.91, 5.97, -0.49)], net: -1.95,
      mid: -1.9, loss: 1_963, profit: nil, value: 18, .pass,
      pairs: [CoveredPair(short: front, long: back)], worst: 0, points: 0, quantity: 10)
  }

  static var bearCall: Proposal {
    let short = contract("SPX", day(3, 16), .call, 2800)
    let long = contract("SPX", day(3, 16), .call, 2850)
    return proposal(
      "SPX", .vrp, .bearCall,
      [quoted(short, -1, 15.9, 16.5, 0.18), quoted(long, 1, 5.7, 6.1, 0.11)], net: 9.8, mid: 10.3,
      loss: 4_021.3, profit: 978.7, value: -12, .review,
      pairs: [CoveredPair(short: short, long: long)], worst: 2850, points: 50)
  }

  static func proposal(
    _ symbol: String, _ kind: EdgeKind, _ structure: StructureKind, _ legs: [QuotedLeg],
    net: Double, mid: Double, loss: Double, profit: Double?, value: Double,
    _ recommendation: Recommendation, pairs: [CoveredPair], worst: Double, points: Double,
    quantity: Int = 1
  ) -> Proposal {
    let expiry = legs.map(\.leg.contract.expiry).min() ?? date
    return Proposal(
      identity: CandidateIdentity(
        underlying: symbol, edge: kind, structure: structure, expiry: expiry),
      legs: legs, quantity: quantity, net: money(net), netMid: money(mid), fees: money(1.3),
      maxLoss: money(loss), maxProfit: profit.map { money($0) }, breakevens: [2493.7],
      delta: 2.6, gamma: -0.014, vega: -31.4, theta: 18.2, profitProbabilityQ: 0.8,
      profitProbabilityP: 0.85, expectedValueQ: -18, expectedValueP: value,
      touchProbability: 0.38, margin: money(loss), quality: 82, grade: "A-",
      recommendation: recommendation, warnings: [],
      stress: [
        StressCell(cell: "-5%/+5", profit: -2_310), StressCell(cell: "+5%/-5", profit: 610),
      ],
      proof: DefinedRiskProof(
        bound: money(loss / Double(quantity)), pairs: pairs,
        groups: [RiskGroup(expiry: expiry, at: worst, loss: points)]),
      attempts: [
        BuildAttempt(structure: structure, expiry: expiry, width: 100, code: .riskCap)
      ])
  }

  static func candidate(
    _ id: Int, _ proposal: Proposal, _ state: CandidateState, _ strength: Int,
    revision: Int = 1, reason: String = ""
  ) -> CandidateSummary {
    let low = 2350.0
    let payoff = (0...50).map { index -> PayoffPoint in
      let price = low + Double(index) * 10
      let value = min(max(price - 2493.7, -43.7), 6.3)
      return PayoffPoint(price: price, profit: value * 100)
    }
    return CandidateSummary(
      id: id, revision: revision, proposed: at(10, 41, 50), priced: at(10, 42, 0), state: state,
      edge: 43,
      why: "\(proposal.identity.edge.rawValue) \(strength) pct 94: RR25 9.8 pts, NRR 0.36 "
        + "(94th of 252); HIGH_VOL_PANIC size x0.5, min credit 5.40",
      strength: strength, proposal: proposal,
      rank: proposal.expectedValueP.map { $0 / proposal.maxLoss.dollars },
      verdict: RiskVerdict(
        breaches: proposal.recommendation == .pass
          ? [LimitBreach(limit: "underlying_loss", value: 31_200, bound: 30_000)] : [],
        after: BookRisk(
          maxLoss: 75_371, delta: -65, gamma: -1.5, vega: -8_241, theta: 1_948, margin: 75_371,
          worstStress: -20_510)),
      reason: reason, isPending: false, payoff: payoff)
  }

  static var candidates: [CandidateSummary] {
    [
      candidate(118, bullPut, .open, 54, revision: 2), candidate(117, condor, .open, 58),
      candidate(116, calendar, .open, 40),
      candidate(112, bearCall, .rejected, 33, reason: "EV < 0"),
    ]
  }

  static func position(
    _ id: Int, _ symbol: String, _ structure: StructureKind, _ legs: [Leg], _ quantity: Int,
    entry: Double, mark: Double?, profit: Double?, loss: Double,
    greeks: (Double, Double, Double, Double), days: Int
  ) -> PositionSummary {
    PositionSummary(
      position: Position(
        id: id, order: id, edge: .vrp, underlying: symbol, structure: structure,
        quantity: quantity,
        legs: legs.map {
          PositionLeg(leg: $0, multiplier: 100, entryPrice: money(5), isSettled: false)
        }, entry: money(entry), maxLoss: money(loss), opened: at(9, 45), cashFlow: money(0),
        fees: money(2.6)),
      mark: mark, exit: mark.map { $0 + 0.05 }, profit: profit, markAge: 12, delta: greeks.0,
      gamma: greeks.1,
      vega: greeks.2, theta: greeks.3, daysToExpiry: days)
  }

  static var positions: [PositionSummary] {
    func legs(_ root: String, _ expiry: CivilDate, _ right: OptionRight, _ pairs: [(Int, Int)])
      -> [Leg]
    {
      pairs.map { Leg(contract: contract(root, expiry, right, $0.0), ratio: $0.1) }
    }
    return [
      position(
        3, "SPX", .bullPut, legs("SPX", day(2, 16), .put, [(2600, -1), (2550, 1)]), 2, entry: 9.1,
        mark: 14.2, profit: -1_020, loss: 8_180, greeks: (14, -0.21, -310, 140), days: 11),
      position(
        4, "QQQ", .bullPut, legs("QQQ", day(2, 16), .put, [(155, -1), (152, 1)]), 9, entry: 1.2,
        mark: 2.35, profit: -1_035, loss: 1_631, greeks: (31, -0.9, -240, 95), days: 11),
      position(
        5, "SPX", .putDebit, legs("SPX", day(3, 2), .put, [(2650, 1), (2600, -1)]), 3,
        entry: -11.3, mark: -14.1, profit: 840, loss: 3_398, greeks: (-27, 0.31, 180, -110),
        days: 25),
      position(
        7, "IWM", .longButterfly,
        legs("IWM", day(3, 16), .call, [(150, 1), (155, -2), (160, 1)]), 25, entry: -0.8,
        mark: -0.79, profit: -25, loss: 2_065, greeks: (5, 0.12, -45, 20), days: 39),
    ]
  }
}
