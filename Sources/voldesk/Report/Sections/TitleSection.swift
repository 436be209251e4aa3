// Section 1: which day of which run, and how far its facts go.

import DeskEngine
import MarketData
import Persistence

/// What the report is of.
func titleSection(_ input: ReportInput) -> ReportSection {
  let run = input.run
  let session = input.facts.session(of: input.date)?.fact
  let isClosed = input.facts.closes.contains { $0.fact.date == input.date }
  let sessionText = session.map {
    "\(clockText($0.open)) to \(clockText($0.close)) New York"
      + (isClosed ? "" : ", not closed yet")
  }
  return ReportSection(
    1, "report", "Report",
    [
      .text(run.origin),
      .facts([
        ReportFact("date", "date", .date(input.date)),
        ReportFact("session", "session", sessionText.map { .text($0) } ?? .missing),
        ReportFact(
          "data_as_of", "data as of",
          input.facts.lastTime.map { .text($0.description) } ?? .missing),
        ReportFact("run", "run", .count(run.number)),
        ReportFact("key", "key", .text(run.identity.key)),
        ReportFact("mode", "mode", .text(run.identity.mode)),
        ReportFact("events", "events of the journal", .count(input.facts.lastSeq)),
        ReportFact("journal_hash", "journal hash", .text(run.journalHash)),
        ReportFact(
          "data_hash", "data hash",
          run.identity.dataHash.isEmpty ? .missing : .text(run.identity.dataHash)),
        ReportFact(
          "config_hash", "settings hash",
          input.settings.hash.isEmpty ? .missing : .text(input.settings.hash)),
      ]),
    ])
}
