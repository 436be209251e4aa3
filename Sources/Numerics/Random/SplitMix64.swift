// Counted, seeded random streams.
//
// SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA
// 2014), in the form mix(seed + (k + 1) * gamma): the k-th number needs no state but k, so a
// stream is stored as a seed and a counter.

/// A named stream of random numbers: a seed and the count of numbers drawn.
public struct RandomStream: Hashable, Sendable {
  /// The seed of the stream.
  public var seed: UInt64
  /// How many numbers were drawn.
  public var count: UInt64

  /// Makes a stream at its beginning.
  @inlinable public init(seed: UInt64) {
    self.seed = seed
    count = 0
  }

  /// Makes a stream at a count.
  @inlinable public init(seed: UInt64, count: UInt64) {
    self.seed = seed
    self.count = count
  }

  /// A stream of its own for a purpose, so that adding one never moves another.
  public init(seed: UInt64, purpose: String) {
    self.init(seed: RandomStream.mix(seed ^ fnv1a(purpose)))
  }

  /// The finaliser of SplitMix64.
  @inlinable public static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The next 64 random bits.
  @inlinable public mutating func next() -> UInt64 {
    count &+= 1
    return RandomStream.mix(seed &+ count &* 0x9E37_79B9_7F4A_7C15)
  }

  /// The next number, uniform on [0, 1) with 53 bits.
  @inlinable public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }
}

/// The 64-bit FNV-1a hash of a text's UTF-8 bytes (Fowler, Noll and Vo).
public func fnv1a(_ text: String) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in text.utf8 {
    hash ^= UInt64(byte)
    hash = hash &* 0x0000_0100_0000_01B3
  }
  return hash
}
