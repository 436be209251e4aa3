// A live feed between its own thread, which reads, and the desk's, which decides.
//
// The two share one market behind a lock that neither holds for more than a piece of 64 KiB. The
// reading thread steps aside as soon as the desk asks for the lock, so a flood never delays it.

import Canvas
import DeskEngine
import Feeds
import Glibc
import MarketData
import Synchronization

/// A live feed at work.
final class LiveFeed: Sendable {
  /// What is shared.
  struct Shared: Sendable {
    var market: LiveMarket
    var status = SourceStatus()
    /// The latest lines that the source wrote to its standard error.
    var complaints: [String] = []
  }

  let source: FeedSource
  /// What befell the feed; nil for a desk that writes nothing.
  let log: FeedLog?
  private let shared: Mutex<Shared>
  private let isWanted = Atomic<Bool>(false)
  private let isOver = Atomic<Bool>(false)
  private let isStopped = Atomic<Bool>(false)
  private let hasEnded = Atomic<Bool>(true)
  private let stopPipe: (read: Int32, write: Int32)

  init(_ source: FeedSource, market: LiveMarket, log: FeedLog? = nil) throws(StartFailure) {
    self.source = source
    self.log = log
    guard let ends = closingPipe() else {
      throw StartFailure(text: "the system has no free descriptor", code: 3)
    }
    stopPipe = ends
    var status = SourceStatus()
    status.name = source.name
    shared = Mutex(Shared(market: market, status: status))
  }

  deinit {
    close(stopPipe.read)
    close(stopPipe.write)
  }

  // MARK: The desk's side

  /// Works on what is shared, before the reading thread gets to it again.
  func ask<T: Sendable>(_ body: (inout sending Shared) -> sending T) -> T {
    isWanted.store(true, ordering: .relaxed)
    defer { isWanted.store(false, ordering: .relaxed) }
    return shared.withLock(body)
  }

  /// The next item; nil while there is none.
  func next() -> TapeItem? {
    ask { shared in
      if let item = shared.market.next() { return item }
      shared.market.pass(to: steadyNanoseconds())
      return shared.market.next()
    }
  }

  /// Notes that the machine's clock jumped: in the log, and on the tape, so that the trader is told.
  func note(clockJump jump: TimeSpan, at now: Int64) {
    log?.write("the clock of this machine jumped by \((jump.seconds * 10).rounded() / 10) s")
    ask { $0.market.note(clockJump: jump, at: now) }
  }

  /// Whether more may come.
  var isWaiting: Bool { !isOver.load(ordering: .acquiring) }

  /// How the source does now.
  func status() -> SourceStatus {
    ask { shared in
      var status = shared.status
      status.take(shared.market, at: steadyNanoseconds())
      status.complaint = shared.complaints.last ?? ""
      return status
    }
  }

  /// Ends the source and its programs; waits for that, at most half a second.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    var byte: UInt8 = 1
    _ = write(stopPipe.write, &byte, 1)
    for _ in 0..<100 where !hasEnded.load(ordering: .acquiring) { usleep(5_000) }
  }

  // MARK: The reading side

  /// Notes that a reading thread has begun or ended.
  func noteThread(isRunning: Bool) { hasEnded.store(!isRunning, ordering: .releasing) }

  /// Works on what is shared, once the desk does not want to.
  func work<T: Sendable>(_ body: (inout sending Shared) -> sending T) -> T {
    for _ in 0..<50 where isWanted.load(ordering: .relaxed) { usleep(100) }
    return shared.withLock(body)
  }

  /// Nothing more will come.
  func noteEnd() { isOver.store(true, ordering: .releasing) }

  var mustStop: Bool { isStopped.load(ordering: .acquiring) }

  /// The end that becomes readable when the thread must stop.
  var stopDescriptor: Int32 { stopPipe.read }

  /// Keeps a line of the source's standard error, cleaned, the latest 20.
  func note(complaint: String) {
    let text = sanitize(String(complaint.prefix(400)))
    work { shared in
      shared.complaints.append(text)
      if shared.complaints.count > 20 { shared.complaints.removeFirst() }
      shared.status.complaints += 1
    }
  }
}

/// The tape of a live feed.
struct LiveTape: LiveTapeSource {
  let identity: TapeIdentity
  let feed: LiveFeed
  let start: @Sendable (LiveFeed) -> Bool

  var isWaiting: Bool { feed.isWaiting }

  mutating func next() throws -> MarketBatch? {
    while let item = feed.next() { if case .batch(let batch) = item { return batch } }
    return nil
  }

  mutating func nextItem() throws -> TapeItem? { feed.next() }

  mutating func restore(_ item: TapeItem) { feed.ask { $0.market.restore(item) } }

  mutating func restore(_ bars: [SessionBar], of date: CivilDate) {
    feed.ask { $0.market.restore(bars, of: date) }
  }

  mutating func takeUp(_ reason: String) {
    feed.ask { $0.market.lose(reason, at: steadyNanoseconds()) }
    if !start(feed) { feed.noteEnd() }
  }
}
