// Reads universe.json5 and checks what its parts must be to one another.

extension Universe {
  /// Most underlyings of a universe.
  static let mostSymbols = 64

  /// Reads a universe.
  ///
  /// - Throws: Every fault of the document.
  public init(_ document: ConfigDocument) throws(ConfigurationError) {
    var reader = TableReader(document.root, source: document.name)
    let benchmark = reader.text("benchmark", Universe.symbolRule, where: Universe.isSymbol)
    volIndex = reader.text("vol_index", Universe.symbolRule, where: Universe.isSymbol)
    let table = reader.value("symbols") ?? .table([])
    let (unsorted, faults) = Universe.readSymbols(table, source: document.name)
    reader.absorb(faults)
    if unsorted.isEmpty { reader.report("symbols", "is empty; name at least the benchmark") }
    symbols =
      unsorted.filter { $0.name == benchmark } + unsorted.filter { $0.name != benchmark }
    let names = symbols.map(\.name)
    if !names.contains(benchmark), !names.isEmpty {
      reader.report(
        "benchmark", "\(benchmark) is not among the symbols \(names.joined(separator: ", "))")
    }
    if let first = symbols.first, first.name == benchmark, !first.movesAsBenchmark {
      reader.report(
        "symbols.\(benchmark)",
        "is the benchmark; its betas and vol_multiple must be 1 and its idio_vol 0")
    }
    clusters = Universe.readClusters(&reader, names)
    residualCorrelations = Universe.readCorrelations(&reader, names)
    self.benchmark = benchmark
    if !isPositiveDefinite(names) {
      reader.report(
        "residual_correlations", "no market can have these together; bring them nearer 0")
    }
    let issues = reader.finish()
    guard issues.isEmpty else { throw ConfigurationError(issues) }
  }

  static let symbolRule = "must be a symbol of 1 to 21 characters A-Z 0-9 . ^ / _ -"

  /// Whether a text is a symbol the desk shows and stores.
  static func isSymbol(_ text: String) -> Bool {
    (1...21).contains(text.unicodeScalars.count)
      && text.unicodeScalars.allSatisfy {
        ("A"..."Z").contains($0) || ("0"..."9").contains($0) || ".^/_-".unicodeScalars.contains($0)
      }
  }

  private static func readSymbols(
    _ table: ConfigValue, source: String
  ) -> ([Underlying], [ConfigIssue]) {
    var outer = TableReader(table, source: source, path: "symbols")
    var symbols: [Underlying] = []
    if outer.all.count > mostSymbols {
      outer.report("", "\(outer.all.count) symbols; at most \(mostSymbols) are traded")
    }
    for member in outer.all.prefix(mostSymbols) {
      _ = outer.value(member.key)
      if !isSymbol(member.key) { outer.report(member.key, symbolRule) }
      var inner = TableReader(member.value, source: source, path: outer.place(member.key))
      symbols.append(readUnderlying(member.key, &inner))
      outer.absorb(inner.finish())
    }
    return (symbols, outer.issues)
  }

  /// The simulator keeps an option's price in 32 bits of 1/10 000 $, up to 214,748 $; the dearest one
  /// it lists at this spot, even for a stock of high volatility, stands at about a quarter of that.
  private static let largestSpot = 100_000.0

  private static func readUnderlying(_ name: String, _ reader: inout TableReader) -> Underlying {
    let beta = reader.number("beta", -5...5, default: 1)
    return Underlying(
      name: name,
      spot: reader.number("spot", 0.01...largestSpot),
      dividendYield: reader.number("dividend_yield", -0.05...0.5, default: 0),
      beta: beta,
      betaByLevel: readBetas(&reader, default: beta),
      idioVol: reader.number("idio_vol", 0...3, default: 0),
      volMultiple: reader.number("vol_multiple", 0.1...10, default: 1),
      overnightShare: reader.number("overnight_share", 0...0.95, default: 0.4),
      dividends: readDividends(&reader))
  }

  private static func readBetas(_ reader: inout TableReader, default beta: Double) -> [Double] {
    let expected = "must be a list of 4 numbers between -5 and 5"
    guard reader.value("beta_by_level") != nil else { return [beta, beta, beta, beta] }
    let betas = reader.list("beta_by_level", expected).compactMap { element -> Double? in
      guard case .number(let value) = element, (-5...5).contains(value) else { return nil }
      return value
    }
    guard betas.count == 4 else {
      reader.report("beta_by_level", expected)
      return [beta, beta, beta, beta]
    }
    return betas
  }
}

extension Universe.Underlying {
  /// Whether it is what the others are measured against.
  fileprivate var movesAsBenchmark: Bool {
    beta == 1 && betaByLevel.allSatisfy { $0 == 1 } && volMultiple == 1 && idioVol == 0
  }
}
