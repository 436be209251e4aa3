// Plays a reconstructed day.
//
// The whole file is read and checked before the first batch; afterwards a minute costs one
// pricing of the chain.

import Glibc
public import MarketData
import Numerics

/// The tape of one reconstructed day.
public struct ReplayDayTape: TapeSource {
  /// What the tape is.
  public let identity: TapeIdentity
  /// The day's head.
  public let head: DayHead
  private let day: DayFile
  private let session: Session
  private let start: SessionStart
  private let elapsed: [Double]
  private(set) var chain: SyntheticChain
  private var minute = 0

  /// What the bounds of static arbitrage moved in the chain so far.
  public var clips: BoundClips { chain.clips }

  /// Opens `sample-data/days/DAY.csv` with the daily figures beside it.
  /// - Parameters:
  ///   - day: The date.
  ///   - home: The folder that holds `sample-data`.
  /// - Throws: `FeedError` for a file that is missing, unreadable or wrong.
  public init(day: CivilDate, home: String) throws {
    let folder = "\(home)/sample-data"
    let path = "\(folder)/days/\(day).csv"
    guard fileExists(path) else {
      throw FeedError(file: path, rule: "there is no such sample day")
    }
    try self.init(path: path, sampleData: folder)
  }

  /// Opens a day file by path with the daily figures of a `sample-data` folder.
  public init(path: String, sampleData folder: String) throws {
    let bytes = try readFile(path)
    let day = try DayFile.read(file: path, bytes: bytes)
    let daily = try DailyFigures(sampleData: folder)
    try self.init(
      day: day, dataHash: SHA256.hexadecimal(SHA256.hash(bytes + daily.bytes)), bars: daily.bars,
      vix: daily.vix, events: daily.events)
  }

  /// Makes a tape from a day and its daily figures.
  public init(
    day: DayFile, dataHash: String, bars: [DailyBar], vix: [DailyValue], events: [MarketEvent]
  ) throws {
    guard let session = TradingCalendar.session(on: day.head.date) else {
      throw FeedError(file: "day \(day.head.date)", rule: "is not a trading day")
    }
    let head = day.head
    let history = DailyHistory(
      symbol: "SPX", bars: bars.filter { $0.date < head.date },
      volatilityIndex: vix.filter { $0.date < head.date }, volatilityIndex3M: [])
    chain = SyntheticChain(
      underlying: "SPX", session: session, rules: .index(bandSize: 19, far: true),
      economics: ChainEconomics(
        rate: head.rate, yield: head.yield, isIndex: true, spreadScale: 1, skewFactor: 1,
        seed: RandomStream(seed: head.seed, purpose: "quotes").seed),
      references: ReplayDayTape.references(history, head), events: head.events)
    let calendar = events.filter { $0.time >= session.open }
    start = SessionStart(
      session: session, chains: [chain.listing], histories: [history],
      events: calendar.isEmpty ? head.events : calendar, rate: head.rate, yield: head.yield)
    self.day = day
    self.head = head
    self.session = session
    var passed = 0.0
    elapsed = SessionProfile.of(minutes: session.minutes).variance.map { share in
      passed += share
      return min(passed, 1)
    }
    identity = TapeIdentity(
      mode: .replay, source: "\(head.date)", seed: head.seed, dataHash: dataHash,
      title: DayFile.title)
  }

  /// Sessions before the day with both closes; the last is the head's own.
  private static func references(_ history: DailyHistory, _ head: DayHead) -> [SessionReference] {
    var list: [SessionReference] = []
    let first = head.date.adding(days: -280)
    var v = 0
    for bar in history.bars where bar.date >= first {
      while v < history.volatilityIndex.count, history.volatilityIndex[v].date < bar.date { v += 1 }
      guard v < history.volatilityIndex.count, history.volatilityIndex[v].date == bar.date else {
        continue
      }
      list.append(
        SessionReference(
          date: bar.date, close: bar.bar.close, volatility: history.volatilityIndex[v].value))
    }
    let before = TradingCalendar.previous(before: head.date)
    if list.last?.date == before { list.removeLast() }
    list.append(
      SessionReference(date: before, close: head.previousClose, volatility: head.previousVix))
    return list
  }

  /// The next batch, or nil at the end.
  public mutating func next() throws -> MarketBatch? {
    guard minute <= day.rows.count else { return nil }
    defer { minute += 1 }
    if minute == 0 { return opening() }
    let row = day.rows[minute - 1]
    let point = point(row, minute: minute, spot: row.bar.close)
    let update = chain.update(at: point)
    return MarketBatch(
      time: point.time,
      underlyings: [
        UnderlyingUpdate(
          symbol: "SPX", spot: row.bar.close, bar: row.bar, volatilityIndex: row.vix,
          volatilityIndex3M: row.vix3M)
      ],
      chains: [update], end: minute == day.rows.count ? end(row) : nil)
  }

  private func end(_ row: DayRow) -> SessionEnd {
    let volume = day.rows.reduce(0) { $0 + $1.bar.volume }
    var bar = head.bar
    bar.volume = volume
    return SessionEnd(
      bars: [
        SessionBar(
          symbol: "SPX", bar: bar, volatilityIndex: row.vix, volatilityIndex3M: row.vix3M)
      ], next: nil, simulator: [])
  }

  /// The state at the open: the first row taken back by its own minute.
  private mutating func opening() -> MarketBatch {
    var row = day.rows[0]
    let spot = row.bar.open
    let move = log(row.bar.close / spot)
    let back = exp(-DayVolatility.beta(level: head.previousVix) * move)
    row.vix = roundedDecimal(row.vix * back, 2)
    row.vix3M = roundedDecimal(row.vix3M * exp(0.6 * log(back)), 2)
    row.level *= back
    row.spreadMultiplier *= 2.2 / (1 + 1.2 * exp(-1.0 / 6))
    let point = point(row, minute: 0, spot: spot)
    let update = chain.update(at: point)
    return MarketBatch(
      time: point.time, start: start,
      underlyings: [
        UnderlyingUpdate(
          symbol: "SPX", spot: spot, bar: nil, volatilityIndex: row.vix,
          volatilityIndex3M: row.vix3M)
      ], chains: [update])
  }

  private func point(_ row: DayRow, minute: Int, spot: Double) -> SurfacePoint {
    let total = log(head.bar.high / head.bar.low) / 1.6
    let share = minute > 0 ? elapsed[minute - 1] - (minute > 1 ? elapsed[minute - 2] : 0) : 1
    let usual = max(total * share.squareRoot(), 1e-9)
    return SurfacePoint(
      time: session.open + .minutes(Int64(minute)), minute: minute, spot: spot, level: row.level,
      skewScale: row.skewScale, curveScale: row.curveScale, slope90: row.slope90,
      spreadMultiplier: row.spreadMultiplier, eventVariance: row.eventVariance,
      elapsed: minute > 0 ? elapsed[minute - 1] : 0,
      activity: minute > 0 ? min(abs(log(row.bar.close / row.bar.open)) / usual, 8) : 0)
  }
}
