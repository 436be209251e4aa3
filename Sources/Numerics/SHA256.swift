// SHA-256 (FIPS 180-4), the hash of the journal chain.
//
// It favours long inputs: whole blocks are read in place, sixteen schedule words are kept and
// replaced as they are used, and nothing is allocated between blocks.

/// The SHA-256 hash of a stream of bytes.
public struct SHA256: Sendable {
  private var state: [8 of UInt32]
  private var block: [64 of UInt8]
  private var filled: Int
  private var length: UInt64

  /// Starts a hash.
  public init() {
    state = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
      0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    block = InlineArray(repeating: 0)
    filled = 0
    length = 0
  }

  /// Appends bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt64(bytes.count)
    var position = 0
    while filled > 0 && filled < 64 && position < bytes.count {
      block[filled] = bytes[position]
      filled += 1
      position += 1
    }
    if filled == 64 { compressOwnBlock() }
    while position + 64 <= bytes.count {
      SHA256.compress(&state, UnsafeRawBufferPointer(rebasing: bytes[position..<position + 64]))
      position += 64
    }
    while position < bytes.count {
      block[filled] = bytes[position]
      filled += 1
      position += 1
    }
  }

  /// Appends an array of bytes.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Appends any sequence of bytes, such as the UTF-8 view of a text.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
    if done == nil { update(Array(bytes)) }
  }

  /// The 32 bytes of the hash; the stream itself may go on.
  public func finalize() -> [UInt8] {
    var last = self
    last.pad()
    var digest: [UInt8] = []
    digest.reserveCapacity(32)
    for index in 0..<8 {
      let word = last.state[index]
      digest.append(UInt8(truncatingIfNeeded: word >> 24))
      digest.append(UInt8(truncatingIfNeeded: word >> 16))
      digest.append(UInt8(truncatingIfNeeded: word >> 8))
      digest.append(UInt8(truncatingIfNeeded: word))
    }
    return digest
  }

  /// The hash of an array of bytes.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// Bytes as lower-case hexadecimal digits.
  public static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(2 * bytes.count)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func pad() {
    let bits = length &* 8
    append(0x80)
    while filled != 56 { append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
  }

  private mutating func append(_ byte: UInt8) {
    block[filled] = byte
    filled += 1
    if filled == 64 { compressOwnBlock() }
  }

  private mutating func compressOwnBlock() {
    var own = block
    var current = state
    withUnsafeBytes(of: &own) { SHA256.compress(&current, $0) }
    state = current
    filled = 0
  }

  private static func compress(_ state: inout [8 of UInt32], _ input: UnsafeRawBufferPointer) {
    var w: [64 of UInt32] = InlineArray(repeating: 0)
    for t in 0..<16 {
      w[t] = UInt32(bigEndian: input.loadUnaligned(fromByteOffset: 4 * t, as: UInt32.self))
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    var t = 0
    // Eight rounds turn the letters once round, so that no value is moved between names; the
    // words of later rounds are made beside them, where the processor has room.
    while t < 64 {
      round(a, b, c, &d, e, f, g, &h, w[t] &+ roundConstants[t])
      round(h, a, b, &c, d, e, f, &g, w[t &+ 1] &+ roundConstants[t &+ 1])
      if t < 48 { extend(&w, t) }
      round(g, h, a, &b, c, d, e, &f, w[t &+ 2] &+ roundConstants[t &+ 2])
      round(f, g, h, &a, b, c, d, &e, w[t &+ 3] &+ roundConstants[t &+ 3])
      if t < 48 { extend(&w, t &+ 2) }
      round(e, f, g, &h, a, b, c, &d, w[t &+ 4] &+ roundConstants[t &+ 4])
      round(d, e, f, &g, h, a, b, &c, w[t &+ 5] &+ roundConstants[t &+ 5])
      if t < 48 { extend(&w, t &+ 4) }
      round(c, d, e, &f, g, h, a, &b, w[t &+ 6] &+ roundConstants[t &+ 6])
      round(b, c, d, &e, f, g, h, &a, w[t &+ 7] &+ roundConstants[t &+ 7])
      if t < 48 { extend(&w, t &+ 6) }
      t &+= 8
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  /// Makes the two words that rounds t + 16 and t + 17 need.
  @inline(__always) private static func extend(_ w: inout [64 of UInt32], _ t: Int) {
    w[t &+ 16] = w[t] &+ small0(w[t &+ 1]) &+ w[t &+ 9] &+ small1(w[t &+ 14])
    w[t &+ 17] = w[t &+ 1] &+ small0(w[t &+ 2]) &+ w[t &+ 10] &+ small1(w[t &+ 15])
  }

  @inline(__always) private static func small0(_ x: UInt32) -> UInt32 {
    rotate(x, 7) ^ rotate(x, 18) ^ (x >> 3)
  }

  @inline(__always) private static func small1(_ x: UInt32) -> UInt32 {
    rotate(x, 17) ^ rotate(x, 19) ^ (x >> 10)
  }

  @inline(__always) private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32,
    _ g: UInt32, _ h: inout UInt32, _ word: UInt32
  ) {
    let turned = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    let t1 = h &+ turned &+ (g ^ (e & (f ^ g))) &+ word
    let spun = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    d = d &+ t1
    h = t1 &+ spun &+ ((a & b) | (c & (a | b)))
  }

  @inline(__always) private static func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 {
    (x &>> n) | (x &<< (32 &- n))
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  static let roundConstants: [64 of UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
