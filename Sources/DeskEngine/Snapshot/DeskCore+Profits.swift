// Profit by leg and what the Greeks explain of it, for the screens.

import MarketData
import Portfolio
import Risk

extension DeskCore {
  /// Hands over profit with the marks of this minute.
  func profitSummaries(_ snapshot: inout DeskSnapshot, _ marked: [MarkedPosition]) {
    var profits = state.profits
    for position in marked {
      let entry = position.entry
      guard let index = profits.index(of: entry.position) else { continue }
      let values = profits.positions[index].legs.map { leg -> Money? in
        guard let place = entry.legs.firstIndex(where: { $0.contract == leg.contract }),
          !entry.legs[place].isSettled
        else { return nil }
        return position.mark(of: place).value(
          contracts: leg.contracts, multiplier: leg.multiplier)
      }
      profits.mark(entry.position, values: values, total: position.value)
    }
    snapshot.profits = profits
    snapshot.explained = state.explained
  }
}
