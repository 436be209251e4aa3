// The prices of one underlying of a Lean folder.
//
// Bars of a minute are kept as they are. Seconds and ticks become the last price of each second and
// the bar of each minute, so that the desk follows them by the second. The middle of a sound quote
// stands above the last trade.

import MarketData

/// One underlying while its zips are read, those of trades first, by date.
struct LeanPriceReading {
  private let asset: LeanAsset
  private let symbol: String
  private var bars: [RecordedBar] = []
  private var lasts: [RecordedPrice] = []
  private var mids: [RecordedPrice] = []
  private var front: String?

  /// A quote wider than this share of its middle tells no price.
  private static let widest = 0.005

  init(asset: LeanAsset, symbol: String) {
    self.asset = asset
    self.symbol = symbol
  }

  /// What was read.
  var underlying: RecordedUnderlying {
    var result = RecordedUnderlying(symbol: symbol)
    result.bars = bars
    result.prices = lasts.isEmpty ? mids : merged
    return result
  }

  /// Both lists in one; where both tell of a moment, the middle of the quote stands.
  private var merged: [RecordedPrice] {
    var result: [RecordedPrice] = []
    var m = 0
    for last in lasts {
      while m < mids.count, mids[m].end < last.end {
        result.append(mids[m])
        m += 1
      }
      if m < mids.count, mids[m].end == last.end { continue }
      result.append(last)
    }
    return result + mids[m...]
  }

  /// The front future of the folder: the first to expire in its first zip.
  private mutating func month(_ archive: LeanArchive) throws -> String? {
    guard asset == .future else { return nil }
    if front == nil { front = try archive.months().first }
    guard let front else {
      throw FeedError(file: archive.zip.path, rule: "holds no file of a future's month")
    }
    return front
  }

  /// Takes the trades of a zip.
  mutating func trades(_ zip: LeanFolder.Zip) throws {
    let archive = LeanArchive(zip)
    let scale = Double(asset.scale) * 10_000
    let month = try month(archive)
    var last = bars.last?.end ?? .min
    try archive.read(month: month) { _, entry, row, line in
      let price = row.first
      let bar = PriceBar(
        open: Double(price.open) / scale, high: Double(price.high) / scale,
        low: Double(price.low) / scale, close: Double(price.close) / scale,
        volume: Double(price.size))
      let end = archive.known(row)
      guard end >= last else {
        throw FeedError(file: entry, line: line, rule: "times must ascend over the files")
      }
      last = end
      if zip.resolution == .minute {
        bars.append(RecordedBar(end: end, bar: bar))
      } else {
        follow(bar, end)
      }
    }
  }

  /// Takes a second's or a tick's price into the last price and the bar of its minute.
  private mutating func follow(_ bar: PriceBar, _ end: Int32) {
    if lasts.last?.end == end {
      lasts[lasts.count - 1].price = bar.close
    } else {
      lasts.append(RecordedPrice(end: end, price: bar.close))
    }
    let minute = (end + 59) / 60 * 60
    if let sofar = bars.last, sofar.end == minute {
      bars[bars.count - 1].bar = sofar.bar.extended(by: bar)
    } else {
      bars.append(RecordedBar(end: minute, bar: bar))
    }
  }

  /// Takes the quotes of a zip.
  mutating func quotes(_ zip: LeanFolder.Zip) throws {
    let archive = LeanArchive(zip)
    let month = try month(archive)
    var bid: Int64 = 0
    var ask: Int64 = 0
    try archive.read(month: month) { _, entry, row, line in
      // A row of ticks tells one side; the other stands.
      if zip.resolution != .tick || !row.first.isEmpty { bid = row.first.close }
      if zip.resolution != .tick || !row.second.isEmpty { ask = row.second.close }
      guard bid > 0, ask >= bid else { return }
      let mid = Double(bid + ask) / Double(20_000 * asset.scale)
      guard Double(ask - bid) <= LeanPriceReading.widest * Double(bid + ask) / 2 else { return }
      let end = archive.known(row)
      guard end >= mids.last?.end ?? .min else {
        throw FeedError(file: entry, line: line, rule: "times must ascend over the files")
      }
      if mids.last?.end == end {
        mids[mids.count - 1].price = mid
      } else {
        mids.append(RecordedPrice(end: end, price: mid))
      }
    }
  }
}
