// What the options of a Lean folder are: root, underlying, settlement, multiplier, ticks.
//
// Contract terms are those of the exchanges: Cboe for index options, CME Group for options on
// futures. Monthly expiries before February 2015 are written as the Saturday after the last day
// of trading.

import MarketData

/// The terms of an option in a Lean folder.
struct LeanTerms: Sendable {
  var root: OptionRoot
  var expiration: Instant
  var lastTrade: Instant

  /// The terms of a contract; nil when its multiplier is not known.
  ///
  /// - Parameters:
  ///   - asset: Which options they are.
  ///   - symbol: The symbol of the folder, in capitals.
  ///   - option: What the name of the file tells.
  init?(_ asset: LeanAsset, symbol: String, option: LeanEntryName.Option) {
    switch asset {
    case .option:
      root = OptionRoot(
        symbol: symbol, underlying: symbol, style: option.style, settlement: .pm,
        delivery: .physical, multiplier: 100, ticks: .penny)
    case .indexoption:
      let known = LeanTerms.indices.first { $0.root == symbol }
      root = OptionRoot(
        symbol: symbol, underlying: known?.underlying ?? symbol, style: option.style,
        settlement: ExpiryTerms(root: symbol).settlement, delivery: .cash, multiplier: 100,
        ticks: .index)
    case .futureoption:
      guard let known = LeanTerms.futures.first(where: { $0.root == symbol }) else { return nil }
      root = OptionRoot(
        symbol: symbol, underlying: known.future, style: option.style,
        settlement: ExpiryTerms(root: symbol, expiry: option.expiry).settlement,
        delivery: .physical, multiplier: known.multiplier,
        ticks: known.isEquity ? .eMini : .penny)
    case .equity, .index, .future: return nil
    }
    let moments = ExpiryTerms(root).moments(of: option.expiry)
    (expiration, lastTrade) = (moments.settlement, moments.lastTrade)
  }

  /// Whether a root is of options on an index.
  static func isIndexRoot(_ symbol: String) -> Bool { indices.contains { $0.root == symbol } }

  private static let indices: [(root: String, underlying: String)] = [
    ("SPX", "SPX"), ("SPXW", "SPX"), ("XSP", "XSP"), ("NDX", "NDX"), ("NDXP", "NDX"),
    ("RUT", "RUT"), ("RUTW", "RUT"), ("VIX", "VIX"), ("VIXW", "VIX"), ("DJX", "DJX"),
    ("OEX", "OEX"), ("XEO", "XEO"),
  ]

  private static let futures: [(root: String, future: String, multiplier: Int, isEquity: Bool)] = [
    ("ES", "ES", 50, true), ("MES", "MES", 5, true), ("NQ", "NQ", 20, true),
    ("MNQ", "MNQ", 2, true), ("RTY", "RTY", 50, true), ("YM", "YM", 5, true),
    ("OG", "GC", 100, false), ("GC", "GC", 100, false), ("SO", "SI", 5_000, false),
    ("SI", "SI", 5_000, false), ("LO", "CL", 1_000, false), ("CL", "CL", 1_000, false),
  ]

  /// Whether a future paused each day at 16:15 with the stock index it is on.
  static func hasHalt(_ future: String) -> Bool {
    futures.contains { $0.future == future && $0.isEquity }
  }
}
