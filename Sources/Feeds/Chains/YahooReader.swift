// Yahoo's option document: one underlying, the expiries asked for, calls and puts apart.
//
// The quote time is that of the underlying's last regular trade. Recorded answers wrap the document
// in `response.body`, as an object or as a text.

import FoundationEssentials
import MarketData

/// The parts of the document that are read.
private struct YahooDocument: Decodable {
  struct Chain: Decodable { var result: [Result]? }
  struct Result: Decodable {
    var underlyingSymbol: String?
    var quote: UnderlyingQuote?
    var options: [Expiry]?
  }
  struct UnderlyingQuote: Decodable {
    var regularMarketPrice: Double?
    var regularMarketTime: Double?
  }
  struct Expiry: Decodable {
    var calls: [Contract]?
    var puts: [Contract]?
  }
  struct Contract: Decodable {
    var contractSymbol: String?
    var strike: Double?
    var bid: Double?
    var ask: Double?
    var lastPrice: Double?
    var volume: Double?
    var openInterest: Double?
    var impliedVolatility: Double?
  }
  var optionChain: Chain
}

/// A recorded answer of the server.
private struct RecordedAnswer: Decodable {
  struct Response: Decodable { var body: Body }
  enum Body: Decodable {
    case document(YahooDocument)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .document(try container.decode(YahooDocument.self))
      }
    }
  }
  var response: Response
}

extension YahooDocument {
  /// The document itself, or the one that a recorded answer holds.
  fileprivate init(json bytes: [UInt8]) throws {
    let decoder = JSONDecoder()
    do {
      self = try decoder.decode(YahooDocument.self, from: Data(bytes))
    } catch let first {
      guard let answer = try? decoder.decode(RecordedAnswer.self, from: Data(bytes)) else {
        throw first
      }
      switch answer.response.body {
      case .document(let document): self = document
      case .text(let text):
        self = try decoder.decode(YahooDocument.self, from: Data(text.utf8))
      }
    }
  }
}

/// Reads Yahoo's option document.
enum YahooReader {
  static let columns: SourceColumns = [.quotes, .vendorVolatility]

  /// Reads every contract of the document.
  ///
  /// - Returns: How many contracts it lists.
  /// - Throws: `FeedError` when the document does not parse or holds no option.
  static func read(
    file: String, _ bytes: [UInt8], into builder: inout SnapshotBuilder
  ) throws -> Int {
    let document: YahooDocument
    do {
      document = try YahooDocument(json: bytes)
    } catch {
      throw FeedError(file: file, rule: "is no option document: \(reason(error))")
    }
    var rows = 0
    for result in document.optionChain.result ?? [] {
      let time = result.quote?.regularMarketTime.flatMap { seconds in
        // Up to the year 2200, which exchange time can hold.
        (0...7_258_118_400).contains(seconds) ? Int64(seconds.rounded()) : nil
      }
      builder.open(
        underlying: PackedRoot(result.underlyingSymbol ?? ""),
        time: time.map { Instant(seconds: $0) }, spot: result.quote?.regularMarketPrice)
      for expiry in result.options ?? [] {
        for (contracts, right) in [(expiry.calls, OptionRight.call), (expiry.puts, .put)] {
          for contract in contracts ?? [] {
            rows += 1
            add(contract, right, line: rows, into: &builder)
          }
        }
      }
    }
    guard rows > 0 else { throw FeedError(file: file, rule: "lists no option") }
    return rows
  }

  private static func add(
    _ contract: YahooDocument.Contract, _ right: OptionRight, line: Int,
    into builder: inout SnapshotBuilder
  ) {
    let name = Array((contract.contractSymbol ?? "").utf8)
    guard let symbol = OptionSymbol(name.span, from: 0, to: name.count) else {
      builder.note(.symbol, line: line, contract.contractSymbol ?? "no symbol")
      return
    }
    if symbol.right != right || (contract.strike.map { abs($0 - symbol.strike) > 5e-4 } ?? false) {
      builder.note(.symbolDiffers, line: line, contract.contractSymbol ?? "")
      return
    }
    var draft = ContractDraft()
    draft.root = symbol.root
    draft.expiry = symbol.expiry
    draft.right = right
    draft.strike = contract.strike
    draft.bid = contract.bid
    draft.ask = contract.ask
    draft.last = contract.lastPrice
    draft.volume = contract.volume
    draft.openInterest = contract.openInterest
    draft.vendorVolatility = contract.impliedVolatility
    draft.line = line
    builder.add(draft)
  }

  /// Where the document breaks, in few words.
  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "there is no \"\(key.stringValue)\""
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "\"" + context.codingPath.map(\.stringValue).joined(separator: ".")
        + "\" is of another kind"
    default: "it is not sound JSON"
    }
  }
}
