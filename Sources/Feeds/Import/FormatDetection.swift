// Which format a table is, told from its header and its first rows.

import MarketData

/// What a file turned out to be.
enum DetectedFormat {
  case table(TableLayout)
  /// Option quotes.
  case chain
}

/// Tells formats.
struct FormatDetection {
  let file: String
  let head: HeadRows
  /// The place among the rows of the column names.
  private let header: Int
  private let names: ColumnNames
  private let cells: [String]
  private var isEuropean: Bool { head.separator == 0x3B }

  /// Tells the format of a table.
  ///
  /// - Throws: `FeedError` with the code `unsupported-format` when none fits.
  static func detect(_ file: String, _ head: HeadRows) throws -> DetectedFormat {
    guard !head.rows.isEmpty else {
      throw FeedError(file: file, rule: "holds no row of values", code: "empty")
    }
    if head.rows.prefix(8).contains(where: { isCboeHeader(ColumnNames($0.cells)) }) {
      return .chain
    }
    return try FormatDetection(file: file, head: head, header: 0).format()
  }

  private init(file: String, head: HeadRows, header: Int) {
    self.file = file
    self.head = head
    self.header = header
    cells = head.rows[header].cells
    names = ColumnNames(cells)
  }

  /// Whether the calls stand left of the strike and the puts right of it.
  private static func isCboeHeader(_ names: ColumnNames) -> Bool {
    names.has("strike") && names.has("calls") && names.has("puts")
  }

  private func format() throws -> DetectedFormat {
    if let layout = multiHeader() { return .table(layout) }
    if let layout = headless() { return .table(layout) }
    if names.has("strike") || names.has("strikeprice") || names.has("contractsymbol")
      || names.has("optionsymbol")
      || names.has("k")
    {
      return isExposure || names.has("undbid") ? .table(counted) : .chain
    }
    if isTicks { throw FileKind.ticks(file, line: head.rows[header].line) }
    if let layout = events() { return .table(layout) }
    if let layout = bars() { return .table(layout) }
    if let layout = figures() { return .table(layout) }
    throw FileKind.unknown(
      file, line: head.rows[header].line,
      "has no columns that are known (\(cells.prefix(8).joined(separator: ", ")))")
  }

  /// Trades or quotes of several symbols, each with its moment.
  private var isTicks: Bool {
    guard let column = TickLayout.timeColumn(ofTicks: cells) else { return false }
    let times = head.cells(column, below: header)
    return !times.isEmpty
      && times.allSatisfy { time in
        time.contains(":") || (time.utf8.count >= 10 && Int64(time) != nil)
      }
  }

  // MARK: - Rows that are counted

  /// Gamma exposures by strike.
  private var isExposure: Bool { names.has("cg") && names.has("pg") }

  private var counted: TableLayout {
    var layout = base(isExposure ? "gex-profile" : "normalised-chain", .recording)
    if !isExposure { place(&layout) }
    return layout
  }

  // MARK: - Events

  private func events() -> TableLayout? {
    let symbol = names.place(ColumnNames.symbol)
    let kind = names.place(["kind", "type", "event"])
    let isFOMC = names.has("meetingend")
    let isEarnings =
      symbol >= 0 && names.has("date") && (names.has("earnings") || names.names.count <= 4)
      && names.place(ColumnNames.close) < 0 && names.place(["eps", "time", "type", "when"]) >= 0
    guard isFOMC || isEarnings || (kind >= 0 && symbol >= 0 && names.place(ColumnNames.close) < 0)
    else { return nil }
    let time = names.place(["time", "when", "hour"])
    var layout = base(
      isFOMC ? "fomc-days" : kind >= 0 ? "event-dates" : "earnings-dates",
      .events(isFOMC ? .fomc : kind >= 0 ? nil : .earnings, symbol: symbol, time: time, kind: kind))
    guard place(&layout) else { return nil }
    layout.clock = -1
    return layout
  }

  // MARK: - Bars

