// The row of the verb that keeps ticks and asks about them.

extension VerbSpec {
  static let ticks = VerbSpec(
    verb: .ticks, summary: "keep ticks and ask about them: bars, means, volatility, spreads",
    operands: [
      OperandSpec(
        name: "ACTION", kind: .choice(TickAction.allCases.map(\.rawValue)), count: 1...1,
        summary: "what"),
      OperandSpec(
        name: "FILE", kind: .text, count: 0...64,
        summary: "files of ticks; without one the database is asked"),
    ],
    flags: [
      database,
      .init("--symbol", "LIST", .text, "symbols with commas between them; default all"),
      .init("--from", "TIME", .text, "the first moment: a day, a time or nanoseconds since 1970"),
      .init("--to", "TIME", .text, "the moment after the last"),
      .init(
        "--interval", "SPAN", .text,
        "length of a bar or sample, as 500ms, 1s, 5m, 1h or 1D; default 1m for ohlcv and vwap"),
      .init("--limit", "N", .integer(1...1_000_000_000), "most rows; default 50 in a table"),
      .init("--kind", "WHAT", .choice(["trades", "quotes"]), "query: default trades"),
      .init("--decimals", "N", .integer(0...9), "decimals of a price that are kept; default 4"),
      .init("--before", "DAY", .date, "retain: the first day that is kept"),
      .init("--out", "FILE", .text, "validate: where the sound rows go as CSV"),
      .init("--rows", "N", .integer(1...50_000_000), "bench: ticks; default 1000000"),
      .init("--seed", "N", .integer(0...Int(Int32.max)), "bench: seed of the ticks; default 42"),
      .init("--repeat", "N", .integer(1...10_000), "bench: samples of each time; default 5"),
      .init("--json", "", .alone, "JSON with every digit, not a table", excludes: ["--csv"]),
      .init("--csv", "", .alone, "CSV with every digit, not a table"),
    ],
    example: (
      "voldesk ticks ohlcv ticks.csv --symbol SPY --interval 5m",
      "five-minute bars of a file; with --db they come from what `ticks load` has kept"
    ),
    notes: [
      "A FILE has a header with symbol, ts, price and size, or symbol, ts, bid and ask with their "
        + "sizes, packed by gzip or zip or not, or it is one of Lean's zips of equity ticks. Times "
        + "are counts since 1970 in s, ms, us or ns, or YYYY-MM-DDTHH:MM:SS with an offset, in New "
        + "York without one. A bar starts at a multiple of its length since 1970 UTC and holds the "
        + "trades from its start up to, but not at, its end."
    ])
}
