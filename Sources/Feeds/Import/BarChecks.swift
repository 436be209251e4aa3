// What is checked once all bars of a table are there: order, repetitions, strays, the interval,
// and what is unusual in single bars.

import MarketData

/// Checks the bars of a table and leaves the clean ones, ascending and unique.
struct BarChecks {
  let options: ReadOptions
  var findings: TableFindings
  /// Whether the last table was stamped with the ends of its bars.
  private(set) var isEndStamped = false

  /// A move between bars beyond which it is flagged.
  static let jump = 0.5
  /// A volume below which it is flagged.
  static let volume = 1_000.0
  static let year: Int64 = 366 * 86_400_000_000_000

  init(options: ReadOptions, findings: TableFindings) {
    self.options = options
    self.findings = findings
  }

  /// Makes a table clean.
  mutating func settle(_ table: inout BarTable, format: String) {
    orderByTime(&table)
    takeLatest(&table)
    takeStrays(&table)
    name(&table)
    takeFuture(&table)
    isEndStamped = EndStamps.areEnds(table.bars, format: format)
    if isEndStamped {
      let shift = Int64(table.bars.interval) * 1_000_000_000
      for index in table.bars.starts.indices { table.bars.starts[index] -= shift }
      for index in table.apart.starts.indices { table.apart.starts[index] -= shift }
    }
    noteBars(table)
    let sessions = SessionChecks(bars: table.bars, apart: table.apart)
    sessions.run(into: &findings)
  }

  /// Brings the bars into ascending order; rows against the file's own direction are counted.
  private mutating func orderByTime(_ table: inout BarTable) {
    let starts = table.bars.starts
    guard starts.count > 1 else { return }
    var up = 0
    var down = 0
    for index in 1..<starts.count {
      if starts[index] > starts[index - 1] { up += 1 }
      if starts[index] < starts[index - 1] { down += 1 }
    }
    guard down > 0 else { return }
    let isDescending = down > up
    if isDescending ? up > 0 : down > 0 {
      for index in 1..<starts.count
      where isDescending ? starts[index] > starts[index - 1] : starts[index] < starts[index - 1] {
        findings.add(
          .timeOrder, line: Int(table.bars.lines[index]),
          Instant(nanoseconds: starts[index]).description)
      }
    }
    // Equal moments keep the order of the file, so that the latest row is the last of them.
    let lines = table.bars.lines
    table.reorder(
      starts.indices.sorted {
        starts[$0] != starts[$1] ? starts[$0] < starts[$1] : lines[$0] < lines[$1]
      })
  }

  private mutating func takeLatest(_ table: inout BarTable) {
    let starts = table.bars.starts
    guard starts.count > 1 else { return }
    var isRepeated = false
    for index in 1..<starts.count where starts[index] == starts[index - 1] {
      isRepeated = true
      findings.add(
        .duplicate, line: Int(table.bars.lines[index]),
        apart: Int(table.bars.lines[index - 1]),
        Instant(nanoseconds: starts[index]).description)
    }
    guard isRepeated else { return }
    table.setApart { $0 + 1 < starts.count && starts[$0] == starts[$0 + 1] }
  }

  /// Sets bars apart at either end that no other one lies near.
  private mutating func takeStrays(_ table: inout BarTable) {
    let starts = table.bars.starts
    guard starts.count >= 20 else { return }
    // A few bars before or after a hole of over a year, at either end, are strays.
    let most = max(1, starts.count / 100)
    var low = 0
    var high = starts.count
    for index in 1...most where starts[index] - starts[index - 1] > BarChecks.year { low = index }
    for index in (starts.count - most)..<starts.count
    where starts[index] - starts[index - 1] > BarChecks.year && high == starts.count {
      high = index
    }
    guard low > 0 || high < starts.count else { return }
    for index in starts.indices where index < low || index >= high {
      findings.add(
        .strayRow, line: Int(table.bars.lines[index]),
        Instant(nanoseconds: starts[index]).description)
    }
    table.setApart { $0 < low || $0 >= high }
  }

