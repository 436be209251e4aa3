// The symbol of a table that names none, from the name of its file.

/// Symbols as this desk writes them.
enum SymbolName {
  /// A vendor's symbol in capitals without a caret or an exchange: `^GSPC` is `SPX`.
  static func normal(_ symbol: String) -> String {
    var text = symbol.uppercased().filter { $0.isLetter || $0.isNumber || ".-_:/=".contains($0) }
    for prefix in ["I:", "SP:", "TVC:", "CBOE:", "$"] where text.hasPrefix(prefix) {
      text.removeFirst(prefix.count)
    }
    return aliases.first { $0.0 == text }?.1 ?? String(text.prefix(24))
  }

  /// The symbol that a file's name starts with; the folder's when the file is named by a day.
  static func of(path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    for name in parts.suffix(2).reversed() {
      let stem = name.prefix { $0 != "." && $0 != "," && $0 != " " && $0 != "(" }
      let words = stem.split { $0 == "_" || $0 == "-" }.map { $0.uppercased() }
      let named = words.filter { !exchanges.contains($0) && !fillers.contains($0) }
      guard let word = named.first(where: { $0.contains(where: \.isLetter) }), word.count <= 8
      else {
        continue
      }
      // A name such as 1min is a length, not a symbol.
      if word.first?.isNumber == true { continue }
      return normal(word)
    }
    return ""
  }

  private static let aliases = [
    ("GSPC", "SPX"), ("SP500", "SPX"), ("INX", "SPX"), ("SPX500", "SPX"), ("DJI", "DJX"),
  ]
  private static let exchanges: Set<String> = [
    "SP", "TVC", "CBOE", "NASDAQ", "NYSE", "AMEX", "ARCA", "BATS", "INDEX",
  ]
  private static let fillers: Set<String> = [
    "RAW", "DATA", "HISTORY", "HISTORICAL", "DAILY", "CSV", "EXPORT", "LONG", "STOCK", "PRICES",
  ]
}
