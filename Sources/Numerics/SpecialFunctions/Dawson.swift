// Dawson's integral and the imaginary error function, for passage times of reverting processes.
//
// Both are kept to the last digits for every finite argument: the power series has terms of one
// sign only, and the asymptotic series takes over where its least term is below rounding.

import Glibc

/// Dawson's integral.
///
///     D(x) = exp(-x^2) int_0^x exp(t^2) dt = exp(-x^2) sum_k x^(2k+1) / (k! (2k+1))
///     D(x) ~ 1/(2x) (1 + 1/(2x^2) + 3/(2x^2)^2 + 15/(2x^2)^3 + ...)
///
/// Source: Abramowitz and Stegun (1964), "Handbook of Mathematical Functions", 7.1.5 and 7.1.23.
/// Accuracy: 3e-15 relative; the exponential costs x^2 units of rounding.
///
/// - Parameter x: Any number.
/// - Returns: D(x), odd in x; zero at infinity.
public func dawson(_ x: Double) -> Double {
  let square = x * x
  guard abs(x) < 6.5 else {
    guard square.isFinite else { return x.isNaN ? x : 0 }
    let s = 0.5 / square
    var term = 1.0
    var sum = 1.0
    for k in 1...25 {
      let next = term * s * Double(2 * k - 1)
      guard next < term, next > 1e-17 else { break }
      term = next
      sum += term
    }
    return 0.5 / x * sum
  }
  return exp(-square) * x * growingSeries(square)
}

/// The imaginary error function, -i erf(ix).
///
///     erfi(x) = 2 / sqrt(pi) int_0^x exp(t^2) dt
///
/// Source: Abramowitz and Stegun (1964), "Handbook of Mathematical Functions", 7.1.5.
///
/// - Parameter x: Any number; beyond 26.6 the value is infinite.
/// - Returns: erfi(x), odd in x.
public func imaginaryErrorFunction(_ x: Double) -> Double {
  let scale = 1.128_379_167_095_512_573_9
  let square = x * x
  return abs(x) < 6.5 ? scale * x * growingSeries(square) : scale * exp(square) * dawson(x)
}

/// The sum over k of s^k / (k! (2k + 1)).
private func growingSeries(_ s: Double) -> Double {
  var power = 1.0
  var sum = 1.0
  // At most 42.25 here: the terms fall from k = 42 and vanish before k = 160.
  for k in 1...200 {
    power *= s / Double(k)
    let term = power / Double(2 * k + 1)
    sum += term
    if term < 1e-17 * sum { break }
  }
  return sum
}
