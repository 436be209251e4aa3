// Bars of one symbol while they are read: columns, the sound ones and those set apart.

import MarketData

/// The bars of one symbol as they come from a file.
struct BarTable {
  var bars: BarColumns
  /// The date that each bar was written with, as days since 1970.
  var days: [Int32] = []
  /// Bars that broke a rule.
  var apart: BarColumns
  /// Whether every stamp was a midnight.
  var isMidnight = true
  /// Whether an offset from UTC was written.
  var hasOffset = false
  /// Cells without a volume.
  var missingVolumes = 0
  /// Cash dividends a share, by the day on which the share trades without them.
  var dividends: [DailyValue] = []
  /// New shares for an old one, by the day on which the price follows.
  var splits: [DailyValue] = []

  init(symbol: String) {
    bars = BarColumns(symbol: symbol, interval: 0)
    apart = BarColumns(symbol: symbol, interval: 0)
  }

  /// Makes room.
  mutating func reserve(_ count: Int, hasAdjusted: Bool) {
    days.reserveCapacity(count)
    bars.starts.reserveCapacity(count)
    bars.open.reserveCapacity(count)
    bars.high.reserveCapacity(count)
    bars.low.reserveCapacity(count)
    bars.close.reserveCapacity(count)
    bars.volume.reserveCapacity(count)
    bars.lines.reserveCapacity(count)
    if hasAdjusted { bars.adjustedClose.reserveCapacity(count) }
  }

  /// Keeps a sound bar.
  mutating func add(
    _ stamp: Stamp, _ open: Double, _ high: Double, _ low: Double, _ close: Double,
    _ volume: Double, line: Int
  ) {
    bars.append(stamp.nanoseconds, open, high, low, close, volume, line: line)
    days.append(Int32(truncatingIfNeeded: stamp.day))
    if !stamp.isMidnight { isMidnight = false }
    if stamp.hasOffset { hasOffset = true }
  }

  /// Dividends and splits as series, each day once and in its order; only those that there are.
  var actions: [NamedSeries] {
    [(CorporateActions.dividend, dividends), (CorporateActions.split, splits)].compactMap {
      metric, values in
      var kept: [DailyValue] = []
      for value in values.sorted(by: { $0.date < $1.date }) where kept.last?.date != value.date {
        kept.append(value)
      }
      return kept.isEmpty
        ? nil : NamedSeries(symbol: bars.symbol, metric: metric, values: kept)
    }
  }

  /// Takes sound bars out and sets them apart.
  mutating func setApart(where isBad: (Int) -> Bool) {
    var kept = 0
    let count = bars.count
    for index in 0..<count {
      if isBad(index) {
        apart.append(from: bars, index)
        continue
      }
      if kept < index {
        bars.move(index, to: kept)
        days[kept] = days[index]
      }
      kept += 1
    }
    guard kept < count else { return }
    bars.truncate(to: kept)
    days.removeLast(count - kept)
  }

  /// Brings the bars into an order of their places.
  mutating func reorder(_ order: [Int]) {
    bars.reorder(order)
    days = order.map { days[$0] }
  }
}

extension BarColumns {
  mutating func append(
    _ start: Int64, _ open: Double, _ high: Double, _ low: Double, _ close: Double,
    _ volume: Double, line: Int
  ) {
    starts.append(start)
    self.open.append(open)
    self.high.append(high)
    self.low.append(low)
    self.close.append(close)
    self.volume.append(volume)
    lines.append(Int32(truncatingIfNeeded: line))
  }

  mutating func append(from other: BarColumns, _ index: Int) {
    append(
      other.starts[index], other.open[index], other.high[index], other.low[index],
      other.close[index], other.volume[index], line: Int(other.lines[index]))
    if !other.adjustedClose.isEmpty { adjustedClose.append(other.adjustedClose[index]) }
  }

  mutating func move(_ index: Int, to place: Int) {
    starts[place] = starts[index]
    open[place] = open[index]
    high[place] = high[index]
    low[place] = low[index]
    close[place] = close[index]
    volume[place] = volume[index]
    lines[place] = lines[index]
    if !adjustedClose.isEmpty { adjustedClose[place] = adjustedClose[index] }
  }

  mutating func truncate(to count: Int) {
    let excess = starts.count - count
    starts.removeLast(excess)
    open.removeLast(excess)
    high.removeLast(excess)
    low.removeLast(excess)
    close.removeLast(excess)
    volume.removeLast(excess)
    lines.removeLast(excess)
    if !adjustedClose.isEmpty { adjustedClose.removeLast(excess) }
  }

  mutating func reorder(_ order: [Int]) {
    starts = order.map { starts[$0] }
    open = order.map { open[$0] }
    high = order.map { high[$0] }
    low = order.map { low[$0] }
    close = order.map { close[$0] }
    volume = order.map { volume[$0] }
    lines = order.map { lines[$0] }
    if !adjustedClose.isEmpty { adjustedClose = order.map { adjustedClose[$0] } }
  }
}
