// Inserting many bars of one symbol.

import MarketData

/// Inserts the bars of a table one by one.
struct BarInsertion {
  private let table: BarColumns
  private let prices: Statement
  /// The statement of the raw layer; nil for bars that are shorter than a session.
  private let raw: Statement?
  private var walk = DateWalk()
  /// The date of the first row that was new.
  private(set) var firstDate: CivilDate?

  init(
    _ db: Connection, _ table: BarColumns, _ symbol: String, _ source: ImportSource
  ) throws(StoreError) {
    self.table = table
    // Only a repeated key is passed over; a broken rule of the table fails.
    prices = try db.statement(
      "INSERT INTO market_prices VALUES(?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING")
    try prices.hold(.string(symbol), at: 1)
    try prices.hold(.int(table.interval), at: 3)
    try prices.hold(.string(source.text), at: 9)
    guard table.interval == 86_400 else {
      raw = nil
      return
    }
    let statement = try db.statement(
      "INSERT INTO raw_market VALUES(?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING")
    try statement.hold(.string(symbol), at: 1)
    try statement.hold(.string(source.text), at: 3)
    raw = statement
  }

  /// Inserts a bar.
  ///
  /// - Returns: False when the same source holds it already.
  mutating func insert(_ place: Int) throws(StoreError) -> Bool {
    prices.hold(table.starts[place], at: 2)
    prices.hold(e4(table.open[place]), at: 4)
    prices.hold(e4(table.high[place]), at: 5)
    prices.hold(e4(table.low[place]), at: 6)
    prices.hold(e4(table.close[place]), at: 7)
    prices.hold(table.volume[place], at: 8)
    let isNew = try prices.repeatRun() > 0
    guard let raw else { return isNew }
    let date = walk.date(of: table.starts[place])
    try raw.hold(.string(date.description), at: 2)
    raw.hold(table.open[place], at: 4)
    raw.hold(table.high[place], at: 5)
    raw.hold(table.low[place], at: 6)
    raw.hold(table.close[place], at: 7)
    raw.hold(table.volume[place], at: 8)
    let hasAdjusted = table.adjustedClose.indices.contains(place)
    raw.hold(hasAdjusted ? positive(table.adjustedClose[place]) : .nan, at: 9)
    let isNewRaw = try raw.repeatRun() > 0
    if isNew || isNewRaw, firstDate.map({ date < $0 }) ?? true { firstDate = date }
    return isNew
  }

  /// Dollars in units of 1/10 000; prices of at most 1e12 were checked before.
  private func e4(_ dollars: Double) -> Int64 {
    Int64((dollars * 10_000).rounded(.toNearestOrAwayFromZero))
  }

  private func positive(_ value: Double) -> Double { value > 0 ? value : .nan }
}

/// What other imports hold of the same symbol and interval, in a span of time.
struct OtherBars {
  enum State { case none, same, differs }

  private let table: BarColumns
  private let find: Statement
  private let delete: Statement
  private let deleteRaw: Statement?
  /// The sources of what was found, each once.
  private(set) var sources: [String] = []

  /// Looks whether there is any; nil when there is none, so that most imports ask once.
  init?(
    _ db: Connection, _ table: BarColumns, _ symbol: String, _ source: ImportSource,
    from first: Int64, to last: Int64
  ) throws(StoreError) {
    let others = "symbol=? AND interval_s=? AND source<>? AND source \(ImportSource.pattern)"
    let key: [SQLValue] = [.string(symbol), .int(table.interval), .string(source.text)]
    let any = try db.value(
      "SELECT 1 FROM market_prices WHERE \(others) AND ts BETWEEN ? AND ? LIMIT 1",
      key + [.integer(first), .integer(last)])
    guard any != nil else { return nil }
    self.table = table
    find = try db.statement(
      """
      SELECT open_e4, high_e4, low_e4, close_e4, volume, source FROM market_prices
      WHERE \(others) AND ts=?
      """)
    delete = try db.statement("DELETE FROM market_prices WHERE \(others) AND ts=?")
    for statement in [find, delete] {
      for (index, value) in key.enumerated() { try statement.hold(value, at: Int32(index + 1)) }
    }
    guard table.interval == 86_400 else {
      deleteRaw = nil
      return
    }
    let statement = try db.statement(
      "DELETE FROM raw_market WHERE symbol=? AND source<>? AND date=?")
    try statement.hold(key[0], at: 1)
    try statement.hold(key[2], at: 2)
    deleteRaw = statement
  }

  /// What other imports hold at the moment of a bar.
  mutating func state(of place: Int) throws(StoreError) -> State {
    find.hold(table.starts[place], at: 4)
    var state = State.none
    while try find.stepHolding() {
      let own = [table.open, table.high, table.low, table.close].map { Money(dollars: $0[place]) }
      let found = (0..<4).map { column in
        find.int(column).map { Money(units: Int64($0)) }
      }
      let isSame = own == found && find.real(4) == table.volume[place]
      if state != .differs { state = isSame ? .same : .differs }
      if let source = find.text(5), !sources.contains(source) { sources.append(source) }
    }
    return state
  }

  /// Takes away what other imports hold at the moment of a bar.
  ///
  /// - Returns: How many rows.
  func remove(_ place: Int) throws(StoreError) -> Int {
    if let deleteRaw {
      let date = NewYorkTime.date(table.start(place))
      try deleteRaw.hold(.string(date.description), at: 3)
      _ = try deleteRaw.repeatRun()
    }
    delete.hold(table.starts[place], at: 4)
    return try delete.repeatRun()
  }
}
