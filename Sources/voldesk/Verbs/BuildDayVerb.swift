// voldesk build-day: reconstructs trading days from their daily figures.

import Configuration
import Feeds
import FoundationEssentials
import Glibc
import MarketData

/// Writes day files; the same figures give the same bytes.
func runBuildDay(_ invocation: Invocation) -> Int32 {
  do {
    guard let folder = try dataHome(invocation).sampleData else {
      complain("no sample-data was found; name its parent with --data DIR")
      return 3
    }
    let source = try DailyFigures(folder)
    let target = invocation.text("--out") ?? "\(folder)/days"
    for word in invocation.operands {
      guard let date = CivilDate(word) else { continue }
      let text = try buildDay(
        date: date, daily: source.bars, vix: source.vix, events: source.events)
      let path = "\(target)/\(date).csv"
      guard write(text, to: path) else {
        complain("\(path) cannot be written: \(systemText())")
        return 3
      }
      say(path)
    }
    return 0
  } catch let error as ConfigurationError {
    return refuse(error)
  } catch {
    complain("\(error)")
    return 3
  }
}

/// The daily figures that days are built from.
private struct DailyFigures {
  let bars: [DailyBar]
  let vix: [DailyValue]
  let events: [MarketEvent]

  init(_ folder: String) throws {
    let names = ["daily/SPX.csv", "daily/VIX.csv", "events/fomc.csv"].map { "\(folder)/\($0)" }
    let bytes = try names.map { name in
      guard let data = FileManager.default.contents(atPath: name) else {
        throw FeedError(file: name, rule: "cannot be read: \(systemText())")
      }
      return [UInt8](data)
    }
    bars = try DailyFiles.bars(file: names[0], bytes: bytes[0])
    vix = try DailyFiles.values(file: names[1], bytes: bytes[1])
    events = try DailyFiles.events(file: names[2], bytes: bytes[2])
  }
}

/// Writes a file under another name and renames it when it is whole.
private func write(_ text: String, to path: String) -> Bool {
  let descriptor = open("\(path).part", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { return false }
  let isWhole = writeAll(Array(text.utf8), to: descriptor) && fsync(descriptor) == 0
  close(descriptor)
  return isWhole && rename("\(path).part", path) == 0
}
