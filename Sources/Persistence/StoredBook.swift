// The book as the projected tables tell it, to compare with the one folded from the journal.

public import MarketData

/// Open positions and money of a run, as its tables have them.
public struct StoredBook: Hashable, Sendable {
  /// An open position.
  public struct Position: Hashable, Sendable {
    /// The position.
    public var position: Int
    /// Its packages.
    public var quantity: Int

    /// Makes a position.
    public init(position: Int, quantity: Int) {
      self.position = position
      self.quantity = quantity
    }
  }

  /// Open positions, by number.
  public var positions: [Position]
  /// What the ledger's cash account adds up to.
  public var cash: Money
  /// Equity at the last mark; zero before the first.
  public var equity: Money
  /// Exit-side equity at the last mark; zero before the first.
  public var exitEquity: Money

  /// Makes a book.
  public init(positions: [Position], cash: Money, equity: Money, exitEquity: Money) {
    self.positions = positions
    self.cash = cash
    self.equity = equity
    self.exitEquity = exitEquity
  }
}

extension DeskStore {
  /// The book of this run as its tables have it.
  public func book() throws(StoreError) -> StoredBook? {
    let run = SQLValue.int(try requireRun())
    let open = try connection.rows(
      """
      SELECT position, quantity FROM positions WHERE run=? AND closed_at IS NULL ORDER BY position
      """, [run])
    let cash = try connection.value(
      "SELECT sum(amount_e4) FROM ledger WHERE run=? AND account='cash'", [run])
    let mark = try connection.rows(
      "SELECT equity_e4, exit_e4 FROM equity WHERE run=? ORDER BY ts DESC LIMIT 1", [run]
    ).first
    return StoredBook(
      positions: open.map { row in
        StoredBook.Position(position: row[0].int ?? 0, quantity: row[1].int ?? 0)
      },
      cash: Money(units: Int64(cash?.int ?? 0)), equity: Money(units: Int64(mark?[0].int ?? 0)),
      exitEquity: Money(units: Int64(mark?[1].int ?? 0)))
  }

  /// The refusal of a database that is damaged; its log stays as it was found.
  public func unsound(_ detail: String) throws(StoreError) -> StoreError {
    try connection.keepLogOnClose(files.hasLog)
    return .unsound(path: files.database, detail: detail)
  }

  /// Checks the structure of the journal and of the tables that follow from it.
  public func quickCheck() throws(StoreError) {
    for table in ["journal"] + Schema.projections.map(\.table) {
      let answer: String
      do throws(StoreError) {
        answer = try connection.pragmaText("quick_check('\(table)')")
      } catch {
        guard case .corrupt(_, let detail) = error else { throw error }
        throw try unsound("\(table): \(detail)")
      }
      if answer != "ok" { throw try unsound("\(table): \(oneLine(answer))") }
    }
  }
}

/// What SQLite says of damage, on one line.
private func oneLine(_ text: String) -> String {
  text.split(separator: "\n").prefix(2).joined(separator: ", ")
}
