// Vendor files of known contents: rows, closes and dirt. The files are not the project's to give
// away.

import Feeds
import MarketData
import TestKit
import Testing

/// What a file of bars is known to hold.
struct KnownBars: Sendable, CustomTestStringConvertible {
  let file: String
  let format: String
  let symbol: String
  let rows: Int
  let first: String
  let last: String
  let lastClose: Double
  var interval = 86_400
  /// Findings with their counts.
  var counts: [String: Int] = [:]
  /// Closes of sessions by date.
  var closes: [String: Double] = [:]
  var testDescription: String { file }
}

@Suite("Known files of bars")
struct KnownFileTests {
  static let present = ProjectPaths.exists("\(ProjectPaths.data)/daily")

  private static func frame(
    _ symbol: String, _ rows: Int, _ first: String, _ close: Double, _ closes: [Double] = []
  ) -> KnownBars {
    let days = ["2018-02-05", "2020-03-16", "2024-08-05", "2025-04-04", "2025-04-09"]
    return KnownBars(
      file: "daily/yfinance-multiheader/\(symbol).csv.gz", format: "yfinance-multiheader",
      symbol: symbol, rows: rows, first: first, last: "2025-09-26", lastClose: close,
      counts: ["ohlc-order": 0, "duplicate": 0],
      closes: Dictionary(uniqueKeysWithValues: zip(days, closes)))
  }

  static let daily = [
    KnownBars(
      file: "daily/cboe/VIX_History.csv.gz", format: "cboe-index-history", symbol: "VIX",
      rows: 9_223, first: "1990-01-02", last: "2026-07-07", lastClose: 16.13,
      counts: ["ohlc-order": 47, "flat-bar": 506],
      closes: [
        "2018-02-05": 37.32, "2020-03-16": 82.69, "2024-08-05": 38.57, "2025-04-04": 45.31,
        "2025-04-09": 33.62,
      ]),
    KnownBars(
      file: "daily/cboe/VIX3M_History.csv", format: "cboe-index-history", symbol: "VIX3M",
      rows: 4_136, first: "2009-09-18", last: "2026-02-27", lastClose: 21.56,
      closes: [
        "2018-02-05": 28.13, "2020-03-16": 67.70, "2024-08-05": 33.71, "2025-04-04": 36.71,
        "2025-04-09": 29.92,
      ]),
    KnownBars(
      file: "daily/prior-close/spx_daily.csv", format: "prior-close", symbol: "SPX", rows: 1_909,
      first: "2019-01-02", last: "2026-08-06", lastClose: 7_709.96, counts: ["prior-close": 0],
      closes: [
        "2020-03-16": 2_386.13, "2024-08-05": 5_186.33, "2025-04-04": 5_074.08,
        "2025-04-09": 5_456.90,
      ]),
    KnownBars(
      file: "daily/prior-close/vix_daily.csv", format: "prior-close", symbol: "VIX", rows: 1_911,
      first: "2019-01-02", last: "2026-08-07", lastClose: 15.30, counts: ["prior-close": 0]),
    frame("SPY", 8_222, "1993-01-29", 661.82, [263.93, 239.85, 517.38, 505.28, 548.62]),
    frame("QQQ", 6_680, "1999-03-10", 595.97), frame("IWM", 6_372, "2000-05-26", 241.34),
    frame("TLT", 5_829, "2002-07-30", 88.90, [120.71, 163.91, 98.80, 92.85, 88.87]),
    frame("HYG", 4_647, "2007-04-11", 81.08, [85.74, 75.65, 77.22, 76.76, 77.78]),
    frame("GLD", 5_247, "2004-11-18", 346.74),
    KnownBars(
      file: "daily/yfinance/GDX.csv.gz", format: "yfinance", symbol: "GDX", rows: 2_607,
      first: "2015-01-02", last: "2025-05-14", lastClose: 45.55),
    KnownBars(
      file: "daily/yahoo-classic/SPY_1993_2022.csv.gz", format: "yahoo-classic", symbol: "SPY",
      rows: 7_319, first: "1993-01-29", last: "2022-02-18", lastClose: 434.23,
      closes: ["2018-02-05": 263.93, "2020-03-16": 239.85]),
    KnownBars(
      file: "daily/yahoo-chart-json/_raw_vix.json", format: "yahoo-chart-json", symbol: "VIX",
      rows: 523, first: "2024-08-21", last: "2026-08-21", lastClose: 15.13,
      counts: ["missing-price": 20]),
    KnownBars(
      file: "daily/arch-pypi/sp500.csv.gz", format: "yahoo-classic", symbol: "SPX", rows: 5_031,
      first: "1999-01-04", last: "2018-12-31", lastClose: 2_506.85,
      closes: ["2018-02-05": 2_648.94]),
  ]

