// A file of market data, read and checked, whatever its format.

public import MarketData

/// A dated series of one name, such as a rate, a settlement or a vendor's own measure.
public struct NamedSeries: Hashable, Sendable {
  /// The symbol or curve it belongs to.
  public var symbol: String
  /// What was measured, such as `close`, `3_MO` or `m1`.
  public var metric: String
  /// The values by ascending date.
  public var values: [DailyValue]

  /// Makes a series.
  public init(symbol: String, metric: String, values: [DailyValue]) {
    self.symbol = symbol
    self.metric = metric
    self.values = values
  }
}

/// What a file of market data holds.
public enum MarketContent: Sendable {
  /// Daily or intraday bars, a table for each symbol.
  case bars([BarColumns])
  /// Option quotes at one moment or several.
  case chain(ChainFile)
  /// Dated series.
  case series([NamedSeries])
  /// Scheduled events.
  case events([MarketEvent])
  /// Recorded rows that only a replay or the tick store takes in; counted and checked.
  case recording
}

/// A file of market data, read and checked.
public struct MarketFile: Sendable {
  /// The path it was read from.
  public var path: String
  /// The stable name of the format, such as `cboe-quotes`.
  public var format: String
  /// SHA-256 of the bytes of the file as they lie on the disk, in hexadecimal.
  public var sha256: String
  /// Rows of data, the bad ones included.
  public var rows: Int
  /// The clean rows.
  public var content: MarketContent
  /// The first and last date or moment of the clean rows, as text; nil when there is none.
  public var first: String?
  /// The last one.
  public var last: String?
  /// What was wrong, by rule.
  public var findings: [ReportedFinding]
  /// Bars that could be read but broke a rule, a table for each symbol: the raw rows that are not
  /// among the clean ones.
  public var setApart: [BarColumns]
  /// Every row that is kept apart from the clean ones, with its rule and what stands there; those of
  /// a chain are the rows that could not be read, see `ChainFile.droppedQuotes` for the others.
  public var apart = RowsApart()
  /// Series that a file of events carries beside them, such as reported earnings.
  public var attached: [NamedSeries]

  /// Counts of rows that only a replay or the tick store takes in; nil for other files.
  public var recording: RecordingCounts?

  /// Makes a file.
  public init(
    path: String, format: String, sha256: String, rows: Int, content: MarketContent,
    first: String?, last: String?, findings: [ReportedFinding], setApart: [BarColumns] = [],
    attached: [NamedSeries] = []
  ) {
    self.setApart = setApart
    self.attached = attached
    self.path = path
    self.format = format
    self.sha256 = sha256
    self.rows = rows
    self.content = content
    self.first = first
    self.last = last
    self.findings = findings
  }
}
