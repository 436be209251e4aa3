// The files of a Lean data folder with futures options.
//
//   future/MARKET/minute/SYMBOL/DATE_quote.zip, DATE_trade.zip
//   futureoption/MARKET/minute/SYMBOL/EXPIRY/DATE_quote_american.zip, DATE_trade_american.zip

import MarketData

/// The zips of a folder, each with the date in its name, in order of path.
struct LeanFolder: Sendable {
  /// A zip file of one date.
  struct Zip: Hashable, Sendable {
    var path: String
    var date: CivilDate

    /// The folder it lies in.
    var folder: String {
      path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
  }

  /// The symbol, in lower case, as the folders spell it.
  var symbol: String
  var futureQuotes: [Zip] = []
  var futureTrades: [Zip] = []
  var optionQuotes: [Zip] = []
  var optionTrades: [Zip] = []

  /// Every zip, in order of path.
  var all: [Zip] {
    (futureQuotes + futureTrades + optionQuotes + optionTrades).sorted { $0.path < $1.path }
  }

  init(path: String) throws {
    let future = "\(path)/future"
    let options = "\(path)/futureoption"
    guard fileExists(future), fileExists(options) else {
      throw FeedError(
        file: path, rule: "must hold future/MARKET/minute/SYMBOL and futureoption/MARKET/minute")
    }
    var symbols: [String] = []
    for market in try directoryNames(options) {
      symbols.append(contentsOf: try directoryNames("\(options)/\(market)/minute"))
    }
    guard symbols == ["es"] else {
      throw FeedError(
        file: options,
        rule: "must hold options on es and nothing else, found "
          + (symbols.isEmpty ? "nothing" : symbols.joined(separator: ", ")))
    }
    symbol = symbols[0]
    for market in try directoryNames(future) {
      let folder = "\(future)/\(market)/minute/\(symbol)"
      for zip in try LeanFolder.zips(folder) {
        if zip.path.hasSuffix("_quote.zip") { futureQuotes.append(zip) }
        if zip.path.hasSuffix("_trade.zip") { futureTrades.append(zip) }
      }
    }
    for market in try directoryNames(options) {
      let folder = "\(options)/\(market)/minute/\(symbol)"
      for expiry in try directoryNames(folder) {
        for zip in try LeanFolder.zips("\(folder)/\(expiry)") {
          if zip.path.contains("_quote") { optionQuotes.append(zip) }
          if zip.path.contains("_trade") { optionTrades.append(zip) }
        }
      }
    }
    guard !futureQuotes.isEmpty, !optionQuotes.isEmpty else {
      throw FeedError(file: path, rule: "must hold quotes of the future and of options")
    }
    try checkWhole()
  }

  /// Every date of the folder needs quotes of the future and of each expiry: a file that is missing
  /// would leave a hole that looks like a quiet market.
  private func checkWhole() throws {
    let days = all.map(\.date.dayNumber)
    let quotes = futureQuotes + optionQuotes
    for zip in quotes {
      let present = quotes.filter { $0.folder == zip.folder }.map(\.date.dayNumber)
      if let missing = days.first(where: { !present.contains($0) }) {
        let date = CivilDate(dayNumber: missing)
        throw FeedError(
          file: zip.folder, rule: "holds no quotes of \(date), a day that other files are of")
      }
    }
  }

  /// The zips of a folder whose names begin with a date.
  private static func zips(_ folder: String) throws -> [Zip] {
    try directoryNames(folder).filter { $0.hasSuffix(".zip") }.map { name in
      guard let date = CivilDate(name.prefix(8)) else {
        throw FeedError(file: "\(folder)/\(name)", rule: "the name must begin with a date")
      }
      return Zip(path: "\(folder)/\(name)", date: date)
    }
  }
}
