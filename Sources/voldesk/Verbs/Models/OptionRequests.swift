// The options a verb prices or inverts: one from flags, many from a table whose missing columns the
// flags fill, or those of a vendor's chain.

import Feeds
import Glibc
import MarketData
import Numerics

/// An input of an option.
enum OptionField: String, CaseIterable {
  case spot, forward, strike, years, rate, yield, discount, volatility, price

  /// The names of columns that mean it.
  var aliases: [String] {
    switch self {
    case .spot: ["spot", "underlying", "underlying_price", "s"]
    case .forward: ["forward", "f"]
    case .strike: ["strike", "k"]
    case .years: ["years", "t", "expiry_years"]
    case .rate: ["rate", "r"]
    case .yield: ["yield", "dividend_yield", "q"]
    case .discount: ["discount", "df"]
    case .volatility: ["volatility", "vol", "iv", "sigma"]
    case .price: ["price", "mid", "premium"]
    }
  }

  /// The flag that gives it.
  var flag: String { self == .volatility ? "--vol" : "--\(rawValue)" }
}

/// One option as it was asked for.
struct OptionRequest {
  /// Where it stands, such as `book.csv:17`; empty for flags.
  let place: String
  let right: OptionRight
  /// The expiry it belongs to, as a chain calls it; empty without a chain.
  var label = ""
  private let values: [OptionField: Double]

  init(place: String, right: OptionRight, values: [OptionField: Double]) {
    self.place = place
    self.right = right
    self.values = values
  }

  /// An input, nil when it was not given.
  subscript(field: OptionField) -> Double? { values[field] }

  /// An input that must be there.
  func need(_ field: OptionField) throws(ModelError) -> Double {
    guard let value = values[field] else {
      throw .noSolution(what: field.rawValue, why: "give the column or \(field.flag)")
    }
    return value
  }

  /// The rate; zero when none is given.
  var rate: Double { values[.rate] ?? 0 }

  /// The forward: given, or carried from the spot.
  func forward() throws(ModelError) -> Double {
    if let forward = values[.forward] { return forward }
    return try need(.spot) * exp((rate - (values[.yield] ?? 0)) * need(.years))
  }

  /// The discount factor: given, or from the rate.
  func discount() throws(ModelError) -> Double {
    if let discount = values[.discount] { return discount }
    return exp(-rate * (try need(.years)))
  }
}

/// Options in the order of their source, and those that could not be read.
struct OptionRequests {
  var options: [OptionRequest] = []
  var faults = RowFaults()

  /// Reads the options of a command line.
  ///
  /// - Throws: `FeedError` when the file cannot be read or lacks a column.
  init(_ invocation: Invocation, needs: [OptionField]) throws {
    guard let path = invocation.operands.first else {
      try readFlags(invocation, needs: needs)
      return
    }
    if let chain = try OptionRequests(chain: path, invocation, needs: needs) {
      self = chain
      return
    }
    try readFile(try readColumns(path), invocation, needs: needs)
  }

  private mutating func readFlags(_ invocation: Invocation, needs: [OptionField]) throws {
    guard let right = invocation.text("--right").flatMap(OptionRight.init(rawValue:)) else {
      throw ModelError.noSolution(what: "right", why: "give --right call or put, or a FILE")
    }
    var values: [OptionField: Double] = [:]
    for field in OptionField.allCases { values[field] = invocation.number(field.flag) }
    if let days = invocation.number("--days") { values[.years] = days / 365 }
    let request = OptionRequest(place: "", right: right, values: values)
    for field in needs { _ = try request.need(field) }
    options = [request]
  }

  private mutating func readFile(
    _ file: ColumnFile, _ invocation: Invocation, needs: [OptionField]
  ) throws {
    let columns = OptionField.allCases.map { ($0, file.column($0.aliases)) }
    let days = file.column(["days", "dte"])
    for (field, column) in columns where needs.contains(field) {
      guard column == nil, invocation.number(field.flag) == nil else { continue }
      if field == .years, days != nil || invocation.has("--days") { continue }
      throw FeedError(
        file: file.file, line: 1,
        rule: "has no column \(field.rawValue), and \(field.flag) is not given")
    }
    let rightColumn = file.column(["right", "type", "option_type", "cp"])
    for row in file.rows.indices {
      do {
        var values: [OptionField: Double] = [:]
        for (field, column) in columns {
          values[field] =
            try column.flatMap { try file.number(row: row, column: $0) }
            ?? invocation.number(field.flag)
        }
        if values[.years] == nil {
          let count = try days.flatMap { try file.number(row: row, column: $0) }
          values[.years] = (count ?? invocation.number("--days")).map { $0 / 365 }
        }
        let right = try right(file, row, rightColumn, invocation)
        options.append(
          OptionRequest(place: "\(file.file):\(file.lines[row])", right: right, values: values))
      } catch {
        faults.add("\(error)")
      }
    }
  }

  private func right(
    _ file: ColumnFile, _ row: Int, _ column: Int?, _ invocation: Invocation
  ) throws -> OptionRight {
    let word = column.map { file.rows[row][$0].lowercased() } ?? invocation.text("--right") ?? ""
    switch word {
    case "call", "calls", "c": return .call
    case "put", "puts", "p": return .put
    default:
      guard let column else {
        throw FeedError(file: file.file, line: 1, rule: "has no column right; give --right")
      }
      throw file.refusal(row: row, column: column, rule: "a right is call or put")
    }
  }
}
