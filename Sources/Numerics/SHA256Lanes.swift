// SHA-256 of many messages at once: four are hashed side by side, and the next one takes the lane
// of one that has ended.

extension SHA256 {
  /// The hashes of parts of one run of bytes.
  ///
  /// - Parameters:
  ///   - parts: Where each message stands; they may overlap.
  ///   - bytes: What the parts are of.
  /// - Returns: 32 bytes for each part, in their order.
  public static func hashes(of parts: [Range<Int>], in bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { all in
      withUnsafeTemporaryAllocation(byteCount: 4 * 128, alignment: 16) { rests in
        [UInt8](unsafeUninitializedCapacity: 32 * parts.count) { digests, count in
          if let rests = rests.baseAddress, let start = digests.baseAddress {
            var lanes = MessageLanes(parts, all, rests)
            lanes.hash(into: UnsafeMutableRawPointer(start))
          }
          count = 32 * parts.count
        }
      }
    }
  }
}

/// Messages on their way through four lanes.
private struct MessageLanes {
  private let parts: [Range<Int>]
  private let bytes: UnsafeRawBufferPointer
  /// The padded rest of each lane's message, at most two blocks.
  private let rests: UnsafeMutableRawPointer
  private var state = SHA256Vector()
  /// The message of each lane; -1 for a lane that idles on whatever its rest holds.
  private var message: [4 of Int] = InlineArray(repeating: -1)
  /// The next block of each lane.
  private var block: [4 of UnsafeRawPointer]
  /// Whole blocks that are left in place, and padded ones that are left after them.
  private var whole: [4 of Int] = InlineArray(repeating: 0)
  private var padded: [4 of Int] = InlineArray(repeating: 0)
  private var next = 0
  private var active = 0

  init(
    _ parts: [Range<Int>], _ bytes: UnsafeRawBufferPointer, _ rests: UnsafeMutableRawPointer
  ) {
    self.parts = parts
    self.bytes = bytes
    self.rests = rests
    rests.initializeMemory(as: UInt8.self, repeating: 0, count: 4 * 128)
    block = InlineArray(repeating: UnsafeRawPointer(rests))
  }

  mutating func hash(into digests: UnsafeMutableRawPointer) {
    for lane in 0..<4 { begin(lane) }
    while active > 0 {
      state.compress(block)
      for lane in 0..<4 { advance(lane, digests) }
    }
  }

  /// Gives the next message to a lane.
  private mutating func begin(_ lane: Int) {
    message[lane] = -1
    guard next < parts.count else { return }
    message[lane] = next
    precondition(parts[next].upperBound <= bytes.count && parts[next].lowerBound >= 0)
    let part = UnsafeRawBufferPointer(rebasing: bytes[parts[next]])
    next += 1
    active += 1
    state.begin(lane)
    whole[lane] = part.count >> 6
    let left = part.count & 63
    padded[lane] = left < 56 ? 1 : 2
    let end = 64 * padded[lane]
    let rest = rests + 128 * lane
    block[lane] = UnsafeRawPointer(rest)
    if let start = part.baseAddress {
      if whole[lane] > 0 { block[lane] = start }
      rest.copyMemory(from: start + (part.count - left), byteCount: left)
    }
    rest.storeBytes(of: 0x80, toByteOffset: left, as: UInt8.self)
    (rest + left + 1).initializeMemory(as: UInt8.self, repeating: 0, count: end - left - 9)
    rest.storeBytes(
      of: UInt64(part.count * 8).bigEndian, toByteOffset: end - 8, as: UInt64.self)
  }

  /// Goes to the next block of a lane.
  private mutating func advance(_ lane: Int, _ digests: UnsafeMutableRawPointer) {
    if whole[lane] > 0 {
      whole[lane] -= 1
      block[lane] = whole[lane] > 0 ? block[lane] + 64 : UnsafeRawPointer(rests + 128 * lane)
    } else if message[lane] >= 0 {
      padded[lane] -= 1
      block[lane] += 64
      guard padded[lane] == 0 else { return }
      state.store(lane, to: digests + 32 * message[lane])
      block[lane] = UnsafeRawPointer(rests + 128 * lane)
      active -= 1
      begin(lane)
    }
  }
}
