// Four complex numbers at once, for characteristic functions on many nodes.
//
// The same algebra as `ComplexNumber`, in vector registers; see `VectorTrigonometry` for what the
// functions promise.

/// Four complex numbers.
@frozen public struct ComplexLanes: Sendable {
  /// The real parts.
  public var real: FourReals
  /// The imaginary parts.
  public var imaginary: FourReals

  /// Makes four complex numbers.
  @inlinable @inline(__always)
  public init(_ real: FourReals, _ imaginary: FourReals) {
    self.real = real
    self.imaginary = imaginary
  }

  /// Four zeros.
  public static var zero: ComplexLanes { ComplexLanes(.zero, .zero) }

  /// One over each number.
  @inlinable @inline(__always)
  public var reciprocal: ComplexLanes {
    let scale = 1 / (real * real + imaginary * imaginary)
    return ComplexLanes(real * scale, -imaginary * scale)
  }

  /// The sums.
  @inlinable @inline(__always)
  public static func + (left: ComplexLanes, right: ComplexLanes) -> ComplexLanes {
    ComplexLanes(left.real + right.real, left.imaginary + right.imaginary)
  }

  /// The differences.
  @inlinable @inline(__always)
  public static func - (left: ComplexLanes, right: ComplexLanes) -> ComplexLanes {
    ComplexLanes(left.real - right.real, left.imaginary - right.imaginary)
  }

  /// The products.
  @inlinable @inline(__always)
  public static func * (left: ComplexLanes, right: ComplexLanes) -> ComplexLanes {
    ComplexLanes(
      left.real * right.real - left.imaginary * right.imaginary,
      left.real * right.imaginary + left.imaginary * right.real)
  }

  /// The products with real numbers.
  @inlinable @inline(__always)
  public static func * (left: FourReals, right: ComplexLanes) -> ComplexLanes {
    ComplexLanes(left * right.real, left * right.imaginary)
  }

  /// The products with one real number.
  @inlinable @inline(__always)
  public static func * (left: Double, right: ComplexLanes) -> ComplexLanes {
    ComplexLanes(left * right.real, left * right.imaginary)
  }

  /// The negatives.
  @inlinable @inline(__always)
  public static prefix func - (value: ComplexLanes) -> ComplexLanes {
    ComplexLanes(-value.real, -value.imaginary)
  }

  /// The exponentials.
  ///
  /// - Parameter z: Exponents with real parts up to 709 and imaginary ones up to 1e6 in size.
  /// - Returns: e to the power of each.
  @inlinable @inline(__always)
  public static func exponential(_ z: ComplexLanes) -> ComplexLanes {
    let size = fourExponentials(z.real)
    let (sine, cosine) = fourSinesAndCosines(z.imaginary)
    return ComplexLanes(size * cosine, size * sine)
  }

  /// The principal logarithms of one plus each number.
  ///
  /// - Parameter z: Numbers other than -1.
  /// - Returns: log1p(x (2 + x) + y^2) / 2 + i atan2(y, 1 + x).
  @inlinable @inline(__always)
  public static func logarithmOfOnePlus(_ z: ComplexLanes) -> ComplexLanes {
    let excess = z.real * (z.real + 2) + z.imaginary * z.imaginary
    return ComplexLanes(
      0.5 * fourLogarithmsOfOnePlus(excess), fourAngles(y: z.imaginary, x: z.real + 1))
  }

  /// The principal square roots of numbers with positive real parts, with the reciprocals of those.
  ///
  /// - Parameter z: Radicands in the right half-plane.
  /// - Returns: The roots, and one over each.
  @inlinable @inline(__always)
  public static func squareRoot(
    ofRightHalf z: ComplexLanes
  ) -> (root: ComplexLanes, inverse: ComplexLanes) {
    let modulus = (z.real * z.real + z.imaginary * z.imaginary).squareRoot()
    let w = (0.5 * (modulus + z.real)).squareRoot()
    // One division serves Im z / 2w and the reciprocal, whose size is the root of 1 / modulus.
    let quotient = 1 / (modulus * w)
    let imaginary = 0.5 * z.imaginary * (modulus * quotient)
    let scale = w * quotient
    return (ComplexLanes(w, imaginary), ComplexLanes(scale * w, -scale * imaginary))
  }
}
