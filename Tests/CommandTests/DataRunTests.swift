// Importing from the command line, what `voldesk data` prints of it, and a replay that uses it.

import DeskEngine
import Feeds
import FoundationEssentials
import Glibc
import MarketData
import Persistence
import TestKit
import Testing

@testable import voldesk

@Suite("Stored market data")
struct DataRunTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  /// Daily bars from 2 January 2019 on, one session after the other.
  private func bars(_ count: Int, scale: Double = 1) -> [UInt8] {
    var text = "date,open,high,low,close,volume\n"
    var day = CivilDate(dayNumber: 17_898)
    for index in 0..<count {
      let close = scale * (2500 + Double(index * 37 % 100))
      text += "\(day),\(close),\(close + 4 * scale),\(close - 5 * scale),\(close),1000\n"
      day = TradingCalendar.next(after: day)
    }
    return Array(text.utf8)
  }

  private func run(_ words: String...) throws -> CommandResult {
    try CommandRun(words + ["--db", scratch("d.db")], in: scratch).finish()
  }

  @Test("files are stored once, listed, and printed by dates as table, CSV and JSON")
  func roundTrip() throws {
    try scratch.write(bars(60), "spx.csv")
    let first = try run("import", "--symbol", "SPX", scratch("spx.csv"))
    #expect(first.code == 0 && first.output.contains("60 added"), "\(first)")
    let second = try run("import", "--symbol", "SPX", scratch("spx.csv"))
    #expect(second.code == 0 && second.output.contains("nothing changed"))
    let list = try run("data")
    #expect(list.code == 0)
    for word in ["bars", "raw.market", "curated.market", "2019-01-02", "spx.csv#"] {
      #expect(list.output.contains(word), "\(word)")
    }
    let dates = ["--from", "2019-01-03", "--to", "2019-01-04"]
    let csv = try CommandRun(
      ["data", "bars", "SPX", "--csv", "--db", scratch("d.db")] + dates, in: scratch
    ).finish()
    #expect(csv.lines.count == 3)
    #expect(csv.lines[0] == "date,open,high,low,close,volume,conflicts,source")
    #expect(csv.lines[1].hasPrefix("2019-01-03,2537.0,2541.0,2532.0,2537.0,1000.0,0,spx.csv#"))
    let json = try run("data", "bars", "SPX", "--json", "--limit", "1")
    #expect(json.lines.count == 1)
    #expect(json.output.hasPrefix("{\"date\":\"2019-01-02\",\"open\":2500.0,"))
    let table = try run("data", "bars", "SPX", "--limit", "2")
    #expect(table.lines.count == 4 && table.output.contains("the first 2 rows"))
  }

  @Test("a failed import leaves the bytes of the database's tables as they were")
  func failedImport() throws {
    try scratch.write(bars(60), "spx.csv")
    try scratch.write(bars(60, scale: 1.1), "other.csv")
    _ = try run("import", "--symbol", "SPX", scratch("spx.csv"))
    let before = try run("data", "bars", "SPX", "--csv")
    let failed = try run(
      "import", "--symbol", "SPX", "--if-exists", "fail", scratch("other.csv"))
    #expect(failed.code == 1)
    #expect(failed.error.contains("other.csv:2: another import holds a bar"))
    let after = try run("data", "bars", "SPX", "--csv")
    #expect(after.output == before.output && before.lines.count == 61)
  }

  @Test("rows that were set apart are printed with their place, rule and text")
  func setApart() throws {
    let text = String(decoding: bars(60), as: UTF8.self) + "2019-13-01,1,1,1,1,1\n2019-04-01,1\n"
    try scratch.write(Array(text.utf8), "spx.csv")
    let first = try run("import", "--symbol", "SPX", scratch("spx.csv"))
    #expect(first.output.contains("60 added, 2 set apart"), "\(first.output)")
    let table = try run("data", "set-apart")
    #expect(table.code == 0 && table.lines.count == 3)
    #expect(table.output.contains("cell-count") && table.output.contains("2019-13-01,1,1,1,1,1"))
    let json = try run("data", "set-apart", "SPX", "--json")
    #expect(
      json.lines.first?.hasPrefix("{\"source\":\"spx.csv#") == true
        && json.lines.first?.hasSuffix(
          "\"line\":62,\"column\":1,\"rule\":\"date\",\"severity\":\"ERROR\",\"symbol\":\"SPX\","
            + "\"time\":null,\"text\":\"2019-13-01,1,1,1,1,1\"}") == true,
      "\(json.output)")
    #expect(try run("data", "set-apart", "SPX", "--csv", "--limit", "1").lines.count == 2)
    #expect(try run("data", "set-apart", "QQQ").output == "nothing is stored under QQQ\n")
  }

  @Test("a name that is missing or unknown, and a database that is not there")
  func mistakes() throws {
    #expect(try run("data").code == 3)
    try scratch.write(bars(5), "spx.csv")
    _ = try run("import", "--symbol", "SPX", scratch("spx.csv"))
    let missing = try run("data", "bars")
    #expect(missing.code == 2 && missing.error.contains("needs NAME"))
    let unknown = try run("data", "bars", "QQQ")
    #expect(unknown.code == 0 && unknown.output == "nothing is stored under QQQ\n")
    #expect(try run("data", "prices").code == 2)
    #expect(try run("data", "bars", "SPX", "--from", "2019-02-30").code == 2)
  }

  /// A day of bars without any past, as an imported day has.
  private struct BareTape: TapeSource {
    let identity = TapeIdentity(
      mode: .replay, source: "bare", seed: 0, dataHash: "00ff", title: "bare")
    private var dates = [CivilDate(dayNumber: 17_970), CivilDate(dayNumber: 17_973)][...]
    private var finished: [DailyBar] = []
    /// The last session when the tape brings no rate.
    var lastDayWithoutRate: CivilDate?

    init(lastDayWithoutRate: CivilDate? = nil) { self.lastDayWithoutRate = lastDayWithoutRate }

    mutating func next() throws -> MarketBatch? {
      guard let date = dates.popFirst(), let session = TradingCalendar.session(on: date) else {
        return nil
      }
      let chain = OptionChain(underlying: "SPX", expiries: [], options: [], quotes: [])
      let history = DailyHistory(
        symbol: "SPX", bars: finished, volatilityIndex: [], volatilityIndex3M: [])
      finished.append(
        DailyBar(date: date, bar: PriceBar(open: 1, high: 1, low: 1, close: 1, volume: 0)))
      return MarketBatch(
        time: session.open,
        start: SessionStart(
          session: session, chains: [chain], histories: [history], events: [], rate: 0, yield: 0))
    }
  }

  @Test("a replay without a past takes the imported one, and its key says so")
  func importedPast() throws {
    try scratch.write(bars(60), "spx.csv")
    try scratch.write(Array("date,close\n2019-01-02,20\n2019-01-03,21\n".utf8), "vix.csv")
    let plan = try DeskPlan(
      try parse(
        [
          "--replay", "bare", "--config", scratch.path, "--data", ProjectPaths.root, "--db",
          scratch("d.db"),
        ], version: "0"))
    func tape() throws -> HistoryTape {
      HistoryTape(BareTape(), past: try plan.importedPast(of: BareTape()))
    }
    #expect(try tape().identity == BareTape().identity)
    _ = try run("import", "--symbol", "SPX", scratch("spx.csv"))
    _ = try run("import", "--symbol", "VIX", scratch("vix.csv"))
    var filled = try tape()
    #expect(filled.identity.dataHash != "00ff")
    #expect(try tape().identity == filled.identity)
    let first = try #require(try filled.next()?.start?.histories.first)
    // Sixty sessions from 2 January reach to 28 March; the tape begins on 15 March.
    #expect(first.bars.count == 50 && first.bars.last?.date == CivilDate(dayNumber: 17_969))
    #expect(first.volatilityIndex.map(\.value) == [20, 21])
    let second = try #require(try filled.next()?.start?.histories.first)
    #expect(second.bars.count == 51 && second.bars.last?.date == CivilDate(dayNumber: 17_970))
    // Later days change nothing: they are no past of this tape.
    try scratch.write(bars(90), "longer.csv")
    _ = try run(
      "import", "--symbol", "SPX", "--since", "2019-03-20", scratch("longer.csv"))
    #expect(try tape().identity == filled.identity)
  }

  @Test("imported dividends and splits reach the sessions of a replay, and its key says so")
  func importedActions() throws {
    let plan = try DeskPlan(
      try parse(
        [
          "--replay", "bare", "--config", scratch.path, "--data", ProjectPaths.root, "--db",
          scratch("d.db"),
        ], version: "0"))
    // Sessions of Friday 15 and Monday 18 March 2019: a split on the second, an ex-date beyond it.
    try scratch.write(
      Array(
        ("Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n"
          + "2019-03-14,10,11,9,10,5,0.5,0\n2019-03-18,5,6,4,5,5,0,1.5\n"
          + "2019-03-20,5,6,4,5,5,0.25,0\n").utf8), "SPX.csv")
    let imported = try run("import", scratch("SPX.csv"))
    #expect(imported.code == 0, "\(imported.error)")
    var told = HistoryTape(BareTape(), past: try plan.importedPast(of: BareTape()))
    #expect(told.identity.dataHash != "00ff")
    let first = try #require(try told.next()?.start)
    #expect(first.chains[0].refusal == nil)
    #expect(first.dividends.map(\.exDate.description) == ["2019-03-20"])
    #expect(first.dividends.map(\.amount) == [Money(units: 2_500)])
    let second = try #require(try told.next()?.start)
    #expect(
      second.chains[0].refusal == "split of 1.5 for 1: listed strikes are of the old share")
    #expect(second.notes.last?.hasPrefix("SPX is frozen for new risk: split of 1.5") == true)
  }

  private func curve(_ rows: String...) -> [UInt8] {
    Array(("Date,1 Mo,3 Mo,1 Yr\n" + rows.joined(separator: "\n") + "\n").utf8)
  }

  @Test("an imported curve gives a tape without rates its own, in its key; others keep theirs")
  func importedRates() throws {
    let plan = try DeskPlan(
      try parse(
        [
          "--replay", "bare", "--config", scratch.path, "--data", ProjectPaths.root, "--db",
          scratch("d.db"),
        ], version: "0"))
    // Sessions of Friday 15 and Monday 18 March 2019.
    let bare = BareTape(lastDayWithoutRate: CivilDate(dayNumber: 17_973))
    func tape(_ bare: BareTape) throws -> HistoryTape {
      HistoryTape(bare, past: try plan.importedPast(of: bare))
    }
    // The yields of a session's own day are not known when it begins.
    try scratch.write(
      curve("2019-03-18,9,9,9", "2019-03-15,2.3,2.45,2.5", "2019-03-14,2.3,2.44,2.5"), "c.csv")
    let imported = try run("import", scratch("c.csv"))
    #expect(imported.code == 0, "\(imported.error)")
    var priced = try tape(bare)
    #expect(priced.identity.dataHash != "00ff")
    #expect(try tape(bare).identity == priced.identity)
    let first = try #require(try priced.next()?.start)
    #expect(abs(first.rate - log(1 + 0.0244 / 4) * 4) < 1e-12)
    #expect(first.yield == first.rate)
    #expect(first.notes == ["rate 2.43 % by the imported curve of 2019-03-14"])
    let second = try #require(try priced.next()?.start)
    #expect(abs(second.rate - log(1 + 0.0245 / 4) * 4) < 1e-12)
    // A tape that brings its rate keeps it and its key.
    var own = try tape(BareTape())
    #expect(own.identity == BareTape().identity)
    let kept = try #require(try own.next()?.start)
    #expect(kept.rate == 0 && kept.notes.isEmpty)
    // Later rows change nothing.
    try scratch.write(curve("2019-03-25,2,2,2", "2019-03-26,2,2,2"), "later.csv")
    _ = try run("import", scratch("later.csv"))
    #expect(try tape(bare).identity == priced.identity)
  }

  @Test("a curve over ten days old gives no rate, to a replay or to a live session")
  func staleRates() throws {
    try scratch.write(curve("2019-03-01,2.3,2.45,2.5", "2019-03-04,2.3,2.44,2.5"), "c.csv")
    _ = try run("import", scratch("c.csv"))
    func past(_ day: Int) -> LivePast {
      var past = LivePast(rate: 0.01)
      past.takeRate(before: CivilDate(dayNumber: day), database: scratch("d.db"))
      return past
    }
    // 4 March 2019 is day 17,959.
    let fresh = past(17_969)
    #expect(abs(fresh.rate - log(1 + 0.0244 / 4) * 4) < 1e-12)
    #expect(fresh.notes == ["rate 2.43 % by the imported curve of 2019-03-04"])
    let stale = past(17_970)
    #expect(stale.rate == 0.01 && stale.notes.isEmpty)
    let archive = try DeskArchive(scratch("d.db"))
    defer { archive.close() }
    let rates = try archive.importedRates(
      since: CivilDate(dayNumber: 17_900), before: CivilDate(dayNumber: 18_000))
    #expect(rates.values.count == 2)
    #expect(rates.known(before: CivilDate(dayNumber: 17_956)) == nil)
  }
}
