// What stands above the column names of Cboe's file: the last price and the moment of the download.
//
// The page writes the moment in the language of the browser, as `January 7, 2024 at 10:52 AM EST`
// or `14 de septiembre de 2023 a las 16:31 EDT`; the clock is always New York's. Older files put
// the price and the moment, as `Jul 20 2018 @ 15:45 ET`, on two bare lines.

import MarketData

/// What stands above the column names of Cboe's file.
struct Preamble {
  /// Last price of the underlying.
  var last: Double?
  /// The moment of the quotes.
  var time: Instant?

  /// Takes what a line above the header tells.
  mutating func take(_ row: TableRow, _ bytes: Span<UInt8>) {
    let cells = (0..<row.count).map { row.text($0, bytes) }
    if time == nil {
      // Without quotes the comma after the day parts the moment into several cells.
      for count in 1...3 where count <= cells.count && time == nil {
        time = Preamble.quoteTime(cells.prefix(count).joined(separator: " "))
      }
    }
    guard last == nil else { return }
    if let labelled = cells.first(where: { $0.lowercased().hasPrefix("last:") }) {
      last = Preamble.price(labelled)
    } else if time == nil, cells.count > 1 {
      last = Preamble.price(cells[1])
    }
  }

  /// The number after a label, if there is one.
  private static func price(_ text: String) -> Double? {
    let figures = text.split(separator: ":").last?.filter { $0 != " " && $0 != "," } ?? ""
    guard let value = Double(figures), value.isFinite, value > 0 else { return nil }
    return value
  }

  /// The moment of the quotes from that of the download.
  ///
  /// Within a session it is the download's own; outside, the close before it.
  static func quoteTime(_ text: some StringProtocol) -> Instant? {
    guard let download = DownloadMoment(String(text)) else { return nil }
    let instant = NewYorkTime.instant(download.date, download.hour, download.minute)
    if let session = TradingCalendar.session(on: download.date), instant >= session.open {
      return min(instant, session.close)
    }
    let last = TradingCalendar.previous(before: download.date)
    return TradingCalendar.session(on: last)?.close
  }
}

/// A date and a time of day as people of several languages write them.
struct DownloadMoment: Equatable {
  var date: CivilDate
  var hour: Int
  var minute: Int

  /// Reads a text that holds one date with its month in words (or in the order year, month, day)
  /// and one clock; nil when a part is missing or no such moment exists.
  init?(_ text: String) {
    var words: [String] = []
    var word = ""
    for scalar in text.lowercased().unicodeScalars {
      if let letter = DownloadMoment.folded(scalar) {
        word.unicodeScalars.append(letter)
      } else if !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    guard let clock = words.lastIndex(where: { DownloadMoment.clock($0) != nil }),
      var time = DownloadMoment.clock(words[clock]),
      let date = DownloadMoment.date(words[..<clock])
    else { return nil }
    let after = words[(clock + 1)...].prefix(2)
    if let half = after.first, half == "pm" || half == "am" || half == "p" || half == "a" {
      guard (1...12).contains(time.hour) else { return nil }
      time.hour = time.hour % 12 + (half.hasPrefix("p") ? 12 : 0)
    }
    self.date = date
    hour = time.hour
    minute = time.minute
  }

  /// Letters without their marks, digits and the colon; nil parts words.
  private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar {
    case "a"..."z", "0"..."9", ":": scalar
    case "à", "á", "â", "ä", "ã": "a"
    case "è", "é", "ê", "ë": "e"
    case "ì", "í", "î": "i"
    case "ò", "ó", "ô", "ö": "o"
    case "ù", "ú", "û", "ü": "u"
    case "ç": "c"
    default: nil
    }
  }

  /// Hour and minute of `16:31` or `16:31:05`.
  private static func clock(_ word: String) -> (hour: Int, minute: Int)? {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let hour = Int(parts[0]), let minute = Int(parts[1]),
      (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    return (hour, minute)
  }

  private static func date(_ words: ArraySlice<String>) -> CivilDate? {
    let numbers = words.compactMap { word in
      // `1st`, `14th`, `1er`: the digits lead.
      Int(word.prefix { $0.isASCII && $0.isNumber })
    }
    // A weekday such as `martes` may look like a month; the month stands after it.
    if let month = words.compactMap({ DownloadMoment.month($0) }).last {
      guard numbers.count == 2, let year = numbers.first(where: { $0 >= 1_000 }),
        let day = numbers.first(where: { $0 < 1_000 })
      else { return nil }
      return TableRow.listed(year, month, day)
    }
    guard numbers.count == 3, numbers[0] >= 1_000 else { return nil }
    return TableRow.listed(numbers[0], numbers[1], numbers[2])
  }

  /// The month that a word begins with in English, German, French, Spanish, Italian, Portuguese or
  /// Dutch.
  private static func month(_ word: String) -> Int? {
    guard word.utf8.count >= 3 else { return nil }
    let place = monthStarts.firstIndex { starts in starts.contains { word.hasPrefix($0) } }
    return place.map { $0 + 1 }
  }

  private static let monthStarts = [
    ["jan", "ene", "gen"], ["feb", "fev"], ["mar", "maa", "mrt"], ["apr", "abr", "avr"],
    ["may", "mai", "mag", "mei"], ["jun", "juin", "giu"], ["jul", "juil", "lug"],
    ["aug", "ago", "aou"], ["sep", "set"], ["oct", "okt", "ott", "out"], ["nov"],
    ["dec", "dez", "dic"],
  ]
}
