// The thread that reads a live feed and keeps its source running.

import Feeds
import Glibc
import MarketData

/// How a source is kept running.
struct FeedCare: Sendable {
  /// Without a byte for so long the source is started again.
  var silence = TimeSpan.seconds(60)
  /// What a program is told at each start, one line.
  var greeting: [UInt8] = []
  /// The seed of the waits between starts.
  var seed: UInt64 = 0
}

/// Starts the reading thread of a feed; false when the system has none left.
func startFeedThread(_ feed: LiveFeed, _ care: FeedCare) -> Bool {
  feed.noteThread(isRunning: true)
  if startThread({ FeedJob(feed, care).run() }) { return true }
  feed.noteThread(isRunning: false)
  return false
}

/// What the thread works on.
private final class FeedJob {
  let feed: LiveFeed
  let care: FeedCare
  private var backoff: Backoff
  private var splitter = LineSplitter()
  private var complaints = LineSplitter()

  init(_ feed: LiveFeed, _ care: FeedCare) {
    self.feed = feed
    self.care = care
    backoff = Backoff(seed: care.seed)
  }

  func run() {
    while !feed.mustStop {
      let reason = listen()
      splitter = LineSplitter()
      let text = reason
      feed.work { shared in
        shared.status.isConnected = false
        shared.status.reason = text
        shared.market.lose(text, at: steadyNanoseconds())
      }
      feed.log?.write("feed lost: \(reason)")
      if feed.source.hasEnd || feed.mustStop { break }
      pause(backoff.next())
      feed.work { $0.status.counts.restarts += 1 }
    }
    feed.noteEnd()
    feed.noteThread(isRunning: false)
  }

  /// Waits, unless the desk stops.
  private func pause(_ span: TimeSpan) {
    var descriptor = pollfd(fd: feed.stopDescriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&descriptor, 1, Int32(span.nanoseconds / 1_000_000))
  }

  /// Reads the source until it is lost.
  ///
  /// - Returns: Why it was lost.
  private func listen() -> String {
    switch feed.source {
    case .input: return read(0, errors: nil) { "standard input has ended" }
    case .file(let path): return "\(path) is read as a file"
    case .pipe(let path):
      let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { return "\(path): \(systemText())" }
      defer { close(descriptor) }
      return read(descriptor, errors: nil) { "nobody writes to \(path)" }
    case .command(let text): return listen(to: ["/bin/sh", "-c", text])
    case .provider(let kind, let symbols):
      return ProviderPoll(kind, symbols, feed: feed, care: care).run { self.backoff.reset() }
    }
  }

  private func listen(to arguments: [String]) -> String {
    let child: FeedChild
    do throws(FeedTrouble) { child = try FeedChild(arguments, message: care.greeting) } catch {
      return error.description
    }
    defer { child.end() }
    return read(child.output, errors: child.errors) {
      // The stream ends a moment before the program has.
      for _ in 0..<20 {
        if let words = child.ending() { return "the program \(words)" }
        usleep(5_000)
      }
      return "the program closed its output"
    }
  }

  /// Reads until the stream ends, is silent for too long, or the desk stops.
  private func read(_ descriptor: Int32, errors: Int32?, atEnd: () -> String) -> String {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var heard = steadyNanoseconds()
    var hasErrors = errors != nil
    while true {
      var polled = [
        pollfd(fd: feed.stopDescriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: hasErrors ? errors ?? -1 : -1, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&polled, 3, 200)
      if feed.mustStop { return "the desk stops" }
      if hasErrors, polled[2].revents != 0, let errors {
        hasErrors = takeComplaints(errors, &buffer)
      }
      let now = steadyNanoseconds()
      if polled[1].revents != 0 {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count > 0 {
          heard = now
          take(buffer[0..<count], at: now)
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
          finishLines()
          return atEnd()
        }
      }
      if now - heard > care.silence.nanoseconds {
        return "not a byte for \(Int(care.silence.seconds)) s"
      }
    }
  }

  private func take(_ piece: ArraySlice<UInt8>, at now: Int64) {
    let before = splitter
    splitter = LineSplitter()
    let (after, backlog, isGood) = feed.work { shared in
      var own = before
      shared.market.take(piece, through: &own, at: now)
      shared.status.isConnected = true
      shared.status.noteBytes(latest: shared.market.latest, at: now)
      let counts = shared.market.counts
      return (own, shared.market.backlog, counts.quotes + counts.prices > 0)
    }
    splitter = after
    if isGood { backoff.reset() }
    // A desk that is far behind makes the source wait: the pipe fills, memory does not.
    guard backlog > 64 else { return }
    for _ in 0..<200 where feed.work({ $0.market.backlog }) > 32 && !feed.mustStop {
      usleep(5_000)
    }
  }

  private func finishLines() {
    let now = steadyNanoseconds()
    let before = splitter
    feed.work { shared in
      var own = before
      own.finish { shared.market.take($0, $1, at: now) }
    }
  }

  /// Reads what the source complains of; false once it has closed that stream.
  private func takeComplaints(
    _ descriptor: Int32, _ buffer: inout [UInt8]
  ) -> Bool {
    let count = Glibc.read(descriptor, &buffer, min(buffer.count, 8_192))
    if count < 0 { return errno == EAGAIN || errno == EINTR }
    guard count > 0 else { return false }
    complaints.take(buffer[0..<count]) { bytes, range in
      guard let range else { return }
      let text = String(decoding: bytes[range], as: UTF8.self)
      feed.note(complaint: text)
      feed.log?.write(text)
    }
    return true
  }
}
