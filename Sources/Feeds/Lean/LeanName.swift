// What Lean's paths and names tell of a file: asset, resolution, kind, contract.
//
//   ASSET/MARKET/RESOLUTION/SYMBOL[/EXPIRY]/DATE_KIND[_STYLE].zip
//   DATE_SYMBOL_RESOLUTION_KIND[_STYLE_RIGHT_STRIKE_EXPIRY | _MONTH].csv inside it
//
// Older tick files turn the last two words round and begin them with capitals.

import MarketData

/// The asset classes that are played.
enum LeanAsset: String, CaseIterable, Hashable, Sendable {
  case equity, index, future, option, indexoption, futureoption

  /// Whether its files hold options.
  var isOption: Bool { self == .option || self == .indexoption || self == .futureoption }

  /// How many times a number in the file is its price: 10,000 but for futures and indices.
  var scale: Int64 {
    switch self {
    case .equity, .option, .indexoption: 10_000
    case .index, .future, .futureoption: 1
    }
  }
}

/// How long a row lasts.
enum LeanResolution: String, CaseIterable, Hashable, Sendable {
  case tick, second, minute

  /// Seconds that rows are kept apart by; ticks are kept by the second.
  var seconds: Int { self == .minute ? 60 : 1 }
}

/// What a row holds.
enum LeanKind: String, CaseIterable, Hashable, Sendable {
  case trade, quote
  case openInterest = "openinterest"
}

/// The name of a file inside a zip.
struct LeanEntryName: Hashable, Sendable {
  /// The right, strike and expiry of an option.
  struct Option: Hashable, Sendable {
    var style: ExerciseStyle
    var right: OptionRight
    var strike: Money
    var expiry: CivilDate
  }

  var date: CivilDate
  /// In capitals.
  var symbol: String
  var resolution: LeanResolution
  var kind: LeanKind
  var option: Option?
  /// `202003` of a future.
  var month: String?

  /// Reads a name; nil when it is no such name.
  init?(_ name: String) {
    let lower = name.lowercased()
    guard lower.hasSuffix(".csv") else { return nil }
    let words = lower.dropLast(4).split(separator: "_").map(String.init)
    guard let date = words.first.flatMap({ $0.count == 8 ? CivilDate($0) : nil }),
      let first = words.indices.dropFirst(2).first(where: { LeanEntryName.isKey(words[$0]) }),
      first + 1 < words.count
    else { return nil }
    let keys = words[first...first + 1]
    guard let resolution = keys.lazy.compactMap({ LeanResolution(rawValue: $0) }).first,
      let kind = keys.lazy.compactMap({ LeanKind(rawValue: $0) }).first,
      let symbol = LeanEntryName.symbol(words[1..<first].joined(separator: "_"))
    else { return nil }
    self.date = date
    self.symbol = symbol
    self.resolution = resolution
    self.kind = kind
    let rest = Array(words[(first + 2)...])
    switch rest.count {
    case 0: break
    case 1, 2:
      guard rest[0].count == 6, rest[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        return nil
      }
      month = rest[0]
    case 4:
      guard let option = Option(rest) else { return nil }
      self.option = option
    default: return nil
    }
  }

  private static func isKey(_ word: String) -> Bool {
    LeanResolution(rawValue: word) != nil || LeanKind(rawValue: word) != nil
  }

  /// A symbol in capitals; nil when it holds what no symbol may.
  static func symbol(_ text: String) -> String? {
    let allowed = { (byte: UInt8) in
      (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
        || [0x2E, 0x5E, 0x5F, 0x2D]
          .contains(byte)
    }
    let symbol = text.uppercased()
    guard (1...21).contains(symbol.utf8.count), symbol.utf8.allSatisfy(allowed) else { return nil }
    return symbol
  }

  /// The code of a future's month, as `ESH20`; nil for another name.
  var futureCode: String? {
    guard let month, let number = Int(month.suffix(2)), (1...12).contains(number) else {
      return nil
    }
    let letters = Array("FGHJKMNQUVXZ")
    return symbol + String(letters[number - 1]) + month.dropFirst(2).prefix(2)
  }
}

extension LeanEntryName.Option {
  /// Reads `american`, `call`, `30000000` and `20200320`: the strike in 1/10 000.
  fileprivate init?(_ words: [String]) {
    guard let style = ExerciseStyle(rawValue: words[0].uppercased()),
      let right = OptionRight(rawValue: words[1]), let strike = Int64(words[2]), strike > 0,
      let expiry = CivilDate(words[3])
    else { return nil }
    self.init(style: style, right: right, strike: Money(units: strike), expiry: expiry)
  }
}
