// The row of the verb that explains decisions and numbers.

extension VerbSpec {
  /// Explains what the journal of a run holds.
  static let explain = VerbSpec(
    verb: .explain, summary: "show the chain from market input to a decision or a number",
    operands: [
      OperandSpec(
        name: "WHAT", kind: .text, count: 1...2,
        summary: "C118, C118.2, E4, O12 or P7; a number of one, as max_loss C118; limit NAME; or a "
          + "number of the book, as equity")
    ],
    flags: [
      database,
      .init("--run", "N", .integer(1...Int(Int32.max)), "the run; default the newest"),
      .init("--json", "", .alone, "one JSON object with every digit"),
      .init("--config", "DIR", .text, "folder of settings, universe, keymap and events (*.json5)"),
    ],
    example: (
      "voldesk explain max_loss C3 --db a.db",
      "the legs with their quotes, the proof, and the bound derived again"
    ),
    notes: [
      "What the stored facts allow is derived again and said to match or to differ. An unknown id "
        + "exits 1, anything that is no id or number exits 2."
    ])
}
