// Spreads: what quotes ask for, and what trades paid against the quotes before them.

/// The quoted spread of a symbol, over all its time or over a stretch of it.
public struct QuotedSpread: Hashable, Sendable {
  /// The symbol's number.
  public var symbol: Int32
  /// The start, in nanoseconds since 1970 UTC: the first quote when there is no interval.
  public var start: Int64
  /// Quotes with both sides whose ask is not below the bid: those that are averaged.
  public var quotes = 0
  /// Quotes whose ask is below the bid.
  public var crossed = 0
  /// Quotes whose ask is the bid.
  public var locked = 0
  /// Quotes that lack a side.
  public var oneSided = 0
  /// The narrowest spread, in the table's unit.
  public var narrowest = Int64.max
  /// The widest spread, in the table's unit.
  public var widest = Int64.min
  var sum = 0.0
  var relativeSum = 0.0
  var timedSum = 0.0
  var time = 0.0

  init(symbol: Int32, start: Int64) {
    self.symbol = symbol
    self.start = start
  }

  /// The mean over the quotes, in the table's unit; nil without one.
  public var mean: Double? { quotes > 0 ? sum / Double(quotes) : nil }
  /// The mean of spread over mid; nil without a quote.
  public var relativeMean: Double? { quotes > 0 ? relativeSum / Double(quotes) : nil }
  /// The mean weighted by how long each quote stood within the stretch; nil when none did.
  public var timeWeightedMean: Double? { time > 0 ? timedSum / time : nil }

  mutating func count(_ bid: Int64, _ ask: Int64, standing: Int64) {
    guard bid != QuoteTable.missingPrice, ask != QuoteTable.missingPrice else {
      oneSided += 1
      return
    }
    guard ask >= bid else {
      crossed += 1
      return
    }
    let spread = ask - bid
    quotes += 1
    locked += spread == 0 ? 1 : 0
    narrowest = min(narrowest, spread)
    widest = max(widest, spread)
    sum += Double(spread)
    relativeSum += bid > -ask ? Double(spread) / (0.5 * (Double(bid) + Double(ask))) : 0
    timedSum += Double(spread) * Double(standing)
    time += Double(standing)
  }
}

extension TickTable where Series == QuoteSeries {
  /// The quoted spread of each symbol; a missing side is the last one known.
  ///
  /// - Parameters:
  ///   - interval: Nanoseconds of a stretch, above zero; nil for one stretch a symbol.
  ///   - selection: Which quotes.
  /// - Returns: A row for every stretch with a quote, by symbol and then by time.
  public func quotedSpread(
    every interval: Int64?, _ selection: TickSelection = TickSelection()
  ) -> [QuotedSpread] {
    numbers(of: selection).flatMap { number -> [QuotedSpread] in
      let quotes = series[Int(number)].ordered().carryingSides()
      let rows = quotes.rows(from: selection.from, to: selection.to)
      var found: [QuotedSpread] = []
      var end = Int64.min
      for row in rows {
        let moment = quotes.time[row]
        if found.isEmpty || moment >= end {
          let begin = interval.map { floorMultiple(of: max(1, $0), moment) } ?? moment
          end = interval.map { addingBounded(begin, max(1, $0)) } ?? .max
          found.append(QuotedSpread(symbol: number, start: begin))
        }
        let next = row + 1 < rows.upperBound ? quotes.time[row + 1] : (end == .max ? moment : end)
        found[found.count - 1].count(
          quotes.bid[row], quotes.ask[row], standing: min(next, end) - moment)
      }
      return found
    }
  }
}
