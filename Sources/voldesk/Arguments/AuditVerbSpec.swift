// The row of the verb that audits an order.

extension VerbSpec {
  static let audit = VerbSpec(
    verb: .audit, summary: "trace an order from its detector to its realised profit",
    operands: [
      OperandSpec(
        name: "ORDER", kind: .text, count: 1...1,
        summary: "O12 or 12; P7 for the order that opened a position, C118 for that of a candidate")
    ],
    flags: [
      database, .init("--run", "N", .integer(1...Int(Int32.max)), "the run; default the newest"),
      .init("--json", "", .alone, "one JSON object with the lines of the journal"),
    ],
    example: (
      "voldesk audit O1 --db a.db",
      "every event of O1 with its number and time, its proof, and what was checked"
    ),
    notes: [
      "Checked again from the journal alone: the states of each order, a passed verdict before its "
        + "creation and before each fill, fills against its packages and ratios, the ledger's cash "
        + "against them, and postings that sum to zero. Exit code 1 when one fails. A candidate "
        + "without an order says why. An order in shares is told as one trade: its delivery, its "
        + "slices, their average price, and the shortfall against the mid when it was sent, by time "
        + "and by shares."
    ])
}
