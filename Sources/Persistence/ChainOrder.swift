// In which order the rows of a journal are read, and what they tell beside the chain.

import DeskEngine

/// What a journal tells beside its chain while it is read.
struct JournalTold {
  /// What it says of the commands.
  var commands: CommandLedger
  /// When the market moved it.
  var market = MarketTimes()
}

extension EventBody {
  /// Whether rows or commands may follow from it: a reader hands on no other.
  var isFollowed: Bool {
    switch self {
    case .sessionOpened, .sessionClosed, .dayRolled, .feedChanged, .quotesRejected, .regimeChanged,
      .edgeAbstained, .edgeEnded, .riskVerdict, .profitExplained, .tradingStateChanged,
      .jobRequested:
      false
    default: true
    }
  }
}

/// An order of the rows of a journal.
enum ChainOrder {
  /// As they stand, which is as they came: nothing is looked up.
  case stored
  /// By number, wherever they stand.
  case numbered

  /// The rows of a run.
  var query: String {
    let columns = "SELECT seq, ts, type, line, hash FROM journal"
    // The plus keeps the planner from going by the key.
    return switch self {
    case .stored: "\(columns) WHERE rowid BETWEEN ? AND ? AND +run=? ORDER BY rowid"
    case .numbered: "\(columns) WHERE run=? ORDER BY seq"
    }
  }

  /// What the query binds: the run, and where its first and last row stand.
  func bounds(_ run: Int, _ db: Connection) throws(StoreError) -> [SQLValue] {
    if self == .numbered { return [.int(run)] }
    let place = "SELECT rowid FROM journal WHERE run=? ORDER BY seq"
    let first = try db.value("\(place) LIMIT 1", [.int(run)]) ?? .int(1)
    let last = try db.value("\(place) DESC LIMIT 1", [.int(run)]) ?? .int(0)
    return [first, last, .int(run)]
  }
}
