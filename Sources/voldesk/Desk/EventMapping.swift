// The configured calendar as announcements of the market.

import Configuration
import Feeds
import MarketData

/// The announcements of a calendar, sorted.
///
/// What is announced after the close moves the next session; on a day without trading, the first
/// one after it. "Before the open" stands for 08:00 and "after the close" for a quarter of an hour
/// after it.
func marketEvents(_ calendar: EventCalendar) -> [MarketEvent] {
  calendar.events.compactMap { event in
    guard let kind = MarketEventKind(rawValue: event.kind) else { return nil }
    let (time, date) = reaction(to: event)
    return MarketEvent(
      symbol: event.symbol == "ALL" ? nil : event.symbol, kind: kind, time: time,
      effectiveDate: date)
  }.sorted()
}

/// The first session that can answer an announcement.
func effectiveDate(_ event: EventCalendar.Event) -> CivilDate { reaction(to: event).1 }

/// The moment of an announcement and the first session that can answer it.
private func reaction(to event: EventCalendar.Event) -> (Instant, CivilDate) {
  let session = TradingCalendar.session(on: event.date)
  let close = session?.close ?? NewYorkTime.instant(event.date, 16, 0)
  let time =
    switch event.time {
    case .minute(let minute): NewYorkTime.instant(event.date, secondOfDay: Int64(minute) * 60)
    case .beforeOpen: NewYorkTime.instant(event.date, 8, 0)
    case .afterClose: close + .minutes(15)
    }
  let isInTime = session != nil && time < close
  return (time, isInTime ? event.date : TradingCalendar.next(after: event.date))
}
