// voldesk regimes show: everything the desk knows of the regime of one close.

import Candidates
import MarketData
import Regimes
import Structures

/// The regime of a close.
struct RegimeShow {
  private let input: RegimeInput
  private let day: RegimeDay
  private let reading: RegimeReading
  private let tracker: RegimeTracker
  private let view: RegimeView
  private let calls: [MethodCall]

  init(_ input: RegimeInput, at place: Int) {
    self.input = input
    day = input.days[place]
    reading = RegimeClassifier.classify(day.features)
    var tracker = RegimeTracker()
    for past in input.days[...place] {
      _ = tracker.close(RegimeClassifier.classify(past.features), date: past.date)
    }
    self.tracker = tracker
    view = tracker.view(of: reading)
    calls = RegimeOutlook(Array(input.days[..<place]), session: day.date).calls(day)
  }

  private var guidance: RegimeGuidance { RegimeGuidance(for: view.state) }

  private var allowed: [(name: String, key: String, text: String)] {
    let guidance = guidance
    func kinds(_ list: [String]) -> String { list.isEmpty ? "none" : list.joined(separator: ", ") }
    return [
      ("premium", "premium", guidance.premium),
      ("structures", "structures", kinds(guidance.favoured.map(\.rawValue))),
      ("refused", "refused", kinds(guidance.refused.map(\.rawValue))),
      ("size", "size", "x\(guidance.sizeFactor)"),
      (
        "expiry", "expiry",
        "\(guidance.days.lowerBound) to \(guidance.days.upperBound) days, nearest to "
          + "\(guidance.targetDays)"
      ),
      (
        "deltas", "deltas",
        "condor \(deltaText(guidance.targets.condorShort)), "
          + "credit \(deltaText(guidance.targets.creditShort)), "
          + "debit \(deltaText(guidance.targets.debitLong)) over "
          + "\(deltaText(guidance.targets.debitShort))"
      ),
      ("gate", "gate", guidance.gate),
    ]
  }

  private func deltaText(_ delta: Double) -> String {
    let points = 100 * delta
    return figureText(points, decimals: abs(points - points.rounded()) < 1e-9 ? 0 : 1)
  }

  /// Changes from the row's state to each, so far.
  private var moveColumns: [ModelColumn] {
    RegimeState.allCases.map { to in
      ModelColumn(
        "to \(shortStateName(to.rawValue))",
        cells: RegimeState.allCases.map { .count(tracker.transitions(from: $0, to: to)) })
    }
  }

  private var stateColumns: [ModelColumn] {
    let states = RegimeState.allCases
    return [
      ModelColumn("state", key: "state", texts: states.map(\.rawValue)),
      ModelColumn("confidence", key: "confidence", figures: reading.confidences, decimals: 1),
      ModelColumn(
        "closes", key: "closes", cells: states.map { .count(tracker.closesIn[$0.index]) }),
      ModelColumn(
        "mean dwell", key: "mean_dwell", figures: states.map { tracker.meanDwell($0) }, decimals: 1),
    ]
  }

  private var featureColumns: [ModelColumn] {
    [
      ModelColumn("feature", key: "feature", texts: reading.features.map(\.name)),
      ModelColumn("value", key: "value", figures: reading.features.map(\.value), decimals: 4),
    ]
  }

  private var reasonColumns: [ModelColumn] {
    [
      ModelColumn("reason", key: "feature", texts: reading.reasons.map(\.feature)),
      ModelColumn("value", key: "value", figures: reading.reasons.map(\.value), decimals: 4),
      ModelColumn(
        "weight", key: "contribution", figures: reading.reasons.map(\.contribution), decimals: 2),
    ]
  }

  private var callColumns: [ModelColumn] {
    [
      ModelColumn("classifier", key: "classifier", texts: calls.map(\.method.rawValue)),
      ModelColumn("state", key: "state", texts: calls.map { $0.state ?? "n/a" }),
      ModelColumn("sure", key: "confidence", figures: calls.map(\.confidence), decimals: 0),
      ModelColumn("", key: "basis", texts: calls.map(\.method.basis)),
    ]
  }

  /// The features as people read them: three to a line, n/a for what is missing.
  private var featureLines: [String] {
    let cells = reading.features.map { feature in
      [feature.name, feature.value.map { figureText($0, decimals: 4) } ?? "n/a"]
    }
    let height = (cells.count + 2) / 3
    let rows = (0..<height).map { row in
      (0..<3).flatMap { column -> [String] in
        let index = column * height + row
        return cells.indices.contains(index) ? cells[index] : []
      }
    }
    return aligned(rows, numeric: [1, 3, 5])
  }

  var lines: [String] {
    let since = tracker.since.map { "since \($0), \(sessionsText(tracker.dwell)) after it" } ?? ""
    var head = [
      "\(input.symbol) \(day.date)  \(view.state.rawValue) "
        + "\(figureText(view.confidence, decimals: 1)) %  \(since)"
    ]
    if let note = view.note { head.append(note) }
    head.append(
      "coverage \(figureText(100 * reading.coverage, decimals: 0)) % of the weights, "
        + "from \(input.source)")
    if let alarm = reading.alarm { head.append("alarm: \(alarm), which adds 1.0 to panic") }
    return head + [""] + tableLines(stateColumns + moveColumns) + [""] + tableLines(reasonColumns)
      + [""]
      + featureLines + ["", "\(view.state.rawValue) allows"]
      + aligned(allowed.map { ["  \($0.name)", $0.text] }) + [""] + tableLines(callColumns)
  }

  var json: String {
    let features = reading.features.map { ($0.name, jsonNumber($0.value)) }
    return jsonObject([
      ("symbol", jsonText(input.symbol)), ("date", jsonText("\(day.date)")),
      ("source", jsonText(input.source)), ("held", jsonText(view.state.rawValue)),
      ("confidence", jsonNumber(view.confidence)),
      ("since", tracker.since.map { jsonText("\($0)") } ?? "null"), ("dwell", "\(tracker.dwell)"),
      ("reading", jsonText(reading.state.rawValue)),
      ("note", view.note.map { jsonText($0) } ?? "null"),
      ("coverage", jsonNumber(reading.coverage)), ("insufficient", "\(reading.isInsufficient)"),
      ("alarm", reading.alarm.map { jsonText($0) } ?? "null"),
      ("features", jsonObject(features)), ("states", tableJSON(stateColumns)),
      ("reasons", tableJSON(reasonColumns)),
      (
        "transitions",
        "[\(RegimeState.allCases.map { from in transitionRow(from) }.joined(separator: ","))]"
      ),
      ("allows", jsonObject(allowed.map { ($0.key, jsonText($0.text)) })),
      ("classifiers", tableJSON(callColumns)),
    ])
  }

  private func transitionRow(_ from: RegimeState) -> String {
    let counts = RegimeState.allCases.map { "\(tracker.transitions(from: from, to: $0))" }
    return "[\(counts.joined(separator: ","))]"
  }
}
