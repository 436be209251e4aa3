// Picks listed strikes of one expiry by delta or by price, the nearest liquid one first.
//
// A nearer strike that is not liquid is passed over and remembered, so the attempt can be recorded.
// Equal distances go to the lower index.

import MarketData
import Pricing

/// Picks options of one expiry.
struct StrikeSelector {
  /// What the builder reads.
  let context: BuildContext
  /// The expiry's volatilities and deltas.
  let slice: ExpirySlice
  /// The expiry's options.
  let expiry: ChainExpiry
  /// True once a nearer strike was passed over for its liquidity.
  var passedOver = false

  /// Opens an expiry, or refuses when it has no slice.
  init(context: BuildContext, expiry: Int) throws(RefusalCode) {
    guard context.chain.expiries.indices.contains(expiry),
      let slice = context.surface.slice(ofExpiry: expiry)
    else { throw .noExpiry }
    self.context = context
    self.slice = slice
    self.expiry = context.chain.expiries[expiry]
  }

  /// The forward of the expiry.
  var forward: Double { slice.parity.forward }

  /// The strike of an option in dollars.
  func strike(_ option: Int) -> Double { context.chain.options[option].contract.strike.dollars }

  /// The absolute delta of an option; nil when it has no volatility.
  func delta(_ option: Int) -> Double? { slice.delta(of: option).map { abs($0) } }

  /// The options of a right.
  func range(_ right: OptionRight) -> Range<Int> { right == .call ? expiry.calls : expiry.puts }

  /// Whether an option may be a leg; why not otherwise.
  func refusal(_ option: Int) -> RefusalCode? {
    guard slice.volatility(of: option) != nil, let quote = context.chain.quotes[option],
      context.quotes.quality(quote, at: context.time) == .good
    else { return .invalidQuote }
    let listed = context.chain.options[option]
    let liquid = context.liquidity.accept(
      listed, quote: quote, elapsedVolume: context.elapsedVolume)
    return liquid ? nil : .liquidityFail
  }

  /// The option whose absolute delta is nearest to a target and that may be a leg.
  ///
  /// - Parameters:
  ///   - right: Call or put.
  ///   - target: The absolute delta.
  ///   - distance: How far the strike must stand from the forward, out of the money; nil for any.
  /// - Returns: Its index into the chain's options.
  /// - Throws: `shortStrikeNotFound`, or why the nearest ones may not be legs.
  mutating func nearest(
    _ right: OptionRight, delta target: Double, distance: ClosedRange<Double>?
  ) throws(RefusalCode) -> Int {
    let reach = context.rules.deltaTolerance
    return try nearest(right, delta: target, reach: reach, distance: distance)
  }

  /// The option whose absolute delta is nearest to the middle of a range, within it, and that may be a leg.
  mutating func nearest(
    _ right: OptionRight, deltas: ClosedRange<Double>
  ) throws(RefusalCode) -> Int {
    let reach = 0.5 * (deltas.upperBound - deltas.lowerBound)
    return try nearest(right, delta: deltas.lowerBound + reach, reach: reach, distance: nil)
  }

  private mutating func nearest(
    _ right: OptionRight, delta target: Double, reach: Double, distance: ClosedRange<Double>?
  ) throws(RefusalCode) -> Int {
    var found: [(distance: Double, option: Int)] = []
    for option in range(right) {
      guard let delta = delta(option) else { continue }
      let away = right == .call ? strike(option) - forward : forward - strike(option)
      if let distance {
        if distance.contains(away) { found.append((away - distance.lowerBound, option)) }
      } else if abs(delta - target) <= reach {
        found.append((abs(delta - target), option))
      }
    }
    return try firstLiquid(&found, missing: .shortStrikeNotFound)
  }

