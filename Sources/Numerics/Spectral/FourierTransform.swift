// The discrete Fourier transform of any length.
//
// Powers of two by radix-2 butterflies over a table of roots; every other length by Bluestein's
// chirp, which turns it into a convolution of a power of two. Work grows as n log n always, and
// the error is a few units in the last place of the largest coefficient times log n.
// Sources: Cooley and Tukey (1965), Math. Comp. 19; Bluestein (1970), IEEE Trans. Audio
// Electroacoustics 18.

import Glibc

/// Complex numbers as two arrays of one length.
public struct ComplexSeries: Hashable, Sendable {
  /// The real parts.
  public var real: [Double]
  /// The imaginary parts.
  public var imaginary: [Double]

  /// Makes a series; a missing imaginary part is zero.
  ///
  /// - Parameters:
  ///   - real: The real parts.
  ///   - imaginary: The imaginary parts, cut or filled with zeros to the same length.
  public init(real: [Double], imaginary: [Double] = []) {
    self.real = real
    let rest = max(real.count - imaginary.count, 0)
    self.imaginary = imaginary.prefix(real.count) + [Double](repeating: 0, count: rest)
  }

  /// How many numbers there are.
  public var count: Int { real.count }

  /// The squared size of one number.
  public func power(_ index: Int) -> Double {
    real[index] * real[index] + imaginary[index] * imaginary[index]
  }
}

/// The discrete Fourier transform X_k = sum_t x_t exp(-2 pi i k t / n).
///
/// - Parameter series: Numbers, any count.
/// - Returns: As many coefficients.
public func fourierTransform(_ series: ComplexSeries) -> ComplexSeries {
  let n = series.count
  guard n > 1 else { return series }
  var result = series
  if n & (n - 1) == 0 {
    butterflies(&result.real, &result.imaginary, roots(n))
  } else {
    result = chirpTransform(series)
  }
  return result
}

/// The inverse transform x_t = sum_k X_k exp(2 pi i k t / n) / n.
///
/// - Parameter series: Coefficients, any count.
/// - Returns: As many numbers.
public func inverseFourierTransform(_ series: ComplexSeries) -> ComplexSeries {
  // Exchanging the parts before and after conjugates twice.
  let turned = fourierTransform(ComplexSeries(real: series.imaginary, imaginary: series.real))
  let scale = 1 / Double(max(series.count, 1))
  return ComplexSeries(
    real: turned.imaginary.map { $0 * scale }, imaginary: turned.real.map { $0 * scale })
}

/// exp(-2 pi i k / n) for the first half of the circle.
private func roots(_ n: Int) -> ComplexSeries {
  var table = ComplexSeries(real: [Double](repeating: 1, count: n / 2))
  for k in 0..<(n / 2) {
    let angle = -2 * Double.pi * Double(k) / Double(n)
    table.real[k] = cos(angle)
    table.imaginary[k] = sin(angle)
  }
  return table
}

/// The transform of a power of two in place.
private func butterflies(
  _ real: inout [Double], _ imaginary: inout [Double], _ roots: ComplexSeries
) {
  let n = real.count
  reverseBits(&real, &imaginary)
  var re = real.mutableSpan
  var im = imaginary.mutableSpan
  let rootRe = roots.real.span
  let rootIm = roots.imaginary.span
  var half = 1
  while half < n {
    let stride = n / (2 * half)
    var block = 0
    while block < n {
      for k in 0..<half {
        let (low, high) = (block + k, block + k + half)
        let (c, s) = (rootRe[k * stride], rootIm[k * stride])
        let tr = re[high] * c - im[high] * s
        let ti = re[high] * s + im[high] * c
        (re[high], im[high]) = (re[low] - tr, im[low] - ti)
        re[low] += tr
        im[low] += ti
      }
      block += 2 * half
    }
    half *= 2
  }
}

/// Puts every number at the place its index has when its bits are read backwards.
private func reverseBits(_ real: inout [Double], _ imaginary: inout [Double]) {
  let n = real.count
  var j = 0
  for i in 1..<n {
    var bit = n >> 1
    while j & bit != 0 {
      j ^= bit
      bit >>= 1
    }
    j |= bit
    if i < j {
      real.swapAt(i, j)
      imaginary.swapAt(i, j)
    }
  }
}

/// Bluestein's transform: k t = (k^2 + t^2 - (k - t)^2) / 2 makes it a convolution.
private func chirpTransform(_ series: ComplexSeries) -> ComplexSeries {
  let n = series.count
  var length = 1
  while length < 2 * n - 1 { length *= 2 }
  // The angle pi t^2 / n, its square taken modulo 2 n so that no digit is lost.
  let chirp = (0..<n).map { t -> (Double, Double) in
    let angle = Double.pi * Double(t * t % (2 * n)) / Double(n)
    return (cos(angle), sin(angle))
  }
  var a = ComplexSeries(real: [Double](repeating: 0, count: length))
  var b = a
  for t in 0..<n {
    let (c, s) = chirp[t]
    a.real[t] = series.real[t] * c + series.imaginary[t] * s
    a.imaginary[t] = series.imaginary[t] * c - series.real[t] * s
    b.real[t] = c
    b.imaginary[t] = s
    if t > 0 {
      b.real[length - t] = c
      b.imaginary[length - t] = s
    }
  }
  let table = roots(length)
  butterflies(&a.real, &a.imaginary, table)
  butterflies(&b.real, &b.imaginary, table)
  // The inverse transform of the product, by exchanged parts.
  var product = a
  for k in 0..<length {
    product.imaginary[k] = a.real[k] * b.real[k] - a.imaginary[k] * b.imaginary[k]
    product.real[k] = a.real[k] * b.imaginary[k] + a.imaginary[k] * b.real[k]
  }
  butterflies(&product.real, &product.imaginary, table)
  var result = series
  let scale = 1 / Double(length)
  for k in 0..<n {
    let (c, s) = chirp[k]
    let (re, im) = (product.imaginary[k] * scale, product.real[k] * scale)
    result.real[k] = re * c + im * s
    result.imaginary[k] = im * c - re * s
  }
  return result
}
