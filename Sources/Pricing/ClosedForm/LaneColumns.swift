// Reading vector registers from columns and writing them back, the rest of a grid included.

import MarketData
import Numerics

extension Span<Double> {
  /// As many numbers as a register holds from a row on, the last repeated past the end.
  @inline(__always)
  func lanes(at row: Int) -> Lanes {
    if row &+ Lanes.scalarCount <= count {
      return bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: row &* 8, as: Lanes.self)
    }
    var lanes = Lanes()
    for lane in 0..<Lanes.scalarCount { lanes[lane] = self[Swift.min(row + lane, count - 1)] }
    return lanes
  }
}

extension MutableSpan<Double> {
  /// Writes a register from a row on, or as much of it as there are rows.
  @inline(__always)
  mutating func store(_ lanes: Lanes, at row: Int) {
    if row &+ Lanes.scalarCount <= count {
      var target = mutableBytes
      target.storeBytes(of: lanes, toByteOffset: row &* 8, as: Lanes.self)
    } else {
      for lane in 0..<(count - row) { self[row + lane] = lanes[lane] }
    }
  }
}

extension Span<OptionRight> {
  /// One for a call, minus one for a put, the last row repeated past the end.
  @inline(__always)
  func signs(at row: Int) -> Lanes {
    var lanes = Lanes(repeating: -1)
    if row &+ Lanes.scalarCount <= count {
      for lane in 0..<Lanes.scalarCount where self[unchecked: row &+ lane] == .call {
        lanes[lane] = 1
      }
    } else {
      for lane in 0..<Lanes.scalarCount where self[Swift.min(row + lane, count - 1)] == .call {
        lanes[lane] = 1
      }
    }
    return lanes
  }
}
