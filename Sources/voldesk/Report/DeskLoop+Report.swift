// What the desk at work gives a report: its run, its journal and the day it is in.

import Configuration
import DeskEngine
import Feeds
import MarketData
import Persistence

extension DeskLoop {
  /// The order for a report of the session so far, or of the last one; nil before the first.
  func reportOrder() throws(StoreError) -> ReportOrder? {
    let date = core.state.session.date
    guard date.dayNumber > 0 else { return nil }
    guard plan.isReadOnly else {
      return ReportOrder(
        source: .database(path: plan.database, run: opening.run), date: date,
        configuration: plan.configuration, measures: reportMeasures())
    }
    var lines: [JournalLine] = []
    try store.eachLine(after: 0) { line throws(StoreError) in lines.append(line) }
    let run = ReportRun(
      number: opening.run,
      identity: RunIdentity(
        key: identity.runKey, mode: identity.mode.rawValue, source: identity.source,
        seed: Int(clamping: plan.seed), dataHash: identity.dataHash),
      origin: "Read from a desk that stores nothing.", journalHash: "")
    return ReportOrder(
      source: .lines(lines, run: run), date: date, configuration: plan.configuration,
      measures: reportMeasures())
  }
}

extension DeskLoop {
  /// Orders the report of a session that has closed with a commit, if the settings ask for one.
  func reportClose(_ commit: CommitReport, to writer: ReportWriter) {
    guard plan.reportsAtClose, commit.closesSession else { return }
    report(to: writer)
  }

  /// Orders the report of the session so far; the journal's fault is told by the writer.
  func report(to writer: ReportWriter) {
    do throws(StoreError) {
      if let order = try reportOrder() { writer.write(order) }
    } catch {
      writer.refuse(error)
    }
  }
}

extension CommitReport {
  /// Whether a session has closed with it.
  var closesSession: Bool {
    events.contains { event in
      if case .sessionClosed = event.body { return true }
      return false
    }
  }
}
