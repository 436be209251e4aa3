// What volatility and price did around past events (domain rules, section b.4).
//
// One row an event: implied volatility at the close before and at the close after it, what was left
// of it, the move of the day against the one that was priced, and the returns that followed.

public import MarketData
import Numerics

/// One past event.
public struct EventOutcome: Hashable, Sendable {
  /// What it was.
  public var kind: MarketEventKind
  /// The session whose close was the first after it.
  public var date: CivilDate
  /// 30-day implied volatility at the close before.
  public var before: Double
  /// The same at the close after.
  public var after: Double
  /// The simple return of the session.
  public var move: Double
  /// The mean size of move that options priced at the close before; nil where it was not stored.
  public var expected: Double?
  /// The simple return of the session after it; nil while that is not past.
  public var next: Double?
  /// The simple return of the five sessions after it; nil while they are not past.
  public var week: Double?

  /// How far implied volatility fell, as a share; below zero when it rose.
  public var crush: Double { 1 - after / before }
}

/// Past events of one symbol.
public struct EventStudy: Hashable, Sendable {
  /// One an event, oldest first.
  public var outcomes: [EventOutcome]

  /// No event.
  public init() { outcomes = [] }

  /// Reads the events of a past.
  ///
  /// - Parameters:
  ///   - symbol: The symbol.
  ///   - history: Its dated past; `event_move` among its numbers is the deviation that was priced.
  ///   - events: Events, past and to come.
  ///   - most: Of each kind only so many of the newest.
  public init(_ symbol: String, _ history: HealthHistory, events: [MarketEvent], most: Int) {
    self.init()
    let priced = history.values("event_move")
    var counts = [Int](repeating: 0, count: MarketEventKind.allCases.count)
    for event in events.sorted().reversed() where event.symbol.map({ $0 == symbol }) ?? true {
      guard let place = MarketEventKind.allCases.firstIndex(of: event.kind), counts[place] < most,
        let day = history.position(of: event.effectiveDate), day > 0,
        let before = history.implied[day - 1], let after = history.implied[day], before > 0
      else { continue }
      func change(_ start: Int, _ end: Int) -> Double? {
        history.closes.indices.contains(end) ? history.closes[end] / history.closes[start] - 1 : nil
      }
      counts[place] += 1
      outcomes.append(
        EventOutcome(
          kind: event.kind, date: event.effectiveDate, before: before, after: after,
          move: change(day - 1, day) ?? 0,
          expected: priced.indices.contains(day - 1)
            ? priced[day - 1].map { $0 * EventStudy.meanOfDeviation } : nil,
          next: change(day, day + 1), week: change(day, day + 5)))
    }
    outcomes.reverse()
  }

  /// sqrt(2 / pi): the mean size of a normal move over its deviation.
  static let meanOfDeviation = 0.797_884_560_802_865_4

  /// The share of events after which implied volatility was lower; nil without any.
  public var crushShare: Double? {
    outcomes.isEmpty
      ? nil : Double(outcomes.count { $0.crush > 0 }) / Double(outcomes.count)
  }

  /// The mean fall of implied volatility, as a share; nil without any event.
  public var meanCrush: Double? { mean(outcomes.map(\.crush)) }

  /// The mean size of the moves; nil without any event.
  public var meanMove: Double? { mean(outcomes.map { abs($0.move) }) }

  /// The share of events that moved less than was priced; nil where no price was stored.
  public var overpricedShare: Double? {
    let known = outcomes.compactMap { one in one.expected.map { abs(one.move) < $0 } }
    return known.isEmpty ? nil : Double(known.count { $0 }) / Double(known.count)
  }
}
