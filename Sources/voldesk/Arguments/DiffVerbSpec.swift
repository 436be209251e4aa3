// The row of the verb that compares two runs.

extension VerbSpec {
  static let diff = VerbSpec(
    verb: .diff, summary: "find the first event at which two runs part, and why",
    operands: [
      OperandSpec(
        name: "RUN", kind: .integer(1...Int(Int32.max)), count: 2...2,
        summary: "the two runs, the second in --other-db where one is named")
    ],
    flags: [
      database,
      .init("--other-db", "PATH", .text, "the database of the second run; default that of --db"),
      .init("--json", "", .alone, "one JSON object with both lines and every field"),
    ],
    example: (
      "voldesk diff 1 1 --db a.db --other-db b.db",
      "exits 0 when the journals are identical, 1 with the event that differs"
    ),
    notes: [
      "Both databases are read only, whether or not a desk runs on them. The commands of both "
        + "runs up to that moment are compared too: one that only one run has is named."
    ])
}
