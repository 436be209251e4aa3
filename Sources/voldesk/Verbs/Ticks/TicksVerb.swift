// voldesk ticks: loads ticks into the database, and asks about those in it or in files.

import Feeds
import MarketData
import Persistence

/// What can be done with ticks.
enum TickAction: String, CaseIterable {
  case load, query, ohlcv, vwap, rv, spread, imbalance, join, validate, retain, info, bench
}

/// Does something with ticks.
func runTicks(_ invocation: Invocation) -> Int32 {
  guard let action = invocation.operands.first.flatMap(TickAction.init(rawValue:)) else { return 2 }
  do {
    switch action {
    case .load: return try loadTicks(invocation)
    case .retain: return try retainTicks(invocation)
    case .validate: return try validateTicks(invocation)
    case .info: return try showTickInfo(invocation)
    case .bench: return try benchTicks(invocation)
    case .query: return try queryTicks(invocation)
    case .ohlcv, .vwap, .rv, .spread, .imbalance, .join:
      let input = try TickInput(invocation)
      try input.requireTicks(action)
      return try show(tickColumns(action, input, invocation), invocation)
    }
  } catch let error as UsageError {
    complain(error.text)
    return 2
  } catch let error as StoreError {
    return refuse(error)
  } catch {
    complain("\(error)")
    return 3
  }
}

/// The columns of an answer.
private func tickColumns(
  _ action: TickAction, _ input: TickInput, _ invocation: Invocation
) throws -> [ModelColumn] {
  let interval = try tickInterval(invocation)
  let minute: Int64 = 60_000_000_000
  switch action {
  case .ohlcv: return input.bars(every: interval ?? minute)
  case .vwap: return input.weightedPrices(every: interval ?? minute)
  case .rv: return input.volatility(every: interval)
  case .imbalance: return input.imbalance(every: interval)
  case .join: return try input.join()
  default: return try input.spreads(every: interval)
  }
}

/// Prints columns as a table, JSON or CSV.
///
/// - Returns: The exit code.
func show(_ columns: [ModelColumn], _ invocation: Invocation) throws(StoreError) -> Int32 {
  let count = columns.map(\.cells.count).max() ?? 0
  let isTable = !invocation.has("--json") && !invocation.has("--csv")
  let limit = invocation.integer("--limit") ?? (isTable ? 50 : .max)
  let cut = count > limit ? columns.map { $0.prefix(limit) } : columns
  if invocation.has("--json") {
    say(tableJSON(cut))
  } else if invocation.has("--csv") {
    let sink = try FileSink(nil)
    for line in tableCSV(cut) { sink.take(Array((line + "\n").utf8)) }
    try sink.finish()
  } else {
    for line in tableLines(cut) { say(line) }
    if count > limit { say("\(count - limit) more rows; see them with --limit \(count)") }
  }
  return 0
}

/// The lines of a table as comma-separated values, the keys of the columns first.
private func tableCSV(_ columns: [ModelColumn]) -> [String] {
  let count = columns.map(\.cells.count).max() ?? 0
  return [columns.map(\.key).joined(separator: ",")]
    + (0..<count).map { row in
      columns.map { row < $0.cells.count ? $0.cells[row].plain : "" }.joined(separator: ",")
    }
}

extension ModelColumn {
  /// The column with its first cells only.
  fileprivate func prefix(_ count: Int) -> ModelColumn {
    ModelColumn(
      title, key: key, cells: Array(cells.prefix(count)), digits: digits, decimals: decimals)
  }
}

extension ModelCell {
  /// The cell in CSV: every digit, nothing where there is no figure.
  fileprivate var plain: String {
    switch self {
    case .text(let text): text
    case .figure(let value): value.flatMap { $0.isFinite ? "\($0)" : nil } ?? ""
    case .count(let value): "\(value)"
    case .flag(let value): value ? "true" : "false"
    }
  }
}

/// Nanoseconds of `--interval`; nil when it was not given.
func tickInterval(_ invocation: Invocation) throws(UsageError) -> Int64? {
  guard let text = invocation.text("--interval") else { return nil }
  let units: [(String, Int64)] = [
    ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("min", 60_000_000_000), ("h", 3_600_000_000_000), ("D", 86_400_000_000_000),
    ("d", 86_400_000_000_000),
  ]
  let digits = text.prefix { $0.isASCII && $0.isNumber }
  let unit = units.first { $0.0 == text.dropFirst(digits.count) }?.1
  guard let number = Int64(digits), let unit, number > 0,
    !number.multipliedReportingOverflow(by: unit).overflow
  else {
    throw UsageError(
      "--interval \(text) is not allowed; must be a number and ms, s, m, h or D, such as 5m")
  }
  return number * unit
}
