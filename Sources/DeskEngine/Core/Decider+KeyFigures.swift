// Key figures at the close: an alert when one passes its threshold, and its end when it is back.

import MarketData
import Portfolio
import Risk

/// The key figures of a book as it stands, today's equity the last of them.
func keyFigures(of state: DeskState) -> KeyFigures {
  // Five windows of returns, one session apart, need a few closes more than one window.
  let closes = state.days.suffix(KeyFigures.window + KeyFigures.lowSharpeDays + 1)
  var equities = closes.map(\.equity.dollars)
  if state.money.isFunded {
    if closes.count == state.days.count { equities.insert(state.money.capital.dollars, at: 0) }
    let isWritten = state.days.last?.date == state.session.date
    if !isWritten { equities.append(state.money.equity.dollars) }
  }
  return KeyFigures(
    equities: equities,
    trades: state.trades.map {
      ClosedTrade(opened: $0.opened, closed: $0.closed, profit: $0.profit.dollars)
    })
}

extension Decider {
  /// Writes each key figure that has passed its threshold or come back; a calibration that misses its
  /// own raises its alert with its result.
  mutating func judgeKeyFigures() {
    for row in keyFigures(of: state).rows(fitError: nil) {
      let held = state.levels.first { $0.limit == row.metric }?.level ?? 0
      let level = row.isBreached ? 100 : 0
      guard level != held, let value = row.value else { continue }
      emit(
        .limitCrossed(
          LimitCrossed(
            limit: row.metric, level: level, value: rounded(value), bound: row.threshold)))
      guard row.isBreached else { continue }
      alert(
        row.severity, metric: row.metric, value: rounded(value), threshold: row.threshold,
        text: "\(row.name) is \(row.alarm): \(row.advice)")
    }
  }
}
