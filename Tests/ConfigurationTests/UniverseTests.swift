// The universe and the calendar: the shipped files, and every fault they can have.

import MarketData
import TestKit
import Testing

@testable import Configuration

@Suite("Universe and events")
struct UniverseTests {
  @Test("the shipped files say what is built in")
  func shippedFiles() throws {
    let universe = try ProjectPaths.bytes(of: ProjectPaths.inRoot("config/universe.json5"))
    #expect(try Universe(ConfigDocument(universe, name: "u")) == Universe.builtIn)
    let events = try ProjectPaths.bytes(of: ProjectPaths.inRoot("config/events.json5"))
    #expect(try EventCalendar(ConfigDocument(events, name: "e")) == EventCalendar.builtIn)
    let table = try CSVTable(path: ProjectPaths.inRoot("sample-data/events/fomc.csv"))
    #expect(try table.column("date") == EventCalendar.builtIn.events.map(\.date.description))
    #expect(try table.column("time") == EventCalendar.builtIn.events.map(\.time.text))
  }

  @Test("a universe survives a round trip through its document")
  func roundTrip() throws {
    let text = Universe.builtIn.document.canonical
    #expect(try Universe(document(text)) == Universe.builtIn)
    #expect(Universe.builtIn.symbols.map(\.name) == ["SPX", "GLD", "IWM", "QQQ", "TLT"])
    #expect(Universe.builtIn.residualCorrelation("TLT", "GLD") == 0.30)
    #expect(Universe.builtIn.residualCorrelation("SPX", "SPX") == 1)
    #expect(Universe.builtIn.residualCorrelation("SPX", "GLD") == 0)
  }

  static let small = """
    { benchmark: "SPX", vol_index: "VIX", symbols: { SPX: { spot: 100 } } }
    """

  @Test("a small universe takes defaults for what it leaves out")
  func smallUniverse() throws {
    let universe = try Universe(document(UniverseTests.small))
    let symbol = try #require(universe["SPX"])
    #expect(symbol.betaByLevel == [1, 1, 1, 1])
    #expect(symbol.overnightShare == 0.4)
    #expect(universe["QQQ"] == nil)
  }

  @Test("dividends are read by date, and a list of them survives the round trip")
  func dividends() throws {
    let parts = UniverseTests.small.split(separator: "spot: 100", maxSplits: 1)
    let text =
      parts[0] + "spot: 100, dividends: [{ date: \"2018-06-15\", amount: 1.2456 }, "
      + "{ date: \"2018-03-16\", amount: 1.1 }]" + parts[1]
    let universe = try Universe(document(String(text)))
    let found = try #require(universe["SPX"]).dividends
    #expect(found.map(\.date.description) == ["2018-03-16", "2018-06-15"])
    #expect(found.map(\.amount) == [1.1, 1.2456])
    #expect(try Universe(document(universe.document.canonical)) == universe)
    #expect(!Universe.builtIn.document.canonical.contains("dividends"))
  }

  static let bad: [(String, String, [String])] = [
    ("benchmark: \"SPX\"", "benchmark: \"SPY\"", ["benchmark: SPY is not among the symbols SPX"]),
    (
      "vol_index: \"VIX\"", "vol_index: \"V\\u001b\"",
      [
        "vol_index: \"V\\u001b\" is not allowed; must be a symbol of 1 to 21 characters A-Z 0-9 . ^ / _ -"
      ]
    ),
    (
      "spot: 100", "sopt: 100",
      [
        "symbols.SPX.spot: is missing; must be a number between 0.01 and 100000",
        "symbols.SPX.sopt: unknown key; did you mean spot?",
      ]
    ),
    (
      "spot: 100", "spot: 100001",
      ["symbols.SPX.spot: 100001 is not allowed; must be a number between 0.01 and 100000"]
    ),
    (
      "spot: 100", "spot: -1",
      ["symbols.SPX.spot: -1 is not allowed; must be a number between 0.01 and 100000"]
    ),
    (
      "spot: 100", "spot: 100, beta_by_level: [1, 2]",
      ["symbols.SPX.beta_by_level: must be a list of 4 numbers between -5 and 5"]
    ),
    (
      "spot: 100", "spot: 100, beta_by_level: [1, 1, 1, 0.9]",
      ["symbols.SPX: is the benchmark; its betas and vol_multiple must be 1 and its idio_vol 0"]
    ),
    (
      "spot: 100",
      "spot: 100, dividends: [{ date: \"2018-02-31\", amount: 1 }, 7, "
        + "{ date: \"2018-03-17\", amount: -2, paid: 1 }, { date: \"2018-03-16\", amount: 1 }, "
        + "{ date: \"2018-03-16\", amount: 1 }]",
      [
        "symbols.SPX.dividends[0].date: \"2018-02-31\" is not allowed; must be a session such as "
          + "\"2018-03-16\", from 1990 to 2035",
        "symbols.SPX.dividends[1]: is a number; must be a table",
        "symbols.SPX.dividends[1].amount: is missing; must be a number between 0.0001 and 10000",
        "symbols.SPX.dividends[1].date: is missing; must be a session such as \"2018-03-16\", from "
          + "1990 to 2035",
        "symbols.SPX.dividends[2].amount: -2 is not allowed; must be a number between 0.0001 and "
          + "10000",
        "symbols.SPX.dividends[2].date: \"2018-03-17\" is not allowed; must be a session such as "
          + "\"2018-03-16\", from 1990 to 2035",
        "symbols.SPX.dividends[2].paid: unknown key",
        "symbols.SPX.dividends[4].date: 2018-03-16 stands twice",
      ]
    ),
    (
      "vol_index: \"VIX\"", "vol_index: \"VIX\", clusters: [[\"SPX\", \"QQQ\"]]",
      ["clusters[0]: \"QQQ\" is not among the symbols"]
    ),
    (
      "vol_index: \"VIX\"", "vol_index: \"VIX\", residual_correlations: { \"SPX~QQQ\": 0.1 }",
      ["residual_correlations.SPX~QQQ: must name two of the symbols, as \"QQQ~IWM\""]
    ),
    (
      "symbols: {", "symbols: 7, other: {",
      [
        "symbols: is a number; must be a table", "symbols: is empty; name at least the benchmark",
        "other: unknown key",
      ]
    ),
  ]

