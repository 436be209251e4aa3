// From a snapshot to what models take: smiles, and the thirty-day variance.

import MarketData
public import Numerics
public import Pricing

extension ChainSeries {
  /// Its quotes by strike, calls and puts together.
  public var strikeQuotes: [StrikeQuote] {
    var quotes: [StrikeQuote] = []
    quotes.reserveCapacity(contracts.count / 2 + 1)
    for contract in contracts {
      if quotes.last?.strike != contract.strike {
        quotes.append(StrikeQuote(strike: contract.strike))
      }
      let bid = contract.bid ?? contract.price
      let ask = contract.ask ?? (contract.bid == nil ? contract.price : nil)
      let last = quotes.count - 1
      switch contract.right {
      case .call:
        quotes[last].callBid = bid
        quotes[last].callAsk = ask
      case .put:
        quotes[last].putBid = bid
        quotes[last].putAsk = ask
      }
    }
    return quotes
  }

  /// Its quotes with everything a smile needs to know.
  ///
  /// - Parameter basis: What the source gives for each contract.
  /// - Returns: Quotes, style, times, and the source's own forward and discount.
  public func seriesQuotes(_ basis: QuoteBasis) -> SeriesQuotes {
    SeriesQuotes(
      label: label, years: years, style: style,
      priceKind: basis == .quotes ? .bidAndAsk : .single, forward: forward, discount: discount,
      quotes: strikeQuotes)
  }
}

extension ChainSnapshot {
  /// The smile of every series, or the reason for none.
  ///
  /// - Parameter rules: What decides.
  /// - Returns: One entry for each series, in order.
  public func smiles(rules: SmileRules = SmileRules()) -> [PreparedSmile] {
    if basis == .volatilities { return series.map { givenSmile($0) } }
    return prepareSmiles(series.map { $0.seriesQuotes(basis) }, spot: spot, rules: rules)
  }

  /// The smile of a series whose source gives volatilities.
  private func givenSmile(_ series: ChainSeries) -> PreparedSmile {
    func refuse(_ why: String) -> PreparedSmile {
      PreparedSmile(label: series.label, years: series.years, refusal: why)
    }
    guard series.years > 0 else { return refuse("it has settled") }
    guard let forward = series.forward else {
      return refuse("volatilities need a forward, or a spot and a rate, beside them")
    }
    var strikes: [Double] = []
    var volatilities: [Double] = []
    for contract in series.contracts {
      guard let volatility = contract.vendorVolatility else { continue }
      if strikes.last == contract.strike {
        // The out-of-the-money side speaks for the strike.
        if (contract.right == .put) == (contract.strike < forward) {
          volatilities[volatilities.count - 1] = volatility
        }
      } else {
        strikes.append(contract.strike)
        volatilities.append(volatility)
      }
    }
    do {
      return PreparedSmile(
        try SmileQuotes(
          label: series.label, years: series.years, forward: forward,
          discount: series.discount ?? 1, strikes: strikes, volatilities: volatilities))
    } catch {
      return refuse(error.description)
    }
  }

  /// The thirty-day volatility by Cboe's rules, with the two terms it rests on.
  ///
  /// - Parameters:
  ///   - rule: Which expiries may serve.
  ///   - rate: Continuously compounded rate of a term given its place in `series`.
  /// - Returns: The index in points and the places of its terms in `series`.
  /// - Throws: `ModelError` when no two terms stand around thirty days or a strip is too thin.
  public func thirtyDayIndex(
    of rule: IndexTermRule = .fridays, rate: (Int) -> Double
  ) throws(ModelError) -> ThirtyDayIndex {
    var places: [Int] = []
    var terms: [IndexTerm] = []
    for (index, one) in series.enumerated() {
      guard let expiry = one.expiry else { continue }
      places.append(index)
      terms.append(
        IndexTerm(
          expiry: expiry, settlement: one.settlement,
          minutes: (one.years * minutesPerYear).rounded()
        ))
    }
    guard let chosen = indexTerms(terms, rule: rule) else {
      throw .noSolution(
        what: "a thirty-day index",
        why: "no two of the expiries allowed stand between 23 and 37 days on both sides of thirty")
    }
    let near = try strip(places[chosen.near], terms[chosen.near].minutes, rate)
    let next = try strip(places[chosen.next], terms[chosen.next].minutes, rate)
    return ThirtyDayIndex(
      points: try thirtyDayVolatility(near: near, next: next), nearSeries: places[chosen.near],
      near: near, nextSeries: places[chosen.next], next: next)
  }

  private func strip(
    _ index: Int, _ minutes: Double, _ rate: (Int) -> Double
  ) throws(ModelError) -> VarianceStrip {
    try replicateVariance(series[index].strikeQuotes, minutes: minutes, rate: rate(index))
  }
}

/// A thirty-day volatility index and its two terms.
public struct ThirtyDayIndex: Hashable, Sendable {
  /// The index in points, such as 13.12.
  public var points: Double
  /// Place of the near term in the snapshot's series.
  public var nearSeries: Int
  /// The near term's variance.
  public var near: VarianceStrip
  /// Place of the next term in the snapshot's series.
  public var nextSeries: Int
  /// The next term's variance.
  public var next: VarianceStrip
}
