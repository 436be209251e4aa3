// The table of rows that a rule keeps out of the clean ones. It came with version 3.
//
// A row goes with its file: the same bytes hold the same rows, and when the import is let go of, so
// are they. Keys stand first, as in the other tables without row numbers.

extension Schema {
  /// Rows of files that broke a rule, at most `RowsApart.limit` of a file.
  static let setApart = """
    CREATE TABLE set_apart(sha256 TEXT NOT NULL REFERENCES imports(sha256) ON DELETE CASCADE,
      place INTEGER NOT NULL CHECK(place>0), line INTEGER NOT NULL CHECK(line>=0),
      col INTEGER CHECK(col>0), rule TEXT NOT NULL CHECK(rule<>''), severity TEXT NOT NULL
      CHECK(severity IN ('INFO','WARN','ERROR')), symbol TEXT CHECK(symbol<>''), ts INTEGER,
      text TEXT NOT NULL, PRIMARY KEY(sha256,place)) STRICT, WITHOUT ROWID;
    CREATE INDEX set_apart_symbol ON set_apart(symbol, ts) WHERE symbol IS NOT NULL;

    """
}
