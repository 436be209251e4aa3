// Numbers for symbols, found by their bytes.

import MarketData

/// Gives each symbol a number, counted from 0, so that a tick needs no String.
struct SymbolTable: Sendable {
  /// More symbols than any listing has; further ones get no number.
  static let most = 200_000
  private(set) var names: [String] = []
  private var hashes: [UInt64] = []
  private var texts: [UInt8] = []
  private var starts: [Int32] = [0]
  private var slots = [Int32](repeating: -1, count: 1 << 12)

  /// The number of the symbol in a range; a new one when it is unknown and may be added.
  mutating func number(_ bytes: [UInt8], _ range: Range<Int>, adding: Bool = true) -> Int? {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3 }
    hash ^= hash >> 29
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if hashes[number] == hash, holds(number, bytes, range) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard adding, names.count < SymbolTable.most, !range.isEmpty, range.count <= 64 else {
      return nil
    }
    names.append(String(decoding: bytes[range], as: UTF8.self))
    hashes.append(hash)
    texts.append(contentsOf: bytes[range])
    starts.append(Int32(texts.count))
    slots[slot] = Int32(names.count - 1)
    if names.count * 2 > slots.count { grow() }
    return names.count - 1
  }

  /// The number of a symbol.
  mutating func number(_ name: String) -> Int? {
    let bytes = Array(name.utf8)
    return number(bytes, 0..<bytes.count)
  }

  private func holds(_ number: Int, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    let start = Int(starts[number])
    guard Int(starts[number + 1]) - start == range.count else { return false }
    for index in 0..<range.count
    where texts[start + index] != bytes[range.lowerBound + index] { return false }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }
}
