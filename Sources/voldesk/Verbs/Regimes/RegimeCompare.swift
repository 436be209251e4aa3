// voldesk regimes compare: states, dwell and moves by classifier, and who saw fear when.

import MarketData
import Regimes

/// Classifiers side by side.
struct RegimeCompare {
  private let input: RegimeInput
  private let comparison: RegimeComparison

  init(_ input: RegimeInput, _ range: Range<Int>, _ invocation: Invocation) {
    self.input = input
    comparison = RegimeComparison(
      input.days, range: range,
      clusters: invocation.integer("--states") ?? ClusterRegimes.standardStates)
  }

  private func date(_ place: Int) -> String { comparison.days[place].date.description }

  private var span: String {
    "\(date(comparison.range.lowerBound)) to \(date(comparison.range.upperBound - 1))"
  }

  private var summary: [ModelColumn] {
    let methods = comparison.methods
    func stress(_ record: MethodRecord) -> Double? {
      guard record.spells.named > 0 else { return nil }
      return record.spells.states[record.method.stress(clusters: record.spells.states.count)].share
    }
    return [
      ModelColumn("classifier", key: "classifier", texts: methods.map(\.method.rawValue)),
      ModelColumn("days", key: "named", cells: methods.map { .count($0.spells.named) }),
      ModelColumn("n/a", key: "unnamed", cells: methods.map { .count($0.spells.unnamed) }),
      ModelColumn(
        "changes", key: "changes", cells: methods.map { .count($0.spells.changes) }),
      ModelColumn(
        "high %", key: "stress_share", figures: methods.map { stress($0) }.percent, decimals: 1),
      ModelColumn(
        "agrees %", key: "stress_agreement", figures: methods.map(\.stressAgreement).percent,
        decimals: 1),
      ModelColumn("rand", key: "rand_index", figures: methods.map(\.randIndex), decimals: 2),
      ModelColumn("", key: "basis", texts: methods.map(\.method.basis)),
    ]
  }

  private func states(_ record: MethodRecord) -> [ModelColumn] {
    let spells = record.spells
    let moves = spells.states.indices.map { to in
      ModelColumn(
        shortStateName(spells.states[to].name), key: "to_\(spells.states[to].name)",
        cells: spells.moves.map { .count($0[to]) })
    }
    return [
      ModelColumn(record.method.rawValue, key: "state", texts: spells.states.map(\.name)),
      ModelColumn("days", key: "days", cells: spells.states.map { .count($0.days) }),
      ModelColumn(
        "share %", key: "share", figures: spells.states.map { Optional($0.share) }.percent,
        decimals: 1),
      ModelColumn("visits", key: "visits", cells: spells.states.map { .count($0.visits) }),
      ModelColumn("dwell", key: "mean_dwell", figures: spells.states.map(\.meanDwell), decimals: 1),
    ] + moves
  }

  /// Closes from the onset of each episode to the first call of high volatility.
  private var episodes: [ModelColumn] {
    let found = comparison.episodes
    let head = [
      ModelColumn("onset", key: "onset", texts: found.map { date($0.onset) }),
      ModelColumn("peak", key: "peak", texts: found.map { date($0.peak) }),
      ModelColumn(input.index, key: "height", figures: found.map(\.height), decimals: 2),
    ]
    return head
      + comparison.methods.map { record in
        ModelColumn(
          record.method.rawValue, key: record.method.rawValue,
          texts: zip(found, record.called).map { episode, called in
            called.map { $0 > episode.onset ? "+\($0 - episode.onset)" : "\($0 - episode.onset)" }
              ?? "-"
          })
      }
  }

  var lines: [String] {
    var lines = [
      "\(input.symbol) \(span), \(comparison.range.count) sessions from \(input.source)", "",
    ]
    lines += tableLines(summary)
    lines += [
      "", "high: share of the days with volatility called high; agrees: with the desk, whether it",
      "is; rand: adjusted Rand index of all labels with the desk's, 1 the same, 0 by chance.",
      "Below: days, runs of days, their mean length, and moves from the row's state to each.",
    ]
    for record in comparison.methods {
      lines += [""] + tableLines(states(record))
    }
    lines += ["", "Times of \(input.index) at \(Int(RegimeEpisode.level)) or more"]
    guard !comparison.episodes.isEmpty else { return lines + ["none"] }
    return lines + tableLines(episodes) + [
      "closes from the onset to the first call of high volatility; below 0 it stood before,",
      "- it never came",
    ]
  }

  var json: String {
    let methods = comparison.methods.map { record in
      jsonObject([
        ("classifier", jsonText(record.method.rawValue)),
        ("basis", jsonText(record.method.basis)), ("named", "\(record.spells.named)"),
        ("unnamed", "\(record.spells.unnamed)"), ("changes", "\(record.spells.changes)"),
        ("stress_agreement", jsonNumber(record.stressAgreement)),
        ("rand_index", jsonNumber(record.randIndex)),
        (
          "states",
          "[\(record.spells.states.map { state($0) }.joined(separator: ","))]"
        ),
        ("transitions", jsonMatrix(record.spells.moves)),
      ])
    }
    let fear = comparison.episodes.enumerated().map { index, episode in
      jsonObject(
        [
          ("onset", jsonText(date(episode.onset))), ("peak", jsonText(date(episode.peak))),
          ("end", jsonText(date(episode.end))), ("height", jsonNumber(episode.height)),
        ]
          + comparison.methods.map { record in
            (record.method.rawValue, record.called[index].map { jsonText(date($0)) } ?? "null")
          })
    }
    return jsonObject([
      ("symbol", jsonText(input.symbol)), ("source", jsonText(input.source)),
      ("from", jsonText(date(comparison.range.lowerBound))),
      ("to", jsonText(date(comparison.range.upperBound - 1))),
      ("sessions", "\(comparison.range.count)"),
      ("classifiers", "[\(methods.joined(separator: ","))]"),
      ("episodes", "[\(fear.joined(separator: ","))]"),
    ])
  }

  private func state(_ spell: StateSpell) -> String {
    jsonObject([
      ("state", jsonText(spell.name)), ("days", "\(spell.days)"),
      ("share", jsonNumber(spell.share)), ("visits", "\(spell.visits)"),
      ("mean_dwell", jsonNumber(spell.meanDwell)),
    ])
  }

  private func jsonMatrix(_ rows: [[Int]]) -> String {
    "[\(rows.map { row in "[\(row.map(String.init).joined(separator: ","))]" }.joined(separator: ","))]"
  }
}

extension [Double?] {
  /// Shares in percent.
  fileprivate var percent: [Double?] { map { $0.map { 100 * $0 } } }
}

/// A state's name over its column of moves.
func shortStateName(_ name: String) -> String {
  switch RegimeState(rawValue: name) {
  case .lowVolGrind: "GRIND"
  case .highVolPanic: "PANIC"
  case .trendUp: "UP"
  case .trendDown: "DOWN"
  case .chop: "CHOP"
  case nil: name
  }
}
