// What a report is written from: the facts of a run up to the end of a day, and the settings.

import Configuration
import DeskEngine
import MarketData
import Persistence

/// Everything that a section may look at.
struct ReportInput: Sendable {
  /// The facts of the run up to the end of the day.
  var facts: RunFacts
  /// The day.
  var date: CivilDate
  /// The run.
  var run: ReportRun
  /// The settings that the run decided by.
  var settings: DecisionSettings
  /// Announcements known beforehand.
  var calendar: EventCalendar
  /// Symbols that count as one risk.
  var clusters: [[String]]
  /// What was measured beside the journal.
  var measures = ReportMeasures()
  /// What the chances of the candidate rest on that is explained; nil when it is not stored.
  var outlook: OutlookInputs?

  /// The cluster of a symbol: its members, or the symbol alone.
  func cluster(of symbol: String) -> String {
    clusters.first { $0.contains(symbol) }?.joined(separator: "+") ?? symbol
  }
}

/// The run of a report.
struct ReportRun: Sendable {
  var number: Int
  var identity: RunIdentity
  /// Where the facts come from, in a sentence.
  var origin: String
  /// Hash of the journal's last line of the day, in hexadecimal.
  var journalHash: String
}

/// The settings that a run decided by, as they were kept with it.
struct DecisionSettings: Sendable {
  /// Their hash; empty when it is not known.
  var hash: String
  /// Values as JSON text by key; empty when they were not kept.
  private let values: [String: String]

  /// Takes decisions as a start kept them.
  init(hash: String, _ decisions: [DeskConfiguration.Decision]) {
    self.hash = hash
    values = Dictionary(decisions.map { ($0.key, $0.value) }) { first, _ in first }
  }

  /// Whether the run kept them.
  var isKnown: Bool { !values.isEmpty }

  /// A number by key, as `risk.per_trade`; nil when it is not known.
  func number(_ key: String) -> Double? { values[key].flatMap { Double($0) } }

  /// A value as JSON text by key; nil when it is not known.
  func text(_ key: String) -> String? { values[key] }
}
