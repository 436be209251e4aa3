// The work of a calibration: a pure function of its inputs.
//
// Every smile gets its SABR, every underlying its Heston. An option that SABR misses is fitted
// around: SABR once more without it, Heston by the deleted residual. Underlyings are independent, so
// they may be done in any order on any number of threads and give the same result. Before and after
// the session come an SVI slice of each smile and the process of the volatility index.

import MarketData
import Numerics
import Pricing

extension CalibrationInputs {
  /// Calibrates every underlying, one after the other.
  public func calibrate() -> CalibrationResult {
    CalibrationResult(underlyings: underlyings.indices.map { calibrate($0) })
  }

  /// Calibrates one underlying.
  ///
  /// - Parameter place: Its place in the inputs.
  /// - Returns: Heston's fit, then that of each smile; outside the session its SVI slices and the
  ///   process of its volatility index.
  public func calibrate(_ place: Int) -> [ModelFit] {
    UnderlyingCalibration(underlyings[place], kind: kind, rules: rules).run()
  }
}

/// The calibration of one underlying.
private struct UnderlyingCalibration {
  let inputs: FrozenUnderlying
  let kind: JobKind
  let rules: CalibrationRules

  init(_ inputs: FrozenUnderlying, kind: JobKind, rules: CalibrationRules) {
    self.inputs = inputs
    self.kind = kind
    self.rules = rules
  }

  func run() -> [ModelFit] {
    var heston = ModelFit(.heston, inputs.symbol)
    if let refusal = inputs.refusal {
      heston.failure = refusal
      // Pairs stand on past closes, which a refused chain says nothing about.
      return [heston] + inputs.pairs.map { $0.fitProcess() }
    }
    var fits = inputs.smiles.map { fitSABR($0) }
    let (fit, quotes) = fitHeston(&heston)
    if let fit { keepDivergences(&fits, fit, quotes) }
    let rest = kind == .intraday ? [] : inputs.fitRest()
    return ([heston] + fits.map(\.fit) + rest).map { $0.judged() }
  }

  // MARK: SABR

  /// A fitted smile with the options that SABR misses without them.
  struct SmileFit {
    var fit: ModelFit
    var suspects: [(place: Int, sabr: Double)] = []
  }

  private func fitSABR(_ smile: FrozenSmile) -> SmileFit {
    var made = SmileFit(fit: ModelFit(.sabr, inputs.symbol, expiry: smile.expiration))
    made.fit.isWarm = smile.start != nil
    do throws(ModelError) {
      let quotes = try smile.sabrQuotes(without: nil)
      var found = try calibrateSABR(
        quotes, beta: rules.beta, start: try smile.startParameters(rules))
      made.fit.evaluations = found.evaluations
      if smile.start != nil, !found.outcome.isConverged || found.isAtBound.contains(true) {
        // A warm start that leads nowhere is no reason to give up.
        made.fit.isWarm = false
        found = try calibrateSABR(quotes, beta: rules.beta, start: nil)
        made.fit.evaluations += found.evaluations
      }
      let p = found.parameters
      let model = try found.smile()
      made.fit.parameters = [
        NamedNumber("alpha", significant(p.alpha)), NamedNumber("beta", p.beta),
        NamedNumber("rho", significant(p.rho)), NamedNumber("nu", significant(p.nu)),
        NamedNumber("forward", smile.forward),
        NamedNumber("atm", significant(model.atTheMoneyVolatility)),
      ]
      var sum = 0.0
      for (place, strike) in smile.strikes.enumerated() {
        let miss = try model.volatility(at: strike.dollars) / smile.volatilities[place] - 1
        sum += miss * miss
        // A quote pulls the smile towards itself, so one that is off by the limit without it may be
        // off by less with it.
        guard abs(miss) > 0.3 * rules.divergence else { continue }
        if let without = try sabr(smile, without: place, start: p),
          abs(without / smile.volatilities[place] - 1) > rules.divergence
        {
          made.suspects.append((place, without))
        }
      }
      made.fit.rmse = significant((sum / Double(smile.strikes.count)).squareRoot())
      if !found.outcome.isConverged { made.fit.failure = found.outcome.rawValue }
    } catch {
      made.fit.failure = error.description
    }
    return made
  }

  /// SABR's volatility at a strike, fitted to every other strike of the smile.
  private func sabr(
    _ smile: FrozenSmile, without place: Int, start: SABRParameters
  ) throws(ModelError) -> Double? {
    let quotes = try smile.sabrQuotes(without: place)
    let found = try calibrateSABR(quotes, beta: rules.beta, start: start)
    guard found.outcome.isConverged else { return nil }
    return try found.smile().volatility(at: smile.strikes[place].dollars)
  }

  // MARK: Heston

  private func fitHeston(_ made: inout ModelFit) -> (HestonCalibration?, [SmileQuotes]) {
    do throws(ModelError) {
      var quotes: [SmileQuotes] = []
      for smile in inputs.smiles { quotes.append(try smile.thinned(rules.hestonStrikes)) }
      let begin = try start(quotes)
      let isCold = inputs.start == nil || kind == .full
      made.isWarm = !isCold
      var fit = try calibrateHeston(quotes, start: begin, settings: settings(isCold: isCold))
      made.evaluations = fit.evaluations + fit.searchEvaluations
      if !isCold, !fit.isConverged {
        // A warm start that leads nowhere is no reason to give up.
        made.isWarm = false
        fit = try calibrateHeston(quotes, start: begin, settings: settings(isCold: true))
        made.evaluations += fit.evaluations + fit.searchEvaluations
      }
      made.parameters = zip(HestonParameters.names, fit.parameters.vector).map {
        NamedNumber($0, significant($1))
      }
      made.parameters.append(NamedNumber("level", inputs.level.map { significant($0) }))
      made.rmse = significant(relativeError(fit, quotes))
      if !fit.isConverged { made.failure = fit.outcome.rawValue }
      if !(made.rmse ?? .nan).isFinite { made.failure = FitOutcome.notFinite.rawValue }
      return (made.failure == nil ? fit : nil, quotes)
    } catch {
      made.failure = error.description
      return (nil, [])
    }
  }

