// Spectra of known sinusoids and of noise with a known density.

import Glibc
import Numerics
import TestKit
import Testing
import Volatility

private func noise(_ count: Int, seed: UInt64, autocorrelation: Double = 0) -> [Double] {
  var generator = SeededGenerator(seed: seed)
  var value = 0.0
  let scale = (1 - autocorrelation * autocorrelation).squareRoot()
  return (0..<count).map { _ in
    value = autocorrelation * value + scale * normalQuantile(generator.double(in: 1e-12..<1))
    return value
  }
}

private func wave(_ count: Int, period: Double, amplitude: Double, phase: Double = 0) -> [Double] {
  (0..<count).map { amplitude * cos(2 * .pi * Double($0) / period + phase) }
}

private func sum(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 + $1 } }

@Suite("Spectral density")
struct SpectralDensityTests {
  @Test("adds up to the variance about the line", arguments: [100, 101, 252])
  func parseval(count: Int) throws {
    let series = sum(noise(count, seed: 1), (0..<count).map { 3 + 0.1 * Double($0) })
    let spectrum = try periodogram(series, taper: .rectangular)
    let times = (0..<count).map(Double.init)
    let line = try #require(fitLine(x: times, y: series))
    let variance =
      zip(times, series).reduce(0.0) { total, point in
        let miss = point.1 - line.intercept - line.slope * point.0
        return total + miss * miss
      } / Double(count)
    #expect(relativeError(spectrum.variance, expected: variance) < 1e-12)
    #expect(spectrum.frequencies.count == count / 2 && spectrum.segments == 1)
  }

  @Test("Welch's mean finds the density of an autoregression", arguments: Taper.allCases)
  func welch(taper: Taper) throws {
    let series = noise(60_000, seed: 4, autocorrelation: 0.6)
    let spectrum = try welchDensity(series, segmentLength: 100, taper: taper)
    #expect(spectrum.segments == 1_199)
    for (f, density) in zip(spectrum.frequencies, spectrum.density) where f > 0.03 && f < 0.49 {
      let truth = 2 * 0.64 / (1.36 - 1.2 * cos(2 * .pi * f))
      // Leakage lifts the untapered estimate; a mean of 1,199 overlapping ordinates is good to 4 %.
      #expect(abs(density / truth - 1) < (taper == .rectangular ? 0.3 : 0.16), "\(f)")
    }
  }

  @Test("a sinusoid has its variance in its own period")
  func sinusoid() throws {
    let series = wave(630, period: 21, amplitude: 2)
    let spectrum = try periodogram(series, taper: .rectangular)
    #expect(spectrum.share(of: 20...22) > 0.99)
    #expect(abs(spectrum.variance - 2) < 0.02)
  }

  @Test("refuses what has no spectrum")
  func badInput() {
    #expect(throws: ModelError.tooFew(what: "series", count: 15, least: 16)) {
      try periodogram(noise(15, seed: 1), taper: .hann)
    }
    #expect(throws: ModelError.self) {
      try periodogram([Double](repeating: 2, count: 40), taper: .hann)
    }
    #expect(throws: ModelError.self) {
      try periodogram(noise(40, seed: 1) + [.nan], taper: .hann)
    }
    for length in [15, 41] {
      #expect(throws: ModelError.self) {
        try welchDensity(noise(40, seed: 1), segmentLength: length)
      }
    }
  }
}

@Suite("Cycles")
struct CycleTests {
  @Test("two planted cycles stand out of red noise, and nothing else")
  func planted() throws {
    var series = noise(1_260, seed: 8, autocorrelation: 0.5)
    series = sum(series, wave(1_260, period: 63, amplitude: 1.2))
    series = sum(series, wave(1_260, period: 5, amplitude: 0.5, phase: 1))
    let cycles = try dominantCycles(series, background: .red, significance: 0.01)
    #expect(
      cycles.map { $0.period.rounded() } == [63, 5]
        || cycles.map { $0.period.rounded() } == [5, 63])
    for cycle in cycles { #expect(cycle.pValue <= 0.01 && cycle.pointwisePValue <= cycle.pValue) }
  }

  @Test("noise shows a cycle as often as the significance says")
  func falseAlarms() throws {
    var (red, white, fisher) = (0, 0, 0)
    for seed in 0..<400 {
      let series = noise(256, seed: UInt64(1_000 + seed), autocorrelation: 0.6)
      let found = try dominantCycles(series, background: .red, significance: 0.05)
      red += found.isEmpty ? 0 : 1
      let plain = noise(256, seed: UInt64(9_000 + seed))
      white += try dominantCycles(plain, background: .white, significance: 0.05).isEmpty ? 0 : 1
      fisher += try fisherTest(plain).pValue <= 0.05 ? 1 : 0
    }
    // 400 draws at 5 %: 20, give or take 4.4 for the test that is exact.
    #expect(red < 36 && white < 36, "\(red) \(white)")
    #expect(fisher > 6 && fisher < 36, "\(fisher)")
  }

  /// Critical values of g at 5 %, as tables after Fisher (1929) print them.
  @Test("Fisher's p-value meets the printed critical values")
  func fisherTable() {
    for (m, critical) in [(5, 0.68377), (10, 0.44495), (20, 0.27040), (50, 0.13135)] {
      #expect(abs(fisherPValue(critical, ordinates: m) - 0.05) < 2e-4, "\(m)")
    }
    #expect(fisherPValue(0, ordinates: 10) == 1 && fisherPValue(1, ordinates: 10) == 0)
    // The exact sum and its limit agree where they meet.
    #expect(abs(fisherPValue(0.002, ordinates: 2_000) - 1) < 1e-9)
  }

