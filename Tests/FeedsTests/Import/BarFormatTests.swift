// Formats of bars on small files: what tells them, in every dress they come in.

import Feeds
import MarketData
import Testing

/// A small file and what it must be read as.
struct SmallFile: Sendable, CustomTestStringConvertible {
  let format: String
  let name: String
  let text: String
  let interval: Int
  /// First start, New York; a date for sessions.
  let first: String
  let last: String
  /// Open, high, low, close of the last bar.
  let prices: [Double]
  var symbol = "ABC"
  var testDescription: String { "\(format) \(name)" }
}

@Suite("Bar formats")
struct BarFormatTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  static let daily = [
    SmallFile(
      format: "plain-bars", name: "abc.csv",
      text: "date,open,high,low,close,volume\n2018-02-02,10,11,9,10.5,5000\n"
        + "2018-02-05,10.5,12,10,11,6000\n",
      interval: 86_400, first: "2018-02-02", last: "2018-02-05", prices: [10.5, 12, 10, 11]),
    SmallFile(
      format: "yahoo-classic", name: "abc_2018.txt",
      text: "\u{FEFF}\"Date\",\"Open\",\"High\",\"Low\",\"Close\",\"Adj Close\",\"Volume\"\r\n"
        + "2018-02-02,10,11,9,10.5,9.5,5000\r\n2018-02-05,10.5,12,10,11,9.9,6000",
      interval: 86_400, first: "2018-02-02", last: "2018-02-05", prices: [10.5, 12, 10, 11]),
    SmallFile(
      format: "yfinance", name: "ABC.csv",
      text: "Date,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits\n"
        + "2018-2-2,10,11,9,10.5,9.5,5000,,\n2018-2-5,10.5,12,10,11,9.9,6000,0.1,\n",
      interval: 86_400, first: "2018-02-02", last: "2018-02-05", prices: [10.5, 12, 10, 11]),
    SmallFile(
      format: "yfinance", name: "abc.csv",
      text: "Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n"
        + "2018-03-09 00:00:00-05:00,10,11,9,10.5,5000,0,0\n"
        + "2018-03-12 00:00:00-04:00,10.5,12,10,11,6000,0,0\n",
      interval: 86_400, first: "2018-03-09", last: "2018-03-12", prices: [10.5, 12, 10, 11]),
    SmallFile(
      format: "yfinance-multiheader", name: "x.csv",
      text: "Price,Price,Close,High,Low,Open,Volume\nTicker,ABC,ABC,ABC,ABC,ABC,ABC\n"
        + "Ticker,ABC,ABC,ABC,ABC,ABC,ABC\nDate,,,,,,\n"
        + "2018-02-02 00:00:00,9.5,10.5,11,9,10,5000\n2018-02-05 00:00:00,9.9,11,12,10,10.5,6000\n",
      interval: 86_400, first: "2018-02-02", last: "2018-02-05", prices: [10.5, 12, 10, 11]),
    SmallFile(
      format: "yfinance-multiheader", name: "y.csv",
      text: "Price,Close,High,Low,Open,Volume\nTicker,ABC,ABC,ABC,ABC,ABC\nDate,,,,,\n"
        + "2018-02-02,10.5,11,9,10,5000\n2018-02-05,11,12,10,10.5,6000\n",
      interval: 86_400, first: "2018-02-02", last: "2018-02-05", prices: [10.5, 12, 10, 11]),
    SmallFile(
      format: "cboe-index-history", name: "ABC_History.csv",
      text: "DATE,OPEN,HIGH,LOW,CLOSE\n02/02/2018,10.000000,11,9,10.5\n02/05/2018,10.5,12,10,11\n",
      interval: 86_400, first: "2018-02-02", last: "2018-02-05", prices: [10.5, 12, 10, 11]),
    SmallFile(
      format: "prior-close", name: "abc_daily.csv",
      text: "date,open,high,low,close,prior_close\n2018-02-02,10,11,9,10.5,\n"
        + "2018-02-05,10.5,12,10,11,10.5\n",
      interval: 86_400, first: "2018-02-02", last: "2018-02-05", prices: [10.5, 12, 10, 11]),
    SmallFile(
      format: "european-bars", name: "abc.csv",
      text:
        "Datum;Eröffnung;Hoch;Tief;Schluss;Volumen\n05.02.2018;1.010,5;1.012;1.010;1.011,00;6.000\n"
        + "02.02.2018;1.010;1.011;1.009;1.010,5;5.000\n",
      interval: 86_400, first: "2018-02-02", last: "2018-02-05",
      prices: [1_010.5, 1_012, 1_010, 1_011]),
    SmallFile(
      format: "european-bars", name: "abc.csv",
      text:
        "date;open;high;low;close\n02/02/2018;10,0;11,0;9,0;10,5\n05/02/2018;10,5;12,0;10,0;11,0\n",
      interval: 86_400, first: "2018-02-02", last: "2018-02-05", prices: [10.5, 12, 10, 11]),
    SmallFile(
      format: "plain-bars", name: "abc.tsv",
      text:
        "Close\tLow\tHigh\tOpen\tDate\n10.5\t9\t11\t10\tFeb 02, 2018\n11\t10\t12\t10.5\tFeb 05, 2018\n",
      interval: 86_400, first: "2018-02-02", last: "2018-02-05", prices: [10.5, 12, 10, 11]),
    SmallFile(
      format: "plain-bars", name: "abc.csv",
      text: "\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n"
        + "\"Feb 05, 2018\",\"11.00\",\"10.50\",\"12.00\",\"10.00\",\"1.25M\",\"4.8%\"\n"
        + "\"Feb 02, 2018\",\"10.50\",\"10.00\",\"11.00\",\"9.00\",\"900K\",\"1.0%\"\n",
      interval: 86_400, first: "2018-02-02", last: "2018-02-05", prices: [10.5, 12, 10, 11]),
    SmallFile(
      format: "plain-bars", name: "abc.csv",
      text: "20180202,10,11,9,10.5,5000\n20180205,10.5,12,10,11,6000\n", interval: 86_400,
      first: "2018-02-02", last: "2018-02-05", prices: [10.5, 12, 10, 11]),
    SmallFile(
      format: "yahoo-chart-json", name: "q.json",
      text:
        #"{"chart":{"result":[{"meta":{"symbol":"^ABC","dataGranularity":"1d","gmtoffset":-18000,"#
        + #""exchangeTimezoneName":"America/New_York"},"timestamp":[1517581800,1517841000],"#
        + #""indicators":{"quote":[{"open":[10,10.5],"high":[11,12],"low":[9,10],"close":[10.5,11],"#
        + #""volume":[5000,6000]}]}}],"error":null}}"#,
      interval: 86_400, first: "2018-02-02", last: "2018-02-05", prices: [10.5, 12, 10, 11]),
  ]

  private static let times = ["2018-02-05T10:00:00-05:00", "2018-02-05T10:01:00-05:00"]

  private static func minutes(
    _ format: String, _ name: String, _ text: String, symbol: String = "ABC"
  ) -> SmallFile {
    SmallFile(
      format: format, name: name, text: text, interval: 60, first: times[0], last: times[1],
      prices: [10.5, 12, 10, 11], symbol: symbol)
  }

  static let intraday = [
    minutes(
      "iso-offset-minutes", "abc.csv",
      "time,open,high,low,close,volume\n2018-02-05T15:00:00Z,10,11,9,10.5,5000\n"
        + "2018-02-05T15:01:00Z,10.5,12,10,11,6000\n"),
    minutes(
      "iso-offset-minutes", "abc.csv",
      "datetime,open,high,low,close,volume\n2018-02-05T10:00:00-05:00,10,11,9,10.5,5000\n"
        + "2018-02-05T16:01:00+01:00,10.5,12,10,11,6000\n"),
    minutes(
      "polygon-minutes", "abc.csv",
      "t,o,h,l,c,v,vw,n\n1517842800000,10,11,9,10.5,5000,10.1,7\n"
        + "1517842860000,10.5,12,10,11,6000,10.9,9\n"),
    minutes(
      "polygon-minutes", "flat.csv",
      "ticker,volume,open,close,high,low,window_start,transactions\n"
        + "ABC,5000,10,10.5,11,9,1517842800000000000,7\nABC,6000,10.5,11,12,10,1517842860000000000,9\n"
    ),
    minutes(
      "polygon-minutes", "q.json",
      #"{"ticker":"ABC","resultsCount":2,"results":[{"v":5000,"vw":10.1,"o":10,"c":10.5,"h":11,"#
        + #""l":9,"t":1517842800000,"n":7},{"v":6000,"o":10.5,"c":11,"h":12,"l":10,"t":1517842860000}]}"#
    ),
    minutes(
      "epoch-seconds", "CBOE_ABC, 1.csv",
      "time,open,high,low,close,Volume\n1517842800,10,11,9,10.5,\n1517842860,10.5,12,10,11,"),
    minutes(
      "mdy-minutes", "q.csv",
      "\u{FEFF}DateTime,Symbol,Open,High,Low,Close,Volume,Trades\n"
        + "2/5/2018 10:00,ABC,10,11,9,10.5,5000,0\n2/5/2018 10:01,ABC,10.5,12,10,11,6000,0\n"),
    minutes(
      "mdy-minutes", "abc.csv",
      "Date,Time,Open,High,Low,Close\n02/05/2018,10:00:00,10,11,9,10.5\n"
        + "02/05/2018,10:01:00,10.5,12,10,11\n"),
    minutes(
      "clock-minutes", "abc_20180205.csv",
      "time,open,high,low,close\n10:00,10,11,9,10.5\n10:01,10.5,12,10,11\n"),
    minutes(
      "plain-minutes", "abc.csv",
      "date,open,high,low,close,volume\n20180205 100000,10,11,9,10.5,5000\n"
        + "20180205 100100,10.5,12,10,11,6000\n"),
    minutes(
      "normalised-underlying", "u.csv",
      "ts_utc,contract,open,high,low,close,volume,bid,ask\n2018-02-05T15:00:00Z,ABC,10,11,9,10.5,1,,\n"
        + "2018-02-05T15:01:00Z,ABC,10.5,12,10,11,1,,\n"),
  ]

  @Test("are told by content", arguments: daily + intraday)
  func read(_ small: SmallFile) throws {
    let file = try readMarketFile(try scratch.write(small.text, small.name))
    #expect(file.format == small.format && file.rows == 2)
    guard case .bars(let tables) = file.content, let bars = tables.first else {
      Issue.record("no bars in \(file.content)")
      return
    }
    #expect(tables.count == 1 && bars.symbol == small.symbol && bars.interval == small.interval)
    #expect(file.first == small.first && file.last == small.last)
    #expect(bars.count == 2)
    #expect([bars.open[1], bars.high[1], bars.low[1], bars.close[1]] == small.prices)
    #expect(bars.close[0] == (small.prices[3] > 1_000 ? 1_010.5 : 10.5))
    #expect(file.sha256.utf8.count == 64)
  }

  @Test(
    "the same bytes packed, under another name, give the same bars", arguments: daily + intraday)
  func packed(_ small: SmallFile) throws {
    let bytes = Array(small.text.utf8)
    let date = CivilDate("2018-02-05")
    let options = ReadOptions(symbol: "ABC", date: date)
    let plain = try readMarketFile(try scratch.write(bytes, "plain"), options: options)
    let entry = ("table.csv", String(decoding: bytes, as: UTF8.self))
    for path in [try scratch.gzip("one.bin", bytes), try scratch.zip("two.dat", [entry])] {
      let file = try readMarketFile(path, options: options)
      #expect(file.format == plain.format && file.first == plain.first && file.last == plain.last)
      guard case .bars(let a) = file.content, case .bars(let b) = plain.content else {
        Issue.record("no bars")
        return
      }
      #expect(a == b && file.sha256 != plain.sha256)
    }
  }

  @Test("Alpha Vantage's stamps are ends: each bar starts a minute before, oldest first")
  func endStamps() throws {
    var text = "timestamp,open,high,low,close,volume\n"
    for minute in stride(from: 960, through: 571, by: -1) {
      let clock =
        "\(minute / 60 < 10 ? "0" : "")\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
      text += "2019-02-15 \(clock):00,10,11,9,\(minute == 960 ? 10.75 : 10.5),5000\n"
    }
    let file = try readMarketFile(try scratch.write(text, "SPY_1min.csv"))
    #expect(file.format == "alphavantage-minutes" && file.rows == 390)
    #expect(file.first == "2019-02-15T09:30:00-05:00" && file.last == "2019-02-15T15:59:00-05:00")
    guard case .bars(let tables) = file.content, let bars = tables.first else { return }
    #expect(bars.symbol == "SPY" && bars.close.last == 10.75)
    #expect(bars.lines.first == 391 && bars.lines.last == 2)
    #expect(file.count("missing-bar") == 0 && file.count("time-order") == 0)
  }

  @Test("several symbols in one file become tables of their own")
  func symbols() throws {
    let long = try readMarketFile(
      try scratch.write(
        "date,symbol,open,high,low,close\n2018-02-02,A,10,11,9,10\n2018-02-02,B,20,21,19,20\n"
          + "2018-02-05,A,10,11,9,10.5\n2018-02-05,B,20,21,19,20.5\n", "l.csv"))
    let wide = try readMarketFile(
      try scratch.write(
        "Price,Close,Close,High,High,Low,Low,Open,Open\nTicker,A,B,A,B,A,B,A,B\nDate,,,,,,,,\n"
          + "2018-02-02,10,20,11,21,9,19,10,20\n2018-02-05,10.5,20.5,11,21,9,19,10,20\n", "w.csv"))
    for file in [long, wide] {
      guard case .bars(let tables) = file.content else { return }
      #expect(tables.map(\.symbol) == ["A", "B"])
      #expect(tables.map { $0.close } == [[10, 10.5], [20, 20.5]])
    }
  }

  @Test("a clock without a day is refused, and takes one from the command line")
  func clock() throws {
    let path = try scratch.write("time,open,high,low,close\n10:00,10,11,9,10.5\n", "abc.csv")
    #expect(refusal(path)?.code == "no-date")
    let file = try readMarketFile(path, options: ReadOptions(date: CivilDate("2018-07-02")))
    #expect(file.first == "2018-07-02T10:00:00-04:00")
  }
}
