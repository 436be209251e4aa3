// The tables, as the contract names them.
//
// Truth: runs, starts, journal, commands, snapshots, tapes, latches, history, market_prices and
// imports. Candidates, signals, orders, legs, fills, positions, ledger, equity and alerts follow
// from the journal and can be rebuilt. Times are nanoseconds since 1970 UTC, money is 1/10 000 $.

/// The schema of the database.
enum Schema {
  /// The version written by this program.
  static let version = 3

  /// Every table in the order of the contract.
  static let tables =
    [
      "runs", "starts", "journal", "commands", "snapshots", "tapes", "latches", "history",
      "market_prices", "option_quotes", "model_parameters", "signals", "candidates", "orders",
      "legs", "fills", "positions", "ledger", "equity", "alerts", "imports",
    ] + researchTables

  /// Those of research.
  static let researchTables = [
    "raw_market", "curated_market", "features", "layers", "ticks", "set_apart",
  ]

  /// Tables that follow from the journal, each with its key, in the order of their references.
  static let projections: [(table: String, key: String)] = [
    ("signals", "run, edge, ts"), ("candidates", "run, candidate, rev"),
    ("orders", "run, order_id"), ("legs", "run, order_id, leg"), ("fills", "run, fill"),
    ("positions", "run, position"), ("ledger", "run, posting, entry"), ("equity", "run, ts"),
    ("alerts", "run, alert"), ("model_parameters", "run, ts, underlying, model_type, maturity"),
  ]

  /// The whole schema.
  static let create = truth + markets + quotes + research + projected + ticks + setApart

  private static let truth = """
    CREATE TABLE runs(run INTEGER PRIMARY KEY, key TEXT NOT NULL, mode TEXT NOT NULL
      CHECK(mode IN ('sim','live','replay')), source TEXT NOT NULL, seed INTEGER NOT NULL,
      data_hash TEXT NOT NULL, status TEXT NOT NULL
      CHECK(status IN ('open','ended','abandoned','damaged')),
      last_seq INTEGER NOT NULL CHECK(last_seq>=0),
      last_hash BLOB NOT NULL CHECK(length(last_hash)=32)) STRICT;
    CREATE INDEX runs_key ON runs(key, run);
    CREATE TABLE starts(start INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(run),
      pid INTEGER NOT NULL, host TEXT NOT NULL, version TEXT NOT NULL, config_hash TEXT NOT NULL,
      sqlite TEXT NOT NULL, began INTEGER NOT NULL, ended INTEGER,
      how TEXT CHECK(how IN ('clean','crashed'))) STRICT;
    CREATE TABLE journal(run INTEGER NOT NULL REFERENCES runs(run), seq INTEGER NOT NULL
      CHECK(seq>0), ts INTEGER NOT NULL, type TEXT NOT NULL, line TEXT NOT NULL,
      hash BLOB NOT NULL CHECK(length(hash)=32), wall INTEGER NOT NULL,
      PRIMARY KEY(run,seq)) STRICT;
    CREATE INDEX journal_kills ON journal(run, seq) WHERE type IN ('KillEngaged','KillReset');
    CREATE TABLE commands(run INTEGER NOT NULL REFERENCES runs(run), command TEXT NOT NULL,
      ts INTEGER NOT NULL, verb TEXT NOT NULL, arguments TEXT NOT NULL, seq INTEGER,
      outcome TEXT NOT NULL, code TEXT, PRIMARY KEY(run,command)) STRICT;
    CREATE TABLE snapshots(run INTEGER NOT NULL REFERENCES runs(run), seq INTEGER NOT NULL,
      version INTEGER NOT NULL, state BLOB NOT NULL, hash BLOB NOT NULL
      CHECK(length(hash)=32), PRIMARY KEY(run,seq)) STRICT;
    CREATE TABLE tapes(run INTEGER NOT NULL REFERENCES runs(run), part INTEGER NOT NULL,
      first_ts INTEGER NOT NULL, last_ts INTEGER NOT NULL CHECK(last_ts>=first_ts),
      rows INTEGER NOT NULL, data BLOB, sha256 BLOB, PRIMARY KEY(run,part)) STRICT;
    CREATE TABLE latches(run INTEGER PRIMARY KEY REFERENCES runs(run), engaged INTEGER NOT NULL
      CHECK(engaged IN (0,1)), source TEXT, reason TEXT, ts INTEGER,
      CHECK((engaged=0)=(source IS NULL))) STRICT;

    """

  private static let markets = """
    CREATE TABLE history(symbol TEXT NOT NULL, date TEXT NOT NULL
      CHECK(date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), metric TEXT NOT NULL,
      value REAL NOT NULL CHECK(abs(value)<1e308), source TEXT NOT NULL,
      PRIMARY KEY(symbol,date,metric)) STRICT;
    CREATE TABLE market_prices(symbol TEXT NOT NULL, ts INTEGER NOT NULL,
      interval_s INTEGER NOT NULL CHECK(interval_s>=0), open_e4 INTEGER NOT NULL,
      high_e4 INTEGER NOT NULL, low_e4 INTEGER NOT NULL, close_e4 INTEGER NOT NULL,
      volume REAL NOT NULL CHECK(volume>=0), source TEXT NOT NULL,
      CHECK(low_e4<=open_e4 AND low_e4<=close_e4 AND high_e4>=open_e4 AND high_e4>=close_e4),
      PRIMARY KEY(symbol,interval_s,ts,source)) STRICT;
    CREATE TABLE model_parameters(run INTEGER NOT NULL REFERENCES runs(run), ts INTEGER NOT NULL,
      model_type TEXT NOT NULL, underlying TEXT NOT NULL, maturity INTEGER, parameters TEXT
      NOT NULL, fit_quality REAL, status TEXT NOT NULL) STRICT;
    CREATE TABLE imports(sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, format TEXT NOT NULL,
      rows INTEGER NOT NULL, ts INTEGER NOT NULL, report TEXT NOT NULL) STRICT;

    """

