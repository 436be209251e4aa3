// Bids, offers, sizes and volume of a chain from its values.
//
// Each side is re-quoted when the value has moved a quarter tick, or by chance; prices are
// rounded out to the tick, and a value within its half-spread of zero has no bid. Every chance is
// a hash of the contract, the day and the minute, so no draw depends on another.

import Glibc
import MarketData
import Numerics

/// Four small numbers and a standard normal from 64 random bits.
@inline(__always) private func lane(_ bits: UInt64, _ k: UInt64) -> Double {
  Double((bits >> (16 * k)) & 0xFFFF) * 0x1p-16
}

/// A sum of four uniforms scaled to unit variance: normal enough for sizes and spreads.
@inline(__always) private func roughNormal(_ bits: UInt64) -> Double {
  (lane(bits, 0) + lane(bits, 1) + lane(bits, 2) + lane(bits, 3) - 2) * 1.732_050_807_568_877_2
}

/// The dearest price a quote can have in 32 bits of 1/10 000 $; beyond it a market is not to be
/// believed, and the parity of its chain fails.
private let dearest = 200_000.0

/// What one expiry's quotes share in a minute.
private struct QuoteFrame {
  var constant: Double
  var multiplier: Double
  var insideScale: Double
  var forward: Double
  var sizes: SizeModel
  var batch: Int64
  var minute: UInt64
  var isIndex: Bool
  var opens: Bool
}

extension SyntheticChain {
  /// Quotes every option anew where it is due.
  mutating func requote(at point: SurfacePoint) {
    let hazard = point.minute > 0 ? volumeHazard[min(point.minute, volumeHazard.count) - 1] : 0
    let isLast = point.minute >= session.minutes
    for e in expiries.indices {
      let frame = frame(e, point)
      let expiry = expiries[e]
      let isToday = expiry.weightAfterClose == nil
      let share = isToday ? SyntheticChain.lastDayHazard(point.minute, session.minutes) : hazard
      let rate = share * (1 + 0.5 * point.activity) / 1.4
      for (n, i) in expiry.strikes.enumerated() {
        let call = expiry.listed.calls.lowerBound + n
        let put = expiry.listed.puts.lowerBound + n
        quote(call, callValue[i], inside: frame.forward - strikes[i], callDelta[i], frame)
        quote(put, putValue[i], inside: strikes[i] - frame.forward, 1 - callDelta[i], frame)
        if point.minute > 0 {
          trade(call, rate, isLast, frame)
          trade(put, rate, isLast, frame)
        }
      }
    }
  }

  /// A series that ends today trades evenly until half an hour before the close.
  private static func lastDayHazard(_ minute: Int, _ minutes: Int) -> Double {
    guard minute > 0 else { return 0 }
    let left = Double(max(minutes - minute + 1, 1))
    return min(1 / left, 1)
  }

  private func frame(_ e: Int, _ point: SurfacePoint) -> QuoteFrame {
    let expiry = expiries[e]
    let l = expiry.lnDays
    var constant = SpreadModel.indexConstant(lnDays: l, isOpening: expiry.isOpening)
    if !economics.isIndex {
      // The same power of value, passing through the fund table at the money.
      let atMoney = 0.4 * forward[e] * variance[e].squareRoot()
      constant =
        log(SpreadModel.fund(days: 30 * exp(l)))
        - SpreadModel.valuePower * log(max(atMoney, 0.05))
    }
    return QuoteFrame(
      constant: constant, multiplier: point.spreadMultiplier * economics.spreadScale,
      insideScale: economics.isIndex ? point.spot / 4_500 : point.spot / 45_000,
      forward: forward[e],
      sizes: !economics.isIndex ? .fund : expiry.isOpening ? .opening : .closing,
      batch: point.time.nanoseconds,
      minute: UInt64(point.minute) &* 0x9E37_79B9_7F4A_7C15, isIndex: economics.isIndex,
      opens: point.minute == 0)
  }

