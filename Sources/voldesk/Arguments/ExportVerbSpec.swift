// The row of the verb that takes tables out of a database.

extension VerbSpec {
  static let export = VerbSpec(
    verb: .export, summary: "write a table of a database as CSV or JSON lines",
    operands: [
      OperandSpec(
        name: "TABLE",
        kind: .choice([
          "journal", "commands", "signals", "candidates", "orders", "legs", "fills", "positions",
          "ledger", "equity", "alerts", "option_quotes", "model_parameters", "tape",
        ]),
        count: 1...1, summary: "what to write; tape is that of a live run, for --replay")
    ],
    flags: [
      database, .init("--run", "N|all", .text, "the run, or all of them; default the newest"),
      .init("--from", "DAY", .date, "rows from this day on, in New York"),
      .init("--to", "DAY", .date, "rows to the end of this day"),
      .init(
        "--csv", "", .alone, "comma-separated values; the default but for journal",
        excludes: ["--json", "--format"]),
      .init(
        "--json", "", .alone, "one JSON object a line, every digit",
        excludes: ["--csv", "--format"]),
      .init("--format", "csv|jsonl", .choice(["csv", "jsonl"]), "the same as --csv or --json"),
      .init("--out", "FILE", .text, "default standard output"),
    ],
    example: ("voldesk export fills --db a.db --out fills.csv", "every fill of the newest run"),
    notes: [
      "Money is in dollars with at most four decimals, a moment is New York time as the journal has "
        + "it, what is missing is empty or null. A cell is quoted as RFC 4180 says. The database is "
        + "read only, whether or not a desk runs on it.",
      "No posting of the ledger may be out of balance, and this prints none:",
      exportSumLine,
    ])

  /// Sums each posting of the ledger; it can be copied, for awk goes on after `for(...)` on a new line.
  static let exportSumLine =
    "voldesk export ledger --csv | awk -F, '{s[$2]+=$6} END{for(p in s) "
    + "if(s[p]^2>1e-9)print p,s[p]}'"
}
