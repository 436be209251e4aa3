// The normal distribution in vector registers, as the exercise integrals need it.

import Numerics

/// The standard normal density of each number.
@inline(__always)
func vectorDensity(_ d: Lanes) -> Lanes {
  0.398_942_280_401_432_677_94 * vectorExponential(-0.5 * d * d)
}

/// A multiple of N(d) of each number, from the same multiple of the density.
///
/// - Parameters:
///   - d: The arguments.
///   - density: The multiple times phi(d).
///   - whole: The multiple itself.
/// - Returns: The multiple of N(d).
@inline(__always)
func vectorProbability(_ d: Lanes, density: Lanes, whole: Lanes) -> Lanes {
  let size = d.replacing(with: -d, where: d .< 0)
  let bounded = size.replacing(with: 1e12, where: size .> 1e12)
  let ratio = vectorMillsRatio(bounded)
  let tail = density * ratio.numerator / ratio.denominator
  return tail.replacing(with: whole - tail, where: d .> 0)
}