  @Test("names what is wrong in a universe", arguments: bad)
  func badUniverse(_ good: String, _ wrong: String, _ messages: [String]) throws {
    let parts = UniverseTests.small.split(separator: good, maxSplits: 1)
    try #require(parts.count == 2)
    let text = parts[0] + wrong + parts[1]
    #expect(
      issues { _ = try Universe(document(String(text), name: "u")) } == messages.map { "u: \($0)" })
  }

  @Test("refuses correlations that no market can have")
  func impossibleCorrelations() throws {
    let text = Universe.builtIn.document.canonical
      .split(separator: "\"GLD~TLT\":0.3", maxSplits: 1).joined(
        separator: "\"GLD~TLT\":0.9,\"GLD~IWM\":0.9,\"IWM~TLT\":-0.9")
    #expect(
      issues { _ = try Universe(document(text, name: "u")) }
        == ["u: residual_correlations: no market can have these together; bring them nearer 0"])
  }

  @Test("names what is wrong in a calendar")
  func badCalendar() throws {
    let text = """
      { events: [
        { kind: "FOMC", time: "14:00", dates: ["2018-02-30", "2018-1-31", 20180131, "1985-01-02"] },
        { kind: "fomc", time: "25:00", dates: ["2018-01-31"], extra: 1 },
        { kind: "CPI", time: "08:30" }, 3 ] }
      """
    let date = "is no date; write \"2018-01-31\", from 1990 to 2035"
    #expect(
      issues { _ = try EventCalendar(document(text, name: "e")) } == [
        "e: events[0].dates[0]: \"2018-02-30\" \(date)",
        "e: events[0].dates[1]: \"2018-1-31\" \(date)",
        "e: events[0].dates[2]: 20180131 \(date)",
        "e: events[0].dates[3]: \"1985-01-02\" \(date)",
        "e: events[1].kind: \"fomc\" is not allowed; must be one of FOMC, CPI, NFP, GDP, EARNINGS",
        "e: events[1].time: \"25:00\" is not allowed; "
          + "must be a time of New York such as \"14:00\", or BMO or AMC",
        "e: events[1].extra: unknown key",
        "e: events[2].dates: is missing or empty; must be a list of dates such as \"2018-01-31\"",
        "e: events[3]: is a number; must be a table",
        "e: events[3].kind: is missing; must be one of FOMC, CPI, NFP, GDP, EARNINGS",
        "e: events[3].time: is missing; must be a time of New York such as \"14:00\", or BMO or AMC",
        "e: events[3].dates: is missing or empty; must be a list of dates such as \"2018-01-31\"",
      ])
    let twice = "{ events: [{ kind: 'CPI', time: 'BMO', dates: ['2018-01-12', '2018-01-12'] }] }"
    #expect(
      issues { _ = try EventCalendar(document(twice, name: "e")) }
        == ["e: events: CPI of ALL on 2018-01-12 stands twice"])
  }

  @Test("sorts events by day and keeps the three kinds of time")
  func eventTimes() throws {
    let text = """
      { events: [
        { kind: "EARNINGS", symbol: "AAPL", time: "AMC", dates: ["2018-02-01"] },
        { kind: "NFP", time: "08:30", dates: ["2018-02-02", "2018-01-05"] },
        { kind: "EARNINGS", symbol: "MMM", time: "BMO", dates: ["2018-01-25"] } ] }
      """
    let events = try EventCalendar(document(text)).events
    #expect(events.map(\.kind) == ["NFP", "EARNINGS", "EARNINGS", "NFP"])
    #expect(events.map(\.time) == [.minute(510), .beforeOpen, .afterClose, .minute(510)])
    #expect(events.map(\.time.text) == ["08:30", "BMO", "AMC", "08:30"])
    #expect(events.map(\.symbol) == ["ALL", "MMM", "AAPL", "ALL"])
  }
}
