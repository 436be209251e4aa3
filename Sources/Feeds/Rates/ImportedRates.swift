// What money cost before each session, by the curves that a desk has imported.

public import MarketData

/// Three-month rates by the days that their curves were quoted on.
public struct ImportedRates: Hashable, Sendable {
  /// Continuously compounded zero rates, by ascending date.
  public let values: [DailyValue]

  /// Takes rates by ascending date.
  public init(_ values: [DailyValue]) { self.values = values }

  /// True without any rate.
  public var isEmpty: Bool { values.isEmpty }

  /// The rate that a session knows of: the newest from before its date, since a day's curve is made
  /// from its afternoon; nil when that one is over ten days old.
  public func known(before date: CivilDate) -> DailyValue? {
    guard let newest = values.last(where: { $0.date < date }),
      date.days(since: newest.date) <= MoneyCurve.patience
    else { return nil }
    return newest
  }

  /// What a trader is told of a rate.
  public static func note(_ rate: DailyValue) -> String {
    let hundredths = Int((rate.value * 10_000).rounded())
    let size = hundredths.magnitude
    let text = "\(size / 100).\(size / 10 % 10)\(size % 10)"
    return "rate \(hundredths < 0 ? "-" : "")\(text) % by the imported curve of \(rate.date)"
  }

  /// Gives a session the rate that it knows of, and says so; a session without one stays as it is.
  ///
  /// Where the yield stood in for an unknown one, as high as the rate so that forwards are the spot,
  /// it moves along.
  func apply(to start: inout SessionStart) {
    guard let rate = known(before: start.session.date) else { return }
    if start.yield == start.rate { start.yield = rate.value }
    start.rate = rate.value
    start.notes.append(ImportedRates.note(rate))
  }
}
