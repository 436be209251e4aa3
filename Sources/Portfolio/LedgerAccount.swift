// The accounts of the double-entry ledger.
//
// A debit is positive. Cash and positions are assets at cost, capital is what the book was
// funded with, fees are an expense, and realised carries profits as credits. Interest and dividends
// are results too, in accounts of their own; the shares of a position stand in its account.

/// Names of the ledger's accounts.
public enum LedgerAccount {
  /// Cash.
  public static let cash = "cash"
  /// What the book was funded with.
  public static let capital = "capital"
  /// Fees paid.
  public static let fees = "fees"
  /// Realised profits (credits) and losses (debits) before fees.
  public static let realised = "realised"
  /// Interest received (credits) and paid (debits) on cash.
  public static let interest = "interest"

  /// The account that carries a position at cost, its shares included.
  public static func position(_ id: Int) -> String { "position:P\(id)" }

  /// Dividends on the shares of a position: received (credits) and owed on borrowed ones (debits).
  public static func dividends(_ id: Int) -> String { "dividends:P\(id)" }

  /// The position of an account that carries one at cost, or nil for any other account.
  public static func position(of account: String) -> Int? { id(in: account, after: "position:P") }

  /// The position of an account of dividends, or nil for any other account.
  public static func dividends(of account: String) -> Int? { id(in: account, after: "dividends:P") }

  private static func id(in account: String, after prefix: String) -> Int? {
    guard account.hasPrefix(prefix) else { return nil }
    return Int(account.dropFirst(prefix.count))
  }
}
