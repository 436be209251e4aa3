// Tables with one contract a row: vendors' end-of-day files, data frames and plain tables.
//
// One reader serves them all: the header says which columns there are, under the names vendors
// give them. Quotes of a date without a time are those of its close.

import Glibc
import MarketData

/// Reads tables with one contract a row.
struct ContractTableReader {
  /// A column this reader knows.
  enum Field: CaseIterable {
    case symbol, root, underlying, spot, right, expiry, years, quoteDate, strike, bid, ask, last
    case price, volatility, vendorVolatility, delta, volume, openInterest, forward, discount
    case rate, yield, lastTrade, openingSettlement, nonStandard

    /// What it is called, in lower case without spaces and underscores.
    var names: [String] {
      switch self {
      case .symbol: ["contractsymbol", "optionroot", "optionsymbol", "contract"]
      case .root: ["root"]
      case .underlying: ["underlying", "underlyingsymbol", "ticker", "actsymbol"]
      case .spot: ["spot", "underlyinglast", "underlyingprice", "s"]
      case .right:
        ["right", "type", "optiontype", "typeoption", "callput", "cp", "putcall", "cpflag"]
      case .expiry: ["expiry", "expiration", "expirydate", "expirationdate", "maturity", "exdate"]
      case .years: ["years", "t", "tau", "yearstoexpiry", "timetoexpiry"]
      case .quoteDate: ["quotedate", "date", "asof", "datadate"]
      case .strike: ["strike", "k", "strikeprice"]
      case .bid: ["bid", "bestbid", "bideod"]
      case .ask: ["ask", "offer", "bestoffer", "bestask", "askeod"]
      case .last: ["last", "lastprice", "lastsale"]
      case .price: ["price", "mid", "premium"]
      case .volatility: ["vol", "volatility", "sigma"]
      case .vendorVolatility: ["iv", "impliedvol", "impliedvolatility", "implvolatility"]
      case .delta: ["delta"]
      case .volume: ["volume", "tradevolume"]
      case .openInterest: ["openinterest", "oi"]
      case .forward: ["forward", "f"]
      case .discount: ["discount", "df", "discountfactor"]
      case .rate: ["rate", "r"]
      case .yield: ["yield", "q", "dividendyield"]
      case .lastTrade: ["lasttradedate"]
      case .openingSettlement: ["amsettlement"]
      case .nonStandard: ["ssflag"]
      }
    }
  }

  let format: ChainFormat
  private let file: String
  private let columns: [Int]
  private let width: Int
  /// Whether prices stand as bids and asks.
  private let hasQuotes: Bool
  /// The moment of the quotes when no column tells it.
  private let quotedAt: Instant?

  private func column(_ field: Field) -> Int { columns[Field.allCases.firstIndex(of: field) ?? 0] }

  /// Takes the columns from the header.
  ///
  /// - Throws: `FeedError` naming the line and the column that is missing.
  init(file: String, header: TableRow, quotedAt: Instant?, _ bytes: Span<UInt8>) throws {
    let names = (0..<header.count).map { cell in
      header.text(cell, bytes).lowercased().filter { $0 != " " && $0 != "_" }
    }
    let isOptionMetrics = names.contains("exdate") && names.contains("cpflag")
    let columns = Field.allCases.map { field in
      names.firstIndex { name in
        // A bare "symbol" is the contract's for OptionMetrics and the underlying's for others.
        field.names.contains(name)
          || name == "symbol" && field == (isOptionMetrics ? .symbol : .underlying)
      } ?? -1
    }
    func has(_ field: Field) -> Bool {
      columns[Field.allCases.firstIndex(of: field) ?? 0] >= 0
    }
    self.file = file
    self.columns = columns
    self.quotedAt = quotedAt
    width = names.count
    hasQuotes = has(.bid) && has(.ask)
    func require(_ isThere: Bool, _ what: String) throws {
      guard isThere else {
        throw FeedError(
          file: file, line: header.line,
          rule: "must have \(what); found the columns \(names.joined(separator: ", "))")
      }
    }
    try require(has(.strike), "a column \"strike\"")
    try require(
      has(.expiry) || has(.years) || has(.symbol), "a column \"expiry\", \"years\" or a symbol")
    try require(
      has(.years) || has(.quoteDate) || has(.lastTrade) || quotedAt != nil,
      "a column \"years\" or \"quote_date\"")
    try require(
      hasQuotes || has(.price) || has(.volatility) || has(.vendorVolatility),
      "the columns \"bid\" and \"ask\", or \"price\", or \"vol\"")
    // Without prices nothing tells a call from a put, and nothing needs to.
    try require(
      has(.right) || has(.symbol) || !(hasQuotes || has(.price)), "a column \"right\" or \"type\"")
    if isOptionMetrics {
      format = .optionMetrics
    } else if names.contains("optionroot") || names.contains("optionsymbol"), has(.quoteDate) {
      format = .historicalOptionData
    } else if names.contains("contractsymbol"), has(.lastTrade) {
      format = .yfinance
    } else if names.contains("underlyingsymbol"), has(.quoteDate) {
      format = .dailyQuotes
    } else {
      format = .plain
    }
  }

