// Plays a part of every session: from one time of day to another.
//
// What comes before the window is folded into its first batch: the session's start, the latest
// prices and one complete set of quotes, as if the desk had been listening all along.

public import MarketData

/// A tape cut to a window of the day.
public struct TapeWindow: TapeSource {
  /// What the tape is.
  public let identity: TapeIdentity
  private var tape: any TapeSource
  private let from: Int?
  private let to: Int?
  private var finished = false
  private var end: Instant?

  /// Cuts a tape.
  /// - Parameters:
  ///   - tape: The whole tape.
  ///   - from: The first minute of the day in New York that is delivered, nil from the start.
  ///   - to: The last minute of the day, nil to the end.
  public init(_ tape: any TapeSource, from: Int?, to: Int?) {
    self.tape = tape
    self.from = from
    self.to = to
    var identity = tape.identity
    identity.from = from.map(TapeWindow.clock)
    identity.to = to.map(TapeWindow.clock)
    self.identity = identity
  }

  /// As of the whole tape.
  public var lastDayWithoutRate: CivilDate? { tape.lastDayWithoutRate }

  static func clock(_ minute: Int) -> String {
    let two = { (n: Int) in n < 10 ? "0\(n)" : "\(n)" }
    return "\(two(minute / 60)):\(two(minute % 60))"
  }

  /// The next batch, or nil at the end.
  ///
  /// What comes after the window is left out. Of every session but the last its end is kept, at its
  /// own time and without prices, so that the day is written down before the next one begins.
  public mutating func next() throws -> MarketBatch? {
    while let item = try nextItem() {
      if case .batch(let batch) = item { return batch }
    }
    return nil
  }

  /// The next batch or word on the feed within the window, or nil at the end.
  public mutating func nextItem() throws -> TapeItem? {
    while !finished, let item = try tape.nextItem() {
      guard case .batch(var batch) = item else {
        if end.map({ item.time > $0 }) ?? false { continue }
        return item
      }
      if let start = batch.start {
        end = to.map { NewYorkTime.instant(start.session.date, secondOfDay: Int64($0) * 60) }
        batch = try folded(batch, start.session.date)
      }
      guard let end, batch.time > end else { return .batch(batch) }
      guard let last = batch.end else { continue }
      finished = last.next == nil
      return finished ? nil : .batch(MarketBatch(time: batch.time, isOpen: false, end: last))
    }
    return nil
  }

  /// The first batch of a session with everything up to the window's beginning.
  private mutating func folded(_ first: MarketBatch, _ date: CivilDate) throws -> MarketBatch {
    guard let from else { return first }
    let opens = NewYorkTime.instant(date, secondOfDay: Int64(from) * 60)
    var batch = first
    var folded = FoldedBatch(batch)
    while batch.time < opens, batch.end == nil, let following = try tape.next() {
      batch = following
      folded.fold(batch)
    }
    return folded.whole()
  }
}

/// The latest of everything in a run of batches.
private struct FoldedBatch {
  var batch: MarketBatch
  private var quotes: [[Quote?]] = []

  init(_ first: MarketBatch) {
    batch = first
    quotes = (first.start?.chains ?? []).map { [Quote?](repeating: nil, count: $0.options.count) }
    take(first.chains)
  }

  mutating func fold(_ next: MarketBatch) {
    // What came outside trading hours must not pass for quotes of the session.
    batch.end = next.end
    if batch.isOpen, !next.isOpen { return }
    if !batch.isOpen {
      batch.underlyings = []
      quotes = quotes.map { [Quote?](repeating: nil, count: $0.count) }
    }
    batch.time = next.time
    batch.isOpen = next.isOpen
    for update in next.underlyings {
      if let place = batch.underlyings.firstIndex(where: { $0.symbol == update.symbol }) {
        var update = update
        let known = batch.underlyings[place]
        update.volatilityIndex = update.volatilityIndex ?? known.volatilityIndex
        update.volatilityIndex3M = update.volatilityIndex3M ?? known.volatilityIndex3M
        batch.underlyings[place] = update
      } else {
        batch.underlyings.append(update)
      }
    }
    take(next.chains)
  }

  private mutating func take(_ updates: [ChainUpdate]) {
    for update in updates {
      guard let place = place(update.underlying) else { continue }
      for (index, quote) in zip(update.indices, update.quotes) {
        quotes[place][Int(index)] = quote
      }
    }
  }

  private func place(_ underlying: String) -> Int? {
    batch.start?.chains.firstIndex { $0.underlying == underlying }
  }

  /// The batch with one complete update a chain.
  func whole() -> MarketBatch {
    var batch = batch
    batch.chains = (batch.start?.chains ?? []).indices.map { c in
      var update = ChainUpdate(
        underlying: batch.start?.chains[c].underlying ?? "", indices: [], quotes: [])
      for (index, quote) in quotes[c].enumerated() {
        guard let quote else { continue }
        update.indices.append(Int32(index))
        update.quotes.append(quote)
      }
      return update
    }
    return batch
  }
}
