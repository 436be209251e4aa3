// The row of the verb that shows a file of option quotes.

extension VerbSpec {
  static let chain = VerbSpec(
    verb: .chain, summary: "show an option chain from a file, checked",
    operands: [
      OperandSpec(
        name: "FILE", kind: .text, count: 1...1,
        summary: "a vendor's chain or a plain table, packed or not")
    ],
    flags: [
      .init("--date", "DAY", .date, "the day of the quotes, where FILE has several or none"),
      .init("--expiry", "DAY", .date, "the strikes and the smile of one expiry"),
      .init("--as-of", "DAY", .date, "judge the age of the quotes at the close of this day"),
      .init("--curve", "FILE", .text, "rates of the day: a Treasury par curve or rate steps"),
      .init("--json", "", .alone, "JSON with every digit, not a table"),
    ],
    example: (
      "voldesk chain sample-data/chains/SPX-2018-02-05.csv --expiry 2018-03-16",
      "forwards, volatilities, what the rules dropped, the verdict, and one smile"
    ),
    notes: [
      "The verdict is what the desk would obey: a DEGRADED chain makes every candidate one for "
        + "review, a REFUSED one takes no new risk (exit code 1)."
    ])
}
