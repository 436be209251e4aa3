// Variates against published quantiles and their own moments.

import Feeds
import Glibc
import Numerics
import Testing

@Suite("Random variates")
struct RandomVariatesTests {
  /// Wichura (1988) prints the first three; the others are the inverse of erfc.
  @Test("normal quantiles of AS 241")
  func quantiles() {
    for (p, z) in [
      (0.25, -0.6744897501960817), (0.001, -3.090232306167814), (1e-20, -9.262340089798408),
      (0.5, 0), (0.975, 1.959963984540054), (0.9999, 3.719016485455709),
    ] {
      #expect(abs(normalQuantile(p) - z) <= 4e-15 * max(1, abs(z)), "\(p)")
    }
    #expect(normalQuantile(0) == -.infinity)
    #expect(normalQuantile(1) == .infinity)
  }

  @Test("the quantile undoes the distribution over the whole line")
  func inverse() {
    for z in stride(from: -8.0, through: 5, by: 0.01) {
      let p = 0.5 * erfc(-z / 2.0.squareRoot())
      #expect(abs(normalQuantile(p) - z) < 1e-9, "\(z)")
    }
  }

  /// Mean and variance of many draws.
  private func moments(_ draw: (inout RandomStream) -> Double) -> (Double, Double) {
    var random = RandomStream(seed: 20_180_205)
    var sum = 0.0
    var squares = 0.0
    let n = 200_000
    for _ in 0..<n {
      let x = draw(&random)
      sum += x
      squares += x * x
    }
    let mean = sum / Double(n)
    return (mean, squares / Double(n) - mean * mean)
  }

  @Test("means and variances")
  func means() {
    let normal = moments { $0.normal() }
    #expect(abs(normal.0) < 0.01 && abs(normal.1 - 1) < 0.015)
    let student = moments { $0.studentT(6) }
    #expect(abs(student.0) < 0.01 && abs(student.1 - 1) < 0.04)
    let exponential = moments { $0.exponential() }
    #expect(abs(exponential.0 - 1) < 0.01 && abs(exponential.1 - 1) < 0.04)
    for shape in [0.5, 1.0, 4.0] {
      let gamma = moments { $0.gamma(shape: shape) }
      #expect(abs(gamma.0 - shape) < 0.02 * max(shape, 1), "\(shape)")
      #expect(abs(gamma.1 - shape) < 0.05 * max(shape, 1), "\(shape)")
    }
  }

  @Test("a stream at a count goes on where the stream was")
  func counted() {
    var whole = RandomStream(seed: 7, purpose: "path")
    for _ in 0..<10 { _ = whole.studentT(5) }
    var resumed = RandomStream(seed: whole.seed, count: whole.count)
    for _ in 0..<10 { #expect(whole.normal() == resumed.normal()) }
  }
}
