// The row of the verb that writes daily reports.

extension VerbSpec {
  /// Writes the report of a day.
  static let report = VerbSpec(
    verb: .report, summary: "write the daily report of a run as Markdown, a page or JSON",
    operands: [],
    flags: [
      .init("--date", "DATE", .date, "the session; default the last one of the run"),
      database,
      .init(
        "--run", "N", .integer(1...Int(Int32.max)),
        "the run; default the newest that holds the date"),
      .init(
        "--format", "md|html|json", .choice(ReportFormat.allCases.map(\.rawValue)),
        "default md; html needs no other file"),
      .init("--out", "FILE", .text, "default standard output"),
      .init(
        "--approve", "none|trade", .choice(["none", "trade"]),
        "for a day that is played: approve every TRADE"),
      .init("--config", "DIR", .text, "folder of settings, universe, keymap and events (*.json5)"),
      .init("--data", "DIR", .text, "folder that holds sample-data and themes"),
    ],
    example: (
      "voldesk report --date 2018-02-05 --format html --out report.html",
      "a page with everything the desk saw and did that day"
    ),
    notes: [
      "A sample day that no stored run holds is played in memory, and the report says so. The same "
        + "run gives the same bytes, but for the line that says when the report was written."
    ])
}
