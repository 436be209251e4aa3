// What the chances of a candidate rest on: the smile of its expiry and the volatility expected.
//
// A desk at work has them at hand; what the journal and the stored quotes keep of them is enough to
// find them again: `OutlookWords` are the words of the notes.

public import MarketData

/// Forward and discount factor to an expiry.
public struct ForwardTerms: Hashable, Sendable {
  /// The moment of settlement.
  public var expiration: Instant
  /// The date in the contract codes.
  public var date: CivilDate
  /// Time to it in years of 365 days.
  public var years: Double
  /// The forward.
  public var forward: Double
  /// The discount factor.
  public var discount: Double

  /// Makes terms.
  public init(
    expiration: Instant, date: CivilDate, years: Double, forward: Double, discount: Double
  ) {
    self.expiration = expiration
    self.date = date
    self.years = years
    self.forward = forward
    self.discount = discount
  }
}

/// The volatility of an option out of the money.
public struct SmilePoint: Hashable, Sendable {
  /// The strike in dollars.
  public var strike: Double
  /// Its volatility.
  public var volatility: Double

  /// Makes a point.
  public init(strike: Double, volatility: Double) {
    self.strike = strike
    self.volatility = volatility
  }
}

/// What the chances of a candidate rest on.
public struct OutlookInputs: Hashable, Sendable {
  /// The moment of the quotes.
  public var priced: Instant
  /// The expiries of the legs, the first one first.
  public var expiries: [ForwardTerms]
  /// The smile of the first expiry, by ascending strike.
  public var smile: [SmilePoint]
  /// Volatility expected of the underlying; nil when there is none or it is not stored.
  public var forecast: Double?
  /// One deviation of the event's own move; nil for a candidate that is none of an event.
  public var eventMove: Double?

  /// Makes inputs.
  public init(
    priced: Instant, expiries: [ForwardTerms], smile: [SmilePoint], forecast: Double?,
    eventMove: Double?
  ) {
    self.priced = priced
    self.expiries = expiries
    self.smile = smile
    self.forecast = forecast
    self.eventMove = eventMove
  }
}

/// What one candidate rests on.
public struct CandidateOutlook: Hashable, Sendable {
  /// The candidate.
  public var candidate: Int
  /// What its chances rest on.
  public var inputs: OutlookInputs

  /// Names the candidate of inputs.
  public init(candidate: Int, inputs: OutlookInputs) {
    self.candidate = candidate
    self.inputs = inputs
  }
}

/// The words by which the journal notes what candidates rest on.
public enum OutlookWords {
  /// What a note of the expected volatility of a symbol refers to.
  public static func forecast(of symbol: String) -> String { "forecast \(symbol)" }

  /// How a note of an event's move begins, for a revision of a candidate.
  public static func move(of rev: Int) -> String { "event move of revision \(rev): " }

  /// The number at the end of a note; nil when it ends with none.
  public static func number(_ text: String) -> Double? {
    text.split(separator: " ").last.flatMap { Double($0) }.flatMap { $0 > 0 ? $0 : nil }
  }
}
