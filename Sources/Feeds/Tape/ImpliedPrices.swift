// The price of an index in sessions that hold its options but not the index itself.
//
// Put-call parity tells it: strike plus call minus put, of the tightest pair of the nearest expiry.
// Interest and dividends up to that expiry are left out: over a week they are below a point in
// four thousand. American options tell it only within a band, so nothing is implied from them.

import MarketData

extension RecordedMarket {
  /// The dates of every session that has a row, ascending.
  var sessionDates: [CivilDate] { RecordedMarket.dates(times, hours) }

  /// The dates of ascending times, each once.
  static func dates(_ times: [Int32], _ hours: RecordedHours) -> [CivilDate] {
    var dates: [CivilDate] = []
    var last: Int32?
    for time in times where time != last {
      last = time
      let date = hours.date(ofRowKnownAt: Instant(seconds: Int64(time)))
      if dates.last != date { dates.append(date) }
    }
    return dates
  }

  /// Fills in what parity tells and says so; where it tells nothing, says that too.
  mutating func implyMissingPrices() {
    for k in underlyings.indices {
      let symbol = underlyings[k].symbol
      let own = options.filter { $0.root.underlying == symbol }
      guard !own.isEmpty else { continue }
      var known: [Int32] = underlyings[k].bars.map(\.end) + underlyings[k].prices.map(\.end)
      known.sort()
      let priced = RecordedMarket.dates(known, hours)
      var quoted = own.flatMap { $0.quotes.map(\.end) }
      quoted.sort()
      let missing = RecordedMarket.dates(quoted, hours).filter { !priced.contains($0) }
      guard !missing.isEmpty else { continue }
      let implied = impliedPrices(own, on: missing)
      for date in missing {
        let isImplied = implied.contains {
          hours.date(ofRowKnownAt: Instant(seconds: Int64($0.end))) == date
        }
        notes.append(
          RecordedNote(
            date: date,
            text: isImplied
              ? "\(symbol) has no prices of its own on \(date): implied by parity of its options"
              : "\(symbol) has no prices on \(date): its options cannot be priced"))
      }
      underlyings[k].prices = (underlyings[k].prices + implied).sorted { $0.end < $1.end }
    }
  }

  /// The price at each moment at which a pair of a call and a put was quoted, on some dates.
  private func impliedPrices(_ own: [RecordedOption], on dates: [CivilDate]) -> [RecordedPrice] {
    var found: [ImpliedPrice] = []
    for call in own where call.contract.right == .call && call.root.style == .european {
      var twin = call.contract
      twin.right = .put
      guard let put = own.first(where: { $0.contract == twin }) else { continue }
      var p = 0
      for quote in call.quotes {
        while p < put.quotes.count, put.quotes[p].end < quote.end { p += 1 }
        guard p < put.quotes.count, put.quotes[p].end == quote.end else { continue }
        let other = put.quotes[p]
        guard quote.isTwoSided, other.isTwoSided else { continue }
        found.append(
          ImpliedPrice(
            end: quote.end, expiration: call.expiration,
            spread: Int64(quote.ask - quote.bid) + Int64(other.ask - other.bid),
            price: Double(2 * call.contract.strike.units + quote.sum - other.sum) / 20_000))
      }
    }
    found.sort()
    var result: [RecordedPrice] = []
    for candidate in found where result.last?.end != candidate.end {
      let time = Instant(seconds: Int64(candidate.end))
      let date = hours.date(ofRowKnownAt: time)
      guard candidate.expiration >= time, candidate.price > 0, dates.contains(date),
        hours.isOpen(rowKnownAt: time, in: hours.session(date))
      else { continue }
      result.append(RecordedPrice(end: candidate.end, price: candidate.price))
    }
    return result
  }
}

/// What one pair says of the price.
private struct ImpliedPrice: Comparable {
  var end: Int32
  var expiration: Instant
  /// Both spreads, in 1/10 000.
  var spread: Int64
  var price: Double

  /// The earlier first; at one moment the nearer expiry and then the tighter pair.
  static func < (a: ImpliedPrice, b: ImpliedPrice) -> Bool {
    if a.end != b.end { return a.end < b.end }
    if a.expiration != b.expiration { return a.expiration < b.expiration }
    if a.spread != b.spread { return a.spread < b.spread }
    return a.price < b.price
  }
}
