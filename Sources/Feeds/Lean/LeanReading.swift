// Reading the zips of a Lean folder into a recorded market, checked whole before a session starts.

import MarketData
import Numerics

extension RecordedMarket {
  /// Reads every file of a folder.
  ///
  /// - Throws: `FeedError` for anything malformed, with file, line and column.
  init(lean folder: LeanFolder) throws {
    self.init()
    try readUnderlyings(folder)
    try readOptions(folder)
    let onlyFutures = folder.zips.allSatisfy { $0.asset == .future || $0.asset == .futureoption }
    if onlyFutures {
      hours = .globex(hasHalt: underlyings.contains { LeanTerms.hasHalt($0.symbol) })
      yield = nil
    } else if folder.zips.contains(where: { $0.asset == .index || $0.asset == .indexoption }) {
      yield = ReferenceRates.dividendYield
    }
    routeVolatility()
    order()
    implyMissingPrices()
    try checkBases(folder)
  }

  private mutating func readUnderlyings(_ folder: LeanFolder) throws {
    for asset in [LeanAsset.index, .equity, .future] {
      var symbols: [String] = []
      for zip in folder.zips where zip.asset == asset && !symbols.contains(zip.symbol) {
        symbols.append(zip.symbol)
      }
      for symbol in symbols {
        guard !underlyings.contains(where: { $0.symbol == symbol }) else {
          throw FeedError(file: folder.path, rule: "holds \(symbol) as two kinds of asset")
        }
        var reading = LeanPriceReading(asset: asset, symbol: symbol)
        for zip in folder.finest(asset, symbol, .trade) { try reading.trades(zip) }
        for zip in folder.finest(asset, symbol, .quote) { try reading.quotes(zip) }
        underlyings.append(reading.underlying)
      }
    }
  }

  private mutating func readOptions(_ folder: LeanFolder) throws {
    var places: [OptionContract: Int] = [:]
    for asset in LeanAsset.allCases where asset.isOption {
      var symbols: [String] = []
      for zip in folder.zips where zip.asset == asset && !symbols.contains(zip.symbol) {
        symbols.append(zip.symbol)
      }
      for symbol in symbols {
        for kind in [LeanKind.quote, .trade, .openInterest] {
          for zip in folder.finest(asset, symbol, kind) {
            try readOptionZip(zip, &places)
          }
        }
      }
    }
    for option in options {
      let symbol = option.root.underlying
      if !underlyings.contains(where: { $0.symbol == symbol }) {
        underlyings.append(RecordedUnderlying(symbol: symbol))
      }
      guard zip(option.quotes, option.quotes.dropFirst()).allSatisfy({ $0.end < $1.end }) else {
        throw FeedError(file: "\(option.contract)", rule: "times must ascend over its files")
      }
    }
  }

  private mutating func readOptionZip(
    _ zip: LeanFolder.Zip, _ places: inout [OptionContract: Int]
  ) throws {
    let archive = LeanArchive(zip)
    try archive.read { name, entry, row, line in
      guard let option = name.option else {
        throw FeedError(
          file: entry, rule: "the name must end with _STYLE_RIGHT_STRIKE_EXPIRY.csv")
      }
      let contract = OptionContract(
        root: zip.symbol, expiry: option.expiry, right: option.right, strike: option.strike)
      let place: Int
      if let known = places[contract] {
        place = known
      } else {
        guard let terms = LeanTerms(zip.asset, symbol: zip.symbol, option: option) else {
          throw FeedError(
            file: zip.path, rule: "holds options on a future whose multiplier is not known")
        }
        place = options.count
        places[contract] = place
        options.append(
          RecordedOption(
            root: terms.root, contract: contract, expiration: terms.expiration,
            lastTrade: terms.lastTrade))
      }
      options[place].take(row, of: zip, known: archive.known(row))
    }
  }
}

extension RecordedOption {
  /// Takes a row that has been checked.
  fileprivate mutating func take(_ row: LeanRow, of zip: LeanFolder.Zip, known end: Int32) {
    let scale = zip.asset.scale
    switch zip.kind {
    case .openInterest:
      openInterest.removeAll { $0.day == zip.date.dayNumber }
      openInterest.append((zip.date.dayNumber, Int32(row.first.size)))
    case .trade:
      if volumes.last?.end == end {
        volumes[volumes.count - 1].size &+= Int32(row.first.size)
      } else {
        volumes.append(RecordedVolume(end: end, size: Int32(row.first.size)))
      }
    case .quote:
      var quote = RecordedQuote(
        end: end, bid: Int32(row.first.close / scale), ask: Int32(row.second.close / scale),
        bidSize: Int32(row.first.size), askSize: Int32(row.second.size))
      guard quotes.last?.end == end, let last = quotes.last else { return quotes.append(quote) }
      // Ticks tell one side at a time.
      if row.first.isEmpty { (quote.bid, quote.bidSize) = (last.bid, last.bidSize) }
      if row.second.isEmpty { (quote.ask, quote.askSize) = (last.ask, last.askSize) }
      quotes[quotes.count - 1] = quote
    }
  }
}
