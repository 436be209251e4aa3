// What a live desk was told, on its way to the database and to a file.

import DeskEngine
import Feeds
import MarketData
import Persistence

/// Collects the lines of a live tape until they are durable.
struct TapeRecorder {
  /// The longest that a quote without consequences waits to be durable: one second.
  private static let delay: Int64 = 1_000_000_000
  private let file: RecordFile?
  private var lines: [UInt8] = []
  private var rows = 0
  private var first = Instant(nanoseconds: 0)
  private var last = Instant(nanoseconds: 0)
  private var flushed = steadyNanoseconds()

  /// Makes a recorder; `file` also takes everything that is durable.
  init(_ file: RecordFile?) { self.file = file }

  /// Takes an item.
  mutating func take(_ item: TapeItem) {
    if rows == 0 { first = item.time }
    last = item.time
    rows += 1
    lines += TapeLine.lines(item)
  }

  /// Whether anything is not durable yet.
  var hasNews: Bool { rows > 0 }

  /// Whether it is time to make it so.
  var isDue: Bool {
    steadyNanoseconds() - flushed >= TapeRecorder.delay || lines.count > 1 << 20
  }

  /// What is not durable yet; nil when everything is.
  var part: TapePart? {
    rows == 0 ? nil : TapePart(first: first, last: last, rows: rows, data: lines)
  }

  /// Notes that it has become so.
  mutating func noteDurable() {
    flushed = steadyNanoseconds()
    guard rows > 0 else { return }
    file?.write(lines)
    lines.removeAll(keepingCapacity: true)
    rows = 0
  }
}