  /// Which optional columns the source has.
  var source: SourceColumns {
    var source: SourceColumns = hasQuotes ? .quotes : []
    if column(.price) >= 0 { source.insert(.price) }
    if column(.vendorVolatility) >= 0 || column(.volatility) >= 0 {
      source.insert(.vendorVolatility)
    }
    return source
  }

  /// Reads the rows below the header.
  ///
  /// - Returns: How many rows there were.
  func read(
    _ row: inout TableRow, _ bytes: Span<UInt8>, into builder: inout SnapshotBuilder
  ) -> Int {
    let fixedTime = column(.quoteDate) < 0 ? quotedAt ?? lastTradeTime(row, bytes) : nil
    var rows = 0
    while row.next(bytes) {
      guard !row.isBlank else { continue }
      rows += 1
      guard row.count == width || row.isWiderByBlank(than: width) else {
        builder.note(.cellCount, line: row.line, "\(row.count) cells, not \(width)")
        continue
      }
      readRow(row, bytes, fixedTime: fixedTime, into: &builder)
    }
    return rows
  }

  private func readRow(
    _ row: TableRow, _ bytes: Span<UInt8>, fixedTime: Instant?, into builder: inout SnapshotBuilder
  ) {
    var draft = ContractDraft()
    draft.line = row.line
    guard takeContract(row, bytes, &draft, &builder) else { return }
    var time = fixedTime
    if column(.quoteDate) >= 0 {
      guard let date = row.date(column(.quoteDate), bytes) else {
        builder.note(.date, line: row.line, row.text(column(.quoteDate), bytes))
        return
      }
      time = ContractTableReader.close(of: date)
    }
    var reading = NumberReading(row: row)
    takeNumbers(&reading, bytes, &draft)
    if format == .optionMetrics { takeOptionMetrics(row, bytes, &draft) }
    if isNonStandard(row, bytes) {
      builder.note(.nonStandard, line: row.line, row.text(column(.nonStandard), bytes))
      return
    }
    let spot = reading.number(column(.spot), bytes)
    let rate = reading.number(column(.rate), bytes)
    let yield = reading.number(column(.yield), bytes)
    if let bad = reading.malformed {
      builder.note(.number, line: row.line, row.text(bad, bytes))
      return
    }
    var name = row.text(column(.underlying), bytes)
    if name.isEmpty { name = draft.root.text }
    let underlying = PackedRoot(RootTraits(root: name).underlying)
    if let years = draft.years ?? yearsLeft(draft, time), years > 0 {
      if draft.discount == nil, let rate { draft.discount = exp(-rate * years) }
      if draft.forward == nil, let spot, let rate {
        draft.forward = spot * exp((rate - (yield ?? 0)) * years)
      }
    }
    builder.open(underlying: underlying, time: time, spot: spot)
    builder.add(draft)
  }

  private func yearsLeft(_ draft: ContractDraft, _ time: Instant?) -> Double? {
    guard let expiry = draft.expiry, let time else { return nil }
    return (RootTraits(root: draft.root.text).expiration(of: expiry) - time).years
  }

