// The same vendors in other dress: languages, older layouts, OptionMetrics' names, recorded answers.

import Feeds
import MarketData
import TestKit
import Testing

@Suite("Chain variants")
struct ChainVariantTests {
  @Test(
    "Cboe's moment in the language of the browser",
    arguments: [
      "\"Date: January 5, 2024 at 3:31 PM EST\"", "Fecha: 5 de enero de 2024 a las 15:31 EST",
      "Datum: 5. Januar 2024 um 15:31 EST", "\"Fecha: viernes, 5 de enero de 2024, 15:31 GMT-5\"",
      "Date: 5 janvier 2024 à 15:31 UTC−5", "Data: 5 gennaio 2024 alle ore 15:31 EST",
      "Data: 5 de janeiro de 2024 às 15:31 GMT-5", "Datum: 5 januari 2024 om 15:31 EST",
      "Date: January 5, 2024 at 3:31 PM EST", "日付: 2024年1月5日 15:31 EST",
    ])
  func languages(_ moment: String) throws {
    let text = "\nS&P 500 INDEX,Last: 4697.24,Change:  8.56\n\(moment),Bid: 1,Ask: 2\n"
    let chain = try readChainText(text + cboeColumns + cboeRow())
    let snapshot = try #require(chain.snapshots.first)
    #expect(snapshot.time == Instant("2024-01-05T15:31:00-05:00"))
    #expect(snapshot.spot == 4_697.24 && chain.rows == 1 && chain.findings.dropped == 0)
  }

  @Test(
    "months of every language, marks or not",
    arguments: [
      ("7 févr. 2024", 2), ("7 März 2024", 3), ("7 août 2024", 8), ("7 de agosto de 2024", 8),
      ("7 ottobre 2024", 10), ("7 Dezember 2024", 12), ("martes, 7 de mayo de 2024", 5),
      ("7 juin 2024", 6), ("7 juillet 2024", 7), ("7 okt 2024", 10), ("Mai 7, 2024", 5),
    ])
  func months(_ row: (text: String, month: Int)) throws {
    let text = "X,Last: 10\n\"D: \(row.text) 12:00\"\n" + cboeColumns + cboeRow()
    let time = try #require(try readChainText(text).snapshots.first?.time)
    let date = try #require(CivilDate(year: 2024, month: row.month, day: 7))
    let session = TradingCalendar.isTradingDay(date)
    #expect(NewYorkTime.date(time) == (session ? date : TradingCalendar.previous(before: date)))
  }

  @Test(
    "a moment that does not exist refuses the file",
    arguments: [
      "Date: February 30, 2024 at 3:31 PM EST", "Date: January 5, 2024 at 13:31 PM EST",
      "Date: January 5, 2024", "Date: Nonember 5, 2024 at 3:31 PM", "Date: 5.1.24 15:31",
      "Date: January 5, 99999 at 3:31 PM EST",
    ])
  func badMoments(_ moment: String) throws {
    let text = "\nX,Last: 4697.24\n\"\(moment)\",Bid: 1\n" + cboeColumns + cboeRow()
    #expect(try chainRefusal(text).contains("FILE:4: must have a line with date and time"))
  }

  @Test("Cboe's older layout: two lines above, no volatilities, a comma at the end")
  func olderLayout() throws {
    let text =
      "SPX (S&P 500 INDEX),2800.71,+11.76,\nJul 20 2018 @ 15:45 ET\n"
      + "Expiration Date,Calls,Last Sale,Net,Bid,Ask,Vol,Open Int,Strike,"
      + "Puts,Last Sale,Net,Bid,Ask,Vol,Open Int\n"
      + "08/17/2018,SPX180817C02800000,30,1,29.5,30.1,7,11,2800.00,"
      + "SPX180817P02800000,28,1,27.5,28.1,9,12,\n"
    let chain = try readChainText(text)
    let snapshot = try #require(chain.snapshots.first)
    #expect(snapshot.spot == 2_800.71 && snapshot.time == Instant("2018-07-20T15:45:00-04:00"))
    #expect(snapshot.counts.contracts == 2 && chain.findings.count(.zeroVolatility) == 0)
    #expect(snapshot.series.first?.contracts.first?.openInterest == 11)
  }

  @Test("the last quote of a contract is the one that counts")
  func latestWins() throws {
    let top = "X,Last: 4700\n\"Date: January 5, 2024 at 3:31 PM EST\"\n" + cboeColumns
    let chain = try readChainText(
      top + cboeRow() + cboeRow(callQuote: "52.1,52.9") + cboeRow(callQuote: "51.1,51.9"))
    let snapshot = try #require(chain.snapshots.first)
    #expect(snapshot.contractCount == 2 && snapshot.duplicates == 4)
    #expect(chain.findings.count(.duplicate) == 4 && chain.counts.duplicates == 4)
    let call = try #require(snapshot.series.first?.contracts.first)
    #expect(call.bid == 51.1 && call.line == 6)
    // The places are those of the quotes that are not used.
    #expect(chain.findings.examples.filter { $0.rule == .duplicate }.map(\.line) == [4, 5, 4])
  }

