// Answers about ticks as columns.

import MarketData

extension TickInput {
  private func names(_ numbers: [Int32], _ symbols: TickSymbols) -> [String] {
    numbers.map { symbols.names[Int($0)] }
  }

  private func times(_ starts: [Int64]) -> ModelColumn {
    ModelColumn("time", texts: starts.map { Instant(nanoseconds: $0).description })
  }

  private func prices(_ title: String, _ units: [Int64]) -> ModelColumn {
    ModelColumn(title, figures: units.map { trades.price($0) }, decimals: decimals)
  }

  /// Decimals that a table shows: what the prices need, at least two.
  private var decimals: Int { max(2, min(4, trades.decimals)) }

  /// Bars.
  func bars(every interval: Int64) -> [ModelColumn] {
    let bars = trades.bars(every: interval, selection)
    let means = (0..<bars.count).map { bars.meanPrice($0).map { $0 / trades.unitsPerOne } }
    return [
      ModelColumn("symbol", texts: names(bars.symbol, trades.symbols)), times(bars.start),
      ModelColumn("ts", cells: bars.start.map { .count(Int($0)) }),
      prices("open", bars.open), prices("high", bars.high), prices("low", bars.low),
      prices("close", bars.close),
      ModelColumn("volume", cells: bars.volume.map { .count(Int($0)) }),
      ModelColumn("trades", cells: bars.trades.map { .count(Int($0)) }),
      ModelColumn("vwap", figures: means, decimals: 4),
    ]
  }

  /// Mean prices weighted by size.
  func weightedPrices(every interval: Int64) -> [ModelColumn] {
    let means = trades.weightedPrices(every: interval, selection)
    return [
      ModelColumn("symbol", texts: names(means.symbol, trades.symbols)), times(means.start),
      ModelColumn("ts", cells: means.start.map { .count(Int($0)) }),
      ModelColumn("vwap", figures: means.mean.map { $0 / trades.unitsPerOne }, decimals: 4),
      ModelColumn("volume", cells: means.volume.map { .count(Int($0)) }),
    ]
  }

  /// Realised variance and volatility, and the newest variance by exponential weights.
  func volatility(every interval: Int64?) -> [ModelColumn] {
    let realised = trades.realisedVariance(every: interval, selection)
    let weighted = trades.weightedVariance(every: interval, selection)
    let days = realised.map { self.days(of: trades.series[Int($0.symbol)]) }
    let annual = zip(realised, days).map { result, days in
      days > 0 ? result.variance.map { ($0 * 252 / Double(days)).squareRoot() } : nil
    }
    return [
      ModelColumn("symbol", texts: names(realised.map(\.symbol), trades.symbols)),
      ModelColumn("returns", cells: realised.map { .count($0.returns) }),
      ModelColumn("variance", figures: realised.map(\.variance), decimals: 10),
      ModelColumn("volatility", figures: realised.map(\.volatility), decimals: 8),
      ModelColumn("days", cells: days.map { .count($0) }),
      ModelColumn("annualised", figures: annual, decimals: 6),
      ModelColumn("ewma", key: "ewma_volatility", figures: weighted.map(\.volatility), decimals: 8),
    ]
  }

  /// Days in New York with a row.
  func days(of series: some TickSeries) -> Int {
    let rows = series.rows(from: selection.from, to: selection.to)
    var (row, days) = (rows.lowerBound, 0)
    while row < rows.upperBound {
      let date = NewYorkTime.date(Instant(nanoseconds: series.time[row]))
      let midnight = NewYorkTime.instant(date.adding(days: 1), 0, 0).nanoseconds
      row = max(row + 1, series.firstRow(notBefore: midnight))
      days += 1
    }
    return days
  }

  /// Trades by direction.
  func imbalance(every interval: Int64?) -> [ModelColumn] {
    let found = trades.imbalance(every: interval, selection)
    let rows = 0..<found.count
    return [
      ModelColumn("symbol", texts: names(found.symbol, trades.symbols)), times(found.start),
      ModelColumn("purchases", cells: found.purchases.map { .count(Int($0)) }),
      ModelColumn("sales", cells: found.sales.map { .count(Int($0)) }),
      ModelColumn("of trades", key: "of_trades", figures: rows.map(found.ofTrades), decimals: 4),
      ModelColumn(
        "purchased", key: "purchased_size", cells: found.purchasedSize.map { .count(Int($0)) }),
      ModelColumn("sold", key: "sold_size", cells: found.soldSize.map { .count(Int($0)) }),
      ModelColumn("of size", key: "of_size", figures: rows.map(found.ofSize), decimals: 4),
    ]
  }

