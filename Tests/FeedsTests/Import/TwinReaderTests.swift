// The reader of bars against a slow plain twin: the same cells by the library's own parsers.

import Feeds
import MarketData
import TestKit
import Testing

@Suite("Bar reader and its twin")
struct TwinReaderTests {
  @Test("thousands of random rows come out to the last bit, across pieces of the file")
  func twin() throws {
    let scratch = try ScratchFolder()
    var random = SeededGenerator(seed: 3)
    var text = "timestamp,open,high,low,close,volume\n"
    var expected: [[Double]] = []
    var stamps: [Instant] = []
    for row in 0..<20_000 {
      let date = CivilDate(dayNumber: 17_000 + row / 20)
      let minute = 600 + row % 20
      let clock = [minute / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      let low = Double.random(in: 1...5_000, using: &random)
      let cells = [
        low * 1.1, low * 1.25, low, low * 1.2,
        Double(Int.random(in: 0...1_000_000, using: &random)),
      ].map { row % 3 == 0 ? "\($0)" : "\(($0 * 100).rounded() / 100)" }
      text += "\(date) \(clock[0]):\(clock[1]):00,\(cells.joined(separator: ","))\n"
      expected.append(cells.compactMap { Double($0) })
      stamps.append(NewYorkTime.instant(date, minute / 60, minute % 60))
    }
    let file = try readMarketFile(try scratch.write(text, "abc.csv"))
    guard case .bars(let tables) = file.content, let bars = tables.first else { return }
    #expect(file.rows == 20_000 && bars.count == 20_000)
    for index in 0..<bars.count {
      let own = [
        bars.open[index], bars.high[index], bars.low[index], bars.close[index], bars.volume[index],
      ]
      #expect(own == expected[index] && bars.start(index) == stamps[index])
    }
  }
}
