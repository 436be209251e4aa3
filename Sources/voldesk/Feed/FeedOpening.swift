// Opening the feed of a plan, with what is known before its sessions.

import Configuration
import DeskEngine
import Feeds
import FoundationEssentials
import Glibc
import MarketData
import Persistence

extension DeskPlan {
  /// The tape of a live feed; nothing is read or started yet.
  func openFeed(_ source: FeedSource) throws(StartFailure) -> any TapeSource {
    let identity = TapeIdentity(
      mode: .live, source: source.name, seed: seed, dataHash: "", title: "live feed")
    if case .file(let path) = source {
      do {
        return FeedFileTape(
          try FeedFile(path), identity: identity,
          market: liveMarket(isStored: true, takesImports: true))
      } catch {
        throw StartFailure(text: "\(error)", code: 3)
      }
    }
    let feed = try LiveFeed(
      source, market: liveMarket(isStored: false, takesImports: true),
      log: isReadOnly ? nil : FeedLog(database + ".feed.log"))
    let care = feedCare(source)
    return LiveTape(identity: identity, feed: feed) { startFeedThread($0, care) }
  }

  /// Plays a file of ticks as a replay.
  var storedTicks: @Sendable (String, TapeIdentity) throws -> any TapeSource {
    { path, identity in
      // The imported rates of a replay come with its imported past, which its identity covers.
      FeedFileTape(
        try FeedFile(path), identity: identity,
        market: liveMarket(isStored: true, takesImports: false))
    }
  }

  /// A market that listens to the universe of the configuration.
  private func liveMarket(isStored: Bool, takesImports: Bool) -> LiveMarket {
    let universe = configuration.universe
    let yield = universe[universe.benchmark]?.dividendYield ?? 0
    let symbols = universe.symbols.map(\.name)
    let (sampleData, database) = (sampleData, isReadOnly ? nil : database)
    let order = [universe.benchmark] + symbols.filter { $0 != universe.benchmark }
    let listened = LiveUniverse(symbols: order, volatilityIndex: universe.volIndex)
    var rules = LiveRules()
    if case .live(.provider) = market {
      rules.staleAfter = .seconds(3 * ProviderPoll.interval)
      // The pages of a chain take their time; the end of a round says that all are there.
      rules.gathering = .minutes(5)
    }
    return LiveMarket(universe: listened, rules: rules, isStored: isStored) { date in
      var past = LivePast(
        before: date, universe: listened, sampleData: sampleData, database: database,
        yield: yield)
      if takesImports, let database {
        past.takeRate(before: date, database: database)
        past.takeActions(from: date, of: symbols, database: database)
      }
      return past
    }
  }

  private func feedCare(_ source: FeedSource) -> FeedCare {
    var care = FeedCare()
    care.seed = seed
    let names = configuration.universe.symbols.map(\.name) + [configuration.universe.volIndex]
    let list = names.map(jsonText).joined(separator: ",")
    care.greeting = Array("{\"type\":\"subscribe\",\"symbols\":[\(list)]}\n".utf8)
    if let text = environmentVariables()["VOLDESK_FEED_SILENCE"], let seconds = Double(text),
      seconds >= 0.1, seconds <= 86_400
    {
      care.silence = TimeSpan(nanoseconds: Int64(seconds * 1e9))
    }
    return care
  }
}

extension LivePast {
  /// What the shipped figures and the database know before a session.
  init(
    before date: CivilDate, universe: LiveUniverse, sampleData: String?, database: String?,
    yield: Double
  ) {
    self.init(rate: 0, yield: yield)
    var rate = 0.0
    if let sampleData, let figures = try? DailyFigures(sampleData: sampleData) {
      rate = figures.rate(on: date)
      let bars = figures.bars.filter { $0.date < date }
      // Figures of other years are no history of this session.
      if let last = bars.last?.date, date.days(since: last) <= 7, universe.symbols.first == "SPX" {
        histories.append(
          DailyHistory(
            symbol: "SPX", bars: bars, volatilityIndex: figures.vix.filter { $0.date < date },
            volatilityIndex3M: []))
      }
    }
    self.rate = rate
    guard let database, let archive = try? DeskArchive(database) else { return }
    defer { archive.close() }
    for symbol in universe.symbols where !histories.contains(where: { $0.symbol == symbol }) {
      let index = symbol == universe.symbols.first ? universe.volatilityIndex : nil
      guard
        let history = try? archive.dailyHistory(
          of: symbol, volatilityIndex: index, before: date), !history.bars.isEmpty
      else { continue }
      histories.append(history)
    }
  }

  /// Days before a session whose dividends may still be owed, after days without a desk.
  private static let owedDays = 31

  /// Takes the imported dividends and splits of symbols, those of the days before it included.
  ///
  /// A database that does not read leaves them as they are: the desk itself says what is wrong.
  mutating func takeActions(from date: CivilDate, of symbols: [String], database: String) {
    guard let archive = try? DeskArchive(database) else { return }
    defer { archive.close() }
    let since = date.adding(days: -LivePast.owedDays)
    guard (try? archive.hasMarketImports()) == true,
      let found = try? archive.importedActions(of: symbols, since: since)
    else { return }
    actions = found
  }

  /// Takes the rate of the newest curve that a database holds from the days before a session.
  ///
  /// A database that does not read leaves the rate as it is: the desk itself says what is wrong.
  mutating func takeRate(before date: CivilDate, database: String) {
    guard let archive = try? DeskArchive(database) else { return }
    defer { archive.close() }
    let first = date.adding(days: -MoneyCurve.patience)
    let rates = try? archive.importedRates(since: first, before: date)
    guard let rate = rates?.known(before: date) else { return }
    self.rate = rate.value
    notes.append(ImportedRates.note(rate))
  }
}
