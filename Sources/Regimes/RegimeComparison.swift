// Every method over the same days, held against the desk's own.

import Learning
import MarketData

/// One method over the days compared.
public struct MethodRecord: Hashable, Sendable {
  /// The method.
  public let method: RegimeMethod
  /// States, dwell and moves.
  public let spells: RegimeSpells
  /// Share of the days named by both on which this one and the desk's own agree whether volatility
  /// is high; nil without such days.
  public let stressAgreement: Double?
  /// Adjusted Rand index of its labels and the desk's own; nil without common days.
  public let randIndex: Double?
  /// The day it began to name high volatility, an episode each; nil when it did not.
  public let called: [Int?]
}

/// Every method over the same days.
public struct RegimeComparison: Sendable {
  /// All days up to the last one compared.
  public let days: [RegimeDay]
  /// The days compared.
  public let range: Range<Int>
  /// The methods, the desk's own first.
  public let methods: [MethodRecord]
  /// Times of fear in the range.
  public let episodes: [RegimeEpisode]

  /// Compares the methods.
  ///
  /// - Parameters:
  ///   - days: All days known, oldest first; those before the range teach the fitted methods.
  ///   - range: The positions compared.
  ///   - clusters: States of k-means.
  public init(
    _ days: [RegimeDay], range: Range<Int>, clusters: Int = ClusterRegimes.standardStates
  ) {
    let known = Array(days[..<range.upperBound])
    let episodes = RegimeEpisode.all(known).filter { range.contains($0.onset) }
    let own = regimeCalls(.desk, known)
    methods = RegimeMethod.allCases.map { method in
      let calls = method == .desk ? own : regimeCalls(method, known, clusters: clusters)
      let stress = method.stress(clusters: clusters)
      let pairs = range.compactMap { index in
        calls[index].flatMap { call in own[index].map { (call.state, $0.state) } }
      }
      let panic = RegimeState.highVolPanic.index
      let same = pairs.count { ($0.0 == stress) == ($0.1 == panic) }
      return MethodRecord(
        method: method,
        spells: RegimeSpells(calls[range], names: method.states(clusters: clusters)),
        stressAgreement: pairs.isEmpty ? nil : Double(same) / Double(pairs.count),
        randIndex: LabelAgreement(pairs.map(\.0), pairs.map(\.1))?.randIndex,
        called: episodes.map { $0.called(calls, stress: stress) })
    }
    self.days = known
    self.range = range
    self.episodes = episodes
  }
}
