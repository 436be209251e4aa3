// Interest on cash and dividends on shares.

import MarketData
import Portfolio

extension Decider {
  /// Posts the interest on cash to the next session, when the settings want it.
  ///
  /// Simple interest at the session's rate on calendar days over 360; an overdraft pays it.
  mutating func accrueInterest(to next: CivilDate?) {
    guard settings.cashInterest, state.money.isFunded else { return }
    let date = state.session.date
    guard
      let interest = CashInterest(
        on: state.money.cash, rate: market.rate, from: date,
        to: next ?? TradingCalendar.next(after: date))
    else { return }
    post(
      [(LedgerAccount.cash, interest.amount), (LedgerAccount.interest, -interest.amount)],
      ref: interest.text)
  }

  /// Pays the dividends whose ex-date came since the last session, on shares held overnight.
  mutating func payDividends() {
    for position in state.positions where position.shares != 0 {
      let since = state.days.last?.date ?? NewYorkTime.date(position.opened)
      for dividend in dividends(of: position.underlying)
      where dividend.exDate > since && dividend.exDate <= state.session.date {
        let amount = dividend.amount * position.shares
        post(
          [
            (LedgerAccount.cash, amount), (LedgerAccount.dividends(position.position), -amount),
          ],
          ref: "P\(position.position) dividend \(position.underlying) \(dividend.exDate) "
            + "\(dividend.amount) a share, \(source(of: dividend))")
      }
    }
  }

  /// Where a dividend is told.
  private func source(of dividend: CashDividend) -> String {
    settings.dividends.contains(dividend) ? "universe" : "tape"
  }

  /// The dividends of a symbol, by date; those of the trader's list come before the tape's of the day.
  func dividends(of symbol: String) -> [CashDividend] {
    let own = settings.dividends.filter { $0.symbol == symbol }
    let told = market.dividends.filter { dividend in
      dividend.symbol == symbol && !own.contains { $0.exDate == dividend.exDate }
    }
    return (own + told).sorted()
  }

  /// Whether shares of a symbol go without a dividend on a later day that is known.
  func hasDividendAhead(_ symbol: String) -> Bool {
    func isAhead(_ dividend: CashDividend) -> Bool {
      dividend.symbol == symbol && dividend.exDate > state.session.date
    }
    return settings.dividends.contains(where: isAhead) || market.dividends.contains(where: isAhead)
  }
}
