// Every row of a Lean folder in memory, read and checked whole before a session starts.

import Glibc
import MarketData
import Numerics

/// The rows of one option.
struct LeanOption: Sendable {
  var contract: OptionContract
  var quotes: [LeanQuote] = []
  var trades: [LeanTrade] = []
}

/// The rows of a folder.
struct LeanMarket: Sendable {
  /// Options by expiry, calls before puts, strike.
  private(set) var options: [LeanOption] = []
  /// The front future's rows.
  private(set) var quotes: [LeanQuote] = []
  private(set) var trades: [LeanTrade] = []
  /// SHA-256 over every zip, in order of path.
  let dataHash: String

  init(folder: LeanFolder) throws {
    var digest = SHA256()
    for zip in folder.all { digest.update(try readFile(zip.path)) }
    dataHash = SHA256.hexadecimal(digest.finalize())
    let front = try LeanMarket.front(folder)
    for zip in folder.futureQuotes.sorted(by: { $0.date < $1.date }) {
      try future(zip, front) { rows, bytes, line in quotes.append(try rows.quote(bytes, line: line))
      }
    }
    for zip in folder.futureTrades.sorted(by: { $0.date < $1.date }) {
      try future(zip, front) { rows, bytes, line in trades.append(try rows.trade(bytes, line: line))
      }
    }
    try readOptions(folder)
  }

  /// The code of the future that expires first and is in every file.
  private static func front(_ folder: LeanFolder) throws -> String {
    guard let zip = (folder.futureQuotes + folder.futureTrades).min(by: { $0.date < $1.date })
    else { return "" }
    let codes = try ZipArchive(path: zip.path).entries().map { code($0.name) }
    guard let first = codes.min() else { return "" }
    return first
  }

  /// `202003` of `20200105_es_minute_quote_202003.csv`.
  private static func code(_ name: String) -> String {
    let stem = name.split(separator: ".").first ?? ""
    return String(stem.split(separator: "_").last ?? "")
  }

  private func future(
    _ zip: LeanFolder.Zip, _ front: String,
    _ take: (inout LeanRowReader, UnsafeRawBufferPointer, Int) throws -> Void
  ) throws {
    let archive = ZipArchive(path: zip.path)
    let entries = try archive.entries().filter { LeanMarket.code($0.name) == front }
    guard let entry = entries.first else {
      throw FeedError(file: zip.path, rule: "holds no file of the future \(front)")
    }
    var rows = LeanRowReader(file: "\(zip.path)/\(entry.name)", day: zip.date.dayNumber)
    try archive.lines(of: [entry], only: entry.name) { _, line, bytes in
      try take(&rows, bytes, line)
    }
  }

  private mutating func readOptions(_ folder: LeanFolder) throws {
    var found: [LeanOption] = []
    var places: [OptionContract: Int] = [:]
    func place(_ contract: OptionContract) -> Int {
      if let known = places[contract] { return known }
      places[contract] = found.count
      found.append(LeanOption(contract: contract))
      return found.count - 1
    }
    for zip in folder.optionQuotes.sorted(by: { $0.date < $1.date }) {
      try LeanMarket.contracts(zip) { contract, rows, bytes, line in
        found[place(contract)].quotes.append(try rows.quote(bytes, line: line))
      }
    }
    for zip in folder.optionTrades.sorted(by: { $0.date < $1.date }) {
      try LeanMarket.contracts(zip) { contract, rows, bytes, line in
        found[place(contract)].trades.append(try rows.trade(bytes, line: line))
      }
    }
    for k in found.indices {
      guard zip(found[k].quotes, found[k].quotes.dropFirst()).allSatisfy({ $0.minute < $1.minute })
      else {
        throw FeedError(file: "\(found[k].contract)", rule: "minutes must ascend over its files")
      }
    }
    options = found.sorted { $0.contract < $1.contract }
  }

  private static func contracts(
    _ zip: LeanFolder.Zip,
    _ take: (OptionContract, inout LeanRowReader, UnsafeRawBufferPointer, Int) throws -> Void
  ) throws {
    let archive = ZipArchive(path: zip.path)
    let entries = try archive.entries()
    let contracts = try entries.map { try contract($0.name, in: zip.path) }
    var current = -1
    var rows = LeanRowReader(file: zip.path, day: zip.date.dayNumber)
    try archive.lines(of: entries) { entry, line, bytes in
      if entry != current {
        current = entry
        rows = LeanRowReader(file: "\(zip.path)/\(entries[entry].name)", day: zip.date.dayNumber)
      }
      try take(contracts[entry], &rows, bytes, line)
    }
  }

  /// `…_american_call_30000000_20200320.csv`: right, strike in 1/10 000 and expiry.
  private static func contract(_ name: String, in zip: String) throws -> OptionContract {
    let parts = (name.split(separator: ".").first ?? "").split(separator: "_")
    guard parts.count >= 4, let right = OptionRight(rawValue: String(parts[parts.count - 3])),
      let strike = Int64(parts[parts.count - 2]), strike > 0,
      let expiry = CivilDate(parts[parts.count - 1])
    else {
      throw FeedError(
        file: "\(zip)/\(name)", rule: "the name must end with _RIGHT_STRIKE_EXPIRY.csv")
    }
    return OptionContract(root: "ES", expiry: expiry, right: right, strike: Money(units: strike))
  }
}
