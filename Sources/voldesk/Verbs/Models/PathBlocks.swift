// The blocks of a simulation on several threads, added up in their order.

import Dispatch
import Pricing
import Synchronization

/// Runs every block of a simulation.
///
/// Which thread runs a block changes nothing: each has its own stream, and the sums are added in
/// the order of the blocks.
///
/// - Parameters:
///   - plan: The simulation.
///   - threads: How many blocks run at a time.
/// - Returns: The estimate.
/// - Throws: `ModelError` as the plan's `estimate`.
func simulate(_ plan: HestonMonteCarlo, threads: Int) throws -> MonteCarloEstimate {
  guard threads > 1 else { return try plan.run() }
  let count = plan.blockCount
  let done = Mutex<[(index: Int, sums: PathSums)]>([])
  DispatchQueue.concurrentPerform(iterations: threads) { worker in
    var own: [(index: Int, sums: PathSums)] = []
    for index in stride(from: worker, to: count, by: threads) {
      own.append((index, plan.block(index)))
    }
    done.withLock { $0 += own }
  }
  return try plan.estimate(done.withLock { $0.sorted { $0.index < $1.index }.map(\.sums) })
}
