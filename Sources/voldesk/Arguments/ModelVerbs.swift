// The rows of the verbs that price, calibrate, fit and estimate.

extension VerbSpec {
  /// The verbs of the models.
  static let models: [VerbSpec] = [price, impliedVol, calibrate, fit, estimate]

  private static let finite = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  private static let positive = Double.leastNormalMagnitude...Double.greatestFiniteMagnitude
  private static let json = FlagSpec("--json", "", .alone, "JSON with every digit, not a table")
  private static let file = OperandSpec(
    name: "FILE", kind: .text, count: 0...1,
    summary: "CSV or JSON with named columns, or a vendor's chain; - is standard input")

  private static let contract: [FlagSpec] = [
    .init("--right", "call|put", .choice(["call", "put"]), "the right, where FILE has none"),
    .init("--spot", "S", .number(finite), "price of the underlying"),
    .init("--forward", "F", .number(finite), "forward price, instead of a spot"),
    .init("--strike", "K", .number(finite), "the strike"),
    .init("--years", "T", .number(finite), "time to expiry in years"),
    .init("--days", "N", .number(finite), "time to expiry in days of 1/365 year"),
    .init("--rate", "R", .number(finite), "rate, continuously compounded; default 0"),
    .init("--yield", "Q", .number(finite), "yield of the underlying; default 0"),
    .init("--discount", "D", .number(finite), "discount factor, instead of a rate"),
  ]

  private static let price = VerbSpec(
    verb: .price, summary: "value options with their Greeks", operands: [file],
    flags: contract + [
      .init("--vol", "V", .number(finite), "volatility, 0.20 for 20 %"),
      .init(
        "--heston", "LIST", .numbers(["v0", "kappa", "theta", "sigma", "rho"]),
        "value by Heston: v0,kappa,theta,sigma,rho", excludes: ["--sabr", "--vol"]),
      .init(
        "--sabr", "LIST", .numbers(["alpha", "beta", "rho", "nu"]),
        "value by SABR: alpha,beta,rho,nu", excludes: ["--vol", "--american"]),
      .init("--american", "", .alone, "with early exercise; by --heston on a grid"),
      .init(
        "--dividends", "LIST", .text,
        "cash dividends as years:cash with commas between them, on a lattice",
        needs: "--vol", excludes: ["--heston", "--sabr"]),
      .init(
        "--method", "NAME", .choice(["transform", "grid", "paths"]),
        "by --heston: which, default transform; by --sabr: grid where the expansion fails"),
      .init(
        "--paths", "N", .integer(64...100_000_000), "simulated paths; default 100000",
        needs: "--method"),
      .init(
        "--steps", "N", .integer(1...100_000), "steps of a path; default 100", needs: "--method"),
      .init(
        "--threads", "N", .integer(1...64), "blocks of paths at a time; default 1",
        needs: "--method"),
      .init(
        "--seed", "N", .integer(0...Int(Int32.max)), "seed of the paths; default 42",
        needs: "--method"),
      json,
    ],
    example: (
      "voldesk price --right put --spot 100 --strike 95 --days 30 --vol 0.25",
      "value, delta, gamma, vega, theta, rho, vanna, volga and charm of one option"
    ))

  private static let impliedVol = VerbSpec(
    verb: .impliedVol, summary: "the volatility that reproduces a price", operands: [file],
    flags: contract + [
      .init("--price", "P", .number(finite), "price of the option"),
      .init("--american", "", .alone, "the option may be exercised early; needs a spot"),
      json,
    ],
    example: (
      "voldesk implied-vol --right put --forward 10 --strike 9 --years 1 --price 0.5",
      "the volatility of Black (1976) to the last digit, or why there is none"
    ))