  private func settings(isCold: Bool) -> HestonCalibrationSettings {
    var settings = HestonCalibrationSettings.standard
    settings.measure = .vegaWeightedPrice
    settings.bounds = .wide
    settings.tolerance = 1e-7
    settings.leastSquares = LeastSquaresSettings(
      maximumEvaluations: 60, parameterTolerance: 1e-5, costTolerance: 1e-7,
      gradientTolerance: 1e-6)
    if isCold {
      settings.globalSearch = DifferentialEvolutionSettings(
        population: rules.population, generations: rules.generations, seed: 42)
    }
    return settings
  }

  /// The last good parameters, else ones that have the level of the first and the last smile.
  private func start(_ quotes: [SmileQuotes]) throws(ModelError) -> HestonParameters {
    if let start = inputs.start { return try HestonParameters(vector: start) }
    let near = inputs.smiles.first?.atm ?? 0.2
    let far = inputs.smiles.last?.atm ?? 0.2
    return try HestonParameters(
      v0: near * near, kappa: 2, theta: far * far, sigma: 2 * far, rho: -0.7)
  }

  private func relativeError(_ fit: HestonCalibration, _ quotes: [SmileQuotes]) -> Double {
    var sum = 0.0
    var count = 0
    for (expiry, smile) in zip(fit.expiries, quotes) {
      for (model, market) in zip(expiry.volatilities, smile.volatilities) {
        guard let model else { continue }
        sum += (model / market - 1) * (model / market - 1)
        count += 1
      }
    }
    return count > 0 ? (sum / Double(count)).squareRoot() : .nan
  }

  // MARK: Both

  /// Keeps the options that Heston misses as SABR does, to the same side.
  private func keepDivergences(
    _ fits: inout [SmileFit], _ fit: HestonCalibration, _ quotes: [SmileQuotes]
  ) {
    guard fits.contains(where: { !$0.suspects.isEmpty }) else { return }
    let deleted = try? hestonDeletedVolatilities(fit.parameters, quotes, atBounds: fit.atBounds)
    for index in fits.indices {
      let smile = inputs.smiles[index]
      for (place, sabr) in fits[index].suspects {
        let strike = smile.strikes[place].dollars
        let market = smile.volatilities[place]
        let heston: Double?
        if let row = quotes[index].strikes.firstIndex(of: strike) {
          heston = deleted?[index][row]
        } else {
          // A quote that had no part in the fit needs none taken out.
          heston = try? hestonVolatilities(
            fit.parameters, years: smile.years, forward: smile.forward, strikes: [strike]
          )[0]
        }
        guard let heston, abs(heston / market - 1) > rules.divergence,
          (heston > market) == (sabr > market)
        else { continue }
        fits[index].fit.divergences.append(
          Divergence(
            contract: smile.contract(place), market: significant(market),
            heston: significant(heston), sabr: significant(sabr)))
      }
    }
  }
}

extension FrozenSmile {
  /// The smile for SABR, with or without one of its strikes.
  fileprivate func sabrQuotes(without place: Int?) throws(ModelError) -> SABRSmileQuotes {
    var strikes = strikes.map(\.dollars)
    var volatilities = volatilities
    if let place {
      strikes.remove(at: place)
      volatilities.remove(at: place)
    }
    return try SABRSmileQuotes(
      forward: forward, years: years, strikes: strikes, volatilities: volatilities, weights: nil)
  }

  fileprivate func startParameters(
    _ rules: CalibrationRules
  ) throws(ModelError) -> SABRParameters? {
    guard let start, start.count == 3 else { return nil }
    return try SABRParameters(alpha: start[0], beta: rules.beta, rho: start[1], nu: start[2])
  }

  /// At most so many strikes, spread evenly, the first and the last among them.
  fileprivate func thinned(_ most: Int) throws(ModelError) -> SmileQuotes {
    let count = strikes.count
    let places =
      count <= most
      ? Array(0..<count) : (0..<most).map { ($0 * (count - 1) + (most - 1) / 2) / (most - 1) }
    return try SmileQuotes(
      label: "\(date)", years: years, forward: forward, discount: discount,
      strikes: places.map { strikes[$0].dollars }, volatilities: places.map { volatilities[$0] })
  }
}

extension ModelFit {
  /// The fit; a failed one when it misses the volatilities by too much to be of any use.
  func judged() -> ModelFit {
    guard failure == nil, model.isOfVolatility, let rmse,
      rmse > CalibrationRules.errorUnusable
    else { return self }
    var fit = self
    fit.failure = "misses by \(Int(min(100 * rmse, 1e6).rounded())) % of volatility"
    fit.divergences = []
    return fit
  }
}

/// A number to nine significant digits: more would be journaled for nothing.
func significant(_ value: Double) -> Double {
  guard value.isFinite, value != 0 else { return value }
  var scale = 1.0
  while abs(value) * scale < 1e8 { scale *= 10 }
  while abs(value) * scale >= 1e9 { scale /= 10 }
  return (value * scale).rounded() / scale
}
