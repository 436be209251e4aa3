// What may be wrong with the rows of a file of bars or of dated figures (domain.md, bars).

/// A rule that a row, or a whole table, of bars or figures may break.
public enum TableRule: String, FileRule {
  /// Another number of cells than the header has.
  case cellCount = "the row must have as many cells as the header"
  /// The last row ends before its last cell.
  case truncatedRow = "the last row must be whole"
  /// The date or time is none.
  case date = "the date and time must be ones that exist"
  /// A cell that must be a number is none.
  case number = "a price, volume or figure must be a finite number"
  /// A price is missing.
  case missingPrice = "open, high, low and close must be given"
  /// A price is zero or below.
  case price = "a price must be above zero"
  /// Open or close lies outside low and high.
  case ohlcOrder = "open and close must lie between low and high"
  /// A volume is below zero.
  case volume = "a volume must not be negative"
  /// The same moment again.
  case duplicate = "a moment must stand in the table once (the latest row is used)"
  /// Far from all others.
  case strayRow = "a row must lie within a year of another one"
  /// After today.
  case future = "a price must not lie in the future"
  /// Out of order.
  case timeOrder = "the rows must run one way in time"
  /// A bar on a day without a session.
  case closedDay = "a bar must lie on a day with a session"
  /// A move of over half.
  case jump = "a price must not move by more than 50 % from one bar to the next"
  /// Little volume.
  case lowVolume = "a volume should be 1,000 or more"
  /// The previous close is another.
  case priorClose = "the prior close must be the close of the row before"
  /// A session with holes.
  case shortSession = "a session should have 95 % of its bars"
  /// More than 5 % is missing.
  case missingShare = "no more than 5 % of the sessions and bars may be missing"
  /// A session of the calendar without a bar.
  case missingSession = "every session between the first and the last has a bar"
  /// Bars that are missing within sessions.
  case missingBar = "every interval of a session has a bar"
  /// A figure that is not given.
  case missingValue = "a figure is given"
  /// All four prices are one.
  case flatBar = "a bar has a range"
  /// The session ends early.
  case halfDay = "the session ends at its usual hour"

  /// The stable name.
  public var code: String {
    switch self {
    case .cellCount: "cell-count"
    case .truncatedRow: "truncated-row"
    case .date: "date"
    case .number: "number"
    case .missingPrice: "missing-price"
    case .price: "price-not-positive"
    case .ohlcOrder: "ohlc-order"
    case .volume: "negative-volume"
    case .duplicate: "duplicate"
    case .strayRow: "stray-row"
    case .future: "future"
    case .timeOrder: "time-order"
    case .closedDay: "closed-day"
    case .jump: "jump"
    case .lowVolume: "low-volume"
    case .priorClose: "prior-close"
    case .shortSession: "short-session"
    case .missingShare: "missing-share"
    case .missingSession: "missing-session"
    case .missingBar: "missing-bar"
    case .missingValue: "missing-value"
    case .flatBar: "flat-bar"
    case .halfDay: "half-day"
    }
  }

  /// What sets a row apart is an error; what the market does by itself is a note.
  public var severity: FindingSeverity {
    switch self {
    case .cellCount, .truncatedRow, .date, .number, .missingPrice, .price, .ohlcOrder, .volume,
      .duplicate, .strayRow, .future, .missingShare:
      .error
    case .timeOrder, .closedDay, .jump, .lowVolume, .priorClose, .shortSession: .warning
    case .missingSession, .missingBar, .missingValue, .flatBar, .halfDay: .note
    }
  }
}

extension TableRule {
  /// A share that is missing is no row.
  public var setsApart: Bool { severity == .error && self != .missingShare }
}

/// Everything that was wrong with a table of bars or figures.
public typealias TableFindings = Findings<TableRule>
