// The legs of calendars and diagonals: a front short and a back long that outlives it.

import MarketData
import Pricing

/// Sells the front and buys the back at one strike, the nearest to the centre that both expiries list.
func calendar(
  _ request: BuildRequest, _ selector: inout StrikeSelector
) throws(RefusalCode) -> [Pick] {
  var far = try backSelector(request, front: selector)
  let centre = request.centre ?? selector.forward
  var found: [(distance: Double, option: Int)] = []
  for option in selector.range(request.right) {
    let distance = abs(selector.strike(option) - centre)
    if distance <= 0.01 * selector.forward { found.append((distance, option)) }
  }
  found.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.option < $1.option }
  var why = RefusalCode.shortStrikeNotFound
  for candidate in found {
    let strike = selector.context.chain.options[candidate.option].contract.strike
    guard let long = far.option(request.right, strike: strike) else { continue }
    if let refusal = selector.refusal(candidate.option) ?? far.refusal(long) {
      if why != .liquidityFail { why = refusal }
      selector.passedOver = selector.passedOver || refusal == .liquidityFail
      continue
    }
    far.passedOver = false
    return [Pick(option: candidate.option, ratio: -1), Pick(option: long, ratio: 1)]
  }
  throw why
}

/// Sells a cheap option of the front and buys a dear one of the back that covers it.
///
/// The long stands in the money, so that the short's strike is never the worse of the two: calls with
/// the long strike at or under the short one, puts with it at or over.
func diagonal(
  _ request: BuildRequest, _ selector: inout StrikeSelector
) throws(RefusalCode) -> [Pick] {
  var far = try backSelector(request, front: selector)
  let targets = selector.context.targets
  let short = try selector.nearest(request.right, deltas: targets.diagonalShort)
  let long = try far.nearest(request.right, deltas: targets.diagonalLong)
  selector.passedOver = selector.passedOver || far.passedOver
  let gap = selector.strike(short) - far.strike(long)
  guard request.right == .call ? gap >= 0 : gap <= 0 else { throw .validationFail }
  return [Pick(option: short, ratio: -1), Pick(option: long, ratio: 1)]
}

/// Opens the back expiry of a request, far enough behind its front.
private func backSelector(
  _ request: BuildRequest, front: StrikeSelector
) throws(RefusalCode) -> StrikeSelector {
  guard let back = request.backExpiry else { throw .noExpiry }
  let far = try StrikeSelector(context: front.context, expiry: back)
  let gap = (far.expiry.expiration - front.expiry.expiration).days
  guard gap >= Double(front.context.rules.calendarGapDays) else { throw .noExpiry }
  return far
}
