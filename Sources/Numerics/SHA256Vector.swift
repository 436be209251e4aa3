// Four hashes of SHA-256 that advance side by side, one in each lane of a vector.
//
// The library's vectors add and multiply as vectors, but `|`, `^`, `&` and shifts go lane by lane,
// and what the optimiser makes of the halves of a rotation is no vector any more. So they are added
// instead, for no bit is set in both, and a shift to the left is a product with a power of two.

/// The states of four hashes.
struct SHA256Vector {
  typealias Words = SIMD4<UInt32>

  private var state: [8 of Words] = InlineArray(repeating: Words())

  /// Starts a hash in a lane.
  mutating func begin(_ lane: Int) {
    state[0][lane] = 0x6a09_e667
    state[1][lane] = 0xbb67_ae85
    state[2][lane] = 0x3c6e_f372
    state[3][lane] = 0xa54f_f53a
    state[4][lane] = 0x510e_527f
    state[5][lane] = 0x9b05_688c
    state[6][lane] = 0x1f83_d9ab
    state[7][lane] = 0x5be0_cd19
  }

  /// Stores the 32 bytes of the hash of a lane.
  func store(_ lane: Int, to digest: UnsafeMutableRawPointer) {
    for index in 0..<8 {
      digest.storeBytes(
        of: state[index][lane].bigEndian, toByteOffset: 4 * index, as: UInt32.self)
    }
  }

  /// Takes the next 64 bytes of each lane.
  mutating func compress(_ blocks: [4 of UnsafeRawPointer]) {
    var w: [64 of Words] = InlineArray(repeating: Words())
    for t in 0..<16 {
      w[t] = Words(
        word(blocks[0], t), word(blocks[1], t), word(blocks[2], t), word(blocks[3], t))
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    var t = 0
    // The rounds stand as in the plain hash: eight of them turn the letters once round.
    while t < 64 {
      round(a, b, c, &d, e, f, g, &h, w[t], t)
      round(h, a, b, &c, d, e, f, &g, w[t &+ 1], t &+ 1)
      if t < 48 { extend(&w, t) }
      round(g, h, a, &b, c, d, e, &f, w[t &+ 2], t &+ 2)
      round(f, g, h, &a, b, c, d, &e, w[t &+ 3], t &+ 3)
      if t < 48 { extend(&w, t &+ 2) }
      round(e, f, g, &h, a, b, c, &d, w[t &+ 4], t &+ 4)
      round(d, e, f, &g, h, a, b, &c, w[t &+ 5], t &+ 5)
      if t < 48 { extend(&w, t &+ 4) }
      round(c, d, e, &f, g, h, a, &b, w[t &+ 6], t &+ 6)
      round(b, c, d, &e, f, g, h, &a, w[t &+ 7], t &+ 7)
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

  @inline(__always) private func word(_ block: UnsafeRawPointer, _ t: Int) -> UInt32 {
    UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 &* t, as: UInt32.self))
  }

  @inline(__always) private func extend(_ w: inout [64 of Words], _ t: Int) {
    w[t &+ 16] = w[t] &+ small0(w[t &+ 1]) &+ w[t &+ 9] &+ small1(w[t &+ 14])
    w[t &+ 17] = w[t &+ 1] &+ small0(w[t &+ 2]) &+ w[t &+ 10] &+ small1(w[t &+ 15])
  }

  @inline(__always) private func round(
    _ a: Words, _ b: Words, _ c: Words, _ d: inout Words, _ e: Words, _ f: Words, _ g: Words,
    _ h: inout Words, _ word: Words, _ t: Int
  ) {
    let turned = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
    let chosen = g ^ (e & (f ^ g))
    let t1 = h &+ turned &+ chosen &+ word &+ Words(repeating: SHA256.roundConstants[t])
    let spun = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
    let most = (a & b) &+ (c & (a ^ b))
    d = d &+ t1
    h = t1 &+ spun &+ most
  }

  @inline(__always) private func small0(_ x: Words) -> Words {
    rotated(x, 7) ^ rotated(x, 18) ^ (x &>> Words(repeating: 3))
  }

  @inline(__always) private func small1(_ x: Words) -> Words {
    rotated(x, 17) ^ rotated(x, 19) ^ (x &>> Words(repeating: 10))
  }

  @inline(__always) private func rotated(_ x: Words, _ n: UInt32) -> Words {
    (x &>> Words(repeating: n)) &+ (x &* Words(repeating: 1 &<< (32 &- n)))
  }
}
