// What the book remembers of underlyings on which nothing may be traded.
//
// After a split, a spin-off or a move that nothing explains the exchange adjusts the contracts: their
// strikes and what they deliver are no longer what the desk holds them for. A freeze is written as a
// note of its own reference, and lasts to the end of the run; one for a move alone a trader may lift.

public import MarketData

/// An underlying on which nothing may be traded.
public struct FrozenEntry: LineRecord, Hashable, Sendable {
  /// The symbol.
  public var symbol: String = ""
  /// The session in which it was frozen.
  public var date: CivilDate = CivilDate(dayNumber: 0)
  /// Why.
  public var reason: String = ""
  /// True once a trader has lifted it.
  public var isLifted: Bool = false

  /// Whether a move alone is the reason, and not an action of the company.
  public var isGap: Bool { reason.hasPrefix(FreezeWords.gap) }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("symbol", &symbol)
    try coder.field("date", &date)
    try coder.field("reason", &reason)
    try coder.field("is_lifted", &isLifted)
  }
}

/// The words by which freezes are written.
enum FreezeWords {
  /// What begins the reference of a freeze; the symbol follows.
  static let freeze = "FREEZE "
  /// What begins the reference of its end.
  static let lift = "LIFT "
  /// What begins the reason of a freeze for a move that nothing explains.
  static let gap = "gap: "
}

extension DeskState {
  /// Why an underlying is frozen; nil when it is not.
  public func freeze(of symbol: String) -> String? {
    frozen.first { $0.symbol == symbol && !$0.isLifted }?.reason
  }

  /// Folds a note on a freeze; false for any other note.
  mutating func noteFreeze(_ e: Noted) -> Bool {
    guard let ref = e.ref else { return false }
    if ref.hasPrefix(FreezeWords.freeze) {
      let symbol = String(ref.dropFirst(FreezeWords.freeze.count))
      frozen.append(FrozenEntry(symbol: symbol, date: session.date, reason: e.text))
      return true
    }
    if ref.hasPrefix(FreezeWords.lift) {
      let symbol = String(ref.dropFirst(FreezeWords.lift.count))
      for index in frozen.indices where frozen[index].symbol == symbol {
        frozen[index].isLifted = true
      }
      return true
    }
    return false
  }
}