  @inline(__always)
  private mutating func quote(
    _ index: Int, _ value: Double, inside: Double, _ delta: Double, _ frame: QuoteFrame
  ) {
    let bits = RandomStream.mix(options[index].seed &+ frame.minute)
    let tick = value < Double(ticks.limit.units) / 10_000 ? ticks.below : ticks.from
    let habit = min(delta, 1 - delta) < 0.02 ? 0.75 : 0.9
    let moved =
      frame.opens || abs(value - options[index].quoted) * 40_000 >= Double(tick.units)
    let bidDue = moved || lane(bits, 0) < habit
    let askDue = moved || lane(bits, 1) < habit
    guard bidDue || askDue else {
      options[index].changed = false
      return
    }
    let more = RandomStream.mix(bits)
    let noise = roughNormal(more)
    if frame.opens { options[index].spreadNoise = Float(0.25 * roughNormal(~bits)) }
    var half = exp(
      frame.constant + SpreadModel.valuePower * log(max(value, 0.01)) + 0.13 * noise
        + Double(options[index].spreadNoise))
    if inside > 0 {
      half = max(
        half, frame.insideScale * SpreadModel.inside(perCent: 100 * inside / frame.forward))
    }
    half *= frame.multiplier
    if lane(bits, 2) < 0.01 { half *= 2.7 }
    // The measured half-spreads are those of rounded quotes: rounding out gives half a tick back.
    half = max(half - Double(tick.units) / 20_000, 0)
    place(index, value, half, bidDue, askDue, more, frame)
    options[index].quoted = value
    options[index].changed = true
    // The quote answers the index within two seconds; it was made that long before the minute's end.
    options[index].time =
      frame.opens
      ? frame.batch : frame.batch - Int64(lane(bits, 3) * 2_000) * 1_000_000
  }

  @inline(__always)
  private mutating func place(
    _ index: Int, _ value: Double, _ half: Double, _ bidDue: Bool, _ askDue: Bool,
    _ bits: UInt64, _ frame: QuoteFrame
  ) {
    var bid = roundDown(min(value - half, dearest) * 10_000)
    var ask = roundUp(min(value + half, dearest) * 10_000)
    if bid < Int32(ticks.below.units) { bid = 0 }
    if !bidDue { bid = options[index].bid }
    if !askDue { ask = options[index].ask }
    if ask <= bid { ask = roundUp(Double(bid + 1)) }
    options[index].bid = bid
    options[index].ask = ask
    if bidDue {
      let normal = 0.8 * options[index].bidNormal + 0.6 * Float(roughNormal(RandomStream.mix(bits)))
      options[index].bidNormal = frame.opens ? normal / 0.6 : normal
    }
    if askDue {
      let normal =
        0.8 * options[index].askNormal + 0.6 * Float(roughNormal(RandomStream.mix(~bits)))
      options[index].askNormal = frame.opens ? normal / 0.6 : normal
    }
    options[index].bidSize = bid == 0 ? 0 : size(options[index].bidNormal, frame.sizes)
    options[index].askSize = size(options[index].askNormal, frame.sizes)
  }

  @inline(__always) private func size(_ normal: Float, _ model: SizeModel) -> Int32 {
    max(1, Int32(exp(model.median + model.deviation * Double(normal)).rounded()))
  }

  @inline(__always) private func roundDown(_ units: Double) -> Int32 {
    guard units > 0 else { return 0 }
    let tick = units < Double(ticks.limit.units) ? ticks.below.units : ticks.from.units
    return Int32((units / Double(tick) + 1e-9).rounded(.down)) * Int32(tick)
  }

  @inline(__always) private func roundUp(_ units: Double) -> Int32 {
    let below = Int32(ticks.below.units)
    let fine = Int32((units / Double(below) - 1e-9).rounded(.up)) * below
    if Int64(fine) <= ticks.limit.units { return max(fine, below) }
    let coarse = Int32(ticks.from.units)
    return Int32((units / Double(coarse) - 1e-9).rounded(.up)) * coarse
  }

  /// Trades a minute's part of what is left of the day's volume.
  @inline(__always)
  private mutating func trade(_ index: Int, _ rate: Double, _ isLast: Bool, _ frame: QuoteFrame) {
    let remaining = options[index].remaining
    guard remaining > 0 else { return }
    let bits = RandomStream.mix(options[index].seed &- frame.minute &- 1)
    let count = isLast ? remaining : min(remaining, arrivals(Double(remaining) * rate, bits))
    guard count > 0 else { return }
    options[index].volume += count
    options[index].remaining -= count
    if !options[index].changed {
      options[index].changed = true
    }
  }

  /// A Poisson count: by inversion, or the rounded normal beyond twenty.
  @inline(__always) private func arrivals(_ mean: Double, _ bits: UInt64) -> Int32 {
    if mean > 20 {
      return max(0, Int32((mean + mean.squareRoot() * roughNormal(bits)).rounded()))
    }
    let u = Double(bits >> 11) * 0x1p-53
    if u < 1 - mean { return 0 }
    var term = exp(-mean)
    var total = term
    var count: Int32 = 0
    while u >= total, count < 100 {
      count += 1
      term *= mean / Double(count)
      total += term
    }
    return count
  }
}
