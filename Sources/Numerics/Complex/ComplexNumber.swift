// Complex numbers for characteristic functions.
//
// Favours speed: plain algebra without guards against overflow of an intermediate square, which
// the arguments met here (moduli between 1e-100 and 1e100) never need. Logarithm and square root
// are the principal ones, cut along the negative real axis.

public import Glibc

/// A complex number in two doubles.
@frozen public struct ComplexNumber: Hashable, Sendable {
  /// The real part.
  public var real: Double
  /// The imaginary part.
  public var imaginary: Double

  /// Makes a complex number.
  @inlinable @inline(__always)
  public init(_ real: Double, _ imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  /// Zero.
  @inlinable public static var zero: ComplexNumber { ComplexNumber(0, 0) }

  /// The square of the modulus.
  @inlinable @inline(__always)
  public var squaredModulus: Double { real * real + imaginary * imaginary }

  /// The modulus.
  @inlinable public var modulus: Double { squaredModulus.squareRoot() }

  /// Whether both parts are finite.
  @inlinable public var isFinite: Bool { real.isFinite && imaginary.isFinite }

  /// One over the number.
  @inlinable @inline(__always)
  public var reciprocal: ComplexNumber {
    let scale = 1 / squaredModulus
    return ComplexNumber(real * scale, -imaginary * scale)
  }

  /// The sum.
  @inlinable @inline(__always)
  public static func + (left: ComplexNumber, right: ComplexNumber) -> ComplexNumber {
    ComplexNumber(left.real + right.real, left.imaginary + right.imaginary)
  }

  /// The difference.
  @inlinable @inline(__always)
  public static func - (left: ComplexNumber, right: ComplexNumber) -> ComplexNumber {
    ComplexNumber(left.real - right.real, left.imaginary - right.imaginary)
  }

  /// The product.
  @inlinable @inline(__always)
  public static func * (left: ComplexNumber, right: ComplexNumber) -> ComplexNumber {
    ComplexNumber(
      left.real * right.real - left.imaginary * right.imaginary,
      left.real * right.imaginary + left.imaginary * right.real)
  }

  /// The product with a real number.
  @inlinable @inline(__always)
  public static func * (left: Double, right: ComplexNumber) -> ComplexNumber {
    ComplexNumber(left * right.real, left * right.imaginary)
  }

  /// The quotient.
  @inlinable @inline(__always)
  public static func / (left: ComplexNumber, right: ComplexNumber) -> ComplexNumber {
    left * right.reciprocal
  }

  /// The negative.
  @inlinable @inline(__always)
  public static prefix func - (value: ComplexNumber) -> ComplexNumber {
    ComplexNumber(-value.real, -value.imaginary)
  }
}

/// The square root with a real part not below zero.
///
///     w = sqrt((|z| + |Re z|) / 2),   sqrt(z) = (w, Im z / 2w) or (|Im z| / 2w, sign(Im z) w)
///
/// - Parameter z: The radicand.
/// - Returns: The principal square root.
@inlinable @inline(__always)
public func squareRoot(_ z: ComplexNumber) -> ComplexNumber {
  let w = (0.5 * (z.modulus + abs(z.real))).squareRoot()
  guard w > 0 else { return .zero }
  let other = 0.5 * z.imaginary / w
  if z.real >= 0 { return ComplexNumber(w, other) }
  return ComplexNumber(abs(other), z.imaginary < 0 ? -w : w)
}

/// The logarithm of one plus a number, without losing digits of a small one.
///
///     ln(1 + z) = log1p(x (2 + x) + y^2) / 2 + i atan2(y, 1 + x)
///
/// - Parameter z: The distance from one; not minus one.
/// - Returns: The principal logarithm of 1 + z.
@inlinable @inline(__always)
public func logarithmOfOnePlus(_ z: ComplexNumber) -> ComplexNumber {
  let (x, y) = (z.real, z.imaginary)
  let excess = x * (2 + x) + y * y
  // Away from one the plain logarithm is as good and costs less.
  let size = abs(excess) < 0.5 ? log1p(excess) : log((1 + x) * (1 + x) + y * y)
  return ComplexNumber(0.5 * size, atan2(y, 1 + x))
}

extension ComplexNumber {
  /// The exponential.
  ///
  /// - Parameter z: The exponent.
  /// - Returns: e to the power of z.
  @inlinable @inline(__always)
  public static func exponential(_ z: ComplexNumber) -> ComplexNumber {
    let size = exp(z.real)
    return ComplexNumber(size * cos(z.imaginary), size * sin(z.imaginary))
  }
}
