// Opening the tape of a plan, at its beginning or where a run left off.
//
// A replay also tells the desk of the past that was imported into the database; the simulator plays the
// universe of the configuration. The announcements of the configuration reach the desk as settings.

import Configuration
import DeskEngine
import Feeds
import MarketData

extension DeskPlan {
  /// The tape as it stands before anything was decided; it also tells the run's key.
  func openTape() throws(StartFailure) -> any TapeSource {
    if case .live(let source) = market { return try openFeed(source) }
    do {
      let tape = try openMarket()
      let past = try importedPast(of: tape)
      return AnnouncedTape(HistoryTape(tape, past: past), announcing: past.events)
    } catch let error as StartFailure {
      throw error
    } catch let error as EmptyWindow {
      throw StartFailure(text: error.description, code: 2)
    } catch let error as FeedError {
      throw StartFailure(text: error.description, code: 3)
    } catch {
      throw StartFailure(text: "\(error)", code: 3)
    }
  }

  private func openMarket() throws -> any TapeSource {
    switch market {
    case .simulator(let clean): try simulation(clean: clean)
    case .replay(let name):
      try openReplay(name, sampleData: sampleData, from: from, to: to, ticks: storedTicks)
    case .live(let source): try openFeed(source)
    }
  }

  private func simulation(
    clean: Bool, opening: SimulatorOpening? = nil
  ) throws -> SimulatorTape {
    try SimulatorTape(
      seed: seed, universe: simulatedUniverse(configuration.universe),
      correlations: residualCorrelations(configuration.universe), opening: opening,
      defects: clean ? .none : .usual,
      dealerFeedback: configuration.settings.simulator.dealerFeedback)
  }

  /// The tape from the session that a resumed run is in, without the sessions before it.
  func reopenTape(_ state: DeskState, fresh: any TapeSource) throws(StartFailure) -> any TapeSource
  {
    guard case .simulator(let clean) = market, let last = state.days.last, let next = last.next,
      let simulator = last.market.first(where: { $0.name == "simulator" })
    else { return fresh }
    let past = state.days.map { day in
      (day.date, day.market.compactMap { SessionBar($0) })
    }
    let opening = SimulatorOpening(date: next, numbers: simulator.numbers, pastBars: past)
    do {
      return try simulation(clean: clean, opening: opening)
    } catch {
      throw StartFailure(text: "the simulation cannot go on from \(next): \(error)", code: 4)
    }
  }
}

extension SessionBar {
  /// The finished session of a symbol as its day was written down; nil for another group.
  init?(_ group: NumberGroup) {
    guard let open = group.value("open"), let high = group.value("high"),
      let low = group.value("low"), let close = group.value("close"),
      let volume = group.value("volume")
    else { return nil }
    self.init(
      symbol: group.name,
      bar: PriceBar(open: open, high: high, low: low, close: close, volume: volume),
      volatilityIndex: group.value("vol_index"), volatilityIndex3M: group.value("vol_index_3m"))
  }
}
