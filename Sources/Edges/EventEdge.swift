// A scheduled event priced above or below its usual move (domain rules, section b.4).

import MarketData
import Numerics
import Pricing
import Regimes

/// What an event's move is compared with.
private struct UsualMove {
  /// Mean size of past moves, as a share of the price.
  var size: Double
  /// Past events averaged; zero when the tail of daily returns stands in.
  var events: Int
}

/// Detects an event priced above or below its usual move.
public func detectEvent(_ context: EdgeContext) -> EdgeFinding {
  if let blocker = context.blocker { return .abstained(reason: blocker) }
  let priced: PricedEvent
  switch context.measureEvent() {
  case .none(let days):
    return .quiet(metrics: [NamedNumber("days_to_event", days.map { Double($0) })])
  case .failed(let event, let reason):
    return .abstained(reason: "\(event.kind.rawValue) \(event.effectiveDate): \(reason)")
  case .priced(let value): priced = value
  }
  guard let usual = context.usualMove(of: priced.event) else {
    return .abstained(
      reason: "\(priced.event.kind.rawValue) \(priced.event.effectiveDate): no past events and "
        + "\(context.history.bars.count) daily bars, 60 needed for the tail")
  }
  let rules = context.rules
  let ratio = priced.variance.expectedMove / usual.size
  let isFallback = usual.events == 0
  let metrics = context.eventMetrics(priced, usual, ratio)
  let isRich = priced.variance.premium >= rules.eventPremium && ratio >= rules.richEvent
  let isCheap = ratio <= rules.cheapEvent
  guard isRich || isCheap else { return .quiet(metrics: metrics) }
  let magnitude =
    isRich
    ? priced.variance.premium / rules.eventPremium - 1
    : 2 * (rules.cheapEvent - ratio) / rules.cheapEvent
  let raw = edgeStrength(extremity: nil, magnitude: magnitude, quality: context.quality)
  return .detected(
    Edge(
      underlying: context.chain.underlying, kind: .event, signal: isRich ? .shortVol : .longVol,
      strength: context.finalStrength(raw, sellsVolatility: isRich, isFallback: isFallback),
      percentile: nil, history: usual.events, isFallback: isFallback, metrics: metrics,
      rationale: context.eventRationale(priced, usual, ratio), expiry: priced.first,
      backExpiry: priced.second, eventMove: priced.variance.move))
}

extension EdgeContext {
  /// The mean move of the last same events, or the mean of the largest tenth of daily moves.
  fileprivate func usualMove(of event: MarketEvent) -> UsualMove? {
    let past = events.filter {
      $0.kind == event.kind && $0.symbol == event.symbol && $0.effectiveDate < session.date
    }
    var moves: [Double] = []
    for date in past.reversed().map(\.effectiveDate) where moves.count < rules.eventLookback {
      if let move = absoluteMove(on: date) { moves.append(move) }
    }
    if moves.count >= rules.minimumEvents, let size = mean(moves), size > 0 {
      return UsualMove(size: size, events: moves.count)
    }
    let closes = history.bars.suffix(rules.percentileWindow + 1).map(\.bar.close)
    guard closes.count > 60 else { return nil }
    let daily = zip(closes.dropFirst(), closes).map { abs($0 / $1 - 1) }.sorted()
    let tail = daily.suffix(max(1, daily.count / 10))
    guard let size = mean(tail), size > 0 else { return nil }
    return UsualMove(size: size, events: 0)
  }

  /// The size of the simple return of a session.
  private func absoluteMove(on date: CivilDate) -> Double? {
    var low = 0
    var high = history.bars.count
    while low < high {
      let middle = (low + high) / 2
      if history.bars[middle].date < date { low = middle + 1 } else { high = middle }
    }
    guard low > 0, low < history.bars.count, history.bars[low].date == date else { return nil }
    return abs(history.bars[low].bar.close / history.bars[low - 1].bar.close - 1)
  }

  fileprivate func eventMetrics(
    _ priced: PricedEvent, _ usual: UsualMove, _ ratio: Double
  ) -> [NamedNumber] {
    [
      NamedNumber("days_to_event", Double(priced.days)),
      NamedNumber("event_move", priced.variance.move),
      NamedNumber("expected_move", priced.variance.expectedMove),
      NamedNumber("ambient_vol", priced.variance.ambient.squareRoot()),
      NamedNumber("premium", priced.variance.premium), NamedNumber("usual_move", usual.size),
      NamedNumber("past_events", Double(usual.events)), NamedNumber("rich_cheap", ratio),
      NamedNumber("straddle", straddle(priced.first)),
      NamedNumber("straddle_check", straddleCheck(priced.first)),
    ]
  }

  /// Mid of the straddle nearest to the forward over the spot; nil when a side has no quote.
  private func straddle(_ expiry: Int) -> Double? {
    guard let slice = surface.slice(ofExpiry: expiry) else { return nil }
    let listed = chain.expiries[expiry]
    func strike(_ option: Int) -> Double { chain.options[option].contract.strike.dollars }
    func nearest(_ options: Range<Int>) -> Int? {
      options.min {
        abs(strike($0) - slice.parity.forward) < abs(strike($1) - slice.parity.forward)
      }
    }
    guard let call = nearest(listed.calls), let put = nearest(listed.puts),
      strike(call) == strike(put), let bought = chain.quotes[call], let sold = chain.quotes[put],
      bought.mid > 0, sold.mid > 0
    else { return nil }
    return (bought.mid + sold.mid) / spot
  }

  /// What the same straddle is worth by rule of thumb: sqrt(2 / pi), or 0.8, deviations.
  private func straddleCheck(_ expiry: Int) -> Double? {
    guard let slice = surface.slice(ofExpiry: expiry), let sigma = slice.atmVolatility else {
      return nil
    }
    return 0.8 * sigma * slice.years.squareRoot()
  }

  /// How far above ambient the front stands, in a word, and whether the days before it are those
  /// in which an entry is best.
  fileprivate func eventWords(_ priced: PricedEvent) -> String {
    let premium = priced.variance.premium
    var text = ""
    if premium >= rules.extremeEventPremium {
      text += ", extreme"
    } else if premium >= rules.strongEventPremium {
      text += ", strong"
    }
    if !rules.eventEntryDays.contains(priced.days) {
      let best = rules.eventEntryDays
      text += ", entry best \(best.lowerBound)-\(best.upperBound) d before"
    }
    return text
  }

  fileprivate func eventRationale(
    _ priced: PricedEvent, _ usual: UsualMove, _ ratio: Double
  ) -> String {
    let against =
      usual.events > 0
      ? "mean of the last \(usual.events)" : "mean of the largest tenth of daily moves"
    var text = "\(chain.underlying) \(priced.event.kind.rawValue) in \(priced.days) d prices a move"
    text += " of \(percent(priced.variance.expectedMove, 2)) vs \(percent(usual.size, 2))"
    text += " (\(against)) = \(fixed(ratio, 2)), front \(percent(priced.variance.premium, 0))"
    text += " over ambient \(percent(priced.variance.ambient.squareRoot()))"
    text += eventWords(priced)
    if let straddle = straddle(priced.first) { text += ", straddle \(percent(straddle, 2))" }
    return text
  }
}
