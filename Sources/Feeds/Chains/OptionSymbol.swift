// Contract symbols as the clearing house writes them, and what their roots mean.
//
// `SPXW240105C01200000`: root, two digits each of year, month and day, C or P, and the strike in
// thousandths with eight digits. Source: OCC, "Options Symbology Initiative" (2010). OptionMetrics
// parts the root by a space and leaves out the strike's leading zeros: `SPX 180317C2500000`.

import MarketData

/// A root packed into a number, so that rows compare without strings.
struct PackedRoot: Hashable {
  /// Up to eight bytes, the first one highest.
  let bits: UInt64

  var text: String {
    var bytes: [UInt8] = []
    for shift in stride(from: 56, through: 0, by: -8) {
      let byte = UInt8(truncatingIfNeeded: bits >> UInt64(shift))
      if byte != 0 { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  init(bits: UInt64) { self.bits = bits }

  /// The index root that settles on the opening print.
  static let openingIndex = PackedRoot("SPX")
  /// The index root that settles at the close.
  static let closingIndex = PackedRoot("SPXW")

  /// The first eight bytes of a text, in capitals.
  init(_ text: some StringProtocol) {
    var bits: UInt64 = 0
    var count = 0
    for byte in text.utf8 where count < 8 && byte > 0x20 {
      bits = bits << 8 | UInt64(byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte)
      count += 1
    }
    self.bits = bits
  }
}

/// A contract symbol taken apart.
struct OptionSymbol {
  let root: PackedRoot
  let expiry: CivilDate
  let right: OptionRight
  let strike: Double

  /// Reads the symbol between two positions; nil when a part is malformed.
  init?(_ bytes: Span<UInt8>, from first: Int, to last: Int) {
    var (start, end) = (first, last)
    while start < end, bytes[start] == 0x20 { start += 1 }
    while start < end, bytes[end - 1] == 0x20 { end -= 1 }
    var figures = end
    while figures > start, bytes[figures - 1] >= 0x30, bytes[figures - 1] <= 0x39 { figures -= 1 }
    let length = end - figures
    let tail = figures - 7
    guard (4...8).contains(length), tail > start, tail - start <= 8 else { return nil }
    // Without a space before the date the eight digits alone tell where the strike begins.
    guard length == 8 || bytes[tail - 1] == 0x20 else { return nil }
    var bits: UInt64 = 0
    for index in start..<tail where bytes[index] != 0x20 { bits = bits << 8 | UInt64(bytes[index]) }
    func digits(_ from: Int, _ length: Int) -> Int? {
      var value = 0
      for index in from..<(from + length) {
        guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
        value = value * 10 + Int(bytes[index]) - 0x30
      }
      return value
    }
    let letter = bytes[tail + 6]
    guard bits != 0, letter == 0x43 || letter == 0x50, let year = digits(tail, 2),
      let month = digits(tail + 2, 2), let day = digits(tail + 4, 2),
      let thousandths = digits(figures, length),
      let expiry = CivilDate(year: 2_000 + year, month: month, day: day)
    else { return nil }
    root = PackedRoot(bits: bits)
    self.expiry = expiry
    right = letter == 0x43 ? .call : .put
    strike = Double(thousandths) / 1_000
  }
}

/// What a root's options are on and how they exercise; how they end is `ExpiryTerms`.
struct RootTraits {
  let root: String
  let underlying: String
  let style: ExerciseStyle

  /// Index roots by Cboe's contract specifications; every other root is a share or a fund.
  init(root: String) {
    self.root = root
    switch root {
    case "SPXW", "SPXPM": (underlying, style) = ("SPX", .european)
    case "XSPW": (underlying, style) = ("XSP", .european)
    case "NDXP": (underlying, style) = ("NDX", .european)
    case "RUTW": (underlying, style) = ("RUT", .european)
    case "VIXW": (underlying, style) = ("VIX", .european)
    case "XEO": (underlying, style) = ("OEX", .european)
    case "SPX", "XSP", "NDX", "RUT", "MRUT", "XND", "VIX", "DJX":
      (underlying, style) = (root, .european)
    // A plain table names no root; its prices are taken as European.
    case "": (underlying, style) = ("", .european)
    default: (underlying, style) = (root, .american)
    }
  }

  /// The terms of the series with a date in its code, or of the root's ordinary series.
  func terms(_ expiry: CivilDate? = nil) -> ExpiryTerms { ExpiryTerms(root: root, expiry: expiry) }

  /// When the series with a date in its code settles.
  func expiration(of date: CivilDate) -> Instant { terms(date).settlement(of: date) }
}