  /// Quoted spreads; with trades and without an interval, Roll's and the effective one beside.
  func spreads(every interval: Int64?) throws(UsageError) -> [ModelColumn] {
    guard quotes.count > 0 else { return tradedSpreads() }
    let found = quotes.quotedSpread(every: interval, selection)
    let one = quotes.unitsPerOne
    func units(_ title: String, _ key: String, _ values: [Double?]) -> ModelColumn {
      ModelColumn(title, key: key, figures: values.map { $0.map { $0 / one } }, decimals: 4)
    }
    return [
      ModelColumn("symbol", texts: names(found.map(\.symbol), quotes.symbols)),
      times(found.map(\.start)), ModelColumn("quotes", cells: found.map { .count($0.quotes) }),
      units("mean", "mean", found.map(\.mean)),
      units("by time", "time_weighted_mean", found.map(\.timeWeightedMean)),
      ModelColumn(
        "bp of mid", key: "relative_bp", figures: found.map { $0.relativeMean.map { 1e4 * $0 } },
        decimals: 2),
      units("narrowest", "narrowest", found.map { $0.quotes > 0 ? Double($0.narrowest) : nil }),
      units("widest", "widest", found.map { $0.quotes > 0 ? Double($0.widest) : nil }),
      ModelColumn("crossed", cells: found.map { .count($0.crossed) }),
      ModelColumn("locked", cells: found.map { .count($0.locked) }),
      ModelColumn("one-sided", key: "one_sided", cells: found.map { .count($0.oneSided) }),
    ]
      + (interval == nil && trades.count > 0 ? tradedSpreads(of: found.map(\.symbol)) : [])
  }

  /// Roll's spread of every symbol.
  private func tradedSpreads() -> [ModelColumn] {
    let roll = trades.rollSpread(selection)
    return [
      ModelColumn("symbol", texts: names(roll.map(\.symbol), trades.symbols)),
      ModelColumn("pairs", cells: roll.map { .count($0.pairs) }),
      ModelColumn(
        "covariance",
        figures: roll.map { $0.covariance.map { $0 / (trades.unitsPerOne * trades.unitsPerOne) } },
        decimals: 10),
      ModelColumn(
        "roll", figures: roll.map { $0.spread.map { $0 / trades.unitsPerOne } }, decimals: 6),
    ]
  }

  /// Roll's and the effective spread beside quoted ones.
  private func tradedSpreads(of numbers: [Int32]) -> [ModelColumn] {
    let joined = trades.joined(quotes, selection) ?? []
    let roll = trades.rollSpread(selection)
    let one = trades.unitsPerOne
    let symbols = names(numbers, quotes.symbols)
    return [
      ModelColumn(
        "effective",
        figures: symbols.map { name in
          joined.first { $0.symbol == name }?.effectiveSpread.map { $0 / one }
        }, decimals: 4),
      ModelColumn(
        "roll",
        figures: symbols.map { name in
          roll.first { trades.symbols.names[Int($0.symbol)] == name }?.spread.map { $0 / one }
        }, decimals: 4),
    ]
  }

  /// Trades beside the quotes that stood when they were made.
  func join() throws(UsageError) -> [ModelColumn] {
    guard let joined = trades.joined(quotes, selection) else {
      throw UsageError("trades and quotes keep different decimals; load them with one --decimals")
    }
    let missing = QuoteTable.missingPrice
    func side(_ units: Int64?) -> ModelCell {
      .figure(units.flatMap { $0 == missing ? nil : trades.price($0) })
    }
    func column(_ title: String, _ cell: (QuotedTrades, Int) -> ModelCell) -> ModelColumn {
      ModelColumn(
        title,
        cells: joined.flatMap { trades in trades.trades.time.indices.map { cell(trades, $0) } },
        decimals: title == "age_ms" ? 3 : decimals)
    }
    return [
      column("symbol") { rows, _ in .text(rows.symbol) },
      column("time") { .text(Instant(nanoseconds: $0.trades.time[$1]).description) },
      column("price") { .figure(trades.price($0.trades.price[$1])) },
      column("size") { .count(Int($0.trades.size[$1])) },
      column("bid") { rows, row in side(rows.quote[row].map { rows.quotes.bid[$0] }) },
      column("ask") { rows, row in side(rows.quote[row].map { rows.quotes.ask[$0] }) },
      column("age_ms") { rows, row in
        .figure(rows.quote[row].map { Double(rows.trades.time[row] - rows.quotes.time[$0]) / 1e6 })
      },
    ]
  }
}
