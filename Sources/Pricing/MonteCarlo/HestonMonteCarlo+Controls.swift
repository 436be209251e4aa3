// The worth of a path and of its control variates.
//
// Source of the controls: Kemna and Vorst (1990), "A pricing method for options based on average
// asset values" (the geometric mean under Black and Scholes); Cox, Ingersoll and Ross (1985) for
// the mean of the variance.

import Glibc
import MarketData
import Numerics

extension HestonMonteCarlo {
  /// The discount factor to expiry.
  var discount: Double { exp(-rate * years) }

  /// Time between observations.
  var observationStep: Double { years / Double(settings.observations) }

  /// Drift of the twin's log price between observations.
  var twinDrift: Double {
    (rate - yield - 0.5 * twinVolatility * twinVolatility) * observationStep
  }

  /// What a unit of a walk moves the twin's log price by.
  var twinScale: Double { twinVolatility * (years / Double(settings.steps)).squareRoot() }

  /// The payoff and both controls of a path, discounted, the controls less their expectations.
  func value(
    of block: PathBlock, path: Int
  ) -> (payoff: Double, asset: Double, lognormal: Double) {
    let (column, lane) = (path / 4, path % 4)
    let observations = Double(settings.observations)
    let collected = block.collected[column][lane]
    let twin = block.collectedTwin[column][lane]
    var value: (payoff: Double, asset: Double, lognormal: Double)
    switch payoff {
    case .european, .barrier:
      let level = spot * exp(block.logs[column][lane])
      let move = twinDrift * observations + twinScale * block.walks[column][lane]
      value = (payoff.intrinsic(level), level, payoff.intrinsic(spot * exp(move)))
      if case .barrier(_, _, _, _, let effect) = payoff {
        value.payoff *= effect == .knockOut ? 1 - collected : collected
      }
    case .arithmeticAsian:
      let mean = spot * collected / observations
      let move = 0.5 * twinDrift * (observations + 1) + twinScale * twin / observations
      value = (payoff.intrinsic(mean), mean, payoff.intrinsic(spot * exp(move)))
    case .realisedVariance:
      let integral = block.occupied[column][lane] / Double(settings.steps)
      value = (collected / years, integral, twin / years)
    }
    let factor = discount
    return (
      factor * value.payoff, factor * value.asset - expected.asset,
      factor * value.lognormal - expected.lognormal
    )
  }

  /// Expectations of both controls, discounted.
  func controlExpectations() -> ControlPair {
    let forward = spot * exp((rate - yield) * years)
    let observations = Double(settings.observations)
    switch payoff {
    case .european, .barrier:
      return ControlPair(
        asset: discount * forward,
        lognormal: twinOption(forward: forward, volatility: twinVolatility))
    case .arithmeticAsian:
      var sum = 0.0
      for index in 1...settings.observations {
        sum += exp((rate - yield) * observationStep * Double(index))
      }
      // ln of the geometric mean: mean mu h (n+1)/2, variance s^2 h (n+1)(2n+1)/(6n).
      let square = (observations + 1) * (2 * observations + 1) / (6 * observations)
      let variance = twinVolatility * twinVolatility * observationStep * square
      let mean = 0.5 * twinDrift * (observations + 1)
      return ControlPair(
        asset: discount * spot * sum / observations,
        lognormal: twinOption(
          forward: spot * exp(mean + 0.5 * variance), volatility: (variance / years).squareRoot()))
    case .realisedVariance:
      let count = settings.steps
      var sum = 0.5 * (expectedVariance(0) + expectedVariance(years))
      for index in 1..<max(1, count) {
        sum += expectedVariance(years * Double(index) / Double(count))
      }
      let square = twinVolatility * twinVolatility * observationStep + twinDrift * twinDrift
      return ControlPair(
        asset: discount * sum / Double(count),
        lognormal: discount * observations * square / years)
    }
  }

  /// The mean of the variance at a time.
  private func expectedVariance(_ time: Double) -> Double {
    model.theta + (model.v0 - model.theta) * exp(-model.kappa * time)
  }

  /// The option on a lognormal level.
  private func twinOption(forward: Double, volatility: Double) -> Double {
    guard let right = payoff.right, let strike = payoff.strike else { return 0 }
    return black76Price(
      right, forward: forward, strike: strike, years: years, volatility: volatility,
      discount: discount)
  }
}
