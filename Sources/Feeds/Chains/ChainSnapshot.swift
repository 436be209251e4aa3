// The quotes of one underlying's options at one moment, as a file gave them.
//
// A price of zero on a tape means that the side is absent: here it is nil. Strikes and prices are
// dollars, volatilities decimals, time to expiry years of 365 days.

public import MarketData

/// Cells of a contract that stood empty, where a zero would say that a side is absent.
public struct EmptyCells: OptionSet, Hashable, Sendable {
  /// The cells as bits.
  public let rawValue: UInt8
  /// Takes the cells as bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// No bid was given.
  public static let bid = EmptyCells(rawValue: 1)
  /// No ask was given.
  public static let ask = EmptyCells(rawValue: 2)
}

/// One option of a snapshot.
public struct ChainContract: Hashable, Sendable {
  /// The strike price, above zero.
  public var strike: Double
  /// Call or put.
  public var right: OptionRight
  /// Best bid, above zero; nil without one.
  public var bid: Double?
  /// Best ask, above zero; nil without one.
  public var ask: Double?
  /// Price of the last trade; nil when it never traded.
  public var last: Double?
  /// Contracts traded in the session; nil when not given.
  public var volume: Int?
  /// Open contracts; nil when not given.
  public var openInterest: Int?
  /// The vendor's implied volatility, above zero; nil without one.
  public var vendorVolatility: Double?
  /// The vendor's delta; nil without one.
  public var vendorDelta: Double?
  /// Price to fit when the source gives one price in place of bid and ask.
  public var price: Double?
  /// Cells that stood empty.
  public var empty: EmptyCells = []
  /// Line of the file, from 1; zero where the source has no lines.
  public var line: Int

  /// Whether the bid stands over the ask, an ask of zero among them.
  public var isCrossed: Bool {
    guard let bid, !empty.contains(.ask) else { return false }
    return bid > ask ?? 0
  }

  /// Halfway between a bid and an ask above it; nil otherwise.
  public var mid: Double? {
    guard let bid, let ask, ask > bid else { return nil }
    return 0.5 * (bid + ask)
  }
}

/// The options of one root that expire together.
public struct ChainSeries: Hashable, Sendable {
  /// The root, such as `SPXW`; empty when the source names none.
  public var root: String
  /// The expiry date; nil when the source gives only a time to expiry.
  public var expiry: CivilDate?
  /// Opening or closing settlement.
  public var settlement: SettlementTime
  /// European or American exercise.
  public var style: ExerciseStyle
  /// Time from the quotes to settlement in years; zero or less when it has settled.
  public var years: Double
  /// The source's own forward; nil when it gives none.
  public var forward: Double?
  /// The source's own discount factor; nil when it gives none.
  public var discount: Double?
  /// Its options by ascending strike, the call before the put.
  public var contracts: [ChainContract]

  /// What to call it in a table, such as `2024-01-19 SPXW`.
  public var label: String {
    let date = expiry?.description ?? "\((years * 1e6).rounded() / 1e6) y"
    return root.isEmpty ? date : "\(date) \(root)"
  }
}

/// What a source gives for each contract.
public enum QuoteBasis: String, Hashable, Sendable {
  /// Bids and asks.
  case quotes
  /// One price.
  case prices
  /// Volatilities alone.
  case volatilities
}

/// The options of one underlying at one moment.
public struct ChainSnapshot: Hashable, Sendable {
  /// The symbol of the underlying; empty when the source names none.
  public var underlying: String
  /// Last price of the underlying; nil when the source gives none.
  public var spot: Double?
  /// The moment of the quotes; nil when the source gives neither time nor dates.
  public var time: Instant?
  /// What the source gives for each contract.
  public var basis: QuoteBasis
  /// Its series by ascending time to settlement, then root.
  public var series: [ChainSeries]
  /// Contracts that stood in it again; the last one is kept.
  public var duplicates = 0

  /// How many contracts there are.
  public var contractCount: Int { series.reduce(0) { $0 + $1.contracts.count } }
}

/// Which kind of file a chain came from.
public enum ChainFormat: String, CaseIterable, Hashable, Sendable {
  /// Cboe's delayed quotes: one strike a row, call left, put right.
  case cboeQuotes = "Cboe delayed quotes"
  /// historicaloptiondata.com: one contract a row with its option root.
  case historicalOptionData = "historicaloptiondata"
  /// One contract a row with `underlying_symbol` and `quote_date`.
  case dailyQuotes = "daily option quotes"
  /// A yfinance data frame.
  case yfinance = "yfinance"
  /// Yahoo's option document.
  case yahoo = "Yahoo option JSON"
  /// A plain table with a strike, an expiry or years, and prices or volatilities.
  case plain = "plain CSV"
  /// One contract a row under OptionMetrics' names, strikes in thousandths.
  case optionMetrics = "OptionMetrics"

  /// The stable name of the format.
  public var code: String {
    switch self {
    case .cboeQuotes: "cboe-quotes"
    case .historicalOptionData: "historical-option-data"
    case .dailyQuotes: "optopsy"
    case .yfinance: "yfinance-chain"
    case .yahoo: "yahoo-options-json"
    case .plain: "plain-chain"
    case .optionMetrics: "optionmetrics"
    }
  }
}

/// A file of option quotes, read and checked.
public struct ChainFile: Sendable {
  /// The path it was read from.
  public var file: String
  /// What kind of file it is.
  public var format: ChainFormat
  /// Rows of data, the bad ones included.
  public var rows: Int
  /// Its snapshots by time, then underlying.
  public var snapshots: [ChainSnapshot]
  /// What was wrong with its rows.
  public var findings: ChainFindings

  /// The snapshot with the most contracts still to settle, the latest of equals.
  public var fullest: ChainSnapshot? {
    var best: (count: Int, snapshot: ChainSnapshot)?
    for snapshot in snapshots {
      let count = snapshot.series.reduce(0) { $0 + ($1.years > 0 ? $1.contracts.count : 0) }
      if count >= best?.count ?? 0 { best = (count, snapshot) }
    }
    return best?.snapshot
  }

  /// The snapshots of a session.
  ///
  /// - Parameter date: The date in New York.
  /// - Returns: Every snapshot of that date.
  public func snapshots(on date: CivilDate) -> [ChainSnapshot] {
    snapshots.filter { $0.time.map(NewYorkTime.date) == date }
  }
}
