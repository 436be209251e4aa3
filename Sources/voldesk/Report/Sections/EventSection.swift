// Section 13: announcements of the next ten days.

import Configuration
import MarketData

/// The calendar from the day on.
func eventSection(_ input: ReportInput) -> ReportSection {
  let next = input.calendar.events.filter {
    $0.date >= input.date && $0.date.days(since: input.date) <= 10
  }
  let body: ReportBlock =
    next.isEmpty
    ? .text("The calendar of this configuration lists no announcement within ten days.")
    : .table(
      ReportTable(
        "events",
        [
          .text("date", "date"), .number("days", "in days"), .text("time", "time"),
          .text("kind", "kind"), .text("symbol", "symbol"),
        ],
        next.map { event in
          [
            .date(event.date), .count(event.date.days(since: input.date)), .text(event.time.text),
            .text(event.kind), .text(event.symbol),
          ]
        }))
  return ReportSection(13, "events", "Event calendar", [body])
}