  private static let optionMetrics =
    "secid,date,symbol,symbol_flag,exdate,last_date,cp_flag,strike_price,best_bid,best_offer,"
    + "volume,open_interest,impl_volatility,delta,gamma,vega,theta,optionid,cfadj,am_settlement,"
    + "ss_flag,exercise_style\n"

  @Test("OptionMetrics: strikes in thousandths, -99.99 for nothing, flags for settlement")
  func optionMetrics() throws {
    func row(_ symbol: String, _ strike: String, _ rest: String) -> String {
      "108105,2018-02-05,\(symbol),1,2018-03-17,2018-02-05,\(rest.prefix(1)),\(strike),"
        + String(rest.dropFirst(2)) + "\n"
    }
    let text =
      ChainVariantTests.optionMetrics
      + row("SPX 180317C2500000", "2500000", "C,190.1,195.3,12,340,0.31,0.83,0,0,0,1,1,1,0,E")
      + row("SPX 180317P2500000", "2500000", "P,40.1,41.3,1200,3400,-99.99,-99.99,0,0,0,2,1,1,0,E")
      + row("SPXW  180317C02600000", "2600000", "C,110.1,115.3,0,0,0.28,0.62,0,0,0,3,1,0,0,E")
      + row("SPX 180317P2600000", "2600000", "P,70,71,0,0,0.28,-0.4,0,0,0,4,1,0,0,E")
      + row("SPX 180317P2700000", "2700000", "P,170,171,0,0,0.28,-0.6,0,0,0,5,1,1,1,E")
      + row("SPX 180317P2700000", "2705000", "P,170,171,0,0,0.28,-0.6,0,0,0,5,1,1,0,E")
      + row("SPQ.XY", "2650000", "C,90,91,0,0,0.28,0.6,0,0,0,6,1,1,0,E")
    let chain = try readChainText(text)
    #expect(chain.format == .optionMetrics && chain.format.code == "optionmetrics")
    #expect(chain.rows == 7 && chain.findings.count(.nonStandard) == 1)
    #expect(chain.findings.count(.symbolDiffers) == 1 && chain.findings.dropped == 2)
    let snapshot = try #require(chain.snapshots.first { $0.underlying == "SPX" })
    #expect(snapshot.time == Instant("2018-02-05T16:00:00-05:00"))
    // The flag tells series of SPX that settle at the close; a Saturday stands for its Friday.
    let spx = try #require(snapshot.series.first { $0.root == "SPX" })
    let spxw = try #require(snapshot.series.first { $0.root == "SPXW" })
    #expect(spx.settlement == .am && spxw.settlement == .pm)
    #expect(spx.contracts.map(\.strike) == [2_500, 2_500])
    #expect(spxw.contracts.map(\.strike) == [2_600, 2_600])
    #expect(spx.contracts[0].vendorVolatility == 0.31 && spx.contracts[0].vendorDelta == 0.83)
    #expect(spx.contracts[1].vendorVolatility == nil && spx.contracts[1].vendorDelta == nil)
    #expect(spx.contracts[0].volume == 12 && spx.contracts[0].openInterest == 340)
    #expect(chain.snapshots.contains { $0.underlying == "SPQ" })
  }

  @Test(
    "dates in every form vendors use",
    arguments: [
      "2/5/2018", "02/05/2018", "2018-02-05", "20180205", "Mon Feb 05 2018", "2018-02-05 15:45:00",
      "2/5/2018 15:45",
    ])
  func dates(_ date: String) throws {
    let chain = try readChainText(
      "underlying_symbol,underlying_price,option_type,expiration,quote_date,strike,bid,ask\n"
        + "SPXW,2648.94,c,3/16/2018,\(date),2600,100,101\n")
    #expect(chain.format == .dailyQuotes)
    #expect(chain.snapshots.first?.time == Instant("2018-02-05T16:00:00-05:00"))
    #expect(chain.snapshots.first?.series.first?.expiry == CivilDate("2018-03-16"))
  }

  @Test(
    "dates that do not exist drop their rows",
    arguments: [
      "2018-02-30", "13/05/2018", "2/29/2018", "0/5/2018", "2/5/18", "2/5", "02-05-2018", "nan", "",
    ])
  func badDates(_ date: String) throws {
    let text =
      "underlying_symbol,option_type,expiration,quote_date,strike,bid,ask\n"
      + "SPXW,c,2018-03-16,\(date),2600,100,101\nSPXW,c,2018-03-16,2018-02-05,2600,100,101\n"
    let chain = try readChainText(text)
    #expect(chain.findings.count(.date) == 1 && chain.counts.contracts == 1)
  }