  static let intraday = [
    KnownBars(
      file: "intraday/tradingview/SP_SPX_5min.csv.gz", format: "epoch-seconds", symbol: "SPX",
      rows: 20_044, first: "2025-02-10T09:30:00-05:00", last: "2026-02-13T16:00:00-05:00",
      lastClose: 6_836.18, interval: 300,
      counts: ["half-day": 3, "ohlc-order": 0, "duplicate": 0, "missing-bar": 0],
      closes: [
        "2025-04-03": 5_396.51, "2025-04-04": 5_074.09, "2025-04-07": 5_062.24,
        "2025-04-08": 4_982.78, "2025-04-09": 5_456.89, "2025-04-10": 5_268.06,
      ]),
    KnownBars(
      file: "intraday/tradingview/TVC_VIX_5min.csv.gz", format: "epoch-seconds", symbol: "VIX",
      rows: 20_224, first: "2025-08-11T03:15:00-04:00", last: "2026-02-13T16:15:00-05:00",
      lastClose: 20.59, interval: 300, counts: ["low-volume": 0, "ohlc-order": 0],
      closes: ["2026-02-12": 20.81]),
    KnownBars(
      file: "intraday/vendor-mdy/SPY_1min_2024-05_2024-07.csv.gz", format: "mdy-minutes",
      symbol: "SPY", rows: 22_332, first: "2024-05-31T04:01:00-04:00",
      last: "2024-07-16T04:06:00-04:00", lastClose: 560.63, interval: 60,
      counts: ["half-day": 1, "short-session": 2, "missing-bar": 72 + 390]),
    KnownBars(
      file: "intraday/alphavantage-2019-02/SPY_1min.csv", format: "alphavantage-minutes",
      symbol: "SPY", rows: 1_950, first: "2019-02-11T09:30:00-05:00",
      last: "2019-02-15T15:59:00-05:00", lastClose: 277.39, interval: 60,
      counts: ["missing-bar": 0, "time-order": 0],
      closes: [
        "2019-02-11": 270.65, "2019-02-12": 274.11, "2019-02-13": 274.99, "2019-02-14": 274.36,
      ]),
    KnownBars(
      file: "intraday/alphavantage-2019-02/QQQ_1min.csv", format: "alphavantage-minutes",
      symbol: "QQQ", rows: 1_948, first: "2019-02-11T09:30:00-05:00",
      last: "2019-02-15T15:59:00-05:00", lastClose: 171.95, interval: 60,
      counts: ["missing-bar": 2]),
    KnownBars(
      file: "intraday/alphavantage-2019-02/VIX_1min.csv", format: "alphavantage-minutes",
      symbol: "VIX", rows: 1_923, first: "2019-02-11T09:31:00-05:00",
      last: "2019-02-15T15:59:00-05:00", lastClose: 14.89, interval: 60,
      counts: ["missing-bar": 27],
      closes: [
        "2019-02-11": 16.00, "2019-02-12": 15.32, "2019-02-13": 15.46, "2019-02-14": 16.17,
      ]),
    KnownBars(
      file: "intraday/spx-0dte-archive/spx-1m/2026-08-17.csv", format: "clock-minutes",
      symbol: "SPX", rows: 390, first: "2026-08-17T09:30:00-04:00",
      last: "2026-08-17T15:59:00-04:00", lastClose: 7_746.14, interval: 60),
    KnownBars(
      file: "intraday/spx-0dte-archive/spx-1m/2026-08-20.csv", format: "clock-minutes",
      symbol: "SPX", rows: 391, first: "2026-08-20T09:30:00-04:00",
      last: "2026-08-20T16:00:00-04:00", lastClose: 7_641.16, interval: 60),
  ]

