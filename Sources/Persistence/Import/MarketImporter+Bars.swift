// Bars into market_prices and, for sessions, into the raw layer: checked whole, then inserted with
// statements that keep what every row shares.

import MarketData

extension MarketImporter {
  /// Keeps the bars of one symbol.
  mutating func keep(
    _ table: BarColumns, symbol: String, _ source: ImportSource
  ) throws(StoreError) {
    let places = try select(table, symbol)
    guard let first = places.first, let last = places.last else { return }
    try check(table, symbol, places)
    let before = report.added + report.replaced
    var insertion = try BarInsertion(db, table, symbol, source)
    var others = try OtherBars(
      db, table, symbol, source, from: table.starts[first], to: table.starts[last])
    for place in places {
      if let state = try others?.state(of: place) {
        guard try admit(state, table, place) else {
          report.skipped += 1
          continue
        }
        if options.existing == .replace { report.replaced += try others?.remove(place) ?? 0 }
      }
      if try insertion.insert(place) { report.added += 1 } else { report.present += 1 }
    }
    if options.existing == .replace { try markReplaced(others?.sources ?? []) }
    guard table.interval == 86_400 else { return }
    if report.added + report.replaced > before {
      changedBars.append((symbol, insertion.firstDate ?? CivilDate(dayNumber: 0)))
    }
    if let schema = options.schema { try join(table, symbol, places, to: schema) }
  }

  private mutating func select(_ table: BarColumns, _ symbol: String) throws(StoreError) -> [Int] {
    let columns = [table.open, table.high, table.low, table.close, table.volume].map(\.count)
    guard columns.allSatisfy({ $0 == table.count }) else {
      throw refusal(nil, "its columns have different lengths")
    }
    guard table.interval > 0 else { throw refusal(nil, "its bars have no length") }
    let selection = RowSelection(since: since, percent: options.downsamplePercent)
    guard !selection.keepsAll else { return Array(0..<table.count) }
    var walk = DateWalk()
    let places = selection.kept(table.count, purpose: symbol) { walk.date(of: table.starts[$0]) }
    report.dropped += table.count - places.count
    return places
  }

  /// The rules of the raw layer: keys, ascending dates, prices above zero, low to high, VIX in its band.
  private func check(
    _ table: BarColumns, _ symbol: String, _ places: [Int]
  ) throws(StoreError) {
    var last = Int64.min
    let isVIX = table.interval == 86_400 && MarketAlias.names(of: "VIX").contains(symbol)
    for place in places {
      let (open, high) = (table.open[place], table.high[place])
      let (low, close) = (table.low[place], table.close[place])
      let isSound =
        low > 0 && low <= open && low <= close && high >= open && high >= close && high < 1e12
        && table.volume[place] >= 0 && table.volume[place] < 1e18 && table.starts[place] > last
        && (!isVIX || (close >= 5 && close <= 150))
      if !isSound {
        throw refusal(line(table, place), broken(table, place, after: last, isVIX: isVIX))
      }
      last = table.starts[place]
    }
  }

  private func broken(
    _ table: BarColumns, _ place: Int, after last: Int64, isVIX: Bool
  ) -> String {
    let bar = table.bar(place)
    let prices = "open \(bar.open), high \(bar.high), low \(bar.low), close \(bar.close)"
    if !(table.starts[place] > last) {
      return "bars must ascend in time, \(table.start(place)) does not"
    }
    guard [bar.open, bar.high, bar.low, bar.close].allSatisfy({ $0 > 0 && $0 < 1e12 }) else {
      return "prices must be numbers above zero: \(prices)"
    }
    guard bar.volume >= 0, bar.volume < 1e18 else {
      return "a volume must be a number of at least zero, found \(bar.volume)"
    }
    if isVIX, !(bar.close >= 5 && bar.close <= 150) {
      return "VIX must close between 5 and 150, found \(bar.close)"
    }
    return "the low must be the lowest and the high the highest price: \(prices)"
  }

  func line(_ table: BarColumns, _ place: Int) -> Int? {
    table.lines.indices.contains(place) ? Int(table.lines[place]) : nil
  }

  /// Whether a row is stored beside, or in place of, what other imports hold.
  private mutating func admit(
    _ state: OtherBars.State, _ table: BarColumns, _ place: Int
  ) throws(StoreError) -> Bool {
    guard state != .none else { return true }
    if state == .differs {
      report.conflicts += 1
      if options.consolidates {
        throw refusal(line(table, place), "another file has other prices at \(table.start(place))")
      }
    }
    switch options.existing {
    case .fail:
      throw refusal(line(table, place), "another import holds a bar at \(table.start(place))")
    case .skip: return false
    case .append: return !options.consolidates
    case .replace: return true
    }
  }

  private mutating func join(
    _ table: BarColumns, _ symbol: String, _ places: [Int], to schema: String
  ) throws(StoreError) {
    var walk = DateWalk()
    let values = places.map { place in
      DailyValue(date: walk.date(of: table.starts[place]), value: table.close[place])
    }
    try join(values, as: featureName(symbol, "close"), to: schema)
  }
}
