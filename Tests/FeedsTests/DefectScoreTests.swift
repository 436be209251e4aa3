// The desk's own rules against bad quotes whose truth is known.

import MarketData
import Testing

@testable import Feeds

@Suite("Defect score")
struct DefectScoreTests {
  @Test("every kind of defect is found, and sound quotes are left alone")
  func score() throws {
    var score = DefectScore()
    try score.play(sessions: 3, seed: 7)
    // Least recall and precision by kind. A silence can be told only of a quote with a habit, so
    // not in the first minutes, nor where quotes come seldom.
    let least: [(DefectKind, recall: Double, precision: Double)] = [
      (.crossed, 1, 1), (.locked, 1, 1), (.noAsk, 1, 1), (.emptySide, 1, 1), (.wide, 0.97, 0.99),
      (.stale, 0.80, 0.99), (.duplicate, 1, 0.98), (.offTick, 0.98, 1),
      (.misplacedPoint, 0.95, 0.95), (.indexMissing, 1, 1), (.outsideHours, 1, 1),
    ]
    for (kind, recall, precision) in least {
      let tally = try #require(score.tallies.first { $0.kind == kind })
      #expect(tally.injected >= 10, "\(kind) \(tally.injected)")
      #expect(try #require(tally.recall) >= recall, "\(kind) recall \(tally)")
      #expect(try #require(tally.precision) >= precision, "\(kind) precision \(tally)")
    }
    let all = score.overall
    #expect(Double(all.caught) / Double(all.injected) > 0.99)
    #expect(Double(all.alarms) < 1e-4 * Double(score.quotes))
    // The dirt of real files does not take a chain out of use.
    #expect(score.verdicts[.refused] == nil)
    #expect((score.verdicts[.usable] ?? 0) > 300)
  }

  @Test("a hole of minutes is found from the pause after it")
  func hole() throws {
    var seed: UInt64 = 1
    var score = DefectScore()
    // One day in thirty has a hole: the first seed whose first day does.
    while seed < 200 {
      score = DefectScore()
      try score.play(sessions: 1, seed: seed)
      if score.tallies.contains(where: { $0.kind == .minuteMissing && $0.injected > 0 }) { break }
      seed += 1
    }
    let tally = try #require(score.tallies.first { $0.kind == .minuteMissing })
    #expect((10...70).contains(tally.injected))
    #expect(tally.recall == 1 && tally.precision == 1)
  }

  @Test("a clean simulation raises no alarm")
  func clean() throws {
    var tape = try SimulatorTape(seed: 3, defects: .none)
    var score = DefectScore()
    while let batch = try tape.next() {
      score.add(batch, truth: tape.injectedDefects)
      if batch.end != nil { break }
    }
    let all = score.overall
    #expect(all.injected == 0 && all.caught == 0)
    #expect(all.alarms < 20, "\(score.tallies.filter { $0.alarms > 0 })")
  }

  @Test("quotes from before the open change nothing of the day")
  func extended() throws {
    var usual = try SimulatorTape(seed: 4, defects: .usual)
    var extended = try SimulatorTape(seed: 4, defects: .extended)
    var early = 0
    var digests = [TapeDigest(), TapeDigest()]
    while let batch = try extended.next() {
      guard batch.isOpen else {
        early += 1
        #expect((batch.start != nil) == (early == 1))
        let open = try #require(TradingCalendar.session(on: NewYorkTime.date(batch.time))?.open)
        #expect(batch.time < open)
        for chain in batch.chains { #expect(chain.quotes.allSatisfy { $0.time <= batch.time }) }
        continue
      }
      var other = try #require(try usual.next())
      #expect(other.time == batch.time)
      other.start = nil
      digests[0].add(batch)
      digests[1].add(other)
      if batch.end != nil { break }
    }
    #expect(early == 5)
    #expect(digests[0].text == digests[1].text)
    #expect(extended.injectedDefects.contains { $0.kind == .outsideHours })
    #expect(!usual.injectedDefects.contains { $0.kind == .outsideHours })
  }

  @Test("duplicates come twice, misplaced points gain or lose two digits")
  func injections() throws {
    var tape = try SimulatorTape(seed: 6)
    var twice = 0
    var known = 0
    var factors: Set<Bool> = []
    var last: [String: [Int32: Quote]] = [:]
    while let batch = try tape.next() {
      let fresh = tape.injectedDefects[known...]
      known = tape.injectedDefects.count
      for chain in batch.chains {
        for n in chain.indices.indices.dropFirst() where chain.indices[n] == chain.indices[n - 1] {
          #expect(chain.quotes[n] == chain.quotes[n - 1])
          #expect(
            fresh.contains {
              $0.kind == .duplicate && $0.option == chain.indices[n]
                && $0.underlying == chain.underlying
            })
          twice += 1
        }
        for (index, quote) in zip(chain.indices, chain.quotes) {
          let isMisplaced = fresh.contains {
            $0.kind == .misplacedPoint && $0.option == index && $0.underlying == chain.underlying
          }
          if isMisplaced, let before = last[chain.underlying]?[index], before.mid > 0.3 {
            factors.insert(quote.mid > before.mid)
            #expect(quote.mid > 20 * before.mid || quote.mid < before.mid / 20)
          }
          last[chain.underlying, default: [:]][index] = quote
        }
      }
      if batch.end != nil { break }
    }
    #expect(twice == tape.injectedDefects.count { $0.kind == .duplicate })
    #expect(twice > 50)
    #expect(factors == [true, false])
  }
}
