// The table of ticks: packed columns of one symbol and one day a row.
//
// The hash covers kind, symbol, decimals and bytes, so that a segment cannot pass for another.

extension Schema {
  /// Segments of ticks by day in New York.
  static let ticks = """
    CREATE TABLE ticks(segment INTEGER PRIMARY KEY, kind TEXT NOT NULL
      CHECK(kind IN ('trade','quote')), symbol TEXT NOT NULL, date TEXT NOT NULL
      CHECK(date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), first_ts INTEGER NOT NULL,
      last_ts INTEGER NOT NULL CHECK(last_ts>=first_ts), rows INTEGER NOT NULL CHECK(rows>0),
      decimals INTEGER NOT NULL CHECK(decimals BETWEEN 0 AND 9), data BLOB NOT NULL,
      sha256 BLOB NOT NULL CHECK(length(sha256)=32),
      source TEXT NOT NULL REFERENCES imports(sha256)) STRICT;
    CREATE UNIQUE INDEX ticks_content ON ticks(kind, symbol, date, sha256);
    CREATE INDEX ticks_time ON ticks(kind, symbol, last_ts, first_ts);
    CREATE INDEX ticks_date ON ticks(date);
    CREATE INDEX ticks_source ON ticks(source);

    """
}
