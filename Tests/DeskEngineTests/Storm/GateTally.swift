// How often the gate refused in a storm, by stage and by the code of each breach.

import Candidates
import Execution
import MarketData
import Risk
import Structures

@testable import DeskEngine

/// Refusals by stage and code.
struct GateTally {
  private var counts: [RiskStage: [RefusalCode: Int]] = [:]
  /// How often each code that can be met has to be met in all storms together.
  static let least = 5
  /// Verdicts that passed, by stage.
  private(set) var passed: [RiskStage: Int] = [:]

  /// Codes that a verdict of the gate or what stands before it can carry.
  static let codes: [RefusalCode] = [
    .killed, .marketClosed, .reducingOnly, .duplicate, .throttled, .invalidQuote, .stale,
    .undefinedRisk, .wrongSign, .missingInput, .collar, .riskCap, .limit,
  ]

  /// What no storm can reach, and why.
  static let unreachable: [RiskStage: [RefusalCode: String]] = [
    .propose: [
      .duplicate: "repeats are counted at the approval alone",
      .throttled: "messages are counted at the approval alone",
    ],
    .approve: [
      .marketClosed: "the close of a session closes its candidates, and a later word is SUPERSEDED"
    ],
    .fill: [
      .killed: "a kill cancels every order that could fill, in its own transaction",
      .marketClosed: "nothing is filled while the market is closed",
      .duplicate: "repeats are counted at the approval alone",
      .throttled: "messages are counted at the approval alone",
    ],
  ]

  /// How often a stage refused with a code.
  func count(_ stage: RiskStage, _ code: RefusalCode) -> Int { counts[stage]?[code] ?? 0 }

  mutating func add(_ code: RefusalCode, at stage: RiskStage) {
    counts[stage, default: [:]][code, default: 0] += 1
  }

  /// Takes the breaches of a verdict.
  mutating func add(_ verdict: RiskJudged, _ decider: Decider) {
    if verdict.passed { passed[verdict.stage, default: 0] += 1 }
    for breach in verdict.breaches {
      let own = LimitBreach(limit: breach.limit, value: breach.value, bound: breach.bound)
      add(decider.code(of: own), at: verdict.stage)
    }
  }

  /// Takes what was decided: verdicts, approvals that were refused before one, and fills that wait
  /// for a quote.
  mutating func add(_ events: [Event], _ decider: Decider) {
    for event in events {
      switch event.body {
      case .riskVerdict(let e): add(e, decider)
      case .commandRefused(let e) where e.verb == .approve: add(e.code, at: .approve)
      case .alertRaised(let e) where e.metric.hasPrefix("fill O"):
        for code in [RefusalCode.stale, .invalidQuote] where e.text.hasSuffix("(\(code.rawValue))")
        {
          add(code, at: .fill)
        }
      default: break
      }
    }
  }

  /// Counts in one line a stage.
  var lines: [String] {
    RiskStage.allCases.map { stage in
      let own = GateTally.codes.map { "\($0.rawValue) \(count(stage, $0))" }
      return "\(stage.rawValue): passed \(passed[stage] ?? 0), " + own.joined(separator: ", ")
    }
  }

  /// Adds the counts of another storm.
  mutating func add(_ other: GateTally) {
    for stage in RiskStage.allCases {
      passed[stage, default: 0] += other.passed[stage] ?? 0
      for code in GateTally.codes where other.count(stage, code) > 0 {
        counts[stage, default: [:]][code, default: 0] += other.count(stage, code)
      }
    }
  }

  /// Codes of a stage that were met too seldom, or were met and cannot be.
  func surprises(_ stage: RiskStage) -> [String] {
    let never = GateTally.unreachable[stage] ?? [:]
    return GateTally.codes.compactMap { code in
      let met = count(stage, code)
      if let why = never[code] {
        return met == 0 ? nil : "\(stage.rawValue) met \(code.rawValue) although \(why)"
      }
      return met >= GateTally.least
        ? nil : "\(stage.rawValue) met \(code.rawValue) \(met) times"
    }
  }
}
