// Numbers of symbols, found by the bytes of a cell without making a text of each.

/// Symbols by their bytes: an open table of hashes, half full at most.
struct SymbolBytes {
  private var slots = [Int32](repeating: -1, count: 64)
  private var keys: [[UInt8]] = []
  private var numbers: [Int32] = []
  private var lastKey: UInt64 = 0
  private var lastNumber: Int32 = -1

  /// Longest symbol.
  static let lengthLimit = 40

  /// The number of the symbol whose bytes these are; nil when it is new.
  @inline(__always) mutating func number(_ bytes: UnsafeRawBufferPointer, _ cell: Range<Int>)
    -> Int32?
  {
    // Up to eight bytes are their own key.
    var key: UInt64 = 0
    if cell.count <= 8 {
      for place in cell { key = key << 8 | UInt64(bytes[place]) }
      if key == lastKey, lastNumber >= 0 { return lastNumber }
    }
    guard let number = search(bytes, cell) else { return nil }
    if cell.count <= 8 { (lastKey, lastNumber) = (key, number) }
    return number
  }

  private func search(_ bytes: UnsafeRawBufferPointer, _ cell: Range<Int>) -> Int32? {
    var slot = SymbolBytes.hash(bytes, cell) & (slots.count - 1)
    while slots[slot] >= 0 {
      let place = Int(slots[slot])
      if keys[place].count == cell.count, keys[place].elementsEqual(bytes[cell]) {
        return numbers[place]
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Keeps the number of new bytes.
  mutating func insert(_ bytes: UnsafeRawBufferPointer, _ cell: Range<Int>, _ number: Int32) {
    keys.append(Array(bytes[cell]))
    numbers.append(number)
    if 2 * keys.count > slots.count {
      slots = [Int32](repeating: -1, count: 4 * slots.count)
      for place in keys.indices { fill(place) }
    } else {
      fill(keys.count - 1)
    }
  }

  private mutating func fill(_ place: Int) {
    let hash = keys[place].withUnsafeBytes { SymbolBytes.hash($0, 0..<$0.count) }
    var slot = hash & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(place)
  }

  @inline(__always) private static func hash(
    _ bytes: UnsafeRawBufferPointer, _ cell: Range<Int>
  ) -> Int {
    // FNV-1a, its high bits folded down.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for place in cell { hash = (hash ^ UInt64(bytes[place])) &* 0x0000_0100_0000_01B3 }
    return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) & 0x7FFF_FFFF)
  }
}