  private func bars() -> TableLayout? {
    var places = BarCells()
    places.open = names.place(ColumnNames.open)
    places.high = names.place(ColumnNames.high)
    places.low = names.place(ColumnNames.low)
    places.close = names.place(ColumnNames.close)
    places.volume = names.place(ColumnNames.volume)
    places.adjusted = names.place(ColumnNames.adjusted)
    places.prior = names.place(ColumnNames.prior)
    places.dividend = names.place(ColumnNames.dividend)
    places.split = names.place(ColumnNames.split)
    guard places.isWhole else { return nil }
    // A column that is there but empty throughout: closes alone.
    if head.rows.count > header + 1, head.cells(places.open, below: header).isEmpty,
      head.cells(places.high, below: header).isEmpty,
      !head.cells(places.close, below: header).isEmpty
    {
      return nil
    }
    var layout = base(
      "plain-bars", .bars([BarPlaces(cells: places)], symbol: names.place(ColumnNames.symbol)))
    guard place(&layout) else { return nil }
    layout.format = barFormat(layout, places)
    return layout
  }

  private func barFormat(_ layout: TableLayout, _ places: BarCells) -> String {
    let sample = head.cells(layout.time, below: header)
    let hasTime =
      layout.clock >= 0
      || sample.contains { $0.contains(":") || (layout.form == .compact && $0.utf8.count > 8) }
    if isEuropean || layout.hasDecimalComma { return "european-bars" }
    if places.prior >= 0 { return "prior-close" }
    switch layout.form {
    case .clock: return "clock-minutes"
    case .epoch(let unit):
      return unit < 1_000_000_000 || names.has("vw") || names.has("windowstart")
        ? "polygon-minutes" : "epoch-seconds"
    default: break
    }
    if names.has("undbid") || names.has("tsutc") { return "normalised-underlying" }
    if names.has("dividends") || names.has("stocksplits") { return "yfinance" }
    guard hasTime else {
      if places.adjusted >= 0, places.volume >= 0 {
        return cells.contains { $0.contains("_") } ? "plain-bars" : "yahoo-classic"
      }
      let isCboe = layout.form == .monthFirst && places.volume < 0 && places.adjusted < 0
      return isCboe ? "cboe-index-history" : "plain-bars"
    }
    let first = sample.first ?? ""
    // An offset ends in +00:00 or +0000.
    let signs = [first.dropLast(5).last, first.dropLast(4).last].compactMap(\.self)
    if first.utf8.count > 19, first.hasSuffix("Z") || signs.contains(where: { "+-".contains($0) }) {
      return sample.allSatisfy { $0.contains("00:00:00") } ? "yfinance" : "iso-offset-minutes"
    }
    if layout.form == .monthFirst || layout.form == .dayFirst { return "mdy-minutes" }
    if isDescending(sample) { return "alphavantage-minutes" }
    return "plain-minutes"
  }

  private func isDescending(_ sample: [String]) -> Bool {
    guard let first = sample.first, let last = sample.last else { return false }
    return first > last
  }

  // MARK: - Two or more lines of header

