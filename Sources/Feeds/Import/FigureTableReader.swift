// Tables of figures by date: curves, settlements, rates, and any other dated column of numbers.

import MarketData

/// Reads dated figures; a column of dates becomes the days until them.
struct FigureTableReader: TableReader {
  private var rows: TableRows
  private var stamps: StampReader
  private let columns: [FigureColumn]
  private let areDates: Bool
  private let options: ReadOptions
  /// The date of each row as days since 1970.
  private var days: [Int32] = []
  private var lines: [Int32] = []
  /// The figures of each column by row; not a number where there is none.
  private var figures: [[Double]]
  private var targets: [StampReader]

  init(file: String, layout: TableLayout, options: ReadOptions) {
    switch layout.role {
    case .dates(let columns): (self.columns, areDates) = (columns, true)
    case .figures(let columns): (self.columns, areDates) = (columns, false)
    default: (columns, areDates) = ([], false)
    }
    self.options = options
    rows = TableRows(file: file, layout: layout)
    stamps = StampReader(form: layout.form, zone: layout.zone, day: nil)
    figures = Array(repeating: [], count: columns.count)
    targets = columns.map { _ in StampReader(form: layout.form, zone: layout.zone, day: nil) }
  }

  mutating func take(_ bytes: Span<UInt8>, isLast: Bool) throws {
    rows.open(bytes)
    while try rows.next(bytes, isLast: isLast) {
      var day = rows.count
      if rows.layout.time >= 0 {
        guard let stamp = stamps.read(rows.row, rows.layout.time, bytes) else {
          rows.note(.date, rows.layout.time, bytes)
          continue
        }
        let date =
          stamp.isMidnight
          ? stamp.day : NewYorkTime.date(.init(nanoseconds: stamp.nanoseconds)).dayNumber
        if let today = options.today, !areDates, date > today.dayNumber {
          rows.note(.future, rows.layout.time, bytes)
          continue
        }
        day = date
      }
      days.append(Int32(truncatingIfNeeded: day))
      lines.append(Int32(truncatingIfNeeded: rows.row.line))
      for (index, column) in columns.enumerated() {
        figures[index].append(figure(column.column, day: day, index, bytes))
      }
    }
  }

  /// The figure of a cell, not a number where there is none.
  private mutating func figure(
    _ cell: Int, day: Int, _ index: Int, _ bytes: Span<UInt8>
  ) -> Double {
    if areDates {
      if MissingCell.isMissing(rows.row.text(cell, bytes)) {
        rows.note(.missingValue, cell, bytes)
        return .nan
      }
      guard let target = targets[index].read(rows.row, cell, bytes) else {
        rows.note(.date, cell, bytes)
        return .nan
      }
      return Double(target.day - day)
    }
    switch rows.number(cell, bytes) {
    case .value(let value): return value
    case .missing:
      rows.note(.missingValue, cell, bytes)
      return .nan
    case .malformed:
      rows.note(.number, cell, bytes)
      return .nan
    }
  }

  mutating func finish() throws -> TableResult {
    let isDated = rows.layout.time >= 0
    let order = isDated ? cleanOrder() : Array(days.indices)
    let symbol = options.symbol ?? rows.layout.symbol ?? SymbolName.of(path: rows.file)
    var series: [NamedSeries] = []
    for (index, column) in columns.enumerated() {
      let values = order.compactMap { place -> DailyValue? in
        let value = figures[index][place]
        return value.isNaN
          ? nil : DailyValue(date: CivilDate(dayNumber: Int(days[place])), value: value)
      }
      guard !values.isEmpty else { continue }
      series.append(
        NamedSeries(
          symbol: symbol, metric: areDates ? column.metric + "_days" : column.metric, values: values
        ))
    }
    guard !series.isEmpty else {
      let example = rows.findings.examples.first
      throw FeedError(
        file: rows.file, line: example?.line, column: example?.column,
        rule: "holds no usable figure in \(rows.count) rows",
        code: rows.count == 0 ? "empty" : "no-usable-row")
    }
    func text(_ place: Int?) -> String? {
      place.map { CivilDate(dayNumber: Int(days[$0])).description }
    }
    var apart = rows.findings.apart
    apart.name(symbol: symbol, time: nil)
    return TableResult(
      format: rows.layout.format, rows: rows.count,
      content: isDated ? .series(series) : .recording,
      first: isDated ? text(order.first) : nil, last: isDated ? text(order.last) : nil,
      findings: rows.findings.reported, apart: apart, attached: isDated ? [] : series)
  }

  /// The places of the rows by ascending date, each date once.
  private mutating func cleanOrder() -> [Int] {
    var up = 0
    var down = 0
    for index in days.indices.dropFirst() {
      if days[index] > days[index - 1] { up += 1 }
      if days[index] < days[index - 1] { down += 1 }
    }
    for index in days.indices.dropFirst()
    where down > up ? days[index] > days[index - 1] : days[index] < days[index - 1] {
      rows.findings.add(
        .timeOrder, line: Int(lines[index]), CivilDate(dayNumber: Int(days[index])).description)
    }
    let order = days.indices.sorted {
      days[$0] != days[$1] ? days[$0] < days[$1] : lines[$0] < lines[$1]
    }
    var unique: [Int] = []
    for place in order {
      if let last = unique.last, days[last] == days[place] {
        rows.findings.add(
          .duplicate, line: Int(lines[place]), apart: Int(lines[last]),
          CivilDate(dayNumber: Int(days[place])).description)
        unique[unique.count - 1] = place
      } else {
        unique.append(place)
      }
    }
    return withoutStrays(unique)
  }

  /// Leaves out a first or last row that lies over a year from all others.
  private mutating func withoutStrays(_ order: [Int]) -> [Int] {
    guard order.count >= 20 else { return order }
    var kept = order[...]
    if let first = kept.first, days[kept[1]] - days[first] > 366, rows.layout.format != "rate-steps"
    {
      rows.findings.add(
        .strayRow, line: Int(lines[first]), CivilDate(dayNumber: Int(days[first])).description)
      kept = kept.dropFirst()
    }
    if let last = kept.last, days[last] - days[kept[kept.endIndex - 2]] > 366,
      rows.layout.format != "rate-steps"
    {
      rows.findings.add(
        .strayRow, line: Int(lines[last]), CivilDate(dayNumber: Int(days[last])).description)
      kept = kept.dropLast()
    }
    return Array(kept)
  }
}
