// Fills within a share of the volume: whole packages in their ratio, and the quotes they refuse.

import MarketData
import Testing

@testable import Execution

@Suite("Fills by volume and quality")
struct VolumeShareTests {
  private func leg(
    _ ratio: Int, volume: Int32, size: Int32 = 100, quality: QuoteQuality = .good
  ) -> FillLeg {
    FillLeg(
      ratio: ratio,
      quote: Quote(
        bid: Money(units: 50_000), ask: Money(units: 52_000), bidSize: size, askSize: size,
        volume: volume, time: Instant(nanoseconds: 1)), quality: quality, ticks: .penny)
  }

  private func fill(
    _ legs: [FillLeg], packages: Int = 50, share: Double?, filled: Int = 0
  ) -> Result<PackageFill, FillRefusal> {
    let terms = FillTerms(
      limit: Money(wholeDollars: -1_000), mode: .share, volumeShare: share, filled: filled)
    return fillPackage(legs, packages: packages, terms: terms)
  }

  @Test("the thinnest leg in its ratio decides, and what was filled before counts")
  func share() throws {
    let legs = [leg(1, volume: 500), leg(-2, volume: 300)]
    #expect(try fill(legs, share: nil).get().quantity == 50)
    // A tenth: 50 of the first, 30 / 2 = 15 packages of the second.
    #expect(try fill(legs, share: 0.1).get().quantity == 15)
    #expect(try fill(legs, share: 0.1, filled: 6).get().quantity == 9)
    #expect(fill(legs, share: 0.1, filled: 15) == .failure(.volume))
    #expect(fill([leg(1, volume: 0)], share: 0.1) == .failure(.volume))
    // The displayed size still caps.
    #expect(try fill([leg(1, volume: 900, size: 7)], share: 0.5).get().quantity == 7)
  }

  @Test(
    "no quality but GOOD fills",
    arguments: [QuoteQuality.stale, .crossed, .locked, .wide, .oneSided, .invalid])
  func quality(quality: QuoteQuality) {
    let legs = [leg(1, volume: 500), leg(-1, volume: 500, quality: quality)]
    #expect(fill(legs, share: nil) == .failure(.quality(quality)))
    #expect(FillRefusal.quality(quality).words.contains(quality.rawValue))
  }
}
