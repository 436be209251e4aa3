// The fits that no candidate stands on: SVI slices, and the processes of the volatility index and of
// the spreads of pairs.
//
// They change slowly and serve the trader's eye, so they are made before and after the session only.

import Edges
import MarketData
import Numerics
import Pricing
import Volatility

extension FrozenUnderlying {
  /// An SVI slice of each smile, then the process of the volatility index where it has a year, and
  /// that of the spread of each pair.
  func fitRest() -> [ModelFit] {
    smiles.map { fitSlice($0) } + (fitProcess().map { [$0] } ?? [])
      + pairs.map { $0.fitProcess() }
  }

  /// A slice without butterfly arbitrage; its error is a share of each volatility, as SABR's.
  private func fitSlice(_ smile: FrozenSmile) -> ModelFit {
    var made = ModelFit(.svi, symbol, expiry: smile.expiration)
    do throws(ModelError) {
      let quotes = try SmileQuotes(
        label: "\(smile.date)", years: smile.years, forward: smile.forward,
        discount: smile.discount, strikes: smile.strikes.map(\.dollars),
        volatilities: smile.volatilities)
      let fit = try fitSVI(quotes)
      let slice = fit.slice
      made.evaluations = fit.evaluations
      made.parameters = [
        NamedNumber("a", significant(slice.a)), NamedNumber("b", significant(slice.b)),
        NamedNumber("rho", significant(slice.rho)), NamedNumber("m", significant(slice.m)),
        NamedNumber("sigma", significant(slice.sigma)),
        NamedNumber("forward", smile.forward),
      ]
      var sum = 0.0
      for (k, volatility) in zip(quotes.logStrikes, quotes.volatilities) {
        let miss = slice.volatility(k, years: smile.years) / volatility - 1
        sum += miss * miss
      }
      made.rmse = significant((sum / Double(quotes.count)).squareRoot())
      if !fit.outcome.isConverged { made.failure = fit.outcome.rawValue }
    } catch {
      made.failure = error.description
    }
    return made
  }

  /// The process of the volatility index by exact likelihood; nil without a year of closes.
  ///
  /// Its error is that of a day's forecast, as a share of the mean.
  private func fitProcess() -> ModelFit? {
    guard indexCloses.count >= customaryReversionObservations else { return nil }
    var made = ModelFit(.ou, symbol)
    do throws(ModelError) {
      let found = try fitOrnsteinUhlenbeck(
        indexCloses, interval: 1.0 / 252, least: customaryReversionObservations)
      made.evaluations = 1
      switch found {
      case .notReverting(let why): made.failure = why.description
      case .reverting(let fit):
        let process = fit.process
        made.parameters = processParameters(fit, days: indexCloses.count)
        made.rmse = significant(fit.residualVariance.squareRoot() / process.mean)
      }
    } catch {
      made.failure = error.description
    }
    return made
  }
}

extension FrozenPair {
  /// The process of the spread by exact likelihood, in the direction that the board trades.
  ///
  /// Its error is that of a day's forecast, as a share of the price of the first symbol.
  func fitProcess() -> ModelFit {
    var made = ModelFit(.ou, "\(first)~\(second)")
    var rules = PairHealthRules.desk
    rules.window = firstLogs.count
    do throws(ModelError) {
      let pair = try DirectedPair(first, firstLogs, second, secondLogs, rules: rules)
      made.underlying = "\(pair.first)~\(pair.second)"
      made.evaluations = 1
      switch pair.spread.estimate {
      case .notReverting(let why): made.failure = why.description
      case .reverting(let fit):
        made.parameters = processParameters(fit, days: firstLogs.count)
        made.parameters.append(NamedNumber("hedge", significant(pair.spread.hedgeRatio)))
        if let p = pair.spread.cointegration.pValue {
          made.parameters.append(NamedNumber("adf_p", significant(p)))
        }
        made.rmse = significant(fit.residualVariance.squareRoot())
      }
    } catch {
      made.failure = error.description
    }
    return made
  }
}

private func processParameters(_ fit: OrnsteinUhlenbeckFit, days: Int) -> [NamedNumber] {
  [
    NamedNumber("theta", significant(fit.process.mean)),
    NamedNumber("mu", significant(fit.process.speed)),
    NamedNumber("sigma", significant(fit.process.volatility)),
    NamedNumber("half_life_days", significant(fit.halfLifeInIntervals)),
    NamedNumber("log_likelihood", significant(fit.averageLogLikelihood)),
    NamedNumber("days", Double(days)),
  ]
}
