// What `--replay DAY|PATH` means.

import Glibc
public import MarketData
import Numerics

/// Opens a tape to replay.
///
/// - Parameters:
///   - source: A sample day such as `2018-02-05`, a day file, a folder in Lean's format or a zip in it
///     that is played with its day's others, or a file or folder of a vendor's bars.
///   - sampleData: The folder `sample-data`; nil when there is none.
///   - from: The first minute of the day in New York to deliver; nil from the start.
///   - to: The last minute of the day to deliver; nil to the end.
///   - ticks: Plays a file of ticks in the form of a live feed.
/// - Returns: The tape, cut to its window.
/// - Throws: `FeedError` for anything that cannot be played, `EmptyWindow` for a window outside the
///   session.
public func openReplay(
  _ source: String, sampleData: String?, from: Int? = nil, to: Int? = nil,
  ticks: ((String, TapeIdentity) throws -> any TapeSource)? = nil
) throws -> any TapeSource {
  let tape =
    try openRecorded(source, ticks: ticks) ?? openWholeReplay(source, sampleData: sampleData)
  guard from != nil || to != nil else { return tape }
  var ahead = tape
  if let session = try ahead.next()?.start?.session {
    let moment = { (minute: Int) in
      NewYorkTime.instant(session.date, secondOfDay: Int64(minute) * 60)
    }
    if from.map({ moment($0) > session.close }) ?? false { throw EmptyWindow(session: session) }
    if to.map({ moment($0) < session.open }) ?? false { throw EmptyWindow(session: session) }
  }
  return TapeWindow(tape, from: from, to: to)
}

/// A window of the day in which nothing trades.
public struct EmptyWindow: Error, CustomStringConvertible {
  /// The session that it misses.
  public let session: Session

  /// When it trades instead.
  public var description: String {
    let open = TapeWindow.clock(NewYorkTime.wall(session.open).minuteOfDay)
    let close = TapeWindow.clock(NewYorkTime.wall(session.close).minuteOfDay)
    return "nothing trades between --from and --to: the session of \(session.date) is from \(open) "
      + "to \(close), New York time"
  }
}

/// A tape that a live desk recorded, or the lines of a live feed; nil for anything else.
private func openRecorded(
  _ source: String, ticks: ((String, TapeIdentity) throws -> any TapeSource)?
) throws -> (any TapeSource)? {
  guard CivilDate(source) == nil, let head = firstBytes(of: source, 2_048) else { return nil }
  if RecordedSession.isTape(head) {
    return try RecordedSession(file: source, bytes: try readFile(source))
  }
  guard let ticks, FeedFileTape.isTicks(head) else { return nil }
  let name = source.split(separator: "/").last.map(String.init) ?? source
  let hash = SHA256.hexadecimal(SHA256.hash(try readFile(source)))
  return try ticks(
    source,
    TapeIdentity(mode: .replay, source: name, seed: 0, dataHash: hash, title: "recorded ticks"))
}

/// The beginning of a regular file; nil for anything else.
private func firstBytes(of path: String, _ most: Int) -> [UInt8]? {
  var status = stat()
  guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: most)
  let count = read(descriptor, &bytes, most)
  return count > 0 ? Array(bytes[0..<count]) : nil
}

private func openWholeReplay(_ source: String, sampleData: String?) throws -> any TapeSource {
  var status = stat()
  let day = CivilDate(source)
  if day == nil {
    guard stat(source, &status) == 0 else {
      let rule = "is neither a day as 2018-02-05 nor a file or folder: \(systemMessage(errno))"
      throw FeedError(file: source, rule: rule)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      return LeanFolder.isLean(source) ? try RecordedTape(lean: source) : try openBars(source)
    }
    if let (folder, date) = LeanFolder.day(of: source) {
      return try RecordedTape(lean: folder, only: date)
    }
    if !isDayFile(source) { return try openBars(source) }
  }
  guard let sampleData else {
    throw FeedError(
      file: source, rule: "needs the folder sample-data; name its parent with --data DIR")
  }
  guard let day else { return try ReplayDayTape(path: source, sampleData: sampleData) }
  let path = "\(sampleData)/days/\(day).csv"
  guard access(path, R_OK) == 0 else {
    let days = sampleDays(in: sampleData)
    let known =
      days.isEmpty ? "the folder has no days" : "there are " + days.joined(separator: ", ")
    throw FeedError(file: path, rule: "there is no such sample day; \(known)")
  }
  return try ReplayDayTape(path: path, sampleData: sampleData)
}

/// Whether a file begins as a reconstructed day does.
func isDayFile(_ path: String) -> Bool {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { return false }
  defer { close(descriptor) }
  // Without the version: a day of another one is a day too, and refused as such.
  let magic = Array(DayFile.magic.utf8.dropLast(2))
  var start = [UInt8](repeating: 0, count: magic.count)
  let got = start.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
  return got == start.count && start == magic
}

/// The days in a folder `sample-data`, ascending, as `2018-02-05`.
public func sampleDays(in sampleData: String) -> [String] {
  guard let names = try? directoryNames("\(sampleData)/days") else { return [] }
  return names.filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }.sorted()
}
