// voldesk build-day: reconstructs trading days from their daily figures.

import Configuration
import Feeds
import MarketData

/// Writes day files; the same figures give the same bytes.
func runBuildDay(_ invocation: Invocation) -> Int32 {
  do {
    guard let folder = try dataHome(invocation).sampleData else {
      complain("no sample-data was found; name its parent with --data DIR")
      return 3
    }
    let source = try DailyFigures(sampleData: folder)
    let target = invocation.text("--out") ?? "\(folder)/days"
    for word in invocation.operands {
      guard let date = CivilDate(word) else { continue }
      if invocation.has("--chain") {
        say(try writeSampleChain(of: date, sampleData: folder, to: invocation.text("--out")))
        continue
      }
      let text = try buildDay(
        date: date, daily: source.bars, vix: source.vix, events: source.events)
      let path = "\(target)/\(date).csv"
      let sink = try FileSink(path)
      sink.take(Array(text.utf8))
      try sink.finish()
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
