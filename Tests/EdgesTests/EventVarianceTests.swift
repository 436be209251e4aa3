// The variance of an event taken out of two expiries.

import Edges
import Testing

@Suite("Event variance")
struct EventVarianceTests {
  @Test("recovers the ambient volatility and the move put in")
  func recovers() throws {
    let (f, e) = (0.25, 0.06)
    let (t1, t2) = (5.0 / 252, 25.0 / 252)
    let w1 = e * e + f * f * (t1 - 1.0 / 252)
    let w2 = e * e + f * f * (t2 - 1.0 / 252)
    let split = try #require(EventVariance(first: (w1, t1), second: (w2, t2), before: nil))
    #expect(abs(split.ambient.squareRoot() - f) < 1e-12)
    #expect(abs(split.move - e) < 1e-12)
    #expect(abs(split.expectedMove - 0.797_884_560_802_865_4 * e) < 1e-12)
    #expect(abs(split.premium - ((w1 / t1).squareRoot() / f - 1)) < 1e-12)
    #expect(abs(split.excess - (e * e - f * f / 252)) < 1e-15)
  }

  @Test("uses the expiry before the event when the later one gives none")
  func fallback() throws {
    let split = try #require(
      EventVariance(first: (0.004, 0.02), second: (0.003, 0.1), before: (0.0004, 0.01)))
    #expect(abs(split.ambient - 0.04) < 1e-15)
    #expect(EventVariance(first: (0.004, 0.02), second: (0.003, 0.1), before: nil) == nil)
  }
}
