// What a sold option earns while nothing changes: the roll down its term structure and the gap
// between implied and realised variance.
//
// Carry is the return of a position when the market stays as it is. A delta-hedged short option at
// the forward, of maturity T and volatility s(T), is marked h later at s(T - h); between, gamma
// costs the realised variance and theta pays the implied one. With vega S phi sqrt(T) and gamma
// vega / (S^2 s T) the gain in points of its own volatility is
//
//     s(T) - s(T - h)  +  (s(T)^2 - r^2) h / (2 s(T) T)
//
// Source: Koijen, Moskowitz, Pedersen and Vrugt (2018), "Carry", J. Financial Economics 127(2),
// whose carry of an option is its return while spot and curve stay, here with the realised variance
// r^2 staying too; the roll alone is the basis of Simon and Campasano (2014), "The VIX futures basis", J. Derivatives 21(3).

/// The carry of selling volatility at the back of a term structure, for a month of 30 days.
public struct VolatilityCarry: Hashable, Sendable {
  /// Volatility gained by rolling from the back maturity to the front one, s(T) - s(T - h).
  public let roll: Double
  /// Volatility gained because more variance is paid for than comes.
  public let premium: Double
  /// Volatility of the back.
  public let back: Double
  /// Time from the back maturity to the front one, years.
  public let span: Double

  /// Reads the carry off two maturities; nil unless the back is later than the front and every
  /// number is above zero.
  ///
  /// - Parameters:
  ///   - front: Volatility and maturity in years of the front.
  ///   - back: The same of the back.
  ///   - realised: Annualised volatility of the underlying.
  public init?(
    front: (volatility: Double, years: Double), back: (volatility: Double, years: Double),
    realised: Double
  ) {
    guard front.volatility > 0, back.volatility > 0, realised > 0, front.years > 0,
      back.years > front.years, realised.isFinite
    else { return nil }
    span = back.years - front.years
    self.back = back.volatility
    roll = back.volatility - front.volatility
    premium =
      (back.volatility * back.volatility - realised * realised) * span
      / (2 * back.volatility * back.years)
  }

  /// Points of volatility gained over the span.
  public var total: Double { roll + premium }

  /// The carry as a share of the option's price, over 30 calendar days: at the forward the price
  /// is proportional to its volatility.
  public var monthly: Double { total / back * (30.0 / 365) / span }
}
