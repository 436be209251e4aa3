// Interpolation between two points by a cubic over a quadratic, with one free parameter.
//
// The parameter fits the second derivative at one end and keeps the interpolant monotone, or
// convex, where the data are. Source: Delbourgo and Gregory (1985), "Shape preserving piecewise
// rational interpolation", SIAM J. Scientific and Statistical Computing 6(4), as used by Jaeckel
// (2015), "Let's be rational", Wilmott 75, section 4.

/// A rational cubic through two points with given slopes.
struct RationalCubic {
  /// Where the interval starts.
  var x0: Double
  /// Where it ends.
  var x1: Double
  /// The value at the start.
  var y0: Double
  /// The value at the end.
  var y1: Double
  /// The slope at the start.
  var slope0: Double
  /// The slope at the end.
  var slope1: Double

  /// The interpolant with a second derivative at the start.
  @inline(__always)
  func value(at x: Double, secondAtStart: Double) -> Double {
    let width = x1 - x0
    let chord = (y1 - y0) / width
    let fitted = (0.5 * width * secondAtStart + (slope1 - slope0)) / (chord - slope0)
    return value(at: x, parameter: max(fitted, leastParameter(chord: chord)))
  }

  /// The interpolant with a second derivative at the end.
  @inline(__always)
  func value(at x: Double, secondAtEnd: Double) -> Double {
    let width = x1 - x0
    let chord = (y1 - y0) / width
    let fitted = (0.5 * width * secondAtEnd + (slope1 - slope0)) / (slope1 - chord)
    return value(at: x, parameter: max(fitted, leastParameter(chord: chord)))
  }

  /// The interpolant for a parameter; three makes it the ordinary cubic.
  @inline(__always)
  func value(at x: Double, parameter: Double) -> Double {
    let width = x1 - x0
    let t = (x - x0) / width
    let s = 1 - t
    // Towards an infinite parameter the interpolant becomes the chord.
    guard parameter < 1e100 else { return y0 * s + y1 * t }
    let top =
      t * t * (y1 * t + (parameter * y1 - width * slope1) * s)
      + s * s * (y0 * s + (parameter * y0 + width * slope0) * t)
    return top / (1 + (parameter - 3) * t * s)
  }

  /// The least parameter that keeps the shape of the data.
  @inline(__always)
  private func leastParameter(chord: Double) -> Double {
    // Above minus one the denominator has no zero in the interval.
    var least = -1 + 1.5e-8
    if slope0 * chord > 0, slope1 * chord > 0 { least = max(least, (slope0 + slope1) / chord) }
    let (rise0, rise1) = (chord - slope0, slope1 - chord)
    if rise0 * rise1 > 0 {
      let bend = slope1 - slope0
      least = max(least, max(abs(bend / rise1), abs(bend / rise0)))
    }
    return least
  }
}
