// Readers of option chains on small files: every format, every rule, and files that are refused.

import Feeds
import Glibc
import MarketData
import Pricing
import TestKit
import Testing

@Suite("Chain readers")
struct ChainReaderTests {
  /// Writes a file that the test reads and removes.
  private func withFile<Result>(
    _ bytes: [UInt8], _ body: (String) throws -> Result
  ) throws -> Result {
    var template = Array("/tmp/voldesk-chain-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    let path = template.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
    defer { unlink(path) }
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
    return try body(path)
  }

  private func read(_ text: String, quotedAt: Instant? = nil) throws -> ChainFile {
    try withFile(Array(text.utf8)) { try readChain($0, quotedAt: quotedAt) }
  }

  private func refusal(_ text: String) throws -> String {
    try withFile(Array(text.utf8)) { path in
      do {
        _ = try readChain(path)
        return "not refused"
      } catch let error as FeedError {
        return error.description.replacing(path, with: "FILE")
      }
    }
  }

  private static let cboeTop =
    "\nS&P 500 INDEX,Last: 4697.24,Change:  8.56\n"
    + "\"Date: January 7, 2024 at 10:52 AM EST\",Bid: 4645.23,Ask: 4753.9,Size: 1*1,"
    + "\"Volume: 71,039,449\"\n"
    + "Expiration Date,Calls,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest,Strike,"
    + "Puts,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest\n"

  private func cboeRow(
    _ date: String = "Fri Jan 19 2024", call: String = "SPX240119C04700000",
    callQuote: String = "50.1,50.9", strike: String = "4700.00",
    put: String = "SPXW240119P04700000", putQuote: String = "48,48.5"
  ) -> String {
    "\(date),\(call),51.5,1,\(callQuote),10,0.11,0.5,0.001,100,\(strike),"
      + "\(put),47,-1,\(putQuote),20,0.12,-0.5,0.001,200\n"
  }

  @Test("Cboe's delayed quotes: roots apart, the close before a Sunday")
  func cboe() throws {
    let chain = try read(ChainReaderTests.cboeTop + cboeRow())
    #expect(chain.format == .cboeQuotes && chain.rows == 1 && chain.findings.dropped == 0)
    let snapshot = try #require(chain.snapshots.first)
    #expect(snapshot.underlying == "SPX" && snapshot.spot == 4_697.24)
    #expect(snapshot.time == Instant("2024-01-05T16:00:00-05:00"))
    #expect(snapshot.series.map(\.label) == ["2024-01-19 SPX", "2024-01-19 SPXW"])
    #expect(snapshot.series.map(\.settlement) == [.am, .pm])
    #expect(abs(snapshot.series[0].years * 365 - (13 + 17.5 / 24)) < 1e-9)
    #expect(abs(snapshot.series[1].years * 365 - 14) < 1e-9)
    let call = try #require(snapshot.series[0].contracts.first)
    #expect(call.strike == 4_700 && call.right == .call && call.line == 5)
    #expect(call.bid == 50.1 && call.ask == 50.9 && call.last == 51.5 && call.mid == 50.5)
    #expect(call.volume == 10 && call.openInterest == 100 && call.vendorVolatility == 0.11)
  }

  @Test("every rule of a row is counted with its line and value")
  func rules() throws {
    let text =
      ChainReaderTests.cboeTop + cboeRow() + cboeRow(callQuote: "51,50")
      + cboeRow("Fri Jan 32 2024") + cboeRow(call: "SPX240119X04700000")
      + cboeRow(strike: "4705.00") + cboeRow(callQuote: "abc,50") + cboeRow(callQuote: "-1,50")
      + "Fri Jan 19 2024,too,short\n" + "\n"
      + cboeRow(
        "Sat Jan 20 2024", call: "SPX240119C04710000", callQuote: "0,0", strike: "4710.00",
        put: "SPX240119P04710000")
    let chain = try read(text)
    let found = chain.findings
    #expect(chain.rows == 9)
    #expect(found.count(.crossed) == 1 && found.count(.date) == 1 && found.count(.symbol) == 1)
    #expect(found.count(.symbolDiffers) == 2 && found.count(.number) == 1)
    #expect(found.count(.negative) == 1 && found.count(.cellCount) == 1)
    #expect(found.count(.zeroBid) == 1 && found.count(.zeroAsk) == 1)
    #expect(found.count(.expiryDiffers) == 2)
    // The call of line 5 stands again in line 6; its put in the lines of bad calls too.
    #expect(found.count(.duplicate) == 5)
    let number = try #require(found.examples.first { $0.rule == .number })
    #expect(number.line == 10 && number.value == "abc")
    #expect(
      number.description == "line 10: abc: a price, volume or volatility must be a finite number")
    let snapshot = try #require(chain.snapshots.first)
    #expect(snapshot.contractCount == 4)
    let empty = try #require(snapshot.series[0].contracts.first { $0.strike == 4_710 })
    #expect(empty.bid == nil && empty.ask == nil && empty.mid == nil)
    // The last quote of a contract is the one that is used.
    #expect(snapshot.series[0].contracts[0].bid == 51)
  }

