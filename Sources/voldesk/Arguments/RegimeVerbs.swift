// The row of the verb that names, compares and likens regimes.

extension VerbSpec {
  static let regimes = VerbSpec(
    verb: .regimes, summary: "name the regime of a day, compare classifiers, find days like it",
    operands: [
      OperandSpec(
        name: "ACTION", kind: .choice(RegimeAction.allCases.map(\.rawValue)), count: 1...1,
        summary: "what"),
      OperandSpec(
        name: "DATE", kind: .date, count: 0...1,
        summary: "show, like: the session; default the newest"),
    ],
    flags: [
      .init("--from", "DATE", .date, "compare: the first session; default the first known"),
      .init("--to", "DATE", .date, "compare: the last session; default the newest"),
      .init("--states", "N", .integer(2...3), "states of k-means; default 3"),
      .init("--count", "N", .integer(1...1_000), "like: days at most; default 10"),
      .init(
        "--gap", "N", .integer(1...10_000),
        "like: sessions between the day and the newest one found; default 21"),
      .init(
        "--spacing", "N", .integer(1...10_000), "like: sessions between two days; default 5"),
      .init(
        "--volatility", "HOW", .choice(["close", "yang_zhang"]),
        "estimator of R5, R20 and R60; default close"),
      .init("--db", "PATH", .text, "daily bars imported into a database, not sample-data"),
      .init("--symbol", "NAME", .text, "the benchmark in --db; default SPX", needs: "--db"),
      .init(
        "--vol-index", "NAME", .text, "its volatility index in --db; default VIX", needs: "--db"),
      .init("--data", "DIR", .text, "folder that holds sample-data and themes"),
      .init("--json", "", .alone, "JSON with every digit, not a table"),
    ],
    example: (
      "voldesk regimes compare --from 2014-01-01 --to 2018-12-31",
      "states, dwell and moves by classifier, and when each saw the times of fear"
    ),
    notes: [
      "What is said of a day follows from that day and those before it; fitted classifiers are "
        + "fitted anew at the first session of a month, on the days before it."
    ])
}
