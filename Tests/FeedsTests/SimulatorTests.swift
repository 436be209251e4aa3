// The simulator: the same from a seed, from any session, and honest about its bad quotes.

@testable import Feeds
import Glibc
import MarketData
import Testing

@Suite("Simulator")
struct SimulatorTests {
  /// Plays sessions; returns each one's digest, end and finished bars.
  private func play(_ tape: inout SimulatorTape, days: Int) throws -> [(String, SessionEnd)] {
    var result: [(String, SessionEnd)] = []
    var digest = TapeDigest()
    while result.count < days, let batch = try tape.next() {
      digest.add(batch)
      if let end = batch.end {
        result.append((digest.text, end))
        digest = TapeDigest()
      }
    }
    return result
  }

  @Test("two runs of a seed agree in every quote; another seed does not")
  func deterministic() throws {
    var first = try SimulatorTape(seed: 11)
    var second = try SimulatorTape(seed: 11)
    var other = try SimulatorTape(seed: 12)
    let a = try play(&first, days: 2)
    let b = try play(&second, days: 2)
    let c = try play(&other, days: 1)
    #expect(a.map(\.0) == b.map(\.0))
    #expect(a[0].0 != c[0].0)
    #expect(a[0].0 != a[1].0)
  }

  @Test("the third session from its opening state is that of an unbroken run")
  func resumed() throws {
    var whole = try SimulatorTape(seed: 5)
    let sessions = try play(&whole, days: 3)
    let date = try #require(sessions[1].1.next)
    // Through text and back, as a journal would carry it.
    let numbers = try sessions[1].1.simulator.map { number in
      let value = try #require(number.value)
      return NamedNumber(number.name, Double("\(value)"))
    }
    let past = [
      (SimulatorTape.firstSession, sessions[0].1.bars),
      (try #require(sessions[0].1.next), sessions[1].1.bars),
    ]
    var resumed = try SimulatorTape(
      seed: 5, opening: SimulatorOpening(date: date, numbers: numbers, pastBars: past))
    let third = try play(&resumed, days: 1)
    #expect(third[0].0 == sessions[2].0)
    #expect(third[0].1.simulator == sessions[2].1.simulator)
    #expect(third[0].1.bars == sessions[2].1.bars)
  }

  @Test("a state that lacks a number is refused by name")
  func lacking() throws {
    let opening = SimulatorOpening(
      date: SimulatorTape.firstSession, numbers: [NamedNumber("spot.SPX", 5_000)], pastBars: [])
    let error = try #require(throws: FeedError.self) {
      try SimulatorTape(seed: 1, opening: opening)
    }
    #expect(error.rule.contains("spot.QQQ"))
    #expect(throws: FeedError.self) { try SimulatorTape(seed: 1, universe: [.qqq]) }
    #expect(throws: FeedError.self) { try SimulatorTape(seed: 1, universe: []) }
  }

