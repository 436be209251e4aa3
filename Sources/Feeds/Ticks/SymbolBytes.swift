// Numbers of symbols, found by the bytes of a cell without making a text of each.

/// Symbols by their bytes: an open table of hashes, half full at most.
///
/// A symbol of up to eight bytes is its own key. A longer one is found by a hash of 64 bits and then
/// compared byte by byte.
struct SymbolBytes {
  private var keys = [UInt64](repeating: 0, count: 64)
  private var numbers = [Int32](repeating: -1, count: 64)
  private var long: [Int32: [UInt8]] = [:]
  private var count = 0

  /// Longest symbol.
  static let lengthLimit = 40

  /// The number of the symbol whose bytes these are; nil when it is new.
  @inline(__always)
  func number(_ bytes: UnsafeRawBufferPointer, _ cell: Range<Int>) -> Int32? {
    let key = SymbolBytes.key(bytes, cell)
    let (known, found) = (keys.span, numbers.span)
    var slot = SymbolBytes.slot(key, found.count)
    while found[slot] >= 0 {
      if known[slot] == key, cell.count <= 8 || isSame(found[slot], bytes, cell) {
        return found[slot]
      }
      slot = (slot + 1) & (found.count - 1)
    }
    return nil
  }

  private func isSame(
    _ number: Int32, _ bytes: UnsafeRawBufferPointer, _ cell: Range<Int>
  ) -> Bool {
    long[number]?.elementsEqual(bytes[cell]) ?? false
  }

  /// Keeps the number of new bytes.
  mutating func insert(_ bytes: UnsafeRawBufferPointer, _ cell: Range<Int>, _ number: Int32) {
    if 2 * (count + 1) > keys.count { grow() }
    count += 1
    fill(SymbolBytes.key(bytes, cell), number)
    if cell.count > 8 { long[number] = Array(bytes[cell]) }
  }

  private mutating func grow() {
    let old = zip(keys, numbers).filter { $0.1 >= 0 }
    keys = [UInt64](repeating: 0, count: 4 * keys.count)
    numbers = [Int32](repeating: -1, count: keys.count)
    for (key, number) in old { fill(key, number) }
  }

  private mutating func fill(_ key: UInt64, _ number: Int32) {
    var slot = SymbolBytes.slot(key, keys.count)
    while numbers[slot] >= 0 { slot = (slot + 1) & (keys.count - 1) }
    keys[slot] = key
    numbers[slot] = number
  }

  /// The bytes themselves, or FNV-1a of more than eight.
  @inline(__always)
  private static func key(_ bytes: UnsafeRawBufferPointer, _ cell: Range<Int>) -> UInt64 {
    var key: UInt64 = 0
    if cell.count <= 8 {
      for place in cell { key = key << 8 | UInt64(bytes[place]) }
      return key
    }
    key = 0xCBF2_9CE4_8422_2325
    for place in cell { key = (key ^ UInt64(bytes[place])) &* 0x0000_0100_0000_01B3 }
    return key
  }

  /// Fibonacci hashing spreads keys over a table of a power of two.
  @inline(__always) private static func slot(_ key: UInt64, _ size: Int) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (size - 1)
  }
}