  private static let projected = """
    CREATE TABLE signals(run INTEGER NOT NULL REFERENCES runs(run), ts INTEGER NOT NULL,
      edge INTEGER NOT NULL, strategy TEXT NOT NULL, underlying TEXT NOT NULL, signal_type TEXT
      NOT NULL, signal_strength INTEGER NOT NULL, percentile REAL, metadata TEXT NOT NULL,
      PRIMARY KEY(run,edge,ts)) STRICT;
    CREATE TABLE candidates(run INTEGER NOT NULL REFERENCES runs(run), candidate INTEGER NOT NULL,
      rev INTEGER NOT NULL, ts INTEGER NOT NULL, underlying TEXT NOT NULL, edge INTEGER NOT NULL,
      structure TEXT NOT NULL, expiry INTEGER, quantity INTEGER NOT NULL, net_e4 INTEGER NOT NULL,
      max_loss_e4 INTEGER NOT NULL, recommendation TEXT NOT NULL
      CHECK(recommendation IN ('TRADE','REVIEW','PASS')), state TEXT NOT NULL
      CHECK(state IN ('OPEN','APPROVED','REJECTED','CLOSED')), detail TEXT NOT NULL,
      PRIMARY KEY(run,candidate,rev)) STRICT;
    CREATE TABLE orders(run INTEGER NOT NULL REFERENCES runs(run), order_id INTEGER NOT NULL,
      candidate INTEGER, rev INTEGER, intent TEXT NOT NULL
      CHECK(intent IN ('OPEN','CLOSE','ROLL','FLATTEN','HEDGE')), quantity INTEGER NOT NULL
      CHECK(quantity<>0), limit_e4 INTEGER NOT NULL, state TEXT NOT NULL CHECK(state IN
      ('NEW','WORKING','PARTIAL','FILLED','CANCELLED','REJECTED','EXPIRED')),
      filled INTEGER NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL,
      PRIMARY KEY(run,order_id)) STRICT;
    CREATE TABLE legs(run INTEGER NOT NULL, order_id INTEGER NOT NULL, leg INTEGER NOT NULL,
      contract TEXT NOT NULL, ratio INTEGER NOT NULL CHECK(ratio<>0),
      PRIMARY KEY(run,order_id,leg),
      FOREIGN KEY(run,order_id) REFERENCES orders(run,order_id)) STRICT;
    CREATE TABLE fills(run INTEGER NOT NULL, fill INTEGER NOT NULL, order_id INTEGER NOT NULL,
      leg INTEGER NOT NULL, ts INTEGER NOT NULL, contract TEXT NOT NULL, quantity INTEGER NOT NULL
      CHECK(quantity<>0), price_e4 INTEGER NOT NULL, mid_e4 INTEGER NOT NULL, worst_e4 INTEGER
      NOT NULL, fee_e4 INTEGER NOT NULL, PRIMARY KEY(run,fill),
      FOREIGN KEY(run,order_id) REFERENCES orders(run,order_id)) STRICT;
    CREATE TABLE positions(run INTEGER NOT NULL REFERENCES runs(run), position INTEGER NOT NULL,
      strategy TEXT NOT NULL, underlying TEXT NOT NULL, structure TEXT NOT NULL, direction TEXT
      NOT NULL CHECK(direction IN ('LONG','SHORT')), quantity INTEGER NOT NULL, opened_at INTEGER
      NOT NULL, closed_at INTEGER, entry_price_e4 INTEGER NOT NULL, exit_price_e4 INTEGER,
      max_loss_e4 INTEGER NOT NULL, pnl_e4 INTEGER, metadata TEXT NOT NULL,
      PRIMARY KEY(run,position)) STRICT;
    CREATE TABLE ledger(run INTEGER NOT NULL REFERENCES runs(run), posting INTEGER NOT NULL,
      entry INTEGER NOT NULL, ts INTEGER NOT NULL, account TEXT NOT NULL, amount_e4 INTEGER
      NOT NULL, ref TEXT NOT NULL, PRIMARY KEY(run,posting,entry)) STRICT;
    CREATE TABLE equity(run INTEGER NOT NULL REFERENCES runs(run), ts INTEGER NOT NULL,
      equity_e4 INTEGER NOT NULL, exit_e4 INTEGER NOT NULL, cash_e4 INTEGER NOT NULL,
      unrealised_e4 INTEGER NOT NULL, realised_e4 INTEGER NOT NULL, drawdown REAL NOT NULL,
      PRIMARY KEY(run,ts)) STRICT;
    CREATE TABLE alerts(run INTEGER NOT NULL REFERENCES runs(run), alert INTEGER NOT NULL,
      ts INTEGER NOT NULL, severity TEXT NOT NULL
      CHECK(severity IN ('INFO','WARN','ERROR','CRITICAL')), metric TEXT NOT NULL, value REAL,
      threshold REAL, text TEXT NOT NULL, acked_at INTEGER, acked_by TEXT, cleared_at INTEGER,
      PRIMARY KEY(run,alert)) STRICT;
    """
}