  /// Root, expiry and right, from the symbol where there is one; false when the row is refused.
  private func takeContract(
    _ row: TableRow, _ bytes: Span<UInt8>, _ draft: inout ContractDraft,
    _ builder: inout SnapshotBuilder
  ) -> Bool {
    draft.expiry = row.date(column(.expiry), bytes)
    if let right = right(row, bytes) {
      draft.right = right
    } else if column(.right) >= 0 {
      builder.note(.right, line: row.line, row.text(column(.right), bytes))
      return false
    }
    let cell = column(.symbol)
    guard cell >= 0 else {
      if column(.expiry) >= 0, draft.expiry == nil, column(.years) < 0 {
        builder.note(.date, line: row.line, row.text(column(.expiry), bytes))
        return false
      }
      let name = row.text(column(.root), bytes)
      draft.root = PackedRoot(name.isEmpty ? row.text(column(.underlying), bytes) : name)
      return true
    }
    guard let symbol = OptionSymbol(bytes, from: row.starts[cell], to: row.ends[cell]) else {
      // Before 2010 OptionMetrics gives the exchanges' letter codes; its columns say the rest.
      if format == .optionMetrics, draft.expiry != nil {
        let code = row.text(cell, bytes).prefix { $0 != " " && $0 != "." }
        let ticker = row.text(column(.underlying), bytes)
        draft.root = PackedRoot(ticker.isEmpty ? String(code) : ticker)
        return true
      }
      builder.note(.symbol, line: row.line, row.text(cell, bytes))
      return false
    }
    if column(.right) >= 0, symbol.right != draft.right {
      builder.note(.symbolDiffers, line: row.line, row.text(cell, bytes))
      return false
    }
    if case .value(let strike) = row.number(column(.strike), bytes),
      abs(strike * strikeUnit - symbol.strike) > 0.0005
    {
      builder.note(.symbolDiffers, line: row.line, row.text(cell, bytes))
      return false
    }
    if let expiry = draft.expiry, expiry != symbol.expiry {
      builder.note(.expiryDiffers, line: row.line, "\(row.text(cell, bytes)) beside \(expiry)")
    }
    draft.root = symbol.root
    draft.expiry = symbol.expiry
    draft.right = symbol.right
    return true
  }

  private func takeNumbers(
    _ reading: inout NumberReading, _ bytes: Span<UInt8>, _ draft: inout ContractDraft
  ) {
    draft.strike = reading.number(column(.strike), bytes).map { $0 * strikeUnit }
    draft.years = reading.number(column(.years), bytes)
    draft.bid = reading.number(column(.bid), bytes)
    draft.ask = reading.number(column(.ask), bytes)
    draft.last = reading.number(column(.last), bytes)
    draft.price = reading.number(column(.price), bytes)
    draft.volume = reading.number(column(.volume), bytes)
    draft.openInterest = reading.number(column(.openInterest), bytes)
    draft.forward = reading.number(column(.forward), bytes)
    draft.discount = reading.number(column(.discount), bytes)
    let field = column(.volatility) >= 0 ? Field.volatility : .vendorVolatility
    draft.vendorVolatility = reading.number(column(field), bytes)
    draft.vendorDelta = reading.number(column(.delta), bytes)
  }

  /// Dollars of one unit of the strike's column.
  private var strikeUnit: Double { format == .optionMetrics ? 0.001 : 1 }

  /// What OptionMetrics says in its own way: -99.99 where a figure is missing, and by a flag that a
  /// series of the root SPX settles at the close.
  private func takeOptionMetrics(
    _ row: TableRow, _ bytes: Span<UInt8>, _ draft: inout ContractDraft
  ) {
    if let volatility = draft.vendorVolatility, volatility <= -99 { draft.vendorVolatility = nil }
    if let delta = draft.vendorDelta, delta <= -99 { draft.vendorDelta = nil }
    if case .value(0) = row.number(column(.openingSettlement), bytes), draft.root == .openingIndex {
      draft.root = .closingIndex
    }
  }

  /// OptionMetrics flags series that deliver something else with 1 or E; 0 or nothing is ordinary.
  private func isNonStandard(_ row: TableRow, _ bytes: Span<UInt8>) -> Bool {
    guard column(.nonStandard) >= 0 else { return false }
    let flag = row.text(column(.nonStandard), bytes)
    return !(flag.isEmpty || flag == "0" || flag == "0.0")
  }

  /// Call or put by the first letter of the cell.
  private func right(_ row: TableRow, _ bytes: Span<UInt8>) -> OptionRight? {
    let cell = column(.right)
    guard cell >= 0, row.starts[cell] < row.ends[cell] else { return nil }
    switch bytes[row.starts[cell]] | 0x20 {
    case UInt8(ascii: "c"): return .call
    case UInt8(ascii: "p"): return .put
    default: return nil
    }
  }

  /// The close of a date, or of the session before it.
  private static func close(of date: CivilDate) -> Instant? {
    let day =
      TradingCalendar.isTradingDay(date) ? date : TradingCalendar.previous(before: date)
    return TradingCalendar.session(on: day)?.close
  }

  /// The close of the last date on which a contract traded: the only time a data frame knows.
  private func lastTradeTime(_ start: TableRow, _ bytes: Span<UInt8>) -> Instant? {
    let cell = column(.lastTrade)
    guard cell >= 0 else { return nil }
    var row = start
    var latest: CivilDate?
    while row.next(bytes) {
      guard let date = row.date(cell, bytes) else { continue }
      latest = max(latest ?? date, date)
    }
    return latest.flatMap(ContractTableReader.close)
  }
}
