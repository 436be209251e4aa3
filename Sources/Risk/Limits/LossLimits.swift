// Daily, weekly and peak-to-now losses, and what they demand of the desk.
//
// Losses stand at the exit-side mark. A number that is missing reads as a full limit and the gate
// refuses new risk on it, but it sets no cause and engages no latch: those need a loss that happened.

/// Reads the losses of a book against the limits.
///
/// - Parameters:
///   - exposure: The book.
///   - limits: The limits.
/// - Returns: Readings of `daily_loss`, `weekly_loss` and `drawdown` as shares, and what they demand.
public func assessLosses(of exposure: Exposure, limits: RiskLimits) -> LossAssessment {
  let daily = LimitReading(
    name: "daily_loss", value: fall(exposure.exitEquity, from: exposure.sessionOpenEquity),
    bound: limits.dailyLoss)
  let weekly = LimitReading(
    name: "weekly_loss", value: fall(exposure.exitEquity, from: exposure.weekOpenEquity),
    bound: limits.weeklyLoss)
  let drawdown = LimitReading(
    name: "drawdown", value: fall(exposure.exitEquity, from: exposure.peakEquity),
    bound: limits.drawdown)
  var causes: [TradingCause] = []
  if daily.level == .full, daily.value != nil { causes.append(.dailyLoss) }
  if weekly.level == .full, weekly.value != nil { causes.append(.weeklyLoss) }
  let isLatching = drawdown.level == .full && drawdown.value != nil
  return LossAssessment(
    readings: [daily, weekly, drawdown], causes: causes, latches: isLatching ? [.drawdown] : [])
}

/// The fall from a level as a share of it, zero when there is a gain; nil when a number is missing.
func fall(_ now: Double?, from start: Double?) -> Double? {
  guard let now, let start, now.isFinite, start.isFinite, start > 0 else { return nil }
  return max((start - now) / start, 0)
}
