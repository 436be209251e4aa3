// Times, ages and expiries as the desk prints them, in New York time.

import MarketData

/// The time of day, such as `10:42:17`; without seconds on demand.
func clockText(_ instant: Instant?, seconds: Bool = true) -> String {
  guard let instant, instant.nanoseconds != 0 else { return seconds ? "--:--:--" : "--:--" }
  let wall = NewYorkTime.wall(instant)
  let second = Int(wall.nanosecondOfDay / 1_000_000_000)
  let minutes = "\(twoDigits(second / 3600)):\(twoDigits(second / 60 % 60))"
  return seconds ? minutes + ":" + twoDigits(second % 60) : minutes
}

/// The date, such as `2018-02-05`.
func dateText(_ instant: Instant) -> String {
  instant.nanoseconds == 0 ? "----------" : NewYorkTime.date(instant).description
}

/// An age, such as `27s`, `2m`, `3h` or `4d`.
func ageText(_ seconds: Double?) -> String {
  guard let seconds, seconds.isFinite else { return missingText }
  let whole = max(0, seconds)
  if whole < 59.5 { return fixedText(whole) + "s" }
  if whole < 5970 { return fixedText((whole / 60).rounded(.down)) + "m" }
  if whole < 172_800 { return fixedText((whole / 3600).rounded(.down)) + "h" }
  return fixedText((whole / 86_400).rounded(.down)) + "d"
}

/// Seconds with one decimal while they are few, such as `0.8s`.
func fineAgeText(_ seconds: Double?) -> String {
  guard let seconds, seconds.isFinite, seconds < 9.95 else { return ageText(seconds) }
  return fixedText(max(0, seconds), 1) + "s"
}

/// An expiry, such as `6Sep`, with the year when it is not that of `year`.
func expiryText(_ date: CivilDate, year: Int? = nil) -> String {
  let parts = date.parts
  let names = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  let month = names[min(max(0, parts.month - 1), 11)]
  let text = String(parts.day) + month
  guard let year, year != parts.year else { return text }
  return text + twoDigits(abs(parts.year) % 100)
}

/// The seconds from one moment to another, nil when one is unknown.
func seconds(from start: Instant?, to end: Instant) -> Double? {
  guard let start, start.nanoseconds != 0, end.nanoseconds != 0 else { return nil }
  return Double(end.nanoseconds) / 1e9 - Double(start.nanoseconds) / 1e9
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
