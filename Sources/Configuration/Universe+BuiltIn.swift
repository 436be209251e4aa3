// The underlyings the desk knows without a file: the index and four funds.

extension Universe {
  /// The built-in universe.
  public static let builtIn = Universe(
    benchmark: "SPX", volIndex: "VIX",
    symbols: [
      Underlying(
        name: "SPX", style: "EUROPEAN", settlement: "PM", thirdFriday: "AM", delivery: "CASH",
        multiplier: 100, ticks: [Tick(below: 3, step: 0.05), Tick(below: nil, step: 0.10)],
        strikeStep: 5, spot: 5_000, dividendYield: 0.014, beta: 1, betaByLevel: [1, 1, 1, 1],
        idioVol: 0, volMultiple: 1, overnightShare: 0.30),
      fund(
        "GLD", spot: 200, yield: 0, beta: 0.02, [-0.07, 0.08, -0.01, 0.08], idio: 0.145,
        multiple: 0.85, overnight: 0.59),
      fund(
        "IWM", spot: 200, yield: 0.013, beta: 1.10, [1.26, 1.13, 1.09, 1.06], idio: 0.11,
        multiple: 1.27, overnight: 0.38),
      fund(
        "QQQ", spot: 430, yield: 0.006, beta: 1.15, [1.24, 1.22, 1.21, 1.03], idio: 0.077,
        multiple: 1.22, overnight: 0.38),
      fund(
        "TLT", spot: 95, yield: 0.037, beta: -0.17, [-0.15, -0.18, -0.12, -0.21], idio: 0.145,
        multiple: 0.9, overnight: 0.52),
    ],
    clusters: [["IWM", "QQQ", "SPX"]],
    residualCorrelations: [
      Correlation(first: "GLD", second: "TLT", value: 0.30),
      Correlation(first: "IWM", second: "QQQ", value: -0.21),
      Correlation(first: "QQQ", second: "TLT", value: 0.11),
    ])

  private static func fund(
    _ name: String, spot: Double, yield: Double, beta: Double, _ betaByLevel: [Double],
    idio: Double, multiple: Double, overnight: Double
  ) -> Underlying {
    Underlying(
      name: name, style: "AMERICAN", settlement: "PM", thirdFriday: "PM", delivery: "PHYSICAL",
      multiplier: 100, ticks: [Tick(below: nil, step: 0.01)], strikeStep: 1, spot: spot,
      dividendYield: yield, beta: beta, betaByLevel: betaByLevel, idioVol: idio,
      volMultiple: multiple, overnightShare: overnight)
  }
}
