// The row of the verb that prints stored market data.

extension VerbSpec {
  /// Reads market data out of a database.
  static let data = VerbSpec(
    verb: .data, summary: "print the market data of a database",
    operands: [
      OperandSpec(
        name: "KIND", kind: .choice(DataKind.allCases.map(\.rawValue)), count: 0...1,
        summary: "what to print; default list"),
      OperandSpec(
        name: "NAME", kind: .text, count: 0...1,
        summary: "the symbol, or the schema of features"),
    ],
    flags: [
      database,
      .init("--from", "DATE", .date, "the first date, New York"),
      .init("--to", "DATE", .date, "the last date"),
      .init(
        "--interval", "N", .integer(1...86_400), "seconds of a bar; default 86400, a session"),
      .init("--metric", "NAME", .text, "the metric of a series; default all"),
      .init(
        "--limit", "N", .integer(1...Int(Int32.max)),
        "rows; default 1000 in a table, else all"),
      .init("--csv", "", .alone, "comma-separated values", excludes: ["--json"]),
      .init("--json", "", .alone, "one JSON object a line, with every digit"),
    ],
    example: (
      "voldesk data bars SPX --from 2018-01-01 --to 2018-02-28 --csv",
      "daily bars of two months, each with the file it comes from"
    ))
}