  @Test("a clean day has every minute, every chain and no bad quote")
  func cleanDay() throws {
    var tape = try SimulatorTape(seed: 3, clean: true)
    let first = try #require(try tape.next())
    let start = try #require(first.start)
    #expect(start.chains.map(\.underlying) == ["SPX", "QQQ", "IWM", "TLT", "GLD"])
    #expect((400...950).contains(start.chains[0].options.count))
    for chain in start.chains.dropFirst() {
      #expect((100...400).contains(chain.options.count), "\(chain.underlying)")
      #expect(chain.expiries.allSatisfy { $0.root.style == .american })
    }
    #expect(start.histories.allSatisfy { $0.bars.count == 300 })
    #expect(start.histories[0].volatilityIndex.count == 300)
    #expect(start.histories[0].bars.last?.bar.close == SimulatedUnderlying.spx.spot)
    #expect(Set(start.events.map(\.kind)) == [.fomc, .cpi, .nfp])
    var batches = 1
    var gaps: [Double] = []
    let model = log(try #require(first.underlyings[0].volatilityIndex))
    while let batch = try tape.next() {
      batches += 1
      for chain in batch.chains {
        for quote in chain.quotes { #expect(quote.ask > quote.bid) }
      }
      if let index = batch.underlyings[0].volatilityIndex { gaps.append(log(index) - model) }
      if batch.end != nil { break }
    }
    #expect(batches == 391)
    #expect(gaps.count == 390)
    #expect(deviation(gaps) < 0.2)
    #expect(tape.injectedDefects.isEmpty)
  }

  @Test("bad quotes come at their rates and are all on record")
  func defects() throws {
    var tape = try SimulatorTape(seed: 21)
    var counts: [DefectKind: Int] = [:]
    var seen = 0
    var sent = 0
    while seen < 3, let batch = try tape.next() {
      sent += batch.chains.reduce(0) { $0 + $1.indices.count }
      let known = tape.injectedDefects
      for chain in batch.chains {
        for (index, quote) in zip(chain.indices, chain.quotes) {
          if quote.bid > quote.ask, quote.ask.units > 0 {
            let cause = known.last {
              $0.option == index && $0.underlying == chain.underlying && $0.time == batch.time
            }
            #expect(cause?.kind == .crossed)
          }
        }
      }
      guard batch.end != nil else { continue }
      for defect in known { counts[defect.kind, default: 0] += 1 }
      seen += 1
    }
    let share = { (kind: DefectKind) in Double(counts[kind] ?? 0) / Double(sent) }
    #expect((0.010...0.014).contains(share(.locked)), "\(share(.locked))")
    #expect((0.006...0.010).contains(share(.noAsk)), "\(share(.noAsk))")
    #expect((0.017...0.023).contains(share(.emptySide)), "\(share(.emptySide))")
    #expect((0.0014...0.0026).contains(share(.wide)), "\(share(.wide))")
    #expect((0.00004...0.0003).contains(share(.crossed)), "\(share(.crossed))")
    #expect((counts[.indexMissing] ?? 0) > 0)
  }

  @Test("open interest changes by at most half of the volume")
  func openInterest() throws {
    var tape = try SimulatorTape(seed: 8, clean: true)
    var before: [OptionContract: Int32] = [:]
    var traded: [OptionContract: Int32] = [:]
    var contracts: [[OptionContract]] = []
    var session = 0
    while session < 3, let batch = try tape.next() {
      if let start = batch.start {
        for option in start.chains.flatMap(\.options) {
          let now = try #require(option.openInterest)
          let volume = try #require(option.previousVolume)
          if let earlier = before[option.contract] {
            #expect(abs(now - earlier) * 2 <= volume, "\(option.contract)")
          }
          if let yesterday = traded[option.contract] {
            #expect(volume == yesterday, "\(option.contract)")
          }
          before[option.contract] = now
        }
        contracts = start.chains.map { $0.options.map(\.contract) }
        traded = [:]
      }
      for (place, chain) in batch.chains.enumerated() {
        for (index, quote) in zip(chain.indices, chain.quotes) {
          traded[contracts[place][Int(index)]] = quote.volume
        }
      }
      if batch.end != nil { session += 1 }
    }
  }

  @Test("a contract stays listed until it expires")
  func listed() throws {
    var tape = try SimulatorTape(seed: 8, clean: true)
    var before: [OptionContract] = []
    var session = 0
    while session < 6, let batch = try tape.next() {
      if let start = batch.start {
        let now = Set(start.chains.flatMap(\.options).map(\.contract))
        for contract in before where contract.expiry > start.session.date {
          #expect(now.contains(contract), "\(contract) on \(start.session.date)")
        }
        before = start.chains.flatMap(\.options).map(\.contract)
      }
      if batch.end != nil { session += 1 }
    }
  }

  @Test("a half day has 210 minutes")
  func halfDay() throws {
    var date = try #require(CivilDate("2025-07-03"))
    #expect(TradingCalendar.isHalfDay(date))
    let history = SimulatorHistory(
      before: SimulatorTape.firstSession,
      generator: SessionGenerator(universe: SimulatedUnderlying.standard, seed: 2))
    let opening = SimulatorOpening(
      date: date, numbers: history.state.numbers(SimulatedUnderlying.standard), pastBars: [])
    var tape = try SimulatorTape(seed: 2, opening: opening, clean: true)
    var minutes = 0
    while let batch = try tape.next() {
      if batch.start == nil { minutes += 1 }
      if let end = batch.end {
        #expect(end.next == CivilDate("2025-07-07"))
        date = NewYorkTime.date(batch.time)
        break
      }
    }
    #expect(minutes == 210)
  }

  @Test("the eight decisions of 2025 are met by rule")
  func decisions() throws {
    let from = try #require(CivilDate("2025-01-01"))
    let dates = SimulatorCalendar.events(from: from, days: 364)
      .filter { $0.kind == .fomc }.map { $0.effectiveDate.description }
    #expect(
      dates == [
        "2025-01-29", "2025-03-19", "2025-05-07", "2025-06-18", "2025-07-30", "2025-09-17",
        "2025-10-29", "2025-12-10",
      ])
  }

  @Test("a stock reports four times a year, after the close, and moves by its deviation")
  func earnings() throws {
    let stock = SimulatedUnderlying.stock("ACME")
    #expect((0.04...0.08).contains(stock.earningsMove))
    let universe = [SimulatedUnderlying.spx, stock]
    let first = SimulatorTape.firstSession
    let events = SimulatorCalendar.events(from: first, days: 364, universe: universe)
    let reports = events.filter { $0.kind == .earnings }
    #expect(reports.count == 4)
    for event in reports {
      #expect(event.symbol == "ACME")
      let session = try #require(TradingCalendar.session(on: NewYorkTime.date(event.time)))
      #expect(event.time > session.close && event.effectiveDate > session.date)
    }
    #expect(SimulatorCalendar.events(from: first, days: 364).allSatisfy { $0.symbol == nil })
    // The gap after a report, over many seeds, against the same market without it.
    let date = reports[0].effectiveDate
    var moves: [Double] = []
    for seed in 1...200 as ClosedRange<UInt64> {
      let generator = SessionGenerator(universe: universe, seed: seed)
      let before = SimulatorState(
        spots: [5_880, stock.spot], lnLevel: log(17), slowMean: 0, termResidual: 0, ratesBeta: 0,
        stress: 0)
      var (with, without) = (before, before)
      let told = generator.session(on: date, steps: 26, events: events, state: &with)
      let quiet = generator.session(
        on: date, steps: 26, events: events.filter { $0.symbol == nil }, state: &without)
      #expect(told.opens[0] == quiet.opens[0])
      moves.append(log(told.opens[1] / quiet.opens[1]))
    }
    #expect((0.85...1.15).contains(deviation(moves) / stock.earningsMove))
  }
}