  private static let calibrate = VerbSpec(
    verb: .calibrate, summary: "fit a model to the option chain of a file",
    operands: [
      OperandSpec(
        name: "MODEL", kind: .choice(["heston", "sabr", "svi"]), count: 1...1, summary: "which"),
      OperandSpec(
        name: "FILE", kind: .text, count: 1...1,
        summary: "a vendor's chain or a plain table, packed or not"),
    ],
    flags: [
      .init("--date", "DAY", .date, "the day of the quotes, where FILE has several or none"),
      .init(
        "--width", "X", .number(0.1...20),
        "heston, sabr: strikes within X deviations of the forward; default 2.5"),
      .init("--strikes", "N", .integer(5...10_000), "heston, sabr: strikes an expiry at most"),
      .init("--beta", "B", .number(0...1), "sabr: the exponent; default 0.5"),
      .init(
        "--start", "LIST", .numbers(["v0", "kappa", "theta", "sigma", "rho"]),
        "heston: where to begin, such as yesterday's parameters"),
      .init("--local", "", .alone, "heston: downhill from the start, without a global search"),
      .init(
        "--measure", "WHAT", .choice(["vol", "vega", "price"]),
        "heston: errors in volatility, vega-weighted price or relative price"),
      .init(
        "--weights", "WHAT", .choice(["equal", "spread"]),
        "heston: all quotes alike, or by their spreads"),
      .init("--feller", "W", .number(0...1e12), "heston: weight of the soft Feller condition"),
      .init("--seed", "N", .integer(0...Int(Int32.max)), "heston: seed of the search; default 42"),
      json,
    ],
    example: (
      "voldesk calibrate svi sample-data/chains/SPX-2018-02-05.csv",
      "forwards, discounts, an arbitrage-free surface and the 30-day index of a sample chain"
    ),
    notes: [
      "FILE may be Cboe's quotedata.csv, a chain of historicaloptiondata, yfinance or Yahoo (JSON), "
        + "or a table with the columns strike, right, an expiry date or years, and bid and ask, a "
        + "price, or a volatility with its forward."
    ])

  private static let series: [FlagSpec] = [
    .init("--column", "NAME", .text, "the column of the prices; default adj close, else close"),
    .init("--last", "N", .integer(2...2_000_000), "only the newest N"),
  ]

  private static let fit = VerbSpec(
    verb: .fit, summary: "fit the dynamics of a series of prices",
    operands: [
      OperandSpec(name: "MODEL", kind: .choice(["garch", "ou"]), count: 1...1, summary: "which"),
      OperandSpec(
        name: "FILE", kind: .text, count: 1...1, summary: "CSV or JSON with named columns"),
    ],
    flags: series + [
      .init(
        "--returns", "KIND", .choice(["log", "simple", "none"]),
        "garch: of the prices, or none when FILE holds returns"),
      .init(
        "--model", "NAME", .choice(["garch", "gjr", "egarch"]), "garch: one recursion, not all"),
      .init(
        "--errors", "NAME", .choice(["normal", "t", "skewt"]), "garch: one distribution, not all"),
      .init("--horizon", "N", .integer(1...10_000), "garch: steps of the forecast; default 21"),
      .init("--against", "NAME", .text, "ou: fit what is left after this column is hedged"),
      .init("--scale", "WHAT", .choice(["level", "log"]), "ou: the values, or their logarithms"),
      .init("--centre", "", .alone, "ou: measure the series from its mean"),
      .init("--per-year", "N", .number(positive), "ou: observations a year; default 252"),
      .init("--rate", "R", .number(positive), "ou: discount rate of the levels; default 0.05"),
      .init(
        "--cost", "C", .number(positive), "ou: cost each way; default 0.05 stationary deviations"),
      .init("--stop", "L", .number(finite), "ou: levels with a stop-loss here as well"),
      json,
    ],
    example: (
      "voldesk fit garch sample-data/daily/SPX.csv --horizon 63",
      "GARCH, GJR and EGARCH under three error distributions, and the best one's forecast"
    ))

  private static let estimate = VerbSpec(
    verb: .estimate, summary: "estimate volatility from daily prices",
    operands: [
      OperandSpec(name: "WHAT", kind: .choice(["vol"]), count: 1...1, summary: "what"),
      OperandSpec(
        name: "FILE", kind: .text, count: 1...1, summary: "CSV or JSON with named columns"),
    ],
    flags: series + [
      .init("--window", "N", .integer(2...10_000), "sessions of an estimate; default 21"),
      .init("--horizon", "N", .integer(1...250), "sessions of the HAR forecast; default 21"),
      .init("--lambda", "L", .number(0.5...0.9999), "weight of the past in EWMA; default 0.94"),
      json,
    ],
    example: (
      "voldesk estimate vol sample-data/daily/SPX.csv",
      "five range estimators with their history, and EWMA and HAR forecasts"
    ))
}
