// Interest on cash, simple on calendar days over a year of 360.

public import MarketData

/// Interest of one night, a weekend or a holiday.
public struct CashInterest: Hashable, Sendable {
  /// What is received, negative for what is paid on an overdraft.
  public var amount: Money
  /// Calendar days.
  public var days: Int
  /// What the posting says, such as `interest 2018-02-05..2018-02-06 1.42 %`.
  public var text: String

  /// Accrues interest from one date to another; nil for a rate that is no number or without a day.
  ///
  /// - Parameters:
  ///   - cash: Cash over the time.
  ///   - rate: Annual rate as a share, act/360.
  ///   - from: The first date.
  ///   - to: The date up to which it counts.
  public init?(on cash: Money, rate: Double, from: CivilDate, to: CivilDate) {
    days = to.days(since: from)
    guard rate.isFinite, days > 0,
      let amount = Money(dollars: cash.dollars * rate * Double(days) / 360)
    else { return nil }
    self.amount = amount
    let hundredths = (abs(rate) * 10_000).rounded()
    let whole = Int((hundredths / 100).rounded(.down))
    let rest = Int(hundredths) - 100 * whole
    let sign = rate < 0 && hundredths > 0 ? "-" : ""
    text = "interest \(from)..\(to) \(sign)\(whole).\(rest < 10 ? "0" : "")\(rest) %"
  }
}
