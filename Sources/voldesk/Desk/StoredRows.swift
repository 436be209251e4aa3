// The quotes and bars that are kept beside the journal.

import DeskEngine
import Feeds
import MarketData
import Persistence
import Pricing

extension DeskCore {
  /// The quotes behind candidates with the smile of their first expiry, those behind fills and
  /// settlements, and the whole chain at each close.
  func quoteRows(_ decision: DeskDecision, _ batch: MarketBatch?) -> [OptionQuoteRow] {
    var rows: [OptionQuoteRow] = []
    for event in decision.events {
      switch event.body {
      case .candidateProposed(let record), .candidateRevised(let record):
        for leg in record.legs {
          append(leg.contract, record.underlying, .candidate, decision, &rows)
        }
        appendSmile(record, decision, &rows)
      case .legFilled(let fill): append(fill.contract, nil, .fill, decision, &rows)
      case .settled(let settled):
        append(settled.contract, nil, .settle, decision, &rows)
      default: break
      }
    }
    if batch?.end != nil, market.isOpen { appendClose(decision, &rows) }
    return rows
  }

  private func append(
    _ contract: OptionContract, _ symbol: String?, _ reason: QuoteReason,
    _ decision: DeskDecision, _ rows: inout [OptionQuoteRow]
  ) {
    for (position, underlying) in market.underlyings.enumerated()
    where symbol == nil || underlying.symbol == symbol {
      guard let index = underlying.chain.index(of: contract) else { continue }
      let surface = latestSurface(position, after: decision)
      if let row = row(underlying, index, surface, reason) { rows.append(row) }
      return
    }
  }

  /// The options out of the money of a candidate's first expiry: its chances rest on them.
  private func appendSmile(
    _ record: CandidateRecord, _ decision: DeskDecision, _ rows: inout [OptionQuoteRow]
  ) {
    guard let position = market.index(of: record.underlying),
      let date = record.legs.map(\.contract.expiry).min(),
      let surface = latestSurface(position, after: decision)
    else { return }
    let underlying = market.underlyings[position]
    guard
      let home = record.legs.first(where: { $0.contract.expiry == date }).flatMap({
        underlying.chain.index(of: $0.contract)
      }).flatMap({ underlying.chain.expiryIndex(of: $0) }),
      let slice = surface.slice(ofExpiry: home)
    else { return }
    for option in underlying.chain.outside(of: slice) where slice.volatility(of: option) != nil {
      if let row = row(underlying, option, surface, .candidate) { rows.append(row) }
    }
  }

  private func appendClose(_ decision: DeskDecision, _ rows: inout [OptionQuoteRow]) {
    for (position, underlying) in market.underlyings.enumerated() {
      let surface = latestSurface(position, after: decision)
      for index in underlying.chain.options.indices {
        if let row = row(underlying, index, surface, .close) { rows.append(row) }
      }
    }
  }

  private func row(
    _ underlying: UnderlyingState, _ index: Int, _ surface: VolatilitySurface?,
    _ reason: QuoteReason
  ) -> OptionQuoteRow? {
    guard let quote = underlying.chain.quotes[index],
      let home = underlying.chain.expiryIndex(of: index)
    else { return nil }
    let option = underlying.chain.options[index]
    let slice = surface?.slice(ofExpiry: home)
    let volatility = slice?.volatility(of: index)
    var row = OptionQuoteRow(
      time: market.time, underlying: underlying.symbol,
      expiration: underlying.chain.expiries[home].expiration, strike: option.contract.strike,
      right: option.contract.right, quote: quote, openInterest: option.openInterest,
      impliedVolatility: volatility, delta: slice?.delta(of: index), gamma: nil, vega: nil,
      theta: nil, quality: market.quoteRules.quality(quote, at: market.time), reason: reason)
    if let slice, let volatility {
      let greeks = black76Greeks(
        option.contract.right, forward: slice.parity.forward,
        strike: option.contract.strike.dollars, years: slice.years, volatility: volatility,
        discount: slice.parity.discount)
      row.gamma = greeks.gamma
      row.vega = greeks.vega / 100
      row.theta = greeks.theta / 365
    }
    return row
  }

  /// The daily numbers that a finished session leaves for the percentiles of later ones.
  func historyRows(_ events: [Event], _ identity: TapeIdentity) -> [HistoryRow] {
    var rows: [HistoryRow] = []
    for case .dayRolled(let day) in events.map(\.body) {
      for group in day.market {
        for number in group.numbers where number.name.hasPrefix("m_") {
          guard let value = number.value else { continue }
          rows.append(
            HistoryRow(
              symbol: group.name, date: day.date, metric: String(number.name.dropFirst(2)),
              value: value, source: identity.runKey))
        }
      }
    }
    return rows
  }

  /// The finished daily bars of a session.
  func priceRows(_ batch: MarketBatch?, _ identity: TapeIdentity) -> [MarketPriceRow] {
    guard let end = batch?.end, let session = market.session else { return [] }
    return end.bars.map { bar in
      MarketPriceRow(
        symbol: bar.symbol, time: session.open, interval: 86_400, bar: bar.bar,
        source: identity.runKey)
    }
  }
}
