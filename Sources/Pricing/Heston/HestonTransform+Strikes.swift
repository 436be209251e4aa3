// All strikes of an expiry from the terms of its transform.
//
// The phase exp(i u x) of a strike turns by the same angle from one node to the next, so a strike
// costs two trigonometric calls in all and a few multiplications a node, two strikes at a time.

import Glibc
import Numerics

extension HestonTransform {
  /// Values the out-of-the-money option of each strike, undiscounted and in units of the forward.
  ///
  /// - Parameters:
  ///   - logStrikes: ln(K/F), inside the range the transform was evaluated for.
  ///   - start: The place of the first value.
  ///   - out: Where they go.
  func price(logStrikes: Span<Double>, from start: Int, _ out: inout [Double]) {
    var out = out.mutableSpan
    let terms = values.span
    let wrap = 2 / expm1(0.5 * period)
    var first = 0
    while first < logStrikes.count {
      let second = min(first + 1, logStrikes.count - 1)
      let x = SIMD2(-logStrikes[first], -logStrikes[second])
      let turnCosine = SIMD2(cos(step * x[0]), cos(step * x[1]))
      let turnSine = SIMD2(sin(step * x[0]), sin(step * x[1]))
      var cosine = SIMD2(1.0, 1.0)
      var sine = SIMD2(0.0, 0.0)
      var sum = SIMD2(0.0, 0.0)
      for index in 0..<count {
        let term = terms[index]
        sum += term.real * cosine - term.imaginary * sine
        let next = cosine * turnCosine - sine * turnSine
        sine = sine * turnCosine + cosine * turnSine
        cosine = next
      }
      for lane in 0..<2 {
        let size = abs(x[lane])
        let whole = exp(-0.5 * size) + wrap * cosh(0.5 * size)
        let place = start + (lane == 0 ? first : second)
        out[place] = (whole - sum[lane]) * exp(-0.5 * x[lane])
      }
      first += 2
    }
  }

  /// Values the out-of-the-money option of each strike with its derivatives by the parameters.
  ///
  /// - Parameters:
  ///   - logStrikes: ln(K/F), inside the range the transform was evaluated for.
  ///   - start: The place of the first value; a fifth of that of its first derivative.
  ///   - out: Where the values go, undiscounted and in units of the forward.
  ///   - gradient: Where the derivatives go, five for each strike in the order v0, kappa, theta,
  ///     sigma, rho.
  func price(
    logStrikes: Span<Double>, from start: Int, _ out: inout [Double], _ gradient: inout [Double]
  ) {
    var out = out.mutableSpan
    var gradient = gradient.mutableSpan
    let terms = values.span
    let slopes = slopes.span
    let wrap = 2 / expm1(0.5 * period)
    var first = 0
    while first < logStrikes.count {
      let second = min(first + 1, logStrikes.count - 1)
      let x = SIMD2(-logStrikes[first], -logStrikes[second])
      let turnCosine = SIMD2(cos(step * x[0]), cos(step * x[1]))
      let turnSine = SIMD2(sin(step * x[0]), sin(step * x[1]))
      var cosine = SIMD2(1.0, 1.0)
      var sine = SIMD2(0.0, 0.0)
      var sum = SIMD2(0.0, 0.0)
      var (v0, kappa, theta, sigma, rho) = (sum, sum, sum, sum, sum)
      for index in 0..<count {
        let term = terms[index]
        let slope = slopes[index]
        sum += term.real * cosine - term.imaginary * sine
        v0 += slope.v0.real * cosine - slope.v0.imaginary * sine
        kappa += slope.kappa.real * cosine - slope.kappa.imaginary * sine
        theta += slope.theta.real * cosine - slope.theta.imaginary * sine
        sigma += slope.sigma.real * cosine - slope.sigma.imaginary * sine
        rho += slope.rho.real * cosine - slope.rho.imaginary * sine
        let next = cosine * turnCosine - sine * turnSine
        sine = sine * turnCosine + cosine * turnSine
        cosine = next
      }
      for lane in 0..<2 {
        let size = abs(x[lane])
        let whole = exp(-0.5 * size) + wrap * cosh(0.5 * size)
        let place = start + (lane == 0 ? first : second)
        let scale = exp(-0.5 * x[lane])
        out[place] = (whole - sum[lane]) * scale
        gradient[5 * place] = -v0[lane] * scale
        gradient[5 * place + 1] = -kappa[lane] * scale
        gradient[5 * place + 2] = -theta[lane] * scale
        gradient[5 * place + 3] = -sigma[lane] * scale
        gradient[5 * place + 4] = -rho[lane] * scale
      }
      first += 2
    }
  }
}
