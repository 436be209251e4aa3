// Freezing the market of a moment for a calibration.

import Edges
import MarketData
import Pricing
import Volatility

/// Freezes what a calibration works on.
///
/// A function of the market, the fits before it and which chains were refused, so that a restart
/// that has observed the same tape freezes the same bytes.
func frozenInputs(
  _ market: MarketState, _ surfaces: [VolatilitySurface?], _ book: CalibrationBook,
  refused: [String], settings: DeskSettings, job: Int, kind: JobKind, at now: Instant,
  visibleAt: Instant
) -> CalibrationInputs {
  let rules = settings.calibration
  var inputs = CalibrationInputs(
    job: job, kind: kind, time: now, visibleAt: visibleAt, underlyings: [], rules: rules)
  for (index, underlying) in market.underlyings.enumerated() {
    guard let surface = surfaces[index] else { continue }
    inputs.underlyings.append(
      FrozenUnderlying(
        underlying, surface, book, isRefused: refused.contains(underlying.symbol), kind: kind,
        rules: rules))
    guard kind != .intraday, let last = inputs.underlyings.indices.last else { continue }
    inputs.underlyings[last].pairs = frozenPairs(of: index, in: market, settings)
  }
  return inputs
}

/// The pairs that a symbol makes with those after it of its cluster, where both have closes enough.
private func frozenPairs(
  of index: Int, in market: MarketState, _ settings: DeskSettings
) -> [FrozenPair] {
  let own = market.underlyings[index]
  let window = settings.edges.pairHealth.window
  guard settings.edges.detectors.contains(.ou),
    let cluster = settings.symbol(own.symbol).cluster
  else { return [] }
  var pairs: [FrozenPair] = []
  for other in market.underlyings[(index + 1)...]
  where settings.symbol(other.symbol).cluster == cluster {
    let (x, y) = commonLogCloses(own.history, other.history)
    guard x.count >= window else { continue }
    pairs.append(
      FrozenPair(
        first: own.symbol, second: other.symbol, firstLogs: Array(x.suffix(window)),
        secondLogs: Array(y.suffix(window))))
  }
  return pairs
}

extension DeskCore {
  /// Freezes anew what an open job works on, with the market at the moment of its request.
  ///
  /// - Parameter job: The job.
  /// - Returns: The inputs; nil when they are not those that the journal names.
  public func frozenInputs(of job: JobEntry) -> CalibrationInputs? {
    var figures = self.figures
    let surfaces = market.underlyings.indices.map { index in
      figures.surface(
        index, in: market, held: state.verdict(of: market.underlyings[index].symbol))
    }
    let inputs = DeskEngine.frozenInputs(
      market, surfaces, state.calibration, refused: job.refused, settings: settings, job: job.job,
      kind: job.kind, at: job.requested, visibleAt: job.visibleAt)
    return inputs.hash == job.inputHash ? inputs : nil
  }
}

extension FrozenUnderlying {
  fileprivate init(
    _ underlying: UnderlyingState, _ surface: VolatilitySurface, _ book: CalibrationBook,
    isRefused: Bool, kind: JobKind, rules: CalibrationRules
  ) {
    symbol = underlying.symbol
    level =
      underlying.volatilityIndex.map { $0 / 100 }
      ?? surface.constantMaturityVolatility(days: 30)
    smiles = []
    if isRefused || underlying.chain.refusal != nil {
      refusal = "the chain is refused"
      return
    }
    let slices = surface.slices.filter { rules.days.contains($0.daysToExpiry) }
    for slice in slices where smiles.count < rules.expiries {
      guard let smile = FrozenSmile(slice, underlying.chain, reach: rules.reach),
        smiles.last?.expiration != smile.expiration
      else { continue }
      smiles.append(smile)
    }
    guard smiles.count >= 2 else {
      refusal = "\(smiles.count) smiles to fit, 2 are needed"
      smiles = []
      return
    }
    warm(book, rules)
    guard kind != .intraday else { return }
    indexCloses = underlying.history.volatilityIndex.suffix(rules.indexDays).map {
      $0.value / 100
    }
  }

  /// Begins from the last good parameters, if volatility is where it was and they were good.
  private mutating func warm(_ book: CalibrationBook, _ rules: CalibrationRules) {
    guard let fit = book.fit(.heston, symbol), fit.status == .converged,
      let before = fit.value("level"), before > 0, let level,
      abs(level / before - 1) < rules.warmChange
    else { return }
    let values = CalibratedModel.heston.parameterNames.compactMap { fit.value($0) }
    if values.count == CalibratedModel.heston.parameterNames.count { start = values }
    for place in smiles.indices {
      guard let own = book.fit(.sabr, symbol, expiry: smiles[place].expiration),
        own.status == .converged
      else { continue }
      let values = CalibratedModel.sabr.parameterNames.compactMap { own.value($0) }
      if values.count == CalibratedModel.sabr.parameterNames.count {
        smiles[place].start = values
      }
    }
  }
}

extension FrozenSmile {
  /// Freezes the options out of the money of a slice; nil when five have no volatility.
  fileprivate init?(_ slice: ExpirySlice, _ chain: OptionChain, reach: Double) {
    guard let atm = slice.atmVolatility else { return nil }
    let expiry = chain.expiries[slice.expiry]
    root = expiry.root.symbol
    date = expiry.date
    expiration = expiry.expiration
    years = slice.years
    forward = slice.parity.forward
    discount = slice.parity.discount
    self.atm = atm
    strikes = []
    volatilities = []
    let width = reach * atm * years.squareRoot()
    let low = forward * max(0.5, 1 - width)
    let high = forward * min(1.5, 1 + width)
    for (range, isPut) in [(expiry.puts, true), (expiry.calls, false)] {
      for option in range {
        let strike = chain.options[option].contract.strike
        let dollars = strike.dollars
        guard dollars > low, dollars < high, (dollars < forward) == isPut,
          let volatility = slice.volatility(of: option)
        else { continue }
        strikes.append(strike)
        volatilities.append(volatility)
      }
    }
    guard strikes.count >= 5 else { return nil }
  }
}
