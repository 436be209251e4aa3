// The past of a stored simulation, drawn again from its seed.
//
// A simulation begins with sessions that it has drawn before its first one. They are not stored, and
// follow from the seed and the universe alone.

import Configuration
import Feeds
import MarketData
import Persistence

/// Daily history of the benchmark before a simulation's first session.
///
/// - Parameters:
///   - run: The run, a simulation.
///   - archive: Its database.
///   - configuration: The configuration now.
///   - first: The run's first session.
/// - Returns: Nil when the run was begun with another universe than that of now, or on another day
///   than the simulator begins on: its past would be another one.
/// - Throws: `StoreError` or `FeedError` when the database or the universe does not read.
func simulatedPast(
  of run: RunRow, _ archive: DeskArchive, _ configuration: DeskConfiguration,
  before first: CivilDate
) throws -> DailyHistory? {
  let kept = DeskConfiguration.decisions(in: try archive.settings(run: run.run)?.text ?? "")
  let universe = configuration.decisions.filter { $0.key.hasPrefix("universe.") }
  let isSame = universe.allSatisfy { kept.contains($0) }
  guard run.identity.seed >= 0, isSame else { return nil }
  var tape = try SimulatorTape(
    seed: UInt64(run.identity.seed), universe: simulatedUniverse(configuration.universe),
    correlations: residualCorrelations(configuration.universe))
  guard let start = try tape.next()?.start, start.session.date == first else { return nil }
  return start.histories.first { $0.symbol == configuration.universe.benchmark }
}
