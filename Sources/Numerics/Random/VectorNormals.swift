// Normal variates in columns, for simulations that draw millions.
//
// The same bits as one call of `normal()` after another. The quantile's central rational, which
// serves 85 of 100 draws, runs on four lanes without a branch; the draws in the tails are listed
// on the way and done after, so that no branch is guessed wrong.

import Glibc

extension RandomStream {
  /// Fills the head of two columns with uniforms and the standard normals they stand for.
  ///
  /// Lane l of element k is draw 4k + l. Source of the rationals: Wichura (1988), "Algorithm
  /// AS 241", Applied Statistics 37, routine PPND16.
  ///
  /// - Parameters:
  ///   - uniforms: Receives the probabilities, on the open interval (0, 1).
  ///   - normals: Receives the deviates.
  ///   - count: How many elements to fill; no more than the shorter column is.
  public mutating func fillNormals(
    uniforms: inout [SIMD4<Double>], normals: inout [SIMD4<Double>], count: Int
  ) {
    let length = min(count, uniforms.count, normals.count)
    guard length > 0 else { return }
    var uniforms = uniforms.mutableSpan
    var normals = normals.mutableSpan
    var stream = self
    for index in 0..<length {
      let p = SIMD4(
        stream.openUniform(), stream.openUniform(), stream.openUniform(), stream.openUniform())
      uniforms[unchecked: index] = p
      normals[unchecked: index] = centralQuantile(p - 0.5)
    }
    self = stream
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 4 * length) { places in
      var tails = 0
      for index in 0..<length {
        let q = uniforms[unchecked: index] - 0.5
        for lane in 0..<4 {
          places[tails] = 4 &* index &+ lane
          tails &+= abs(q[lane]) > 0.425 ? 1 : 0
        }
      }
      for place in places[0..<tails] {
        let p = uniforms[unchecked: place >> 2][place & 3]
        normals[unchecked: place >> 2][place & 3] = tailQuantile(p)
      }
    }
  }
}

/// The quantile at p = q + 1/2 for |q| of at most 0.425.
@inline(__always)
private func centralQuantile(_ q: SIMD4<Double>) -> SIMD4<Double> {
  let r = 0.180625 - q * q
  var top = r * 2509.0809287301226727 + 33430.575583588128105
  top = top * r + 67265.770927008700853
  top = top * r + 45921.953931549871457
  top = top * r + 13731.693765509461125
  top = top * r + 1971.5909503065514427
  top = top * r + 133.14166789178437745
  top = top * r + 3.3871328727963666080
  var bottom = r * 5226.4952788528545610 + 28729.085735721942674
  bottom = bottom * r + 39307.895800092710610
  bottom = bottom * r + 21213.794301586595867
  bottom = bottom * r + 5394.1960214247511077
  bottom = bottom * r + 687.18700749205790830
  bottom = bottom * r + 42.313330701600911252
  bottom = bottom * r + 1
  return q * (top / bottom)
}

/// The quantile beyond: the first tail of the algorithm here, the second by the scalar routine.
@inline(__always)
private func tailQuantile(_ p: Double) -> Double {
  let q = p - 0.5
  let root = (-log(q < 0 ? p : 1 - p)).squareRoot()
  guard root <= 5 else { return normalQuantile(p) }
  let r = root - 1.6
  var top = r * 7.74545014278341407640e-4 + 2.27238449892691845833e-2
  top = top * r + 2.41780725177450611770e-1
  top = top * r + 1.27045825245236838258e0
  top = top * r + 3.64784832476320460504e0
  top = top * r + 5.76949722146069140550e0
  top = top * r + 4.63033784615654529590e0
  top = top * r + 1.42343711074968357734e0
  var bottom = r * 1.05075007164441684324e-9 + 5.47593808499534494600e-4
  bottom = bottom * r + 1.51986665636164571966e-2
  bottom = bottom * r + 1.48103976427480074590e-1
  bottom = bottom * r + 6.89767334985100004550e-1
  bottom = bottom * r + 1.67638483018380384940e0
  bottom = bottom * r + 2.05319162663775882187e0
  bottom = bottom * r + 1
  return q < 0 ? -(top / bottom) : top / bottom
}
