// The row of the verb that says where the profit of a stored run came from.

import Portfolio

extension VerbSpec {
  static let attribution = VerbSpec(
    verb: .attribution, summary: "attribute the profit of a run to its sources",
    operands: [],
    flags: [
      database, .init("--run", "N", .integer(1...Int(Int32.max)), "the run; default the newest"),
      .init(
        "--by", "WHAT", .choice(ProfitGrouping.allCases.map(\.rawValue)),
        "leg, structure, edge, regime, underlying or expiry"),
      .init("--greeks", "", .alone, "also what delta, gamma, vega and theta explain of it"),
      .init(
        "--brinson", "", .alone, "also allocation, selection, interaction by edge or underlying"),
      .init(
        "--weights", "SHARES", .text,
        "benchmark weights, as VRP=0.6,SKEW=0.4; default equal", needs: "--brinson"),
      .init("--factors", "", .alone, "also exposures to market, volatility, trend and reversion"),
      .init("--config", "DIR", .text, "folder of settings and universe, for the benchmark"),
      .init("--data", "DIR", .text, "folder that holds sample-data, for the daily past"),
      .init("--json", "", .alone, "JSON with every digit, not tables"),
    ],
    example: (
      "voldesk attribution --by regime --greeks",
      "profit by the regime of the opening, and by Greeks, of the newest run"
    ),
    notes: [
      "The database is read only. Every grouping sums to equity minus capital to the last unit; "
        + "lines of checks say so, and the exit code is 1 when one fails.",
      "The benchmark of an edge is the return of the universe's benchmark from the first open to the "
        + "last close, that of an underlying its own; what is not at risk is cash, measured by 0. "
        + "So allocation says what not being in the index made, selection what the trades made.",
    ])
}
