// The row of the verb that measures the risk of a stored book.

extension VerbSpec {
  static let risk = VerbSpec(
    verb: .risk, summary: "measure the risk of the book in a database",
    operands: [],
    flags: [
      database, .init("--run", "N", .integer(1...Int(Int32.max)), "the run; default the newest"),
      .init("--config", "DIR", .text, "folder of settings and universe, for the limits"),
      .init("--data", "DIR", .text, "folder that holds sample-data, for the daily past"),
      .init(
        "--shock", "MOVES", .text,
        "moves of your own: percent,points pairs with / between, as -7,+12/-20,+30"),
      .init("--seed", "N", .integer(0...Int(Int32.max)), "seed of the Monte Carlo; default 1"),
      .init("--json", "", .alone, "JSON with every digit, not tables"),
    ],
    example: (
      "voldesk risk --db a.db --shock -7,+12",
      "limits, stress, value at risk, scenarios and concentration of the open book"
    ),
    notes: [
      "The database is read only, whether or not a desk runs on it. Legs are valued on the last "
        + "quotes that the run stored: the chain of each close, and the quotes behind candidates "
        + "and fills. Exit code 1 when a limit is full, or the book cannot be measured."
    ])
}
