// The book marked once, as each minute with a position marks it.

public import MarketData
public import Structures

/// What marking a whole book gives.
public struct MarkedBook: Hashable, Sendable {
  /// Legs that were marked.
  public var legs: Int
  /// Cash and mid marks.
  public var equity: Money
  /// Sensitivities of every leg together.
  public var greeks: PositionGreeks
}

extension DeskCore {
  /// Marks every position on the latest quotes and sums its sensitivities.
  ///
  /// The surface is kept for the next call, as it is from one stage of a decision to the next.
  public mutating func markedBook() -> MarkedBook {
    var decider = Decider(
      settings: held, market: market, state: state, figures: figures, now: market.time)
    let marked = decider.markPositions()
    let book = MarkedBook(
      legs: marked.reduce(0) { $0 + $1.marks.count },
      equity: marked.reduce(state.money.cash) { $0 + $1.value },
      greeks: marked.reduce(.zero) { $0 + $1.greeks })
    figures = decider.figures
    return book
  }
}
