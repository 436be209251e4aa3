// An event: a fact with its place in the run and its moment.

public import MarketData

/// One event of a run.
public struct Event: Hashable, Sendable {
  /// Position in the journal, from 1; a printed event repeats the last journaled one.
  public var seq: Int
  /// Exchange time.
  public var time: Instant
  /// What happened.
  public var body: EventBody

  /// Makes an event.
  public init(seq: Int, time: Instant, body: EventBody) {
    self.seq = seq
    self.time = time
    self.body = body
  }

  /// The event as one line of JSON, without a newline.
  public func line() -> [UInt8] {
    var writer = LineWriter()
    var copy = self
    writer.begin()
    // A writer never fails; the error type belongs to the readers of the same description.
    do throws(LineError) { try copy.code(&writer) } catch { return [] }
    writer.end()
    return writer.bytes
  }

  /// Reads a line.
  ///
  /// - Throws: `LineError` naming the byte at which the line departs from the contract.
  public init(line: [UInt8]) throws(LineError) {
    self = try Event.read(line).event
  }

  /// Reads a line and says whether it is the one that the event writes.
  ///
  /// - Throws: `LineError` as above.
  public static func read(
    _ line: [UInt8]
  ) throws(LineError) -> (event: Event, isCanonical: Bool) {
    try line.withUnsafeBufferPointer { text throws(LineError) in try read(text) }
  }

  /// The same for a line amid other bytes.
  public static func read(
    _ line: UnsafeBufferPointer<UInt8>
  ) throws(LineError) -> (event: Event, isCanonical: Bool) {
    var reader = LineReader(line)
    var event = Event(seq: 0, time: Instant(nanoseconds: 0), body: .noted(Noted()))
    try reader.begin()
    try event.code(&reader)
    try reader.end()
    try reader.finish()
    return (event, reader.isCanonical)
  }

  private mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("seq", &seq)
    try coder.field("ts", &time)
    try coder.type(&body)
    try body.code(&coder)
  }
}

/// A contract that stands for "not read yet" while a line is read.
let blankContract = OptionContract(
  root: "", expiry: CivilDate(dayNumber: 0), right: .call, strike: .zero)
