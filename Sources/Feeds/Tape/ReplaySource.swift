// What `--replay DAY|PATH` means.

import Glibc
import MarketData

/// Opens a tape to replay.
/// - Parameters:
///   - source: A sample day such as `2018-02-05`, a day file, or a folder in Lean's format.
///   - home: The folder that holds `sample-data`.
///   - from: The first time of day to deliver, `HH:MM` New York; nil from the start.
///   - to: The last time of day to deliver; nil to the end.
/// - Returns: The tape, cut to its window.
/// - Throws: `FeedError` for anything that cannot be played.
public func openReplay(
  _ source: String, home: String, from: String? = nil, to: String? = nil
) throws -> any TapeSource {
  let tape = try openWholeReplay(source, home: home)
  guard from != nil || to != nil else { return tape }
  func minute(_ text: String?, _ flag: String) throws -> Int? {
    guard let text else { return nil }
    guard let minute = TapeWindow.minuteOfDay(text) else {
      throw FeedError(file: flag, rule: "must be a time of day such as 10:30, found \"\(text)\"")
    }
    return minute
  }
  let first = try minute(from, "--from")
  let last = try minute(to, "--to")
  if let first, let last, first > last {
    throw FeedError(file: "--to", rule: "must not be before --from")
  }
  return TapeWindow(tape, from: first, to: last)
}

private func openWholeReplay(_ source: String, home: String) throws -> any TapeSource {
  if let day = CivilDate(source), source.utf8.count == 10 {
    let days = sampleDays(home: home)
    guard days.contains(source) else {
      let known = days.isEmpty ? "there are none" : "there are " + days.joined(separator: ", ")
      throw FeedError(file: source, rule: "is not among the sample days; \(known)")
    }
    return try ReplayDayTape(day: day, home: home)
  }
  var status = stat()
  guard stat(source, &status) == 0 else {
    throw FeedError(file: source, rule: systemMessage(errno))
  }
  if status.st_mode & S_IFMT == S_IFDIR { return try LeanTape(folder: source) }
  return try ReplayDayTape(path: source, sampleData: "\(home)/sample-data")
}

/// The sample days of a home folder, ascending, as `2018-02-05`.
public func sampleDays(home: String) -> [String] {
  guard let names = try? directoryNames("\(home)/sample-data/days") else { return [] }
  return names.filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }
    .filter { CivilDate($0) != nil }
}
