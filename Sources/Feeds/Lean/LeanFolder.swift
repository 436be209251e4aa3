// The files of a Lean data folder.
//
//   ASSET/MARKET/RESOLUTION/SYMBOL[/EXPIRY]/DATE_KIND[_STYLE].zip
//   ASSET/MARKET/universes/SYMBOL/DATE.csv      what was listed, with the underlying's price
//   equity/MARKET/factor_files/SYMBOL.csv       splits and dividends
//
// Assets that the desk does not trade, and hourly and daily files, are passed over.

import MarketData

/// The files of a folder, in order of path.
struct LeanFolder: Sendable {
  /// A zip file of one date.
  struct Zip: Hashable, Sendable {
    var path: String
    var date: CivilDate
    var asset: LeanAsset
    /// In capitals, as the folder spells it.
    var symbol: String
    var resolution: LeanResolution
    var kind: LeanKind

    /// The folder it lies in.
    var folder: String {
      path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
  }

  /// A text file of one symbol.
  struct Text: Hashable, Sendable {
    var path: String
    var asset: LeanAsset
    var symbol: String
    /// The date in its name; nil when it is of all dates.
    var date: CivilDate?
  }

  let path: String
  private(set) var zips: [Zip] = []
  private(set) var universes: [Text] = []
  private(set) var factors: [Text] = []

  /// Every file that is read, in order of path.
  var all: [String] {
    (zips.map(\.path) + universes.map(\.path) + factors.map(\.path)).sorted()
  }

  /// Whether a folder has the shape of Lean's.
  static func isLean(_ path: String) -> Bool {
    LeanAsset.allCases.contains { fileExists("\(path)/\($0.rawValue)") }
  }

  /// The folder and the date of a zip that is played with its day's other files.
  ///
  /// A zip of quotes, of open interest, of ticks or of an option's trades is nothing to replay alone;
  /// one of an underlying's minutes is, as bars.
  ///
  /// - Returns: nil for any other file, and for a zip that lies in no folder of Lean's shape.
  static func day(of path: String) -> (folder: String, date: CivilDate)? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 4, let name = parts.last, name.hasSuffix(".zip"),
      let date = CivilDate(name.prefix(8))
    else { return nil }
    let words = name.lowercased().split { $0 == "_" || $0 == "." }
    let kind = words.lazy.compactMap { LeanKind(rawValue: String($0)) }.first
    // ASSET/MARKET/RESOLUTION/SYMBOL[/EXPIRY]/NAME
    for depth in 5...6 where parts.count > depth - 1 {
      let place = parts.count - depth
      guard let asset = LeanAsset(rawValue: parts[place]),
        let resolution = LeanResolution(rawValue: parts[place + 2]), let kind
      else { continue }
      let isBars = kind == .trade && !asset.isOption && resolution != .tick
      let folder = place == 0 ? "." : parts[..<place].joined(separator: "/")
      return isBars ? nil : (folder.isEmpty ? "/" : folder, date)
    }
    return nil
  }

  /// Reads the names of a folder.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - date: The only date whose files count; nil for all.
  /// - Throws: `FeedError` when it holds nothing to play.
  init(path: String, only date: CivilDate? = nil) throws {
    self.path = path
    for asset in LeanAsset.allCases where fileExists("\(path)/\(asset.rawValue)") {
      let folder = "\(path)/\(asset.rawValue)"
      for market in try directoryNames(folder) where isFolder("\(folder)/\(market)") {
        try readMarket("\(folder)/\(market)", asset)
      }
    }
    if let date { zips.removeAll { $0.date != date } }
    zips.sort { $0.path < $1.path }
    guard zips.contains(where: { $0.kind != .openInterest }) else {
      throw FeedError(
        file: path,
        rule: "must hold ASSET/MARKET/RESOLUTION/SYMBOL/DATE_trade.zip or DATE_quote.zip with "
          + "minutes, seconds or ticks of an equity, index, future or option")
    }
    try checkWhole()
  }

