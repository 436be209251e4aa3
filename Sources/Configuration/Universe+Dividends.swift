// Cash dividends of a symbol of the universe: dates from which shares trade without them, and amounts.

public import MarketData

extension Universe.Underlying {
  /// A cash dividend.
  public struct Dividend: Hashable, Sendable {
    /// The first session without it.
    public let date: CivilDate
    /// Dollars a share.
    public let amount: Double

    var document: ConfigValue {
      .table([
        .init("amount", .number(amount)), .init("date", .string(date.description)),
      ])
    }
  }
}

extension Universe {
  /// Most dividends of one symbol.
  private static let mostDividends = 400

  /// Reads `dividends`: a list of tables with date and amount, each date once.
  static func readDividends(_ reader: inout TableReader) -> [Underlying.Dividend] {
    let elements = reader.list("dividends", "must be a list of tables with date and amount")
    if elements.count > mostDividends {
      reader.report("dividends", "\(elements.count) of them; at most \(mostDividends) are kept")
    }
    let dateRule = "must be a session such as \"2018-03-16\", from 1990 to 2035"
    var found: [Underlying.Dividend] = []
    for (index, element) in elements.prefix(mostDividends).enumerated() {
      var inner = TableReader(
        element, source: reader.source, path: reader.place("dividends[\(index)]"))
      let amount = inner.number("amount", 0.0001...10_000)
      let text = inner.text("date", dateRule) { text in
        CivilDate(text).map {
          (1990...2035).contains($0.year) && TradingCalendar.isTradingDay($0)
        } ?? false
      }
      if let date = CivilDate(text) {
        if found.contains(where: { $0.date == date }) {
          inner.report("date", "\(date) stands twice")
        } else {
          found.append(Underlying.Dividend(date: date, amount: amount))
        }
      }
      reader.absorb(inner.finish())
    }
    return found.sorted { $0.date < $1.date }
  }
}