  /// A yfinance frame: kinds of prices in the first line, tickers in the second, `Date` below.
  private func multiHeader() -> TableLayout? {
    guard head.rows.count >= 3, cells.count >= 2 else { return nil }
    var last = 0
    for place in 1..<min(5, head.rows.count) {
      let first = head.rows[place].cells[0].lowercased()
      let isLabel = first == "ticker" || first == "date" || first == "datetime" || first.isEmpty
      guard isLabel, head.rows[place].cells.dropFirst().allSatisfy({ Double($0) == nil }) else {
        break
      }
      last = place
    }
    guard last > 0, names.place(ColumnNames.close) >= 0 else { return nil }
    let tickers = head.rows[1].cells
    let isShifted = names[0] == "price" && names.names.count > 1 && names[1] == "price"
    var kinds = names.names
    // The header of a frame that was read back stands one name too far right: the order of the
    // columns below is Date, Adj Close, then the names from the third on.
    if isShifted { kinds[1] = "adjclose" }
    var groups: [BarPlaces] = []
    for column in 1..<cells.count {
      let symbol = tickers.indices.contains(column) ? tickers[column] : ""
      let place =
        groups.firstIndex { $0.symbol == symbol }
        ?? {
          groups.append(BarPlaces(symbol: symbol))
          return groups.count - 1
        }()
      switch kinds[column] {
      case "open": groups[place].cells.open = column
      case "high": groups[place].cells.high = column
      case "low": groups[place].cells.low = column
      case "close": groups[place].cells.close = column
      case "volume": groups[place].cells.volume = column
      case "adjclose": groups[place].cells.adjusted = column
      case "dividends": groups[place].cells.dividend = column
      case "stocksplits": groups[place].cells.split = column
      default: break
      }
    }
    groups = groups.filter(\.cells.isWhole)
    guard !groups.isEmpty else { return nil }
    var layout = base("yfinance-multiheader", .bars(groups, symbol: -1))
    layout.headerLine = head.rows[last].line
    layout.time = 0
    guard let form = StampForm.of(head.cells(0, below: last), isEuropean: false) else { return nil }
    layout.form = form
    return layout
  }

  // MARK: - No header

  /// A table whose first line is a row: one column of figures, or a date and four or more prices.
  private func headless() -> TableLayout? {
    guard cells.dropFirst().allSatisfy({ Double($0) != nil || MissingCell.isMissing($0) }) else {
      return nil
    }
    if cells.count == 1 {
      let isFigure = Double(cells[0]) != nil
      let rest = head.rows.dropFirst().prefix(50)
      guard
        rest.allSatisfy({
          $0.cells.count == 1 && (Double($0.cells[0]) != nil || MissingCell.isMissing($0.cells[0]))
        }), isFigure || !rest.isEmpty
      else { return nil }
      var layout = base("undated-series", .figures([FigureColumn(metric: cells[0], column: 0)]))
      if isFigure { layout.headerLine = head.rows[0].line - 1 }
      return layout
    }
    guard (5...7).contains(cells.count), cells[0].utf8.count >= 8,
      let form = StampForm.of(allCells(0), isEuropean: isEuropean), form != .clock
    else { return nil }
    let places = BarCells(
      open: 1, high: 2, low: 3, close: 4, volume: cells.count > 5 ? 5 : -1)
    for row in head.rows {
      let prices = row.cells.dropFirst().prefix(4).compactMap { Double($0) }
      guard prices.count == 4, prices[1] >= max(prices[0], prices[3]),
        prices[2] <= min(prices[0], prices[3]), prices[2] > 0
      else { return nil }
    }
    var layout = base("plain-bars", .bars([BarPlaces(cells: places)], symbol: -1))
    layout.headerLine = head.rows[0].line - 1
    layout.time = 0
    layout.form = form
    return layout
  }

  private func allCells(_ column: Int) -> [String] {
    head.rows.compactMap { $0.cells.indices.contains(column) ? $0.cells[column] : nil }
  }

  // MARK: - Dated figures

  private func figures() -> TableLayout? {
    var layout = base("dated-series", .recording)
    guard place(&layout) else { return nil }
    if layout.clock >= 0
      || head.cells(layout.time, below: header).contains(where: { $0.contains(":") })
    {
      // Figures within days: they are recorded, a day has no one value.
      layout.format =
        names.has("gammaflip")
        ? "gex-summary" : names.has("parityf") ? "normalised-truth" : "timed-series"
      return layout
    }
    var columns: [FigureColumn] = []
    var dated: [FigureColumn] = []
    for column in cells.indices where column != layout.time {
      let sample = head.cells(column, below: header)
      let metric = FormatDetection.metric(cells[column])
      if metric.isEmpty || metric.hasPrefix("unnamed") { continue }
      // A cell that is no number among many that are is a fault of its row.
      if 2 * sample.count(where: { number($0, layout.hasDecimalComma) == nil }) <= sample.count / 2
      {
        columns.append(FigureColumn(metric: metric, column: column))
      } else if StampForm.of(sample, isEuropean: isEuropean) != nil {
        dated.append(FigureColumn(metric: metric, column: column))
      }
    }
    if columns.isEmpty, !dated.isEmpty {
      layout.role = .dates(dated)
      layout.format = names.has("v1") && names.has("v2") ? "vix-futures-expirations" : "dated-dates"
      layout.symbol = names.has("v1") ? "VX" : nil
      return layout
    }
    guard !columns.isEmpty else { return nil }
    layout.role = .figures(columns)
    name(&layout, columns)
    return layout
  }

