// An order in shares cut as the market usually trades (VWAP), never more than a share of what trades.

/// The usual course of a session's volume: the share of each stretch.
public struct VolumeCurve: Hashable, Sendable {
  /// Shares of the session's volume by stretch, each zero or more, that sum to one.
  public let shares: [Double]

  /// Sessions that a curve is taken over.
  public static let sessions = 20

  /// Takes a curve over the last sessions; nil when none can be used.
  ///
  /// Every session weighs the same: the mean of its stretches' shares, so that one heavy session does
  /// not stand for all.
  ///
  /// - Parameter volumes: Volume by stretch of each session, oldest first; the last twenty count. A
  ///   session of another length (a half day) or without volume is left out.
  public init?(_ volumes: [[Double]]) {
    guard let length = volumes.last(where: VolumeCurve.isUsable)?.count else { return nil }
    var sum = [Double](repeating: 0, count: length)
    var count = 0
    for session in volumes.suffix(VolumeCurve.sessions)
    where session.count == length && VolumeCurve.isUsable(session) {
      let total = session.reduce(0, +)
      for index in session.indices { sum[index] += session[index] / total }
      count += 1
    }
    guard count > 0 else { return nil }
    shares = sum.map { $0 / Double(count) }
  }

  private static func isUsable(_ session: [Double]) -> Bool {
    session.allSatisfy { $0 >= 0 && $0.isFinite } && session.contains { $0 > 0 }
  }

  /// Cuts an order along the curve, over some of its stretches.
  ///
  /// - Parameters:
  ///   - total: Shares, zero or more.
  ///   - stretches: Those that are still to come; nil for the whole session.
  /// - Returns: Shares by stretch that sum to the total; empty when nothing trades there.
  public func slices(_ total: Int, over stretches: Range<Int>? = nil) -> [Int] {
    let range = (stretches ?? shares.indices).clamped(to: shares.indices)
    return proportionalSlices(total, weights: Array(shares[range]))
  }
}

/// What became of one slice.
public struct WorkedSlice: Hashable, Sendable {
  /// Shares that the plan wanted in this stretch.
  public var planned: Int
  /// Shares that were filled.
  public var filled: Int
  /// Shares left over from this stretch and those before it, to be tried in the next.
  public var carried: Int

  /// Makes the record of a slice.
  public init(planned: Int, filled: Int, carried: Int) {
    self.planned = planned
    self.filled = filled
    self.carried = carried
  }
}

/// The most shares that a stretch lets an order take.
///
/// - Parameters:
///   - volume: What trades in the stretch; anything that is not a number above zero lets none through.
///   - cap: The largest share of it, usually 0.10.
/// - Returns: Whole shares.
public func participationRoom(_ volume: Double, cap: Double) -> Int {
  guard volume > 0, volume.isFinite, cap > 0, cap.isFinite else { return 0 }
  return Int(min((volume * min(cap, 1)).rounded(.down), 1e15))
}

/// Works slices against what trades: what does not fit under the cap is carried and told.
///
/// - Parameters:
///   - slices: The plan by stretch.
///   - volumes: What trades in each; a stretch without a number trades nothing.
///   - cap: The largest share of a stretch's volume.
/// - Returns: What was filled by stretch; `carried` of the last is what the order did not get.
public func workedSlices(_ slices: [Int], volumes: [Double], cap: Double) -> [WorkedSlice] {
  var carried = 0
  return slices.enumerated().map { index, planned in
    let due = planned + carried
    let room = participationRoom(index < volumes.count ? volumes[index] : 0, cap: cap)
    let filled = min(due, room)
    carried = due - filled
    return WorkedSlice(planned: planned, filled: filled, carried: carried)
  }
}
