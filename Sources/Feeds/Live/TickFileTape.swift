// Plays a file of ticks: the protocol of a live feed, cut by the ticks' own times.

import DeskEngine
import Glibc
public import MarketData
import Numerics

/// A file of ticks as a tape.
public final class TickFile: Sendable {
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
public struct TickFileTape: TapeSource {
  /// What the tape is.
  public let identity: TapeIdentity
  /// The market that the ticks make.
  public private(set) var market: LiveMarket
  private let file: TickFile
  private var splitter = LineSplitter()
  private var isOver = false

  /// Plays a file from its beginning.
  public init(_ file: TickFile, identity: TapeIdentity, market: LiveMarket) {
    self.file = file
    self.identity = identity
    self.market = market
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
    let file = file
    var splitter = splitter
    var market = market
    var isAtEnd = false
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      let count = try file.read(into: buffer)
      isAtEnd = count == 0
      let piece = UnsafeRawBufferPointer(rebasing: buffer[0..<count])
      splitter.take(piece) { market.take($0, $1, at: 0) }
    }
    if isAtEnd {
      splitter.finish { market.take($0, $1, at: 0) }
      market.finish("the ticks are over")
      isOver = true
    }
    self.splitter = splitter
    self.market = market
  }
}
