// The underlyings the desk knows without a file: the index and four funds.

extension Universe {
  /// The built-in universe.
  public static let builtIn = Universe(
    benchmark: "SPX", volIndex: "VIX",
    symbols: [
      Underlying(
        name: "SPX", spot: 5_880, dividendYield: 0.013, beta: 1, betaByLevel: [1, 1, 1, 1],
        idioVol: 0, volMultiple: 1, overnightShare: 0.30),
      Underlying(
        name: "GLD", spot: 242, dividendYield: 0, beta: 0.02,
        betaByLevel: [0.07, -0.08, 0.01, 0.08], idioVol: 0.145, volMultiple: 0.85,
        overnightShare: 0.59),
      Underlying(
        name: "IWM", spot: 221, dividendYield: 0.011, beta: 1.10,
        betaByLevel: [1.26, 1.13, 1.09, 1.06], idioVol: 0.11, volMultiple: 1.27,
        overnightShare: 0.38),
      Underlying(
        name: "QQQ", spot: 511, dividendYield: 0.006, beta: 1.15,
        betaByLevel: [1.24, 1.22, 1.21, 1.03], idioVol: 0.077, volMultiple: 1.22,
        overnightShare: 0.38),
      Underlying(
        name: "TLT", spot: 88, dividendYield: 0.042, beta: -0.17,
        betaByLevel: [-0.15, -0.18, -0.12, -0.21], idioVol: 0.145, volMultiple: 0.9,
        overnightShare: 0.52),
    ],
    clusters: [["IWM", "QQQ", "SPX"]],
    residualCorrelations: [
      Correlation(first: "GLD", second: "TLT", value: 0.30),
      Correlation(first: "IWM", second: "QQQ", value: -0.21),
      Correlation(first: "QQQ", second: "TLT", value: 0.11),
    ])
}
