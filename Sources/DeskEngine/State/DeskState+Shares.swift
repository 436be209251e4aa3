// Folding shares, interest and dividends into the book.

import MarketData
import Portfolio

extension DeskState {
  /// Folds shares into their position; the ledger's own postings carry the money.
  mutating func tradeShares(_ e: SharesTraded) {
    if let fill = e.fill { counters.fills = max(counters.fills, fill) }
    guard let index = positions.firstIndex(where: { $0.position == e.position }) else { return }
    var lot = positions[index].lot
    _ = lot.trade(e.shares, at: e.price)
    positions[index].shares = lot.shares
    positions[index].sharesCost = lot.cost
  }

  /// Folds an entry of interest or dividends.
  ///
  /// - Returns: The position that it belongs to; nil for none or another account.
  mutating func postIncome(_ entry: LedgerEntry) -> Int? {
    if entry.account == LedgerAccount.interest {
      money.interest -= entry.amount
      money.realised -= entry.amount
      return nil
    }
    guard let id = LedgerAccount.dividends(of: entry.account) else { return nil }
    money.dividends -= entry.amount
    money.realised -= entry.amount
    return positions.firstIndex { $0.position == id }
  }
}

extension PositionEntry {
  /// Its shares at their cost.
  var lot: ShareLot { ShareLot(shares: shares, cost: sharesCost) }

  /// What its options cost in its account: all of it but the shares.
  var optionCost: Money { cost - sharesCost }
}
