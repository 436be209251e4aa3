// Freezing an underlying whose contracts are no longer what they were.
//
// A tape says so itself where prices and strikes stand on different bases or a share was split; a
// move of more than two fifths against the last close that no dividend explains is taken for one.
// Frozen means: no edge, no candidate, no order, and an alert that stays until somebody has read it.
// It lasts for the run. Only a freeze for a move can be lifted, by the command that re-arms the desk.

import Candidates
import Edges
import Execution
import MarketData
import Risk

extension Decider {
  /// The largest move against the last close that counts as one, as a share.
  static let greatestGap = 0.4

  /// Freezes what the tape says it must not be traded, at the start of a session.
  mutating func freezeRefused() {
    for underlying in market.underlyings {
      guard let reason = underlying.chain.refusal else { continue }
      freeze(underlying.symbol, reason)
    }
  }

  /// Freezes what opened further from its last close than prices go.
  mutating func freezeGaps() {
    for underlying in market.underlyings {
      guard let open = underlying.dayBar?.open, let last = underlying.history.bars.last,
        last.date == TradingCalendar.previous(before: state.session.date), last.bar.close > 0,
        !state.frozen.contains(where: {
          $0.symbol == underlying.symbol && $0.date == state.session.date
        })
      else { continue }
      let paid = dividends(of: underlying.symbol)
        .filter { $0.exDate == state.session.date }.reduce(0) { $0 + $1.amount.dollars }
      let before = last.bar.close - paid
      guard before > 0, abs(open / before - 1) > Decider.greatestGap else { continue }
      let percent = ((open / before - 1) * 1000).rounded() / 10
      freeze(
        underlying.symbol,
        FreezeWords.gap + "opens at \(open) after \(last.bar.close), \(percent) %, which no action "
          + "explains")
    }
  }

  private mutating func freeze(_ symbol: String, _ reason: String) {
    guard state.freeze(of: symbol) == nil else { return }
    emit(.noted(Noted(ref: FreezeWords.freeze + symbol, text: reason)))
    alert(
      .critical, metric: "frozen \(symbol)", value: nil, threshold: nil,
      text: "\(symbol) \(state.session.date): \(reason): contracts are adjusted by the exchange; "
        + "frozen, nothing is proposed or sent there" + unmarked(symbol))
    for order in state.orders where order.underlying == symbol {
      change(order.order, .cancel, reason: "\(symbol) is frozen")
    }
    for candidate in state.candidates
    where candidate.state == .open && candidate.record.underlying == symbol {
      emit(
        .candidateClosed(
          CandidateClosed(
            candidate: candidate.record.candidate, rev: candidate.record.rev,
            reason: "\(symbol) is frozen")))
    }
  }

  /// What is said of positions there.
  private func unmarked(_ symbol: String) -> String {
    let held = state.positions.filter { $0.underlying == symbol }.map { "P\($0.position)" }
    guard !held.isEmpty else { return "" }
    return "; \(held.joined(separator: ", ")) marked at the last good quotes of its old contracts, "
      + "those of an earlier close or the entry where there are none"
  }

  /// Lifts freezes for a move alone, when the trader re-arms the desk.
  mutating func liftGaps() {
    for entry in state.frozen where entry.isGap && !entry.isLifted {
      emit(.noted(Noted(ref: FreezeWords.lift + entry.symbol, text: "lifted by the trader")))
    }
  }

  /// The breach of any order on a frozen underlying; it has no value, so that nothing outweighs it.
  func frozenBreach(_ underlying: String) -> LimitBreach? {
    state.freeze(of: underlying).map { _ in LimitBreach(limit: "frozen", value: nil, bound: 0) }
  }

  /// Lets every detector of a frozen underlying abstain; false when it is not frozen.
  mutating func abstainFrozen(_ symbol: String) -> Bool {
    guard let reason = state.freeze(of: symbol) else { return false }
    for kind in settings.edges.detectors where kind.isOfOneChain {
      take(.abstained(reason: "frozen: \(reason)"), kind: kind, underlying: symbol)
    }
    return true
  }
}
