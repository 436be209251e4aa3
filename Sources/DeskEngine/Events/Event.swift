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
    var reader = LineReader(line)
    var event = Event(seq: 0, time: Instant(nanoseconds: 0), body: .noted(Noted()))
    try reader.begin()
    try event.code(&reader)
    try reader.end()
    try reader.finish()
    self = event
  }

  private mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("seq", &seq)
    try coder.field("ts", &time)
    var found: EventBody? = body
    let name = body.name
    try coder.text("type", name) { text in
      if let text, text != name { found = EventBody.blank(text) }
      return found != nil
    }
    guard var read = found else { throw LineError(offset: 0, expected: "an event type") }
    try read.code(&coder)
    body = read
  }
}

/// A contract that stands for "not read yet" while a line is read.
let blankContract = OptionContract(
  root: "", expiry: CivilDate(dayNumber: 0), right: .call, strike: .zero)