  private mutating func readMarket(_ folder: String, _ asset: LeanAsset) throws {
    for resolution in LeanResolution.allCases
    where isFolder("\(folder)/\(resolution.rawValue)") {
      let symbols = "\(folder)/\(resolution.rawValue)"
      for name in try directoryNames(symbols) where isFolder("\(symbols)/\(name)") {
        let symbol = try checked(name, in: symbols)
        try readZips("\(symbols)/\(name)", asset, symbol, resolution, deeper: true)
      }
    }
    let universe = "\(folder)/universes"
    if isFolder(universe) {
      for name in try directoryNames(universe) where isFolder("\(universe)/\(name)") {
        let symbol = try checked(name, in: universe)
        for file in try directoryNames("\(universe)/\(name)") where file.hasSuffix(".csv") {
          guard let date = CivilDate(file.prefix(8)) else { continue }
          universes.append(
            Text(path: "\(universe)/\(name)/\(file)", asset: asset, symbol: symbol, date: date))
        }
      }
    }
    let factor = "\(folder)/factor_files"
    if asset == .equity, isFolder(factor) {
      for file in try directoryNames(factor) where file.hasSuffix(".csv") {
        let symbol = try checked(String(file.dropLast(4)), in: factor)
        factors.append(Text(path: "\(factor)/\(file)", asset: asset, symbol: symbol, date: nil))
      }
    }
  }

  private func checked(_ name: String, in folder: String) throws -> String {
    guard let symbol = LeanEntryName.symbol(name) else {
      throw FeedError(file: "\(folder)/\(name)", rule: "the name must be a symbol such as spy")
    }
    return symbol
  }

  /// The zips of a folder, and one level below it those of each expiry.
  private mutating func readZips(
    _ folder: String, _ asset: LeanAsset, _ symbol: String, _ resolution: LeanResolution,
    deeper: Bool
  ) throws {
    for name in try directoryNames(folder) {
      let path = "\(folder)/\(name)"
      if isFolder(path) {
        if deeper { try readZips(path, asset, symbol, resolution, deeper: false) }
        continue
      }
      guard name.hasSuffix(".zip") else { continue }
      guard let date = CivilDate(name.prefix(8)) else {
        throw FeedError(file: path, rule: "the name must begin with a date")
      }
      let words = name.lowercased().split { $0 == "_" || $0 == "." }
      guard let kind = words.lazy.compactMap({ LeanKind(rawValue: String($0)) }).first else {
        throw FeedError(file: path, rule: "the name must say trade, quote or openinterest")
      }
      zips.append(
        Zip(
          path: path, date: date, asset: asset, symbol: symbol, resolution: resolution, kind: kind))
    }
  }

  /// Every date of a future with options needs quotes of the future and of each expiry: a file that
  /// is missing would leave a hole that looks like a quiet market.
  private func checkWhole() throws {
    let options = zips.filter { $0.asset == .futureoption && $0.kind != .openInterest }
    guard !options.isEmpty else { return }
    let futures = zips.filter { $0.asset == .future && $0.kind != .openInterest }
    let days = (options + futures).map(\.date.dayNumber).sorted()
    let quotes = (futures + options).filter { $0.kind == .quote }
    for zip in quotes {
      let present = quotes.filter { $0.folder == zip.folder }.map(\.date.dayNumber)
      if let missing = days.first(where: { !present.contains($0) }) {
        let date = CivilDate(dayNumber: missing)
        throw FeedError(
          file: zip.folder, rule: "holds no quotes of \(date), a day that other files are of")
      }
    }
  }

  /// The zips of an asset's symbol and kind, one resolution a date: the finest there is.
  func finest(_ asset: LeanAsset, _ symbol: String, _ kind: LeanKind) -> [Zip] {
    let own = zips.filter { $0.asset == asset && $0.symbol == symbol && $0.kind == kind }
    let order = LeanResolution.allCases
    return own.filter { zip in
      !own.contains { other in
        other.date == zip.date
          && (order.firstIndex(of: other.resolution) ?? 0)
            < (order.firstIndex(of: zip.resolution) ?? 0)
      }
    }.sorted { ($0.date, $0.path) < ($1.date, $1.path) }
  }
}
