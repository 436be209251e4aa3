// The ticks that a question is about: from files, or from the database.

import Feeds
import MarketData
import Persistence

/// Ticks and which of them are meant.
struct TickInput {
  let trades: TradeTable
  let quotes: QuoteTable
  let selection: TickSelection

  /// Reads the files that are named, else what the database holds of the selection.
  init(_ invocation: Invocation) throws {
    selection = try TickSelection(invocation)
    let files = Array(invocation.operands.dropFirst())
    guard !files.isEmpty else {
      let archive = try DeskArchive(databasePath(invocation))
      defer { archive.close() }
      trades = try archive.trades(selection)
      // A join needs the quotes that stood before the first trade.
      let before = TickSelection(symbols: selection.symbols, from: .min, to: selection.to)
      let isJoin = invocation.operands.first == TickAction.join.rawValue
      quotes = try archive.quotes(isJoin ? before : selection)
      return
    }
    var (trades, quotes) = (TradeTable(), QuoteTable())
    for (place, path) in files.enumerated() {
      let file = try readTicks(path, TickReading(invocation))
      if file.refused > 0 {
        let rules = file.findings.filter { $0.severity == .error }.map { "\($0.code) \($0.count)" }
        complain("\(path): \(file.refused) rows left out: \(rules.joined(separator: ", "))")
      }
      if place == 0 {
        (trades, quotes) = (file.trades, file.quotes)
      } else {
        _ = trades.take(file.trades)
        _ = quotes.take(file.quotes)
      }
    }
    trades.sort()
    quotes.sort()
    self.trades = trades
    self.quotes = quotes
  }

  /// Refuses a question about ticks that are not there.
  func requireTicks(_ action: TickAction) throws(UsageError) {
    for name in selection.symbols ?? []
    where trades.symbols.number(of: name) == nil && quotes.symbols.number(of: name) == nil {
      throw UsageError("there are no ticks of \(name)")
    }
    let hasSome = trades.count > 0 || (action == .spread && quotes.count > 0)
    guard hasSome else {
      throw UsageError("there are no trades to look at; see voldesk ticks info")
    }
    if action == .join, quotes.count == 0 {
      throw UsageError("a join needs trades and quotes; there are no quotes")
    }
  }
}

extension TickReading {
  init(_ invocation: Invocation) {
    let symbols = invocation.text("--symbol")
    self.init(
      symbol: symbols.flatMap { $0.contains(",") ? nil : $0 },
      decimals: invocation.integer("--decimals") ?? 4)
  }
}

extension TickSelection {
  /// What `--symbol`, `--from` and `--to` name.
  init(_ invocation: Invocation) throws(UsageError) {
    let names = invocation.text("--symbol")?.split(separator: ",").map(String.init)
    self.init(
      symbols: names, from: try tickMoment(invocation, "--from") ?? .min,
      to: try tickMoment(invocation, "--to") ?? .max)
  }
}

/// The moment after a flag, in nanoseconds since 1970 UTC; nil when it was not given.
private func tickMoment(_ invocation: Invocation, _ flag: String) throws(UsageError) -> Int64? {
  guard let text = invocation.text(flag) else { return nil }
  if let date = CivilDate(text) { return NewYorkTime.instant(date, 0, 0).nanoseconds }
  if let instant = Instant(text) { return instant.nanoseconds }
  if let count = Int64(text), count.magnitude >= 10_000_000_000 { return count }
  let date = CivilDate(text.prefix(10))
  let parts = text.dropFirst(11).split(separator: ":", omittingEmptySubsequences: false)
  let seconds = parts.count == 3 ? Double(parts[2]) : 0
  if let date, "T ".contains(text.dropFirst(10).prefix(1)), (2...3).contains(parts.count),
    let minute = NewYorkTime.minuteOfDay(parts[0] + ":" + parts[1]),
    let seconds, (0..<60).contains(seconds)
  {
    let whole = NewYorkTime.instant(date, secondOfDay: Int64(minute * 60)).nanoseconds
    return whole + Int64((seconds * 1e9).rounded())
  }
  throw UsageError(
    "\(flag) \(text) is not allowed; must be a day such as 2018-02-05, a time such as "
      + "2018-02-05T10:30 in New York or with an offset, or nanoseconds since 1970")
}

/// A price in units of 10 to the power of -decimals, exactly, with as few decimals as are needed.
func priceText(_ units: Int64, decimals: Int) -> String {
  var scale: UInt64 = 1
  for _ in 0..<decimals { scale *= 10 }
  let (whole, rest) = units.magnitude.quotientAndRemainder(dividingBy: scale)
  var text = (units < 0 ? "-" : "") + String(whole)
  guard rest > 0 else { return text }
  let digits = String(rest)
  text += "." + String(repeating: "0", count: decimals - digits.count) + digits
  while text.hasSuffix("0") { text.removeLast() }
  return text
}
