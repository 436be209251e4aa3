// Parts a stream of bytes into lines, in constant memory.

/// Parts a stream into lines; what is too long is left out and counted.
public struct LineSplitter: Sendable {
  /// The longest line, in bytes; a listing of contracts may take several.
  public static let longest = 64 << 10
  private var rest: [UInt8] = []
  private var isSkipping = false

  /// A stream that has not begun.
  public init() {}

  /// Takes a piece of the stream.
  ///
  /// - Parameters:
  ///   - piece: The next bytes.
  ///   - line: Is given each line, as a range of an array, without its newline; nil for one that was
  ///     too long.
  public mutating func take(
    _ piece: ArraySlice<UInt8>, _ line: ([UInt8], Range<Int>?) -> Void
  ) {
    rest.append(contentsOf: piece)
    var first = 0
    let count = rest.count
    let bytes = rest
    while let end = bytes[first...].firstIndex(of: 0x0A) {
      let isWhole = !isSkipping && end - first <= LineSplitter.longest
      if isWhole {
        if end > first { line(bytes, first..<end) }
      } else {
        line(bytes, nil)
      }
      isSkipping = false
      first = end + 1
    }
    if isSkipping || count - first > LineSplitter.longest {
      isSkipping = true
      rest.removeAll(keepingCapacity: true)
    } else if first > 0 {
      rest = Array(bytes[first...])
    }
  }

  /// Ends the stream: a last line without a newline counts too.
  public mutating func finish(_ line: ([UInt8], Range<Int>?) -> Void) {
    if isSkipping { line([], nil) } else if !rest.isEmpty { line(rest, 0..<rest.count) }
    rest = []
    isSkipping = false
  }
}
