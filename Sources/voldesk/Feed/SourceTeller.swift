// Says once a second how the source of a live desk does.

import DeskEngine
import Glibc

/// Tells of a source: to a file beside the database for `voldesk health`, and to the screen.
final class SourceTeller {
  private let loop: DeskLoop
  private let path: String?
  private var toldAt: Int64 = 0
  private var watch = ClockWatch(threshold: clockJumpThreshold)
  private let clocks: () -> ClockReading
  private var complaints = 0
  /// How the source did when it was told last; nil for a tape without one.
  private(set) var last: SourceStatus?
  /// What the source has complained of since the time before.
  private(set) var news: [String] = []

  init(
    _ loop: DeskLoop, _ plan: DeskPlan,
    clocks: @escaping () -> ClockReading = { ClockReading.now() }
  ) {
    self.loop = loop
    self.clocks = clocks
    path = loop.isLive && !plan.isReadOnly ? sourceStatusPath(plan.database) : nil
  }

  deinit { if let path { unlink(path) } }

  /// Tells when a second has passed; nil when none has.
  @discardableResult
  func tell() -> SourceStatus? {
    guard let feed = loop.feed else { return nil }
    let reading = clocks()
    let now = reading.steady
    guard now - toldAt >= 1_000_000_000 else { return nil }
    toldAt = now
    if let jump = watch.look(reading) { feed.note(clockJump: jump, at: now) }
    let status = feed.status()
    last = status
    news = status.complaints > complaints ? ["feed: \(status.complaint)"] : []
    complaints = status.complaints
    if let path { write(status.json, path) }
    return status
  }

  private func write(_ text: String, _ path: String) {
    let part = path + ".part"
    let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return }
    let isWhole = writeAll(Array((text + "\n").utf8), to: descriptor)
    close(descriptor)
    if isWhole { rename(part, path) } else { unlink(part) }
  }
}

/// What the living desk of a database says of its source; nil when it has none.
func sourceStatus(of database: String) -> String? {
  let descriptor = open(sourceStatusPath(database), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 1 << 14)
  let count = read(descriptor, &bytes, bytes.count)
  let text = String(decoding: bytes[0..<max(0, count)], as: UTF8.self)
  guard text.hasPrefix("{"), text.hasSuffix("}\n") else { return nil }
  return String(text.dropLast())
}
