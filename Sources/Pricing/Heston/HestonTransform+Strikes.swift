// All strikes of an expiry from the terms of its transform.
//
// The phase exp(i u x) of a strike turns by the same angle from one block of four nodes to the
// next, so a strike costs two trigonometric calls in all and a few multiplications a block.

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
    for place in 0..<logStrikes.count {
      let x = -logStrikes[place]
      var phase = Phase(angle: step * x)
      var sum = FourReals.zero
      for index in 0..<blocks {
        let term = terms[index]
        sum += term.real * phase.cosine - term.imaginary * phase.sine
        phase.advance()
      }
      let size = abs(x)
      let whole = exp(-0.5 * size) + wrap * cosh(0.5 * size)
      out[start + place] = (whole - sum.sum()) * exp(-0.5 * x)
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
    for place in 0..<logStrikes.count {
      let x = -logStrikes[place]
      var phase = Phase(angle: step * x)
      var sum = FourReals.zero
      var (v0, kappa, theta, sigma, rho) = (sum, sum, sum, sum, sum)
      for index in 0..<blocks {
        let (cosine, sine) = (phase.cosine, phase.sine)
        sum += terms[index].real * cosine - terms[index].imaginary * sine
        let slope = slopes[index]
        v0 += slope.v0.real * cosine - slope.v0.imaginary * sine
        kappa += slope.kappa.real * cosine - slope.kappa.imaginary * sine
        theta += slope.theta.real * cosine - slope.theta.imaginary * sine
        sigma += slope.sigma.real * cosine - slope.sigma.imaginary * sine
        rho += slope.rho.real * cosine - slope.rho.imaginary * sine
        phase.advance()
      }
      let size = abs(x)
      let whole = exp(-0.5 * size) + wrap * cosh(0.5 * size)
      let scale = exp(-0.5 * x)
      let row = 5 * (start + place)
      out[start + place] = (whole - sum.sum()) * scale
      gradient[row] = -v0.sum() * scale
      gradient[row + 1] = -kappa.sum() * scale
      gradient[row + 2] = -theta.sum() * scale
      gradient[row + 3] = -sigma.sum() * scale
      gradient[row + 4] = -rho.sum() * scale
    }
  }

  /// The phases of a strike at four neighbouring nodes.
  private struct Phase {
    var cosine: FourReals
    var sine: FourReals
    private let turnCosine: Double
    private let turnSine: Double

    init(angle: Double) {
      let (c1, s1) = (cos(angle), sin(angle))
      let (c2, s2) = (c1 * c1 - s1 * s1, 2 * c1 * s1)
      cosine = FourReals(1, c1, c2, c1 * c2 - s1 * s2)
      sine = FourReals(0, s1, s2, s1 * c2 + c1 * s2)
      (turnCosine, turnSine) = (c2 * c2 - s2 * s2, 2 * c2 * s2)
    }

    @inline(__always)
    mutating func advance() {
      let next = turnCosine * cosine - turnSine * sine
      sine = turnCosine * sine + turnSine * cosine
      cosine = next
    }
  }
}
