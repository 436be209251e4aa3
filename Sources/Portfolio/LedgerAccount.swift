// The accounts of the double-entry ledger.
//
// A debit is positive. Cash and positions are assets at cost, capital is what the book was
// funded with, fees are an expense, and realised carries profits as credits.

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

  /// The account that carries a position at cost.
  public static func position(_ id: Int) -> String { "position:P\(id)" }

  /// The position of an account, or nil for any other account.
  public static func position(of account: String) -> Int? {
    guard account.hasPrefix("position:P") else { return nil }
    return Int(account.dropFirst("position:P".count))
  }
}
