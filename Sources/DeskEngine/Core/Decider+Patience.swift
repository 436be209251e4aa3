// How an order's limit moves through the spread while it waits.
//
// An order that is patient starts three tenths into the spread of every leg and ends at the far side,
// within the limit that was approved; then it begins anew. An opening has its attempts and is given
// up; an exit is sent again for as long as it is wanted. A stop, a flatten, an immediate order and a
// limit that the trader set are not patient.

import Execution
import MarketData
import Portfolio

extension Decider {
  /// The limit at which an order works on quotes; nil when its last attempt is over.
  func workingLimit(_ order: OrderEntry, _ legs: [FillLeg]) -> Money? {
    let patience = settings.execution.patience
    guard patience.timeout > 0, isPatient(order) else { return order.limit }
    var stage = patience.stage(at: (now - order.created).seconds)
    if stage == .givenUp {
      if order.intent.opens { return nil }
      stage = .working(attempt: patience.retries + 1, spreadShare: 1)
    }
    // At the far side it works at the limit that was approved.
    guard case .working(_, let share) = stage, share < 1 else { return order.limit }
    var net = Money.zero
    for leg in legs {
      let price = escalatedLimit(
        bid: leg.quote.bid, ask: leg.quote.ask, isSale: leg.ratio < 0, spreadShare: share,
        ticks: leg.ticks)
      net -= price * leg.ratio
    }
    return max(order.limit, net)
  }

  /// Cancels an opening whose attempts are over.
  mutating func giveUp(_ order: OrderEntry) {
    let attempts = 1 + settings.execution.patience.retries
    change(
      order.order, .cancel,
      reason: "not filled in \(attempts) attempt\(attempts == 1 ? "" : "s")")
  }

  private func isPatient(_ order: OrderEntry) -> Bool {
    order.tif != .ioc && order.replaces == nil && order.intent != .flatten
      && order.closeReason != .stop
  }

  /// A time as it is told: whole minutes, or seconds.
  func minutesText(_ seconds: Double) -> String {
    guard seconds.truncatingRemainder(dividingBy: 60) == 0 else { return "\(Int(seconds)) seconds" }
    let minutes = Int(seconds / 60)
    return minutes == 1 ? "1 minute" : "\(minutes) minutes"
  }
}