  @Test(
    "rows, span, closes and dirt are the known ones", .enabled(if: present),
    arguments: daily + intraday)
  func bars(_ known: KnownBars) throws {
    let file = try readMarketFile("\(ProjectPaths.data)/\(known.file)")
    #expect(file.format == known.format && file.rows == known.rows)
    #expect(file.first == known.first && file.last == known.last)
    guard case .bars(let tables) = file.content, let bars = tables.first else {
      Issue.record("no bars")
      return
    }
    #expect(tables.count == 1 && bars.symbol == known.symbol && bars.interval == known.interval)
    #expect(abs((bars.close.last ?? 0) - known.lastClose) < 0.005)
    for (code, count) in known.counts { #expect(file.count(code) == count, "\(code)") }
    // The last bar of each day.
    var closes: [String: Double] = [:]
    for index in 0..<bars.count {
      let wall = NewYorkTime.wall(bars.start(index))
      if known.interval < 86_400, wall.minuteOfDay > 975 { continue }
      closes[wall.date.description] = bars.close[index]
    }
    for (day, close) in known.closes { #expect(abs((closes[day] ?? 0) - close) < 0.005, "\(day)") }
    // Whatever is wrong, what is left is clean.
    for index in 0..<bars.count {
      #expect(BarRuleTests.isSound(bars.bar(index)))
      if index > 0 { #expect(bars.starts[index] > bars.starts[index - 1]) }
    }
  }

  @Test("the holes of a minute file are those that are there", .enabled(if: present))
  func holes() throws {
    let file = try readMarketFile(
      "\(ProjectPaths.data)/intraday/vendor-mdy/SPY_1min_2024-05_2024-07.csv.gz")
    let short = try #require(file.findings.first { $0.code == "short-session" })
    #expect(
      short.examples.map(\.value) == [
        "2024-06-03: 318 of 390 bars", "2024-07-16: 0 of 390 bars",
      ])
    guard case .bars(let tables) = file.content, let bars = tables.first else { return }
    var counts: [String: Int] = [:]
    for index in 0..<bars.count {
      let wall = NewYorkTime.wall(bars.start(index))
      if (570..<960).contains(wall.minuteOfDay) { counts[wall.date.description, default: 0] += 1 }
    }
    #expect(counts.values.count { $0 == 390 } == 28 && counts["2024-06-03"] == 318)
  }

  @Test("series and events are the known ones", .enabled(if: present))
  func series() throws {
    func read(_ name: String) throws -> (MarketFile, [NamedSeries]) {
      let file = try readMarketFile("\(ProjectPaths.data)/\(name)")
      if case .series(let series) = file.content { return (file, series) }
      return (file, [])
    }
    func value(_ series: [NamedSeries], _ metric: String, _ day: String) -> Double? {
      series.first { $0.metric == metric }?.values.first { $0.date == CivilDate(day) }?.value
    }
    let (treasury, curve) = try read("rates/ust_par_yield_curve_1990_2023.csv")
    #expect(
      treasury.rows == 8_459 && treasury.first == "1990-01-02" && treasury.last == "2023-10-20")
    #expect(
      value(curve, "3_mo", "2018-02-05") == 1.51 && value(curve, "10_yr", "2018-02-05") == 2.77)
    #expect(
      value(curve, "3_mo", "2020-03-16") == 0.24 && value(curve, "10_yr", "2020-03-16") == 0.73)
    let (futures, prices) = try read("termstructure/vix_futures_8m_settle_2004_2017.csv")
    #expect(futures.rows == 3_305 && futures.first == "2004-03-26" && futures.last == "2017-05-11")
    #expect(prices.map(\.values.count).first == 3_305 - 103)
    #expect(prices.map(\.values.count).last == 3_305 - 761)
    #expect(
      value(prices, "m1", "2008-11-20") == 66.40 && value(prices, "m8", "2008-11-20") == 43.60)
    #expect(
      value(prices, "m1", "2015-08-24") == 25.15 && value(prices, "m2", "2015-08-24") == 22.50)
    let (expirations, days) = try read("termstructure/vix_futures_expirations_2004_2017.csv")
    #expect(
      expirations.rows == 3_305 && days.count == 8 && value(days, "v1_days", "2004-03-26") == 24)
    let (rates, steps) = try read(
      "rates/lean/alternative/interest-rate/usa/interest-rate.csv")
    #expect(rates.rows == 56 && steps[0].values.first?.value == 2.25)
    #expect(rates.last == "2023-07-27" && steps[0].values.last?.value == 5.5)
    let (vix, _) = try read("daily/arch-pypi/vix.csv.gz")
    #expect(vix.rows == 1_305 && vix.count("missing-value") == 46)
    let (returns, _) = try read("daily/dem2gbp_bollerslev_ghysels.csv")
    let figures = returns.attached.first?.values.map(\.value) ?? []
    #expect(returns.rows == 1_974 && figures.first == 0.12533286)
    #expect(abs(figures.reduce(0, +) / 1_974 + 0.01642679) < 1e-8)
    #expect(figures.min() == -2.1442953 && figures.max() == 3.1725953)
  }

  @Test("announcements are the known ones", .enabled(if: present))
  func events() throws {
    let fomc = try readMarketFile("\(ProjectPaths.data)/events/fomc_days.csv")
    #expect(fomc.rows == 66 && fomc.first == "2019-01-30" && fomc.last == "2026-12-09")
    if case .events(let meetings) = fomc.content { #expect(meetings.count == 66) }
    let earnings = try readMarketFile("\(ProjectPaths.data)/events/yahoo-earnings-AAPL.json")
    #expect(earnings.format == "yahoo-earnings-json")
    let actual = earnings.attached.first { $0.metric == "eps_actual" }
    #expect(actual?.symbol == "AAPL" && actual?.values.map(\.value) == [1.53, 1.40, 0.97, 2.40])
    guard case .events(let reports) = earnings.content else { return }
    #expect(reports.map { NewYorkTime.date($0.time).description }.contains("2025-04-30"))
  }

  @Test(
    "what lies within days is counted, Parquet is refused with its conversion",
    .enabled(if: present))
  func others() throws {
    let folder = "\(ProjectPaths.data)/intraday"
    let profile = try readMarketFile(
      "\(folder)/spx-0dte-archive/gex/profile/2026-08-19_1000.csv")
    #expect(profile.format == "gex-profile" && profile.rows > 30)
    let summary = try readMarketFile("\(folder)/spx-0dte-archive/gex/summary.csv")
    #expect(summary.format == "gex-summary" && summary.rows == 93)
    let es = try readMarketFile(
      "\(ProjectPaths.data)/normalised/es_2020-01-06_underlying_1min.csv.gz")
    #expect(es.rows == 2_728)
    let chain = try readMarketFile(
      "\(ProjectPaths.data)/normalised/es_2020-01-06_chain_15min.csv.gz")
    #expect(chain.rows == 10_550)
    let truth = try readMarketFile("\(ProjectPaths.data)/normalised/es_2020-01-06_truth_15min.csv")
    #expect(truth.rows == 100)
    let error = try #require(
      refusal("\(folder)/parquet/SPY_1min_2026-02-23_2026-03-09.parquet"))
    #expect(error.code == "unsupported-format" && error.rule.contains("pd.read_parquet"))
  }
}

extension BarRuleTests {
  /// Whether a bar keeps every rule of prices.
  static func isSound(_ bar: PriceBar) -> Bool {
    bar.low > 0 && bar.low <= min(bar.open, bar.close) && bar.high >= max(bar.open, bar.close)
      && bar.volume >= 0
  }
}
