// Plays a file of ticks: the protocol of a live feed, cut by the ticks' own times.

import DeskEngine
import Glibc
public import MarketData
import Numerics

/// A file of ticks as a tape.
public final class FeedFile: Sendable {
  let path: String
  let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: `FeedError` when it cannot be read.
  public init(_ path: String) throws {
    self.path = path
    descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FeedError(file: path, rule: systemMessage(errno)) }
  }

  deinit { close(descriptor) }

  /// The next bytes; none at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw FeedError(file: path, rule: systemMessage(errno)) }
    }
  }
}

/// Plays a file of ticks.
public struct FeedFileTape: LiveTapeSource {
  /// What the tape is.
  public let identity: TapeIdentity
  /// The market that the ticks make.
  public private(set) var market: LiveMarket
  private let file: FeedFile
  private var splitter = LineSplitter()
  private var isOver = false

  /// Plays a file from its beginning.
  public init(_ file: FeedFile, identity: TapeIdentity, market: LiveMarket) {
    self.file = file
    self.identity = identity
    self.market = market
  }

  /// Ticks say nothing of rates, and where they end is known only once they were read.
  public var lastDayWithoutRate: CivilDate? { CivilDate("9999-12-31") }

  /// Whether a file begins with a line of a live feed.
  static func isTicks(_ head: [UInt8]) -> Bool {
    guard head.first == 0x7B else { return false }
    let end = head.firstIndex(of: 0x0A) ?? head.count
    // A listing may be longer than what was read of the file.
    let isListing = head.starts(with: #"{"type":"chain""#.utf8)
    return isListing || (try? TickLine(head, 0..<end)) != nil
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
    while true {
      if let item = market.next() { return item }
      guard !isOver else { return nil }
      try readOn()
    }
  }

  private mutating func readOn() throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
    market.take(buffer[0..<count], through: &splitter, at: 0)
    guard count == 0 else { return }
    market.finish(&splitter, "the ticks are over", at: 0)
    isOver = true
  }

  /// Takes an item that an earlier process has recorded.
  public mutating func restore(_ item: TapeItem) { market.restore(item) }

  /// Takes a session that an earlier process has finished.
  public mutating func restore(_ bars: [SessionBar], of date: CivilDate) {
    market.restore(bars, of: date)
  }

  /// Tells that the desk was started again: what was known before does not count.
  public mutating func takeUp(_ reason: String) { market.lose(reason, at: 0) }
}
