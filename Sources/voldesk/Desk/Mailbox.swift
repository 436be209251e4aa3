// Messages between the thread of the screen and the thread of the desk.
//
// The desk's side holds one slot for the latest snapshot: a screen that is slow sees fewer of
// them, never old ones. Commands and outcomes are queues and are never dropped.

import Configuration
import DeskEngine
import Glibc
import Screens
import Synchronization
import Terminal

/// What the screen asks of the desk.
enum DeskRequest: Sendable {
  case command(DeskCommandRequest)
  case pause
  case run
  case step(Int)
  case faster
  case slower
  case setSpeed(Double?)
  case seek(minuteOfDay: Int)
  case killBySignal
  /// A change of the configuration.
  case edit(EditRequest)
  /// The kill of the desk that works on the database which this one only reads.
  case remoteKill
  /// The report of the session so far.
  case report
  case quit
}

/// What the desk tells the screen.
struct DeskNews: Sendable {
  var snapshot: DeskSnapshot?
  var pacing: PacingSummary?
  var outcomes: [(token: Int, outcome: CommandOutcome)] = []
  /// The configuration after a change of it.
  var editing: EditableConfiguration?
  var notices: [(text: String, isGrave: Bool)] = []
  /// Set once the desk has stopped: its exit code and what to say.
  var stopped: (code: Int32, text: String?)?
}

/// The two directions between screen and desk.
final class Mailbox: Sendable {
  private let requests = Mutex<[DeskRequest]>([])
  private let news = Mutex<DeskNews>(DeskNews())
  private let bell: DeskBell
  private let waker: Waker

  /// Makes a mailbox that wakes the screen through its waker.
  init?(waker: Waker) {
    guard let bell = DeskBell() else { return nil }
    self.bell = bell
    self.waker = waker
  }

  /// From the screen: asks something of the desk.
  func ask(_ request: DeskRequest) {
    requests.withLock { $0.append(request) }
    bell.ring()
  }

  /// For the desk: waits at most so long for requests and takes them.
  func requests(waitingMs: Int) -> [DeskRequest] {
    let waiting = takeRequests()
    if !waiting.isEmpty || waitingMs <= 0 { return waiting }
    bell.wait(milliseconds: waitingMs)
    return takeRequests()
  }

  private func takeRequests() -> [DeskRequest] {
    requests.withLock { list in
      let taken = list
      list = []
      return taken
    }
  }

  /// From the desk: tells the screen something.
  func tell(_ change: (inout DeskNews) -> Void) {
    news.withLock { change(&$0) }
    waker.wake()
  }

  /// For the screen: everything told since the last time.
  func takeNews() -> DeskNews {
    news.withLock { current in
      let taken = current
      current = DeskNews()
      return taken
    }
  }
}

/// A pipe that ends the desk's waiting.
private struct DeskBell: Sendable {
  let reading: Int32
  let writing: Int32

  init?() {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    reading = ends[0]
    writing = ends[1]
  }

  func ring() {
    var byte: UInt8 = 1
    _ = write(writing, &byte, 1)
  }

  func wait(milliseconds: Int) {
    var descriptor = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    _ = poll(&descriptor, 1, Int32(clamping: milliseconds))
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(reading, &bytes, bytes.count) > 0 {}
  }
}
