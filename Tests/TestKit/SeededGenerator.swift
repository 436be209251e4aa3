// A seeded source of cases for property tests: the same seed gives the same cases everywhere.

/// SplitMix64 of Steele, Lea and Flood (2014), "Fast Splittable Pseudorandom Number Generators".
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts a sequence; print the seed with any failure so that it can be run again.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A double in a half-open range, uniform on the 53-bit grid.
  public mutating func double(in range: Range<Double>) -> Double {
    let unit = Double(next() >> 11) * 0x1p-53
    return range.lowerBound + unit * (range.upperBound - range.lowerBound)
  }

  /// An integer in a closed range.
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &self)
  }

  /// One element of a list that is not empty.
  public mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[integer(in: 0...(choices.count - 1))]
  }
}