  /// The option whose strike is nearest to a price, within a reach, and that may be a leg.
  ///
  /// - Parameters:
  ///   - right: Call or put.
  ///   - target: The price.
  ///   - reach: The farthest distance.
  ///   - allowed: Strikes that may be taken.
  /// - Returns: Its index into the chain's options.
  /// - Throws: `validationFail` when none is listed, or why the nearest ones may not be legs.
  mutating func nearest(
    _ right: OptionRight, strike target: Double, reach: Double, allowed: Range<Double>
  ) throws(RefusalCode) -> Int {
    var found: [(distance: Double, option: Int)] = []
    for option in range(right) {
      let strike = strike(option)
      guard abs(strike - target) <= reach, allowed.contains(strike) else { continue }
      found.append((abs(strike - target), option))
    }
    return try firstLiquid(&found, missing: .validationFail)
  }

  /// The option at a strike that an edge names, and no other.
  mutating func listed(_ right: OptionRight, at strike: Double) throws(RefusalCode) -> Int {
    let cent = 0.005
    return try nearest(right, strike: strike, reach: cent, allowed: 0..<Double.infinity)
  }

  /// The wing of a body: the strike a width further out, or near it.
  mutating func wing(of body: Int, _ right: OptionRight, width: Double) throws(RefusalCode) -> Int {
    try wing(of: body, right, width: width, in: right)
  }

  /// The wing on the call's side (above) or the put's (below), in options of a right.
  mutating func wing(
    of body: Int, _ side: OptionRight, width: Double, in right: OptionRight
  ) throws(RefusalCode) -> Int {
    let centre = strike(body)
    let target = side == .call ? centre + width : centre - width
    let allowed = side == .call ? centre.nextUp..<Double.infinity : 0..<centre
    do throws(RefusalCode) {
      return try nearest(right, strike: target, reach: 0.35 * width, allowed: allowed)
    } catch {
      // Where strikes are sparse the width snaps to the nearest listed one, at most twice as wide.
      guard error == .validationFail else { throw error }
    }
    let snap = range(right).reduce(Double.infinity) {
      allowed.contains(strike($1)) ? min($0, abs(strike($1) - target)) : $0
    }
    guard snap <= width else { throw .validationFail }
    return try nearest(right, strike: target, reach: snap, allowed: allowed)
  }

  /// The call and put at the strike nearest to a price, both fit to be legs.
  mutating func straddle(
    at price: Double, reach: Double
  ) throws(RefusalCode) -> (call: Int, put: Int) {
    var found: [(distance: Double, option: Int)] = []
    for option in expiry.calls where abs(strike(option) - price) <= reach {
      found.append((abs(strike(option) - price), option))
    }
    found.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.option < $1.option }
    var why = RefusalCode.shortStrikeNotFound
    for candidate in found {
      guard let put = option(.put, at: candidate.option) else { continue }
      guard let refusal = refusal(candidate.option) ?? refusal(put) else {
        return (candidate.option, put)
      }
      if why != .liquidityFail { why = refusal }
      passedOver = passedOver || refusal == .liquidityFail
    }
    throw why
  }

  /// The option of a right with the same strike as another of this expiry.
  func option(_ right: OptionRight, at other: Int) -> Int? {
    option(right, strike: context.chain.options[other].contract.strike)
  }

  /// The option of a right at a strike.
  func option(_ right: OptionRight, strike: Money) -> Int? {
    let range = range(right)
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if context.chain.options[middle].contract.strike < strike {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < range.upperBound, context.chain.options[low].contract.strike == strike else {
      return nil
    }
    return low
  }

  private mutating func firstLiquid(
    _ found: inout [(distance: Double, option: Int)], missing: RefusalCode
  ) throws(RefusalCode) -> Int {
    found.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.option < $1.option }
    var why = missing
    for candidate in found {
      guard let refusal = refusal(candidate.option) else { return candidate.option }
      if why != .liquidityFail { why = refusal }
      passedOver = passedOver || refusal == .liquidityFail
    }
    throw why
  }
}
