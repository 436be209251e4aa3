// A rate that changes on certain days, such as a central bank's.

import Glibc

/// A step function of time.
public struct RateSteps: Hashable, Sendable {
  /// The days of change, ascending, each with the rate from it on.
  public let steps: [DailyValue]

  /// Makes a step function of days with the rate, a decimal, that holds from each; nil for a day
  /// out of order or a rate that is not finite.
  public init?(_ steps: [DailyValue]) {
    for (k, step) in steps.enumerated() {
      guard step.value.isFinite, k == 0 || steps[k - 1].date < step.date else { return nil }
    }
    self.steps = steps
  }

  /// The rate that holds on a date; nil before the first step.
  public func rate(on date: CivilDate) -> Double? { steps.last { $0.date <= date }?.value }

  /// The rate on a date for a year's money, continuously compounded; nil before the first step.
  public func continuousRate(on date: CivilDate) -> Double? { rate(on: date).map { log(1 + $0) } }
}
