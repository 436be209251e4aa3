// A universe as the document that would read as it.

extension Universe {
  /// The universe as a tree of universe.json5.
  public var document: ConfigValue {
    .table([
      .init("benchmark", .string(benchmark)),
      .init("clusters", .list(clusters.map { .list($0.map { .string($0) }) })),
      .init(
        "residual_correlations",
        .table(
          residualCorrelations.map { .init("\($0.first)~\($0.second)", .number($0.value)) })),
      .init(
        "symbols",
        .table(symbols.sorted { $0.name < $1.name }.map { .init($0.name, $0.document) })),
      .init("vol_index", .string(volIndex)),
    ])
  }
}

extension Universe.Underlying {
  var document: ConfigValue {
    // A symbol without a list of dividends reads and hashes as it did before there were any.
    let list: [ConfigValue.Member] =
      dividends.isEmpty ? [] : [.init("dividends", .list(dividends.map(\.document)))]
    return .table(
      [
        .init("beta", .number(beta)),
        .init("beta_by_level", .list(betaByLevel.map { .number($0) })),
        .init("dividend_yield", .number(dividendYield)),
      ] + list + [
        .init("idio_vol", .number(idioVol)),
        .init("overnight_share", .number(overnightShare)),
        .init("spot", .number(spot)),
        .init("vol_multiple", .number(volMultiple)),
      ])
  }
}

extension ConfigValue {
  /// A member of a table; nil when absent or when this is none.
  public subscript(key: String) -> ConfigValue? {
    guard case .table(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}