  @Test("a named cycle comes back with amplitude and phase")
  func named() throws {
    let series = sum(
      wave(1_000, period: 21.5, amplitude: 0.7, phase: 0.4), noise(1_000, seed: 3).map { 0.1 * $0 })
    let fit = try #require(try fitCycles(series, periods: [21.5]).first)
    #expect(abs(fit.amplitude - 0.7) < 0.02 && abs(fit.phase - 0.4) < 0.03)
    #expect(fit.varianceShare > 0.95 && fit.pValue < 1e-6)
    let usual = try fitCycles(series)
    #expect(usual.map(\.period) == [5, 21, 63, 252])
    #expect(throws: ModelError.self) { try fitCycles(Array(series.prefix(300))) }
    #expect(throws: ModelError.self) { try fitCycles(series, periods: [2]) }
  }

  @Test("p-values of named cycles are uniform under red noise")
  func uniform() throws {
    var below = 0
    for seed in 0..<500 {
      let series = noise(500, seed: UInt64(seed), autocorrelation: 0.4)
      below += try fitCycles(series, periods: [21]).contains { $0.pValue < 0.1 } ? 1 : 0
    }
    // 50 of 500 expected, give or take 6.7.
    #expect(below > 25 && below < 80, "\(below)")
  }
}

@Suite("Spectral filters")
struct SpectralFilterTests {
  @Test("low pass keeps the slow wave and drops the fast one")
  func lowPassed() throws {
    let slow = wave(500, period: 100, amplitude: 1)
    let series = sum(slow, wave(500, period: 5, amplitude: 1))
    let smooth = try lowPass(series, shortestPeriod: 21)
    // The fitted line leaks a little at the ends.
    for (value, truth) in zip(smooth, slow) { #expect(abs(value - truth) < 0.05) }
    let all = try lowPass(series, shortestPeriod: 2)
    for (value, truth) in zip(all, series) { #expect(abs(value - truth) < 1e-12) }
  }

  @Test("denoising leaves a wave nearer to itself than its noisy form")
  func denoised() throws {
    let clean = wave(512, period: 64, amplitude: 1)
    let noisy = sum(clean, noise(512, seed: 6).map { 0.5 * $0 })
    let smooth = try denoise(noisy)
    func distance(_ x: [Double]) -> Double {
      zip(x, clean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    #expect(distance(smooth) < 0.1 * distance(noisy))
    let untouched = try denoise(noisy, share: 0)
    for (value, truth) in zip(untouched, noisy) { #expect(abs(value - truth) < 1e-12) }
  }

  @Test("a trend with whole cycles is continued")
  func continued() throws {
    let series = sum(
      wave(420, period: 21, amplitude: 2, phase: 1), (0..<420).map { 0.05 * Double($0) })
    let ahead = try harmonicForecast(series, components: 12, horizon: 21)
    for (k, value) in ahead.enumerated() {
      let t = Double(420 + k)
      let truth = 2 * cos(2 * .pi * t / 21 + 1) + 0.05 * t
      #expect(abs(value - truth) < 0.25, "\(k): \(value) \(truth)")
    }
    #expect(throws: ModelError.self) { try harmonicForecast(series, components: 0, horizon: 5) }
    #expect(throws: ModelError.self) { try harmonicForecast(series, components: 3, horizon: 421) }
    #expect(throws: ModelError.self) { try lowPass(series, shortestPeriod: 1.5) }
    #expect(throws: ModelError.self) { try denoise(series, share: 2) }
  }
}

@Suite("Coherence")
struct CoherenceTests {
  @Test("a delayed copy is coherent, and its lag is the delay")
  func delayed() throws {
    let source = noise(8_000, seed: 2)
    let first = Array(source[3...])
    let second = sum(
      Array(source[..<(source.count - 3)]), noise(7_997, seed: 5).map { 0.3 * $0 })
    let result = try coherence(first, second, segmentLength: 128)
    for (index, f) in result.frequencies.enumerated() where f > 0.02 && f < 0.15 {
      #expect(abs(result.lag[index] - 2 * .pi * f * 3) < 0.12, "\(f)")
      // 1 / (1 + 0.09) is the coherence of signal and signal with noise.
      #expect(abs(result.squared[index] - 0.917) < 0.06, "\(f)")
    }
  }

  @Test("unrelated series exceed the level as often as it says")
  func level() throws {
    var (above, all) = (0, 0)
    for seed in 0..<60 {
      let result = try coherence(
        noise(1_024, seed: UInt64(seed)), noise(1_024, seed: UInt64(500 + seed)),
        segmentLength: 128)
      let bound = result.level(significance: 0.05)
      above += result.squared.filter { $0 > bound }.count
      all += result.squared.count
    }
    #expect(abs(Double(above) / Double(all) - 0.05) < 0.02, "\(above) of \(all)")
  }

  @Test("refuses series that do not belong together")
  func badInput() {
    let x = noise(100, seed: 1)
    #expect(throws: ModelError.self) { try coherence(x, Array(x.dropLast()), segmentLength: 20) }
    #expect(throws: ModelError.self) { try coherence(x, x, segmentLength: 51) }
    #expect(throws: ModelError.self) {
      try coherence(x, [Double](repeating: 1, count: 100), segmentLength: 20)
    }
  }
}
