// How far a price may move before an approval or a limit no longer holds.

public import MarketData

/// The move of a net that is tolerated: the larger of two ticks and a share of the net.
public func tolerance(of net: Money, tick: Money, share: Double) -> Money {
  let relative = (Double(net.units.magnitude) * share).rounded(.down)
  return Money(units: max(2 * tick.units, Int64(relative)))
}

/// Rounds a net down to a tick, against us: the least acceptable net of an order.
public func roundedDown(_ net: Money, tick: Money) -> Money {
  guard tick.units > 0 else { return net }
  let remainder = net.units % tick.units
  let floor = net.units - (remainder < 0 ? remainder + tick.units : remainder)
  return Money(units: floor)
}