  private func name(_ layout: inout TableLayout, _ columns: [FigureColumn]) {
    let tenors = columns.filter { column in
      let name = names[column.column]
      return name.hasSuffix("mo") || name.hasSuffix("yr") || name.hasSuffix("month")
        || name.hasSuffix("year")
    }
    if tenors.count >= 3 {
      layout.format = "treasury-curve"
      layout.symbol = "UST"
    } else if names.has("m1"), names.has("m2") {
      layout.format = "vix-futures-settlements"
      layout.symbol = "VX"
    } else if columns.count == 1 {
      let name = names[columns[0].column]
      let isRate = name.hasPrefix("pcredit") || name.contains("rate")
      layout.format = isRate ? "rate-steps" : "date-value"
      if isRate { layout.symbol = columns[0].metric.uppercased() }
    }
  }

  /// A column's name as a metric: small letters, digits and underscores.
  static func metric(_ name: String) -> String {
    let mapped = name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
    return String(mapped.drop { $0 == "_" }.prefix(40))
  }

  private func number(_ cell: String, _ hasDecimalComma: Bool) -> Double? {
    Double(hasDecimalComma ? String(cell.filter { $0 != "." }.map { $0 == "," ? "." : $0 }) : cell)
  }

  // MARK: - Shared

  private func base(_ format: String, _ role: TableRole) -> TableLayout {
    TableLayout(
      format: format, headerLine: head.rows[header].line, width: cells.count,
      separator: head.separator, hasDecimalComma: hasDecimalComma, role: role, names: cells)
  }

  /// Whether decimals have a comma: semicolons separate, and cells hold commas.
  private var hasDecimalComma: Bool {
    guard head.separator != 0x2C else { return false }
    let rows = head.rows.dropFirst(header + 1).prefix(40)
    return rows.contains {
      $0.cells.contains { cell in
        cell.contains(",") && cell.allSatisfy { $0.isNumber || ",.-+".contains($0) }
      }
    }
  }

  /// Finds the column of the time.
  @discardableResult
  private func place(_ layout: inout TableLayout) -> Bool {
    var column = names.place(ColumnNames.time)
    if column < 0 {
      column =
        cells.indices.first { place in
          let name = names[place]
          guard name.isEmpty || name == "index" || name.hasPrefix("unnamed") || place == 0 else {
            return false
          }
          let sample = head.cells(place, below: header)
          return sample.first.map { $0.utf8.count >= 8 } ?? false
            && StampForm.of(sample, isEuropean: isEuropean) != nil
        } ?? -1
    }
    guard column >= 0 else { return false }
    layout.time = column
    let sample = head.cells(column, below: header)
    if let form = StampForm.of(sample, isEuropean: isEuropean) {
      layout.form = form
    } else if !sample.isEmpty {
      return false
    }
    if names[column].hasSuffix("utc") || names[column] == "gmttime" { layout.zone = .utc }
    let other = names.names.indices.first { place in
      place != column && ColumnNames.clock.contains(names[place])
        && head.cells(place, below: header).first.map { $0.contains(":") } ?? false
    }
    if let other, layout.form != .clock { layout.clock = other }
    return true
  }
}
