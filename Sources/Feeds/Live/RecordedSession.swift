// Plays a tape that a desk has recorded: the same batches and words on the feed, in their order.

import DeskEngine
public import MarketData
import Numerics

/// A recorded tape.
public struct RecordedSession: TapeSource {
  /// What the tape is.
  public let identity: TapeIdentity
  private let file: String
  private let bytes: [UInt8]
  private var position = 0
  private var line = 0
  private var last: Instant?

  /// Reads a tape.
  ///
  /// - Parameters:
  ///   - file: Its name, for errors.
  ///   - bytes: Its lines, the first of which says that it is one.
  /// - Throws: `FeedError` when it is none.
  public init(file: String, bytes: [UInt8]) throws {
    guard RecordedSession.isTape(bytes) else {
      throw FeedError(file: file, line: 1, rule: "is not a recorded tape of version 1")
    }
    self.file = file
    self.bytes = bytes
    let name = file.split(separator: "/").last.map(String.init) ?? file
    identity = TapeIdentity(
      mode: .replay, source: name, seed: 0,
      dataHash: SHA256.hexadecimal(SHA256.hash(bytes)), title: "recorded live session")
  }

  /// Lines without the first one, as they are kept in a database.
  public init(lines: [UInt8], identity: TapeIdentity) {
    file = identity.source
    bytes = lines
    self.identity = identity
  }

  /// Whether a file begins as a recorded tape does.
  public static func isTape(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: TapeLine.headPrefix.utf8)
  }

  /// The next batch; words on the feed are passed over.
  public mutating func next() throws -> MarketBatch? {
    while let item = try nextItem() {
      if case .batch(let batch) = item { return batch }
    }
    return nil
  }

  /// The next batch or word on the feed, or nil at the end.
  public mutating func nextItem() throws -> TapeItem? {
    var start: SessionStart?
    while let range = nextLine() {
      var reader = TapeLineReader(bytes, range)
      let type = reader.type()
      switch type {
      case "tape" where line == 1: continue
      case "start" where start == nil:
        start = reader.start()
        guard start != nil, reader.isAtEnd() else { throw refusal(reader, range) }
      case "batch":
        guard let batch = reader.batch(start), reader.isAtEnd() else {
          throw refusal(reader, range)
        }
        return try ordered(.batch(batch))
      case "feed" where start == nil:
        guard let item = reader.feed(), reader.isAtEnd() else { throw refusal(reader, range) }
        return try ordered(item)
      case "clock" where start == nil:
        guard let item = reader.clock(), reader.isAtEnd() else { throw refusal(reader, range) }
        return try ordered(item)
      default: throw refusal(reader, range)
      }
    }
    guard start == nil else {
      throw FeedError(file: file, line: line, rule: "ends between a start and its batch")
    }
    return nil
  }

  private mutating func nextLine() -> Range<Int>? {
    guard position < bytes.count else { return nil }
    let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
    defer {
      position = end + 1
      line += 1
    }
    return position..<end
  }

  private mutating func ordered(_ item: TapeItem) throws -> TapeItem {
    if let last, item.time <= last {
      throw FeedError(file: file, line: line, rule: "is not later than the line before it")
    }
    last = item.time
    return item
  }

  private func refusal(_ reader: TapeLineReader, _ range: Range<Int>) -> FeedError {
    FeedError(
      file: file, line: line, column: reader.column(from: range.lowerBound),
      rule: "is not a line of a recorded tape here")
  }
}
