// Whole numbers packed in blocks of as few bits as the widest of a block needs.
//
// A block holds up to 128 values: the least one as a variable-length number, the width of the rest
// above it in bits, and those rests one after another from the lowest bit. Arithmetic wraps, so
// that any 64 bits come back as they were. (Frame of reference: Goldstein, Ramakrishnan and Shaft
// (1998), "Compressing Relations and Indexes".)

/// Bytes being written.
struct BlockWriter {
  static let blockLength = 128

  private(set) var bytes: [UInt8] = []
  private var rests = [UInt64](repeating: 0, count: blockLength)

  init(reserving count: Int) { bytes.reserveCapacity(count) }

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// A number of a fixed count of bytes, the lowest first.
  mutating func fixed(_ value: UInt64, bytes count: Int) {
    for place in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * place))) }
  }

  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// The first value and then the steps between neighbours.
  mutating func steps(_ values: Span<Int64>) {
    guard values.count > 0 else { return }
    fixed(UInt64(bitPattern: values[0]), bytes: 8)
    blocks(values.count - 1) { values[$0 + 1] &- values[$0] }
  }

  /// The values themselves.
  mutating func values(_ values: Span<Int32>) { blocks(values.count) { Int64(values[$0]) } }

  @inline(__always) private mutating func blocks(_ count: Int, _ value: (Int) -> Int64) {
    var start = 0
    while start < count {
      let length = min(BlockWriter.blockLength, count - start)
      var least = Int64.max
      for place in start..<start + length { least = min(least, value(place)) }
      var all: UInt64 = 0
      for place in 0..<length {
        let rest = UInt64(bitPattern: value(start + place) &- least)
        rests[place] = rest
        all |= rest
      }
      variable(UInt64(bitPattern: (least << 1) ^ (least >> 63)))
      let width = 64 - all.leadingZeroBitCount
      bytes.append(UInt8(width))
      pack(length, width)
      start += length
    }
  }

  private mutating func pack(_ length: Int, _ width: Int) {
    let start = bytes.count
    let size = (length * width + 7) / 8
    bytes.append(contentsOf: repeatElement(0, count: size + 8))
    bytes.withUnsafeMutableBytes { buffer in
      var (word, filled, place): (UInt64, Int, Int) = (0, 0, start)
      for index in 0..<length where width > 0 {
        let rest = rests[index]
        word |= rest << UInt64(filled)
        filled += width
        guard filled >= 64 else { continue }
        buffer.storeBytes(of: word.littleEndian, toByteOffset: place, as: UInt64.self)
        place += 8
        filled -= 64
        // A shift by all 64 bits gives zero.
        word = rest >> UInt64(width - filled)
      }
      buffer.storeBytes(of: word.littleEndian, toByteOffset: place, as: UInt64.self)
    }
    bytes.removeLast(8)
  }
}

/// Bytes being read; every step checks that they are there.
struct BlockReader {
  private let bytes: [UInt8]
  private let end: Int
  private(set) var place = 0

  init(_ bytes: [UInt8]) {
    // Words are read whole, the last one beyond the end.
    self.bytes = bytes + [UInt8](repeating: 0, count: 16)
    end = bytes.count
  }

  var isAtEnd: Bool { place == end }

  mutating func byte() throws(TickPackingError) -> UInt8 {
    guard place < end else { throw .truncated(at: place) }
    defer { place += 1 }
    return bytes[place]
  }

  mutating func fixed(bytes count: Int) throws(TickPackingError) -> UInt64 {
    guard place + count <= end else { throw .truncated(at: place) }
    var value: UInt64 = 0
    for index in 0..<count { value |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    place += count
    return value
  }

  private mutating func variable() throws(TickPackingError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, through: 63, by: 7) {
      let next = try byte()
      value |= UInt64(next & 0x7F) << UInt64(shift)
      if next < 0x80 { return value }
    }
    throw .damaged(at: place, what: "a number of more than ten bytes")
  }

  /// What `BlockWriter.steps` wrote.
  mutating func steps(_ count: Int) throws(TickPackingError) -> [Int64] {
    guard count > 0 else { return [] }
    var last = Int64(bitPattern: try fixed(bytes: 8))
    var values: [Int64] = []
    values.reserveCapacity(count)
    values.append(last)
    try blocks(count - 1) { step in
      last &+= step
      values.append(last)
    }
    return values
  }

  /// What `BlockWriter.values` wrote.
  mutating func values(_ count: Int) throws(TickPackingError) -> [Int32] {
    var values: [Int32] = []
    values.reserveCapacity(count)
    var isWide = false
    try blocks(count) { value in
      isWide = isWide || Int64(Int32(truncatingIfNeeded: value)) != value
      values.append(Int32(truncatingIfNeeded: value))
    }
    if isWide { throw .damaged(at: place, what: "a size of more than 32 bits") }
    return values
  }

  @inline(__always) private mutating func blocks(
    _ count: Int, _ take: (Int64) -> Void
  ) throws(TickPackingError) {
    var done = 0
    while done < count {
      let length = min(BlockWriter.blockLength, count - done)
      let folded = try variable()
      let least = Int64(bitPattern: (folded >> 1) ^ (0 &- (folded & 1)))
      let width = Int(try byte())
      guard width <= 64 else { throw .damaged(at: place - 1, what: "a width of \(width) bits") }
      let size = (length * width + 7) / 8
      guard place + size <= end else { throw .truncated(at: place) }
      unpack(length, width, least, take)
      place += size
      done += length
    }
  }

  @inline(__always) private func unpack(
    _ length: Int, _ width: Int, _ least: Int64, _ take: (Int64) -> Void
  ) {
    let mask: UInt64 = width == 64 ? .max : (1 << UInt64(width)) - 1
    bytes.withUnsafeBytes { buffer in
      for index in 0..<length {
        let bit = index * width
        let (at, shift) = (place + bit >> 3, UInt64(bit & 7))
        var value =
          UInt64(
            littleEndian: buffer.loadUnaligned(fromByteOffset: at, as: UInt64.self)) >> shift
        // Up to 64 bits from the middle of a byte reach into a ninth.
        value |= UInt64(buffer[at + 8]) << (64 - shift)
        take(Int64(bitPattern: value & mask) &+ least)
      }
    }
  }
}
