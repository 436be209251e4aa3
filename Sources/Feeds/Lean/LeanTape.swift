// A Lean data folder as a tape.

import Glibc
public import MarketData
import Numerics

extension RecordedTape {
  /// Reads and checks a whole folder.
  ///
  /// - Parameters:
  ///   - path: The folder that holds `equity`, `index`, `future` or their options.
  ///   - date: The only date that is played; nil for all.
  /// - Throws: `FeedError` for anything missing or malformed, with file, line and column.
  public init(lean path: String, only date: CivilDate? = nil) throws {
    let folder = try LeanFolder(path: path, only: date)
    var digest = SHA256()
    for file in folder.all { digest.update(try readFile(file)) }
    let market = try RecordedMarket(lean: folder)
    try self.init(
      market,
      identity: TapeIdentity(
        mode: .replay, source: recordingName(path), seed: 0,
        dataHash: SHA256.hexadecimal(digest.finalize()), title: market.title("recorded quotes")))
  }

  /// Rows of options and of the leading underlying that were read.
  var rowCounts: (options: Int, underlying: Int) {
    (
      market.options.reduce(0) { $0 + $1.quotes.count },
      market.underlyings.first.map { $0.bars.count } ?? 0
    )
  }
}

/// The last part of a path, as a run's key holds it: letters, digits, dots, dashes and underscores.
func recordingName(_ path: String) -> String {
  let last = path.split(separator: "/").last.map(String.init) ?? path
  let safe = last.unicodeScalars.prefix(60).map { scalar -> Character in
    let isPlain = scalar.isASCII && scalar.properties.isAlphabetic
    let isDigit = ("0"..."9").contains(Character(scalar))
    return isPlain || isDigit || "._-+".unicodeScalars.contains(scalar) ? Character(scalar) : "_"
  }
  return String(safe)
}

extension RecordedMarket {
  /// One line for the title bar: what was recorded, of whom, and what is odd about it.
  func title(_ what: String) -> String {
    var title = "\(what), " + underlyings.prefix(3).map(\.symbol).joined(separator: " ")
    if underlyings.count > 3 { title += " and \(underlyings.count - 3) more" }
    if !options.isEmpty { title += " with options" }
    if !volatilityIndex.isEmpty { title += ", VIX" }
    var frozen: [String] = []
    for refusal in refusals where !frozen.contains(refusal.symbol) { frozen.append(refusal.symbol) }
    if !frozen.isEmpty { title += "; \(frozen.joined(separator: " ")) frozen" }
    if notes.contains(where: { $0.text.contains("implied by parity") }) {
      title += "; some spots implied"
    }
    return title
  }
}
