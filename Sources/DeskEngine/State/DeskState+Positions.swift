// Folding positions, settlements and the ledger into the book.

import Edges
import MarketData
import Portfolio

extension DeskState {
  /// A position that is counted already changes nothing.
  mutating func openPosition(_ e: PositionOpened) {
    guard e.position > counters.positions else { return }
    counters.positions = e.position
    let order = orders.first { $0.order == e.order }
    let entry = order?.candidate.flatMap { id in
      candidates.last { $0.record.candidate == id }
    }
    var position = PositionEntry()
    position.position = e.position
    position.order = e.order
    position.candidate = order?.candidate
    position.underlying = order?.underlying ?? ""
    position.kind = entry?.kind ?? .manual
    position.structure = e.structure
    position.legs = e.legs.map {
      PositionLegEntry(
        contract: $0.contract, ratio: $0.ratio, entry: $0.entry, multiplier: $0.multiplier,
        expiration: $0.expiration, isSettled: false)
    }
    position.quantity = e.quantity
    position.entry = e.entry
    position.maxLoss = e.maxLoss
    position.opened = time
    position.regime = regime.state
    positions.append(position)
    takeWorstGaps(of: e.order)
    if let index = openings.firstIndex(where: { $0.order == e.order }) {
      openings[index].isFilled = true
    }
  }

  mutating func changePosition(_ e: PositionChanged) {
    guard let index = positions.firstIndex(where: { $0.position == e.position }) else { return }
    positions[index].quantity = e.quantity
    positions[index].entry = e.entry
    positions[index].maxLoss = e.maxLoss
  }

  mutating func closePosition(_ e: PositionClosed) {
    guard let index = positions.firstIndex(where: { $0.position == e.position }) else { return }
    if e.reason == .stop {
      stops.append(DayStop(underlying: positions[index].underlying, date: session.date))
    }
    for leg in positions[index].legs.indices { realiseWorst(index, leg: leg) }
    trades.append(
      TradeEntry(
        opened: NewYorkTime.date(positions[index].opened), closed: session.date,
        profit: e.realised))
    if trades.count > 500 { trades.removeFirst() }
    positions.remove(at: index)
  }

  mutating func settle(_ e: Settled) {
    guard let index = positions.firstIndex(where: { $0.position == e.position }),
      let leg = positions[index].legs.firstIndex(where: { $0.contract == e.contract })
    else { return }
    positions[index].legs[leg].isSettled = true
    realiseWorst(index, leg: leg)
  }

  /// Folds a posting: cash, realised profit, fees and what positions cost.
  ///
  /// One that is counted already changes nothing.
  mutating func post(_ e: LedgerPosted) {
    guard e.posting > counters.postings else { return }
    counters.postings = e.posting
    var cash = Money.zero
    var fees = Money.zero
    var owner: Int?
    for entry in e.entries {
      switch entry.account {
      case LedgerAccount.cash: cash += entry.amount
      case LedgerAccount.fees: fees += entry.amount
      case LedgerAccount.realised: money.realised -= entry.amount
      case LedgerAccount.capital:
        money.isFunded = true
        money.capital -= entry.amount
      default:
        if let index = postIncome(entry) { owner = index }
        guard let id = LedgerAccount.position(of: entry.account),
          let index = positions.firstIndex(where: { $0.position == id })
        else { continue }
        positions[index].cost += entry.amount
        owner = index
      }
    }
    money.cash += cash
    money.fees += fees
    money.realised -= fees
    if let owner {
      positions[owner].cashFlow += cash
      positions[owner].fees += fees
    }
  }

  mutating func mark(_ e: EquityMarked) {
    money.equity = e.equity
    money.exitEquity = e.equityExit
    money.unrealised = e.unrealised
    money.peak = max(money.peak, e.equity)
    curve.append(CurvePoint(time: time, equity: e.equity))
  }
}
