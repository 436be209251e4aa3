// Days most like a given one, and what followed them.
//
// Every feature that the given day has is brought to mean 0 and deviation 1 over the days before it;
// the cosine of the angle between two such vectors is their likeness. Nothing after the given day
// is ever looked at, so what followed a day is told only as far as it was known by then.

import Glibc
public import MarketData
import Numerics
import Volatility

/// A past day that resembles a given one.
public struct SimilarDay: Hashable, Sendable {
  /// The session.
  public var date: CivilDate
  /// Cosine of the angle between the two feature vectors, -1 to 1.
  public var likeness: Double
  /// What the classifier read at its close.
  public var state: RegimeState
  /// The volatility index at its close, in points.
  public var volatilityIndex: Double?
  /// Return over the 5 sessions that followed; nil when they are not over.
  public var return5: Double?
  /// Return over the 20 sessions that followed.
  public var return20: Double?
  /// Realised volatility over the 5 sessions that followed.
  public var volatility5: Double?
  /// Realised volatility over the 20 sessions that followed.
  public var volatility20: Double?
  /// Change of the volatility index over 5 sessions, in points.
  public var change5: Double?
  /// Change of the volatility index over 20 sessions, in points.
  public var change20: Double?

  /// Makes a day; what followed it is added where it is known.
  public init(
    date: CivilDate, likeness: Double, state: RegimeState, volatilityIndex: Double?
  ) {
    self.date = date
    self.likeness = likeness
    self.state = state
    self.volatilityIndex = volatilityIndex
  }
}

/// Past days ready to be searched for likeness.
public struct DayMemory: Sendable {
  /// Days that a search needs.
  public static let minimumDays = 60
  /// Sessions between the given day and the newest day that is shown: what followed it is over.
  public static let standardGap = 21
  /// Sessions between two days that are shown.
  public static let standardSpacing = 5

  private let days: [RegimeDay]
  private let values: [[Double?]]
  /// Mean and deviation of each feature; nil where half of the days lack it or it never moves.
  private let scales: [(mean: Double, deviation: Double)?]

  /// Remembers days.
  ///
  /// - Parameter days: The days strictly before any that will be asked for, oldest first.
  public init(_ days: [RegimeDay]) {
    self.days = days
    let values = days.map { $0.features.named.map(\.value) }
    self.values = values
    scales = (values.first ?? []).indices.map { column in
      let past = values.compactMap { $0[column] }
      guard 2 * past.count >= values.count, let centre = mean(past),
        let deviation = standardDeviation(past), deviation > 0
      else { return nil }
      return (centre, deviation)
    }
  }

  /// The days most like a given one, the likest first.
  ///
  /// - Parameters:
  ///   - features: The given day.
  ///   - count: How many at most.
  ///   - gap: Sessions at least between the given day and a day found.
  ///   - spacing: Sessions at least between two days found.
  /// - Returns: Nothing below 60 past days, or without a feature that half of them have.
  public func nearest(
    to features: RegimeFeatures, count: Int, gap: Int = standardGap, spacing: Int = standardSpacing
  ) -> [SimilarDay] {
    let asked = features.named.map(\.value)
    guard days.count >= DayMemory.minimumDays else { return [] }
    var terms: [(column: Int, mean: Double, deviation: Double, value: Double)] = []
    for (column, value) in asked.enumerated() {
      guard let value, value.isFinite, let scale = scales[column] else { continue }
      terms.append((column, scale.mean, scale.deviation, (value - scale.mean) / scale.deviation))
    }
    let length = terms.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
    guard length > 0 else { return [] }
    var found: [(index: Int, likeness: Double)] = []
    for index in 0..<max(0, days.count - max(0, gap - 1)) {
      var (product, square, isWhole) = (0.0, 0.0, true)
      for term in terms {
        guard let value = values[index][term.column] else {
          isWhole = false
          break
        }
        let z = (value - term.mean) / term.deviation
        product += z * term.value
        square += z * z
      }
      if isWhole, square > 0 { found.append((index, product / (length * square.squareRoot()))) }
    }
    found.sort { $0.likeness == $1.likeness ? $0.index < $1.index : $0.likeness > $1.likeness }
    var chosen: [(index: Int, likeness: Double)] = []
    for one in found where chosen.allSatisfy({ abs($0.index - one.index) >= spacing }) {
      chosen.append(one)
      if chosen.count == count { break }
    }
    return chosen.map { day($0.index, $0.likeness) }
  }

  private func day(_ index: Int, _ likeness: Double) -> SimilarDay {
    let reading = RegimeClassifier.classify(days[index].features)
    func price(_ sessions: Int) -> Double? {
      index + sessions < days.count
        ? days[index + sessions].close / days[index].close - 1 : nil
    }
    func volatility(_ sessions: Int) -> Double? {
      guard index + sessions < days.count else { return nil }
      return realisedVolatility(days[index...(index + sessions)].map(\.close), window: sessions)
    }
    func change(_ sessions: Int) -> Double? {
      guard index + sessions < days.count, let then = days[index].features.v,
        let later = days[index + sessions].features.v
      else { return nil }
      return later - then
    }
    var found = SimilarDay(
      date: days[index].date, likeness: likeness, state: reading.state,
      volatilityIndex: days[index].features.v)
    (found.return5, found.return20) = (price(5), price(20))
    (found.volatility5, found.volatility20) = (volatility(5), volatility(20))
    (found.change5, found.change20) = (change(5), change(20))
    return found
  }
}
