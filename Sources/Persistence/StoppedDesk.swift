// The kill switch of a desk that does not run.
//
// The events are decided by the same code as on a living desk: the caller folds the journal into
// its state and decides; the store appends what comes of it, in one transaction a run.

public import DeskEngine
public import MarketData

extension DeskStore {
  /// Engages the kill on every open run that is not yet killed.
  ///
  /// A run without events has no moment to speak of, so only its latch is turned.
  ///
  /// - Parameters:
  ///   - source: What engages it.
  ///   - reason: Why.
  ///   - initial: The state before the first event.
  ///   - apply: Folds an event into the state.
  ///   - decide: The events of the kill, from the state and the moment of the last event.
  /// - Returns: The runs that were killed.
  /// - Throws: `StoreError` when a journal does not read or a commit fails.
  public func engageKill<State>(
    source: KillSource, reason: String, from initial: State,
    apply: (inout State, Event) -> Void, decide: (State, Instant) -> [Event]
  ) throws(StoreError) -> [Int] {
    var killed: [Int] = []
    let open = try connection.rows("SELECT run FROM runs WHERE status='open' ORDER BY run")
    for number in open.compactMap({ $0[0].int }) where !connection.latch(run: number).isEngaged {
      try adopt(try connection.opening(of: number, isResumed: true))
      var state = initial
      var moment: Instant?
      try eachLine(after: 0) { line throws(StoreError) in
        let event = try decoded(line.line, run: number, seq: line.seq)
        moment = event.time
        apply(&state, event)
      }
      if let moment {
        _ = try commit(Transaction(events: decide(state, moment)))
      }
      if !connection.latch(run: number).isEngaged {
        try connection.transaction { () throws(StoreError) in
          try connection.setLatch(
            Latch(isEngaged: true, source: source, reason: reason, since: moment), run: number)
        }
      }
      killed.append(number)
    }
    run = nil
    return killed
  }
}
