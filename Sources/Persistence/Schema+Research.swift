// The tables of research: what files gave, as it was, cleaned, and as columns of a model.
//
// They came with version 2. Quotes of options lost their reference to a run then: an imported
// chain belongs to no run, see `ImportSource.run`.

extension Schema {
  /// Quotes of options: of a run above zero, or of an import below it.
  static let quotes = """
    CREATE TABLE option_quotes(run INTEGER NOT NULL CHECK(run<>0), ts INTEGER NOT NULL,
      underlying TEXT NOT NULL, expiration INTEGER NOT NULL, strike_e4 INTEGER NOT NULL
      CHECK(strike_e4>0), option_type TEXT NOT NULL CHECK(option_type IN ('call','put')),
      bid_e4 INTEGER NOT NULL, ask_e4 INTEGER NOT NULL, bid_size INTEGER, ask_size INTEGER,
      volume INTEGER, open_interest INTEGER, implied_vol REAL, delta REAL, gamma REAL, vega REAL,
      theta REAL, quality TEXT NOT NULL, reason TEXT NOT NULL
      CHECK(reason IN ('close','candidate','fill','settle','import')),
      PRIMARY KEY(run,ts,underlying,expiration,strike_e4,option_type)) STRICT;
    CREATE INDEX imported_quotes ON option_quotes(underlying, ts) WHERE run<0;

    """

  /// Brings the quotes of version 1 into the table of version 2.
  static let quotesOfVersion1 = """
    ALTER TABLE option_quotes RENAME TO option_quotes_1;

    """ + quotes + """
      INSERT INTO option_quotes SELECT * FROM option_quotes_1;
      DROP TABLE option_quotes_1;

      """

  private static let date =
    "TEXT NOT NULL CHECK(date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')"

  /// The layers: raw.market, curated.market and features.L1, and what each holds.
  ///
  /// Keys stand first: SQLite 3.40 checks the integrity of a table WITHOUT ROWID wrongly otherwise.
  static let research = """
    CREATE TABLE raw_market(symbol TEXT NOT NULL CHECK(symbol<>''), date \(date),
      source TEXT NOT NULL, open REAL NOT NULL CHECK(open>0 AND open<1e15), high REAL NOT NULL CHECK(high<1e15),
      low REAL NOT NULL CHECK(low>0), close REAL NOT NULL, volume REAL NOT NULL CHECK(volume>=0),
      adj_close REAL CHECK(adj_close>0),
      CHECK(low<=open AND low<=close AND high>=open AND high>=close),
      PRIMARY KEY(symbol,date,source)) STRICT, WITHOUT ROWID;
    CREATE TABLE curated_market(symbol TEXT NOT NULL CHECK(symbol<>''), date \(date),
      close REAL NOT NULL CHECK(close>0), adj_close REAL NOT NULL CHECK(adj_close>0),
      ret REAL CHECK(abs(ret)<1e308), source TEXT NOT NULL,
      PRIMARY KEY(symbol,date)) STRICT, WITHOUT ROWID;
    CREATE TABLE features(schema TEXT NOT NULL CHECK(schema<>''), date \(date),
      columns TEXT NOT NULL CHECK(columns GLOB '{*}'),
      PRIMARY KEY(schema,date)) STRICT, WITHOUT ROWID;
    CREATE TABLE layers(layer TEXT NOT NULL
      CHECK(layer IN ('raw.market','curated.market','features.L1')), part TEXT NOT NULL,
      first TEXT NOT NULL, last TEXT NOT NULL, rows INTEGER NOT NULL CHECK(rows>0),
      gaps INTEGER NOT NULL CHECK(gaps>=0), sha256 TEXT NOT NULL,
      PRIMARY KEY(layer,part)) STRICT, WITHOUT ROWID;

    """
}
