// Verdicts on chains and counts of quotes that may not price anything.

import MarketData
import Pricing
import Risk

extension Decider {
  /// Counts rejected quotes, at most once a minute for each underlying.
  mutating func countRejected() {
    for index in market.underlyings.indices {
      let underlying = market.underlyings[index]
      if underlying.closedQuotes > 0 {
        reject(
          underlying.symbol,
          [NamedNumber("CLOSED", Double(underlying.closedQuotes))])
      } else if market.isOpen, underlying.quoted == market.time, let surface = surface(index) {
        let counts = QuoteQuality.allCases.compactMap { quality -> NamedNumber? in
          // One-sided quotes are ordinary far from the money and are seen in the verdict.
          guard quality != .good, quality != .oneSided, quality != .wide else { return nil }
          let count = surface.qualityCounts[quality.index]
          return count > 0 ? NamedNumber(quality.rawValue, Double(count)) : nil
        }
        if !counts.isEmpty { reject(underlying.symbol, counts) }
      }
    }
  }

  private mutating func reject(_ symbol: String, _ counts: [NamedNumber]) {
    if let last = state.rejections.first(where: { $0.underlying == symbol })?.time,
      now - last < .minutes(15), market.isOpen || now - last < .minutes(1)
    {
      return
    }
    emit(.quotesRejected(QuotesRejected(underlying: symbol, counts: counts)))
  }

  /// Whether a verdict is written at once: refusals are, and their ends; a chain that hovers
  /// between usable and degraded is written on the five-minute grid.
  private func isNews(_ verdict: ChainVerdict, _ held: ChainVerdict?) -> Bool {
    verdict != held && (verdict == .refused || held == .refused || isOnGrid)
  }

  /// Writes the verdict on each chain when it changes, and every 15 minutes.
  mutating func judgeChains(isStart: Bool) {
    for index in market.underlyings.indices {
      let underlying = market.underlyings[index]
      guard underlying.quoted == market.time, let surface = surface(index) else { continue }
      let held = state.verdicts.first { $0.underlying == underlying.symbol }
      let isDue = held.map { now - $0.judged >= .minutes(15) } ?? true
      guard isStart || isDue || isNews(surface.verdict, held?.verdict) else { continue }
      let readings = surfaceReadings(index, surface)
      emit(
        .chainJudged(
          ChainJudged(
            underlying: underlying.symbol, verdict: surface.verdict, spot: underlying.spot,
            volIndex: underlying.volatilityIndex, atm30: readings.atm30.map(rounded),
            skew25: readings.skew25.map(rounded), slope: readings.slope.map(rounded),
            expiries: surface.slices.count, good: surface.qualityCounts[QuoteQuality.good.index],
            reasons: surface.reasons)))
      if surface.verdict == .refused, held?.verdict != .refused {
        alert(
          .error, metric: "chain \(underlying.symbol)", value: nil, threshold: nil,
          text: "the chain is refused: no new risk there until its quotes agree")
      }
    }
  }
}