  /// Finds the interval, and gives daily bars the midnight of New York.
  private func name(_ table: inout BarTable) {
    // A single bar tells no step: within a day it is taken for a minute.
    let step =
      table.bars.count == 1 && !table.isMidnight ? 60 : BarChecks.interval(table.bars.starts)
    let isDaily = table.isMidnight || step >= 72_000
    guard isDaily else {
      table.bars.interval = step
      table.apart.interval = step
      return
    }
    table.bars.interval = max(86_400, step >= 500_000 ? step / 86_400 * 86_400 : 86_400)
    table.apart.interval = table.bars.interval
    guard table.hasOffset || !table.isMidnight else { return }
    for index in table.bars.starts.indices {
      let date =
        table.isMidnight
        ? CivilDate(dayNumber: Int(table.days[index])) : NewYorkTime.date(table.bars.start(index))
      table.bars.starts[index] = NewYorkTime.instant(date, secondOfDay: 0).nanoseconds
    }
  }

  /// The most frequent step between bars, in seconds; of equals the shortest.
  static func interval(_ starts: [Int64]) -> Int {
    guard starts.count > 1 else { return 86_400 }
    var steps: [Int64] = []
    steps.reserveCapacity(min(starts.count, 4_096))
    // The start of a table tells its step, as long as sessions end within it.
    for index in 1..<min(starts.count, 4_096) {
      steps.append((starts[index] - starts[index - 1]) / 1_000_000_000)
    }
    steps.sort()
    var best: (count: Int, step: Int64) = (0, 86_400)
    var index = 0
    while index < steps.count {
      var end = index
      while end < steps.count, steps[end] == steps[index] { end += 1 }
      if end - index > best.count { best = (end - index, steps[index]) }
      index = end
    }
    return Int(best.step)
  }

  private mutating func takeFuture(_ table: inout BarTable) {
    guard let today = options.today else { return }
    let end = NewYorkTime.instant(today.adding(days: 1), secondOfDay: 0).nanoseconds
    let starts = table.bars.starts
    guard let last = starts.last, last >= end else { return }
    for index in starts.indices where starts[index] >= end {
      findings.add(
        .future, line: Int(table.bars.lines[index]),
        Instant(nanoseconds: starts[index]).description)
    }
    table.setApart { starts[$0] >= end }
  }

  /// Notes what is unusual in single bars.
  private mutating func noteBars(_ table: BarTable) {
    let bars = table.bars
    let hasVolume = bars.volume.contains { $0 > 0 }
    var flat = 0
    var thin = 0
    var firstFlat = 0
    var firstThin = 0
    for index in 0..<bars.count {
      if bars.high[index] == bars.low[index] {
        if flat == 0 { firstFlat = index }
        flat += 1
      }
      if hasVolume, bars.volume[index] < BarChecks.volume {
        if thin == 0 { firstThin = index }
        thin += 1
      }
      if index > 0, abs(bars.close[index] / bars.close[index - 1] - 1) > BarChecks.jump {
        findings.add(
          .jump, line: Int(bars.lines[index]),
          "\(bars.close[index - 1]) to \(bars.close[index])")
      }
    }
    if flat > 0 {
      findings.add(
        .flatBar, times: flat, line: Int(bars.lines[firstFlat]), "\(bars.close[firstFlat])")
    }
    if thin > 0 {
      findings.add(
        .lowVolume, times: thin, line: Int(bars.lines[firstThin]), "\(bars.volume[firstThin])")
    }
    if hasVolume, table.missingVolumes > 0 {
      findings.add(
        .missingValue, times: table.missingVolumes, line: 1,
        "\(table.missingVolumes) rows without a volume")
    }
  }
}

/// Bars that are named by their ends.
enum EndStamps {
  /// Whether stamps are the ends of bars: one stands at a close and none at an open.
  ///
  /// Other formats say starts, whatever their last bar is; a table of no known vendor must have the
  /// end of a session's first bar as well.
  static func areEnds(_ bars: BarColumns, format: String) -> Bool {
    let isVendor = format == "alphavantage-minutes"
    guard isVendor || format == "plain-minutes", bars.interval > 0, bars.interval < 86_400 else {
      return false
    }
    var closes = 0
    var firstEnds = 0
    var cursor = DayCursor()
    for start in bars.starts {
      cursor.move(to: start)
      // Sunday's change of the hour is no matter: it has no session.
      let second = (start - cursor.start) / 1_000_000_000
      if second == 34_200 { return false }
      if second == 34_200 + Int64(bars.interval) { firstEnds += 1 }
      if second == 57_600 { closes += 1 }
    }
    return closes > 0 && (isVendor || firstEnds > 0)
  }
}
