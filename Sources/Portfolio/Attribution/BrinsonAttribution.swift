// Brinson's attribution of an active return to allocation, selection and interaction.
//
//     allocation_i  = (w_i - W_i) (B_i - B)
//     selection_i   = W_i (R_i - B_i)
//     interaction_i = (w_i - W_i) (R_i - B_i)
//
// with w and R the weights and returns of the book, W and B those of the benchmark, and B without an
// index its whole return. Where both weights sum to one, the three sum to the active return.
//
// Sources: Brinson, Hood and Beebower (1986), "Determinants of portfolio performance", Financial
// Analysts Journal 42(4); Brinson and Fachler (1985), J. Portfolio Management 11(3), for the
// allocation against the whole benchmark.

/// A segment of the book beside the same segment of the benchmark; weights and returns as decimals.
public struct BrinsonSegment: Hashable, Sendable {
  /// The segment.
  public var name: String
  /// Weight in the book.
  public var weight: Double
  /// Return in the book.
  public var rate: Double
  /// Weight in the benchmark.
  public var benchmarkWeight: Double
  /// Return in the benchmark.
  public var benchmarkRate: Double

  /// Makes a segment.
  public init(
    name: String, weight: Double, rate: Double, benchmarkWeight: Double, benchmarkRate: Double
  ) {
    self.name = name
    self.weight = weight
    self.rate = rate
    self.benchmarkWeight = benchmarkWeight
    self.benchmarkRate = benchmarkRate
  }
}

/// The effects of one segment.
public struct BrinsonEffect: Hashable, Sendable {
  /// The segment.
  public var segment: BrinsonSegment
  /// Of weighing it otherwise than the benchmark.
  public var allocation: Double
  /// Of holding other things in it.
  public var selection: Double
  /// Of both at once.
  public var interaction: Double

  /// All three.
  public var total: Double { allocation + selection + interaction }
}

/// An active return in its effects.
public struct BrinsonAttribution: Hashable, Sendable {
  /// The effects, segment by segment.
  public var effects: [BrinsonEffect]
  /// Return of the book.
  public var rate: Double
  /// Return of the benchmark.
  public var benchmarkRate: Double

  /// Return of the book over that of the benchmark.
  public var active: Double { rate - benchmarkRate }

  /// What all effects sum to.
  public var explained: Double { effects.reduce(0) { $0 + $1.total } }

  /// Attributes an active return.
  ///
  /// - Parameter segments: Segments whose weights sum to one in the book and in the benchmark.
  public init(_ segments: [BrinsonSegment]) {
    let benchmark = segments.reduce(0) { $0 + $1.benchmarkWeight * $1.benchmarkRate }
    rate = segments.reduce(0) { $0 + $1.weight * $1.rate }
    benchmarkRate = benchmark
    effects = segments.map { one in
      let overweight = one.weight - one.benchmarkWeight
      let better = one.rate - one.benchmarkRate
      return BrinsonEffect(
        segment: one, allocation: overweight * (one.benchmarkRate - benchmark),
        selection: one.benchmarkWeight * better, interaction: overweight * better)
    }
  }
}
