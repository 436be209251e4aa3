// What a screen needs to show a structure by hand, a close or a roll as the desk would judge it.
//
// Chains and surfaces are shared with the desk and copied by neither.

import Candidates
public import MarketData
import Risk
import Structures

/// What the trader's own orders are judged by, an entry a symbol.
public struct TradeDesk: Sendable {
  /// Symbols whose options are quoted, in the market's order.
  public var contexts: [HandContext] = []
  /// Fee of one contract.
  public var fee = Money.zero

  /// Nothing is quoted.
  public init() {}

  /// What orders in a symbol are judged by; nil before its first quotes.
  public func context(_ symbol: String) -> HandContext? {
    contexts.first { $0.underlying == symbol }
  }
}

extension DeskCore {
  /// Hands over what the trader's own orders are judged by.
  func tradeDesk(_ snapshot: inout DeskSnapshot) {
    guard let exposure = snapshot.exposure, state.session.isOpen else { return }
    var decider = Decider(
      settings: held, market: market, state: state, figures: figures, now: snapshot.time)
    snapshot.trade.fee = settings.structures.feePerContract
    // A minute that has been decided has every figure; before, none is worth its cost.
    guard figures.reading != nil else { return }
    for index in market.underlyings.indices {
      guard figures.sessions.indices.contains(index), figures.sessions[index] != nil,
        let context = decider.proposalContext(index, exposure: exposure)
      else { continue }
      snapshot.trade.contexts.append(
        HandContext(
          context: context, breaches: decider.rules(of: market.underlyings[index].symbol)))
    }
  }
}
