// The validators of chains against dirt whose truth is known.

import MarketData
import Pricing
import Testing

@testable import Feeds

@Suite("Chain defects")
struct ChainDefectTests {
  @Test("the rules find their own kind of dirt and leave sound quotes alone")
  func score() throws {
    var score = ChainDefectScore()
    for seed in 21...23 as ClosedRange<UInt64> { try score.play(sessions: 1, seed: seed) }
    #expect(score.chains == 45 && score.quotes > 10_000)
    // Parity is held against a guessed forward where an expiry's own pairs give none: that is where
    // it speaks of sound pairs. A price off the smile can make its neighbour at the end look worse.
    let least: [(ChainDefectKind, recall: Double, precision: Double)] = [
      (.crossed, 1, 1), (.noAsk, 1, 1), (.duplicate, 1, 1), (.stale, 1, 1),
      (.offSmile, 0.75, 0.60), (.parity, 0.92, 0.50), (.vertical, 0.97, 0.97),
      (.butterfly, 0.97, 0.97), (.calendar, 0.80, 0.85),
    ]
    for (kind, recall, precision) in least {
      let tally = try #require(score.tallies.first { $0.kind == kind })
      #expect(tally.injected >= 20, "\(kind) \(tally.injected)")
      #expect(tally.caught >= tally.named)
      #expect(try #require(tally.recall) >= recall, "\(tally)")
      #expect(try #require(tally.precision) >= precision, "\(tally)")
    }
    let all = score.overall
    #expect(Double(all.caught) > 0.98 * Double(all.injected), "\(all)")
    #expect(Double(all.named) > 0.95 * Double(all.injected), "\(all)")
    #expect(Double(all.named) > 0.85 * Double(all.named + all.alarms), "\(score.tallies)")
    #expect(score.verdicts == 3 * score.chains)
    #expect(Double(score.rightVerdicts) > 0.85 * Double(score.verdicts), "\(score.rightVerdicts)")
  }

  /// The quotes of a sample day an hour after its open.
  private func rows() throws -> ChainRows {
    var tape = try SampleDays.tape("2017-11-03")
    for _ in 0..<61 { _ = try tape.next() }
    var chain = tape.chain.listing
    for option in chain.options.indices { chain.quotes[option] = tape.chain.quote(option) }
    return ChainRows(chain, spot: 2_580, time: tape.chain.session.open + .minutes(60))
  }

  @Test("dirt is put where it is said to be, apart, and the rest is as it was")
  func injections() throws {
    let rows = try rows()
    let (snapshot, findings) = try #require(rows.read())
    #expect(findings.count(.duplicate) == 0 && snapshot.series.count == rows.series.count)
    for (series, own) in zip(snapshot.series, rows.series) {
      #expect(series.expiry == own.first?.expiry && series.contracts.count == own.count)
    }
    let sound = snapshot.cleaned().review
    var defects = ChainDefects(rows, sound: sound, seed: 5)
    defects.spoil()
    var again = ChainDefects(rows, sound: sound, seed: 5)
    again.spoil()
    #expect(defects.truth == again.truth && defects.truth.count > 15)
    var kinds: Set<ChainDefectKind> = []
    for (place, series) in sound.series.enumerated() {
      let own = defects.truth.filter { $0.series == place }
      kinds.formUnion(own.map(\.kind))
      guard !own.contains(where: { $0.kind == .calendar }) else {
        #expect(own.count == 1)
        continue
      }
      let touched = Set(
        own.compactMap { defect in
          defect.strike.map { "\(series.quotes.quotes[$0].strike)\(defect.right)" }
        })
      #expect(touched.count == own.count)
      for row in rows.series[place] {
        let strike = try #require(row.strike)
        let now = try #require(defects.rows.place(place, strike: strike, row.right))
        let after = defects.rows.series[place][now]
        let isSame = after.bid == row.bid && after.ask == row.ask
        let kind = own.first {
          $0.strike.map { series.quotes.quotes[$0].strike } == strike && $0.right == row.right
        }?.kind
        // Of a contract that stands twice the later row is the true one.
        #expect(isSame == (kind == nil || kind == .duplicate), "\(strike) \(row.right)")
      }
    }
    #expect(kinds.count >= 6, "\(kinds)")
  }

  @Test("a chain without a tenth of its asks is degraded, without three tenths refused")
  func silence() throws {
    let rows = try rows()
    let sound = try #require(rows.read()).snapshot.cleaned().review
    #expect(sound.verdict == .usable)
    for (share, verdict) in [(0.1, ChainVerdict.degraded), (0.3, .refused)] {
      var silent = ChainDefects(rows, sound: sound, seed: 5)
      silent.silence(share: share)
      let clean = try #require(silent.rows.read()).snapshot.cleaned()
      #expect(clean.review.verdict == verdict, "\(clean.review.reasons)")
      #expect(clean.review.counts[.noAsk] > 20)
    }
  }
}
