// The endless simulated market.
//
// A session is drawn whole when it begins: its paths depend on the seed, the date and the state
// at the last close, on nothing else. So any session can be played alone from a `SimulatorOpening`
// and gives the quotes of an unbroken run.

import Glibc
public import MarketData
import Numerics

/// Which bad quotes a simulation sends.
public enum DefectChoice: Hashable, Sendable {
  /// None at all.
  case none
  /// Those of real files, at their rates.
  case usual
  /// These, and quotes from before the open.
  case extended
}

/// The tape of the simulator: day after day, without end.
public struct SimulatorTape: TapeSource {
  /// What the tape is.
  public let identity: TapeIdentity
  /// The underlyings, in order; the benchmark is among them.
  public let universe: [SimulatedUnderlying]
  /// The first session of a simulation that is told no other.
  public static let firstSession = CivilDate(dayNumber: 20_090)

  /// Defects injected in the current session, oldest first.
  public var injectedDefects: [InjectedDefect] { day?.defects ?? [] }

  /// What the bounds of static arbitrage moved in the current session's chains.
  public var clips: BoundClips {
    var clips = BoundClips()
    for chain in day?.chains ?? [] { clips.add(chain.clips) }
    return clips
  }

  /// The benchmark's chain as it stands; nil before the first batch of a session.
  var indexChain: SyntheticChain? { day?.chains.first }

  private let generator: SessionGenerator
  private let chosen: DefectChoice
  private let hasDealers: Bool
  private var date: CivilDate
  private var state: SimulatorState
  private var past: [(date: CivilDate, bars: [SessionBar])]
  private let metrics: [[DailySeries]]
  private var day: SimulatorDay?

  /// Starts a simulation, or continues one.
  /// - Parameters:
  ///   - seed: Fixes everything.
  ///   - universe: The underlyings; exactly one must be the benchmark, SPX.
  ///   - correlations: How the residuals of the underlyings move together.
  ///   - opening: Where to go on; nil for the first session.
  ///   - defects: Which bad quotes to send.
  ///   - dealerFeedback: Whether dealers' hedging moves the variance of minutes.
  /// - Throws: `FeedError` for a universe without a benchmark or a state that lacks a number.
  public init(
    seed: UInt64, universe: [SimulatedUnderlying] = SimulatedUnderlying.standard,
    correlations: [ResidualCorrelation] = ResidualCorrelation.standard,
    opening: SimulatorOpening? = nil, defects: DefectChoice, dealerFeedback: Bool = false
  ) throws {
    guard universe.filter(\.isBenchmark).count == 1, universe.first?.isBenchmark == true else {
      throw FeedError(
        file: "simulator", rule: "the first underlying, and no other, must be the benchmark SPX")
    }
    self.universe = universe
    chosen = defects
    hasDealers = dealerFeedback
    generator = SessionGenerator(universe: universe, correlations: correlations, seed: seed)
    identity = TapeIdentity(
      mode: .simulation, source: "voldesk-simulator-1", seed: seed, dataHash: "",
      title: SimulatorTape.title(defects, dealerFeedback))
    let history = SimulatorHistory(before: SimulatorTape.firstSession, generator: generator)
    past = history.days
    metrics = history.metrics
    if let opening {
      state = try SimulatorState(opening, universe)
      if !dealerFeedback { state.dealerGamma = nil }
      date = opening.date
      past += try opening.pastBars.map { (date: $0.0, bars: try ordered($0.1, $0.0, universe)) }
    } else {
      state = history.state
      date = SimulatorTape.firstSession
    }
    guard TradingCalendar.isTradingDay(date) else {
      throw FeedError(file: "simulator", rule: "\(date) is not a trading day")
    }
  }

  private static func title(_ defects: DefectChoice, _ dealerFeedback: Bool) -> String {
    let traits =
      (defects == .none ? ["without bad quotes"] : [])
      + (dealerFeedback ? ["with dealer feedback"] : [])
    return traits.isEmpty ? "simulated" : "simulated, \(traits.joined(separator: ", "))"
  }

  /// Starts a simulation, or continues one, with the usual bad quotes or none.
  /// - Parameters:
  ///   - seed: Fixes everything.
  ///   - universe: The underlyings; exactly one must be the benchmark, SPX.
  ///   - correlations: How the residuals of the underlyings move together.
  ///   - opening: Where to go on; nil for the first session.
  ///   - clean: Whether to leave out bad quotes.
  /// - Throws: `FeedError` for a universe without a benchmark or a state that lacks a number.
  public init(
    seed: UInt64, universe: [SimulatedUnderlying] = SimulatedUnderlying.standard,
    correlations: [ResidualCorrelation] = ResidualCorrelation.standard,
    opening: SimulatorOpening? = nil, clean: Bool = false
  ) throws {
    try self.init(
      seed: seed, universe: universe, correlations: correlations, opening: opening,
      defects: clean ? .none : .usual)
  }

  /// The next batch; a simulation never ends.
  public mutating func next() throws -> MarketBatch? {
    while true {
      if day == nil {
        day = try SimulatorDay(
          date: date, generator: generator, state: state, past: past, metrics: metrics,
          defects: chosen, hasDealers: hasDealers)
      }
      guard let batch = day?.next() else {
        guard let finished = day else { return nil }
        state = finished.state
        past.append((date: date, bars: finished.bars()))
        date = TradingCalendar.next(after: date)
        day = nil
        continue
      }
      if let batch { return batch }
    }
  }
}

/// A session's bars in the order of a universe, so that a changed one cannot mix symbols up.
private func ordered(
  _ bars: [SessionBar], _ date: CivilDate, _ universe: [SimulatedUnderlying]
) throws -> [SessionBar] {
  try universe.map { own in
    guard let bar = bars.first(where: { $0.symbol == own.symbol }) else {
      throw FeedError(file: "simulator", rule: "the session of \(date) lacks \(own.symbol)")
    }
    return bar
  }
}
