// The row of the verb that takes files of market data in.

extension VerbSpec {
  /// `voldesk import`.
  static let importing = VerbSpec(
    verb: .importing, summary: "read, check and store files of market data, whatever their format",
    operands: [
      OperandSpec(
        name: "FILE", kind: .text, count: 1...4_096,
        summary: "bars, chains, series, events; .gz and .zip too; folders are walked")
    ],
    flags: [
      .init("--dry-run", "", .alone, "read and check only, nothing is stored"),
      .init("--json", "", .alone, "one JSON object a file"),
      .init("--symbol", "S", .text, "the symbol of files that name none, or to store theirs under"),
      .init("--date", "DAY", .date, "the day of times that have none, as 2018-02-05"),
      .init("--as-of", "DAY", .date, "refuse prices after this day"),
    ] + importStoreFlags,
    example: (
      "voldesk import --dry-run VIX_History.csv", "format, rows, closes, and what is wrong by rule"
    ),
    notes: [
      "The content decides the format, not the name. Rows that break a rule are counted and left "
        + "out; a file is refused when nothing of it can be used."
    ])
}
