// Eight bytes of text looked at as one word: where a byte stands, and a short number.
//
// The first byte of the text is the lowest of the word.

/// Eight bytes of text as one word.
enum ByteWord {
  static let quotes = repeating(0x22)
  static let newlines = repeating(0x0A)

  /// The eight bytes from a place, all of which must be there.
  @inline(__always) static func load(_ bytes: Span<UInt8>, at place: Int) -> UInt64 {
    UInt64(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: place, as: UInt64.self))
  }

  /// A byte eight times.
  @inline(__always) static func repeating(_ byte: UInt8) -> UInt64 {
    UInt64(byte) &* 0x0101_0101_0101_0101
  }

  /// The top bit of every byte that is zero, and no other (Warren, Hacker's Delight, 6-1).
  @inline(__always) static func zeros(_ word: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~(((word & low) &+ low) | word | low)
  }

  /// Whether every byte is a digit.
  @inline(__always) static func areDigits(_ word: UInt64) -> Bool {
    let high: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
    let next = word &+ 0x0606_0606_0606_0606
    return ((word & high) | ((next & high) &>> 4)) == 0x3333_3333_3333_3333
  }

  /// The number that eight digits write, the first the highest (Lemire, 2018): pairs, then fours.
  @inline(__always) static func value(_ digits: UInt64) -> UInt64 {
    let plain = digits &- 0x3030_3030_3030_3030
    let pairs = plain &* 10 &+ (plain &>> 8)
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    let fours = (pairs & mask) &* 0x000F_4240_0000_0064
    let others = ((pairs &>> 16) & mask) &* 0x0000_2710_0000_0001
    return (fours &+ others) &>> 32
  }

  /// A number of at most eight bytes, digits with or without a point and nothing else.
  ///
  /// - Returns: The nearest double; nil for any other text, and within eight bytes of the end.
  @inline(__always) static func number(
    _ bytes: Span<UInt8>, from start: Int, to end: Int
  ) -> Double? {
    let length = end &- start
    guard length > 0, length <= 8, start >= 0, start &+ 8 <= bytes.count else { return nil }
    // The text moves up against the top of the word; zeros stand below it.
    let text = load(bytes, at: start) &<< UInt64(8 &* (8 &- length))
    let points = zeros(text ^ repeating(0x2E))
    guard points != 0 else {
      let digits = text | filler(8 &- length)
      return areDigits(digits) ? Double(value(digits)) : nil
    }
    let place = points.trailingZeroBitCount &>> 3
    // What stands before the point closes up to what stands behind it.
    let below: UInt64 = (1 &<< UInt64(8 &* place)) &- 1
    let behind = place == 7 ? 0 : text & ~((below &<< 8) | 0xFF)
    let digits = behind | ((text & below) &<< 8) | filler(9 &- length)
    guard length > 1, areDigits(digits) else { return nil }
    // Both are exact in a double, so the quotient is the nearest one.
    return Double(value(digits)) / powers[7 &- place]
  }

  /// Zeros as digits in the lowest bytes.
  @inline(__always) private static func filler(_ count: Int) -> UInt64 {
    count == 0 ? 0 : repeating(0x30) &>> UInt64(8 &* (8 &- count))
  }

  /// Powers of ten, from none to fifteen.
  static let powers: [16 of Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
}
