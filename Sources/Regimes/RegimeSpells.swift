// What a run of calls looks like: days, visits, dwell and moves by state.

/// One state's part in a run of calls.
public struct StateSpell: Hashable, Sendable {
  /// The state's name.
  public var name: String
  /// Days on which it was named.
  public var days: Int
  /// Share of the days that were named.
  public var share: Double
  /// Runs of days in it.
  public var visits: Int
  /// Mean days of a run, the first and the last one as far as they are seen; nil without one.
  public var meanDwell: Double? { visits > 0 ? Double(days) / Double(visits) : nil }
}

/// The calls of one method over some days.
public struct RegimeSpells: Hashable, Sendable {
  /// Each state, in the order of the method's own.
  public let states: [StateSpell]
  /// Moves from each state (row) to each state (column), stays on the diagonal.
  public let moves: [[Int]]
  /// Days that were named.
  public let named: Int
  /// Changes of state from one named day to the next.
  public var changes: Int {
    moves.indices.reduce(0) { sum, from in
      sum + moves[from].indices.reduce(0) { $1 == from ? $0 : $0 + moves[from][$1] }
    }
  }
  /// Days on which too little was known.
  public let unnamed: Int

  /// Counts calls.
  ///
  /// - Parameters:
  ///   - calls: One a day, oldest first; a day without one ends a run.
  ///   - names: The names of the states.
  public init(_ calls: some Collection<RegimeCall?>, names: [String]) {
    var days = [Int](repeating: 0, count: names.count)
    var visits = days
    var moves = [[Int]](repeating: days, count: names.count)
    var last: Int?
    var unnamed = 0
    for call in calls {
      guard let state = call?.state, names.indices.contains(state) else {
        unnamed += 1
        last = nil
        continue
      }
      days[state] += 1
      if last != state { visits[state] += 1 }
      if let last { moves[last][state] += 1 }
      last = state
    }
    let named = days.reduce(0, +)
    self.moves = moves
    self.named = named
    self.unnamed = unnamed
    states = names.indices.map { index in
      StateSpell(
        name: names[index], days: days[index],
        share: named > 0 ? Double(days[index]) / Double(named) : 0, visits: visits[index])
    }
  }
}
