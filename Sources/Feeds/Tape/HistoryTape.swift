// A tape whose sessions also know a past that was imported.
//
// Only what the tape has not itself is added: the daily history of a symbol without bars, and the
// closes of a volatility index where there are none, and the rate of a curve where the tape's own is
// only a general one. What is added decides, so it is part of the tape's identity.

public import MarketData
import Numerics

/// What was imported of the time before a tape.
public struct ImportedPast: Hashable, Sendable {
  /// Daily history of symbols for which the tape has none, strictly before its first session.
  public var histories: [DailyHistory]
  /// Scheduled events, sorted.
  public var events: [MarketEvent]
  /// What money cost; empty when the tape brings its rate.
  public var rates: ImportedRates
  /// Dividends and splits of the tape's underlyings.
  public var actions = ImportedActions()

  /// Makes a past.
  public init(
    histories: [DailyHistory] = [], events: [MarketEvent] = [],
    rates: ImportedRates = ImportedRates([])
  ) {
    self.rates = rates
    self.histories = histories.filter {
      !$0.bars.isEmpty || !$0.volatilityIndex.isEmpty || !$0.volatilityIndex9D.isEmpty
    }
    self.events = events
  }

  /// True when nothing was imported that the tape could use.
  public var isEmpty: Bool {
    histories.isEmpty && events.isEmpty && rates.isEmpty && actions.isEmpty
  }

  /// SHA-256 of everything in it, in hexadecimal.
  var hash: String {
    var digest = SHA256()
    func add(_ text: String) {
      digest.update(Array(text.utf8))
      digest.update([0])
    }
    func add(_ values: [Double]) {
      for value in values {
        digest.update(
          (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) })
      }
    }
    for history in histories {
      add(history.symbol)
      for daily in history.bars {
        let bar = daily.bar
        add([Double(daily.date.dayNumber), bar.open, bar.high, bar.low, bar.close, bar.volume])
      }
      for (name, values) in [
        ("volatility", history.volatilityIndex), ("3M", history.volatilityIndex3M),
      ] {
        add(name)
        for value in values { add([Double(value.date.dayNumber), value.value]) }
      }
      // A past without it keeps the hash that it had before it was read.
      if !history.volatilityIndex9D.isEmpty {
        add("9D")
        for value in history.volatilityIndex9D { add([Double(value.date.dayNumber), value.value]) }
      }
    }
    for event in events {
      add("\(event.symbol ?? "") \(event.kind.rawValue) \(event.time) \(event.effectiveDate)")
    }
    if !rates.isEmpty {
      add("rates")
      for rate in rates.values { add([Double(rate.date.dayNumber), rate.value]) }
    }
    if !actions.isEmpty {
      add("actions")
      for dividend in actions.dividends {
        add("\(dividend.symbol) \(dividend.exDate) \(dividend.amount)")
      }
      for split in actions.splits { add("\(split.symbol) \(split.date) \(split.ratio)") }
    }
    return SHA256.hexadecimal(digest.finalize())
  }
}

/// A tape with an imported past.
public struct HistoryTape: TapeSource {
  /// What the tape is; its data hash covers the imported past.
  public let identity: TapeIdentity
  private var tape: any TapeSource
  private let past: ImportedPast

  /// Adds a past to a tape.
  public init(_ tape: any TapeSource, past: ImportedPast) {
    var identity = tape.identity
    if !past.isEmpty {
      let both = Array("\(identity.dataHash) \(past.hash)".utf8)
      identity.dataHash = SHA256.hexadecimal(SHA256.hash(both))
    }
    self.identity = identity
    self.tape = tape
    self.past = past
  }

  /// The next batch, or nil at the end.
  public mutating func next() throws -> MarketBatch? { try tape.next().map(remembering) }

  /// The next batch or word on the feed, or nil at the end.
  public mutating func nextItem() throws -> TapeItem? {
    guard let item = try tape.nextItem() else { return nil }
    guard case .batch(let batch) = item else { return item }
    return .batch(remembering(batch))
  }

  /// Whether the tape has merely nothing yet.
  public var isWaiting: Bool { tape.isWaiting }

  /// As of the tape, until imported rates have taken the place of a general one.
  public var lastDayWithoutRate: CivilDate? {
    past.rates.isEmpty ? tape.lastDayWithoutRate : nil
  }

  private func remembering(_ batch: MarketBatch) -> MarketBatch {
    guard var start = batch.start else { return batch }
    var batch = batch
    for history in past.histories { start.histories.add(history) }
    past.rates.apply(to: &start)
    past.actions.apply(to: &start)
    batch.start = start
    return batch
  }
}

extension [DailyHistory] {
  /// Puts an imported past before what the tape itself has learnt since its first session.
  fileprivate mutating func add(_ past: DailyHistory) {
    guard let place = firstIndex(where: { $0.symbol == past.symbol }) else {
      append(past)
      return
    }
    let own = self[place]
    let bars =
      own.bars.first.map { first in past.bars.filter { $0.date < first.date } } ?? past.bars
    self[place].bars = bars + own.bars
    if own.volatilityIndex.isEmpty { self[place].volatilityIndex = past.volatilityIndex }
    if own.volatilityIndex3M.isEmpty { self[place].volatilityIndex3M = past.volatilityIndex3M }
    if own.volatilityIndex9D.isEmpty { self[place].volatilityIndex9D = past.volatilityIndex9D }
  }
}
