// What of a file of market data is taken into the database, and what becomes of rows that are there.

public import MarketData

/// What becomes of a row that another import holds already.
public enum ExistingRows: String, CaseIterable, Sendable {
  /// It stays as it is, the new one is left out.
  case skip
  /// The new one takes its place.
  case replace
  /// Both are kept, each under its source, and the newest import is the one that is read; a table
  /// with one value for a date keeps the stored one and reports the conflict.
  case append
  /// The import is refused.
  case fail
}

/// How files of market data are taken in.
public struct ImportOptions: Hashable, Sendable {
  /// The symbol of files that name none or another one; nil keeps theirs.
  public var symbol: String?
  /// The first date that is kept, New York.
  public var since: CivilDate?
  /// Years up to the newest date of the files that are kept.
  public var lastYears: Int?
  /// Percent of each day's rows that are kept, drawn with a fixed seed, at least one a day.
  public var downsamplePercent: Double
  /// What becomes of rows that another import holds.
  public var existing: ExistingRows
  /// Whether the files are parts of one table: of one format, each row once.
  public var consolidates: Bool
  /// The feature schema that the dated values join; nil for none.
  public var schema: String?

  /// Makes options; those that are left out keep everything.
  public init(
    symbol: String? = nil, since: CivilDate? = nil, lastYears: Int? = nil,
    downsamplePercent: Double = 100, existing: ExistingRows = .append, consolidates: Bool = false,
    schema: String? = nil
  ) {
    self.symbol = symbol
    self.since = since
    self.lastYears = lastYears
    self.downsamplePercent = downsamplePercent
    self.existing = existing
    self.consolidates = consolidates
    self.schema = schema
  }

  /// The choices that decide which rows of a file are kept, in words.
  var text: String {
    var words: [String] = []
    if let symbol { words.append("symbol \(symbol)") }
    if let since { words.append("since \(since)") }
    if let lastYears { words.append("last \(lastYears) years") }
    if downsamplePercent < 100 { words.append("\(downsamplePercent) % of a day") }
    if let schema { words.append("schema \(schema)") }
    return words.joined(separator: ", ")
  }
}

/// What the import of one file did.
public struct StoredImport: Hashable, Sendable {
  /// The file's name, without its folder.
  public var name: String
  /// SHA-256 of its bytes in hexadecimal.
  public var sha256: String
  /// The name of its format.
  public var format: String
  /// True when the same bytes were imported before with the same choices; nothing changed then.
  public var isRepeat = false
  /// Rows that are new.
  public var added = 0
  /// Rows that an earlier import of the same bytes had stored.
  public var present = 0
  /// Rows outside the dates or the sample that were asked for.
  public var dropped = 0
  /// Rows that another import holds and that were left out for it.
  public var skipped = 0
  /// Rows of other imports that gave way.
  public var replaced = 0
  /// Rows that another import holds with other values.
  public var conflicts = 0
  /// Rows that no table can hold: a contract without an expiry date, a value that is no number.
  public var unusable = 0
  /// Rows that a rule keeps out of the clean ones, the quotes among them that cleaning drops.
  public var setApart = 0
  /// Those of them that are stored: at most `RowsApart.limit`, the others are counted only.
  public var setApartKept = 0

  /// Makes the report of a file of which nothing was taken yet.
  init(name: String, sha256: String, format: String) {
    self.name = name
    self.sha256 = sha256
    self.format = format
  }

  /// The counts under their names, in order.
  public var counts: [(name: String, count: Int)] {
    [
      ("added", added), ("present", present), ("dropped", dropped), ("skipped", skipped),
      ("replaced", replaced), ("conflicts", conflicts), ("unusable", unusable),
      ("set_apart", setApart), ("set_apart_kept", setApartKept),
    ]
  }
}

/// A labelled point of an import, for tests that stop there.
public enum ImportPoint: String, CaseIterable, Sendable {
  case begin, rows, record, layers, commit
}