  @Test("Yahoo's document inside a recorded answer, as an object or as a text")
  func recorded() throws {
    let document =
      "{\"optionChain\":{\"result\":[{\"underlyingSymbol\":\"AAPL\",\"quote\":{"
      + "\"regularMarketPrice\":245.5,\"regularMarketTime\":1740171602},\"options\":[{\"calls\":[{"
      + "\"contractSymbol\":\"AAPL250228C00245000\",\"strike\":245,\"bid\":1.1,\"ask\":1.2}]}]}]}}"
    let quoted = document.replacing("\"", with: "\\\"")
    for text in [
      document, "{\"request\":{},\"response\":{\"status\":200,\"body\":\(document)}}",
      "{\"response\":{\"body\":\"\(quoted)\"}}",
    ] {
      let chain = try readChainText(text)
      #expect(chain.format == .yahoo && chain.counts.contracts == 1)
      #expect(chain.snapshots.first?.spot == 245.5)
    }
    #expect(try chainRefusal("{\"response\":{\"body\":\"{}\"}}").contains("is no option document"))
  }

  @Test("strikes, prices and volatilities that are none drop their rows")
  func badNumbers() throws {
    let header = "underlying_symbol,option_type,expiration,quote_date,strike,bid,ask,iv\n"
    func row(_ strike: String, _ bid: String, _ ask: String, _ iv: String) -> String {
      "SPXW,c,2018-03-16,2018-02-05,\(strike),\(bid),\(ask),\(iv)\n"
    }
    let chain = try readChainText(
      header + row("2600", "1", "2", "0.2") + row("0", "1", "2", "0.2") + row("-5", "1", "2", "0.2")
        + row("2610", "nan", "2", "0.2") + row("2610", "1", "inf", "0.2")
        + row("2610", "-1", "2", "0.2") + row("2610", "1", "2", "-0.2") + row("", "1", "2", "0.2")
        + "SPXW,c,2018-03-16,2018-02-05,26")
    let found = chain.findings
    #expect(chain.counts.contracts == 1 && found.count(.strike) == 3 && found.count(.number) == 2)
    #expect(found.count(.negative) == 1 && found.count(.negativeVolatility) == 1)
    #expect(found.count(.cellCount) == 1)
    let truncated = try #require(found.examples.first { $0.rule == .cellCount })
    #expect(truncated.line == 10)
  }

  @Test("a stray date is left out only when strays are few")
  func strays() throws {
    func rows(_ dates: [String]) -> String {
      "underlying_symbol,option_type,expiration,quote_date,strike,bid,ask\n"
        + dates.map { "SPXW,c,2030-03-15,\($0),2600,1,2\n" }.joined()
    }
    let one = try readChainText(rows(["2018-02-05", "2018-02-06", "2018-02-07", "1990-01-03"]))
    #expect(one.snapshots.count == 3 && one.findings.count(.strayDate) == 1)
    let yearly = try readChainText(rows(["2010-02-05", "2014-02-06", "2018-02-07"]))
    #expect(yearly.snapshots.count == 3 && yearly.findings.count(.strayDate) == 0)
  }

  @Test("mutated files of every format are read or refused, never worse")
  func mutations() throws {
    var random = SeededGenerator(seed: 20_180_205)
    let texts = [
      "\nX,Last: 47\n\"Fecha: 5 de enero de 2024 a las 15:31 EST\"\n" + cboeColumns + cboeRow(),
      ChainVariantTests.optionMetrics
        + "1,2018-02-05,SPX 180317C2500000,1,2018-03-17,2018-02-05,C,2500000,1,2,3,4,.3,.8,0,0,0,1,1,1,0,E\n",
      try SyntheticTable(expiries: ["2024-02-02"], strikes: [4_600, 4_700, 4_800]).text(),
    ]
    for round in 0..<240 {
      var bytes = Array(texts[round % texts.count].utf8)
      for _ in 0...(round % 9) {
        let place = random.integer(in: 0...(bytes.count - 1))
        switch random.integer(in: 0...3) {
        case 0: bytes[place] = UInt8(random.integer(in: 0...255))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(random.pick([0, 0x22, 0x2C, 0x0A, 0x39, 0xFF]), at: place)
        default: bytes.removeLast(bytes.count - max(place, 1))
        }
        if bytes.isEmpty { bytes = [0x2C] }
      }
      let chain = try? withChainFile(bytes) { try readChain($0) }
      for snapshot in chain?.snapshots ?? [] {
        let clean = snapshot.cleaned()
        #expect(clean.clean.contractCount + clean.dropped.count == snapshot.contractCount)
      }
    }
  }
}