  @Test("the first three places of each rule are kept")
  func examples() throws {
    var text = ChainReaderTests.cboeTop + cboeRow()
    for _ in 0..<10 { text += "Fri Jan 19 2024,x\n" }
    let found = try read(text).findings
    #expect(found.count(.cellCount) == 10)
    #expect(found.examples.filter { $0.rule == .cellCount }.map(\.line) == [6, 7, 8])
  }

  @Test("a gzipped file reads as its content; a torn one is refused")
  func gzip() throws {
    // "expiry..." packed by gzip -9 is longer than the text; an empty stored block serves.
    let text = "years,strike,vol,forward\n0.5,90,0.22,100\n0.5,100,0.2,100\n"
    let bytes = stored(Array(text.utf8))
    let chain = try withFile(bytes) { try readChain($0) }
    #expect(chain.rows == 2)
    let torn = Array(bytes.prefix(bytes.count - 6))
    #expect(throws: FeedError.self) { try withFile(torn) { try readChain($0) } }
  }

  /// A gzip file with one stored block (RFC 1951, section 3.2.4; RFC 1952).
  private func stored(_ text: [UInt8]) -> [UInt8] {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in text {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }
    func little(_ value: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }
    let length = UInt32(text.count)
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1] + little(length, 2) + little(~length, 2) + text
      + little(~crc, 4) + little(length, 4)
  }

  @Test("a plain table of volatilities on forwards")
  func volatilities() throws {
    let chain = try read(
      "# a comment\nyears,strike,vol,forward,discount\n0.5,90,0.22,100,0.98\n0.5,100,0.2,100,0.98\n"
        + "1,100,0.21,101,0.96\n")
    #expect(chain.format == .plain && chain.snapshots.count == 1)
    let smiles = try #require(chain.fullest).smiles()
    #expect(smiles.map(\.label) == ["0.5 y", "1.0 y"])
    let smile = try #require(smiles[0].smile)
    #expect(smile.strikes == [90, 100] && smile.volatilities == [0.22, 0.2])
    #expect(smile.forward == 100 && smile.discount == 0.98 && smile.bidVolatilities.isEmpty)
    #expect(smiles[0].atmVolatility == 0.2)
  }

  @Test("a plain table with spot and rate carries its own forwards")
  func carried() throws {
    let chain = try read("T,K,IV,S,r\n0.5,90,0.22,100,0.04\n0.5,110,0.2,100,0.04\n")
    let smile = try #require(chain.fullest?.smiles().first?.smile)
    #expect(abs(smile.forward - 100 * exp(0.02)) < 1e-12)
    #expect(abs(smile.discount - exp(-0.02)) < 1e-15)
  }

  @Test("a plain table of single prices, or of bids and asks, finds the volatility put in")
  func prices() throws {
    for isSingle in [true, false] {
      var text =
        isSingle ? "expiry,quote_date,strike,type,price\n" : "expiry,date,strike,right,bid,ask\n"
      for strike in stride(from: 80.0, through: 120, by: 2) {
        for right in OptionRight.allCases {
          let price = black76Price(
            right, forward: 101, strike: strike, years: 30.0 / 365, volatility: 0.3, discount: 0.99)
          let cells =
            isSingle ? "\(price)" : "\(max(price - 0.01, 0)),\(price + 0.01)"
          text += "2024-02-05,2024-01-06,\(strike),\(right.letter.lowercased()),\(cells)\n"
        }
      }
      // A Saturday's date stands for the close before it, 31 days from the expiry.
      let snapshot = try #require(try read(text).fullest)
      #expect(abs(snapshot.series[0].years * 365 - 31) < 1e-9)
      let smile = try #require(snapshot.smiles().first)
      let parity = try #require(smile.parity)
      #expect(abs(parity.forward - 101) < 1e-9 && abs(parity.discount - 0.99) < 1e-9)
      let volatility = try #require(smile.atmVolatility)
      #expect(abs(volatility - 0.3 * (30.0 / 31).squareRoot()) < 1e-4)
      #expect(smile.smile?.bidVolatilities.isEmpty == isSingle)
    }
  }

  @Test("expiry dates need a moment for the quotes, from a column or from the caller")
  func quoteMoment() throws {
    let text = "expiry,strike,right,bid,ask\n2024-02-05,100,call,1,2\n"
    #expect(try refusal(text).contains("must have a column \"years\" or \"quote_date\""))
    let chain = try read(text, quotedAt: Instant("2024-01-05T16:00:00-05:00"))
    #expect(abs((chain.fullest?.series[0].years ?? 0) * 365 - 31) < 1e-9)
  }

  @Test("files that hold no chain are refused with the file and the line")
  func refusedFiles() throws {
    #expect(try refusal("") == "FILE: holds no text")
    #expect(try refusal("a,b,c\n1,2,3\n").contains("FILE:1: must have a column \"strike\""))
    #expect(
      try refusal("strike,years\n100,1\n").contains("FILE:1: must have the columns \"bid\""))
    #expect(
      try refusal("strike,years,bid,ask\n100,1,1,2\n").contains("a column \"right\" or \"type\""))
    #expect(
      try refusal("strike,years,vol\nabc,1,0.2\n").hasPrefix(
        "FILE:2: holds no usable contract in 1 rows; the first is refused: abc"))
    #expect(try refusal("{\"a\": 1}").contains("is no option document"))
    #expect(
      try refusal("{\"optionChain\": {\"result\": []}}") == "FILE: lists no option")
    #expect(try refusal("{\"optionChain\"").contains("it is not sound JSON"))
    #expect(throws: FeedError.self) { try readChain("/tmp/no-such-chain.csv") }
  }

  @Test("bytes of any kind are refused or read, never worse")
  func noise() throws {
    var random = SeededGenerator(seed: 77)
    let valid = Array((ChainReaderTests.cboeTop + cboeRow() + cboeRow()).utf8)
    for round in 0..<300 {
      var bytes = valid
      for _ in 0..<(round % 12 + 1) {
        let place = random.integer(in: 0...(bytes.count - 1))
        switch random.integer(in: 0...2) {
        case 0: bytes[place] = UInt8(random.integer(in: 0...255))
        case 1: bytes.remove(at: place)
        default: bytes.removeLast(bytes.count - max(place, 1))
        }
        if bytes.isEmpty { bytes = [0x2C] }
      }
      let chain = try? withFile(bytes) { try readChain($0) }
      _ = chain?.fullest?.smiles()
    }
  }

  @Test("roots settle by their own rules")
  func roots() throws {
    func years(_ symbol: String, _ date: String) throws -> Double {
      let text =
        "contractSymbol,lastTradeDate,strike,lastPrice,bid,ask,type_option,spot\n"
        + "\(symbol),\(date) 14:00:00,100.0,1,1,2,calls,100\n"
      let snapshot = try #require(try read(text).fullest)
      return snapshot.series[0].years
    }
    // Half days end at 13:00; a Saturday expiry of old settles the Friday before.
    #expect(abs(try years("XSP241129C00100000", "2024-11-27") * 365 - (2 - 3.0 / 24)) < 1e-9)
    #expect(abs(try years("SPY120121C00100000", "2012-01-19") * 365 - 1) < 1e-9)
    #expect(abs(try years("NDX240119C00100000", "2024-01-18") * 365 - 17.5 / 24) < 1e-9)
  }
}
