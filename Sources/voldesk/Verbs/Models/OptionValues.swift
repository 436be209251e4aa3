// One option valued by each of the models that `voldesk price` knows.

import Glibc
import MarketData
import Numerics
import Pricing

extension OptionRequest {
  func closedForm() throws -> OptionValue {
    guard self[.forward] == nil else {
      let g = try black76Sensitivities(
        right, forward: forward(), strike: need(.strike), years: need(.years),
        volatility: need(.volatility), discount: discount())
      return OptionValue(
        price: g.price,
        figures: [
          g.delta, g.gamma, g.vega, g.theta, g.rho, nil, g.vanna, g.volga, g.charm,
        ])
    }
    let g = try blackScholesMerton(
      right, spot: need(.spot), strike: need(.strike), years: need(.years), rate: rate,
      yield: self[.yield] ?? 0, volatility: need(.volatility))
    return OptionValue(
      price: g.price,
      figures: [
        g.delta, g.gamma, g.vega, g.theta, g.rho, g.phi, g.vanna, g.volga, g.charm,
      ])
  }

  func heston(_ parameters: HestonParameters) throws -> OptionValue {
    let (forward, years) = (try forward(), try need(.years))
    let discount = try discount()
    let spot = self[.spot] ?? forward * discount
    let rate = -log(discount) / years
    let value = try hestonValue(
      right, spot: spot, strike: need(.strike), years: years, rate: rate,
      yield: rate - log(forward / spot) / years, parameters: parameters)
    let volatility = try? Pricing.impliedVolatility(
      right, price: value.price, forward: forward, strike: need(.strike), years: years,
      discount: discount, within: 1e-9...1e3)
    return OptionValue(
      price: value.price,
      figures: [value.delta, value.gamma] + value.gradient + [volatility, value.errorEstimate])
  }

  func sabr(_ parameters: SABRParameters) throws -> OptionValue {
    let (forward, strike, years) = (try forward(), try need(.strike), try need(.years))
    let volatility = try sabrVolatility(
      forward: forward, strike: strike, years: years, parameters: parameters, expansion: .hagan)
    let g = try black76Sensitivities(
      right, forward: forward, strike: strike, years: years, volatility: volatility,
      discount: discount())
    return OptionValue(price: g.price, figures: [volatility, g.delta, g.gamma, g.vega])
  }

  func sabrGrid(_ parameters: SABRParameters) throws -> OptionValue {
    let (forward, strike, years) = (try forward(), try need(.strike), try need(.years))
    let discount = try discount()
    let prices = try sabrFiniteDifference(
      forward: forward, strikes: [strike], years: years, parameters: parameters, grid: .standard)
    guard let found = prices.first else { return OptionValue() }
    let price = discount * (right == .call ? found.call : found.put)
    let volatility = try? Pricing.impliedVolatility(
      right, price: price, forward: forward, strike: strike, years: years, discount: discount,
      within: 1e-9...1e3)
    return OptionValue(price: price, figures: [discount * found.error, volatility])
  }

  /// The terms that models of early exercise take.
  func terms(volatility: Double) throws(ModelError) -> AmericanTerms {
    AmericanTerms(
      right, spot: try need(.spot), strike: try need(.strike), years: try need(.years), rate: rate,
      yield: self[.yield] ?? 0, volatility: volatility)
  }

  func american() throws -> OptionValue {
    let terms = try terms(volatility: need(.volatility))
    let value = try americanValue(terms)
    let slopes = try americanSensitivities(terms)
    return OptionValue(
      price: value.price,
      figures: [
        value.european, value.premium, value.criticalSpot, value.delta, value.gamma, slopes.vega,
        value.theta, slopes.rho, slopes.dividendRho,
      ])
  }

  func lattice(_ dividends: [Dividend], _ style: ExerciseStyle) throws -> OptionValue {
    let value = try latticeValue(
      terms(volatility: need(.volatility)), style: style, dividends: dividends)
    return OptionValue(price: value.price, figures: [value.error, value.delta, value.gamma])
  }

  func grid(_ parameters: HestonParameters, _ style: ExerciseStyle) throws -> OptionValue {
    let option = try GridOption(
      right: right, style: style, spot: need(.spot), strike: need(.strike), years: need(.years),
      rate: rate, yield: self[.yield] ?? 0)
    let grid = try FiniteDifferenceGrid(timeSteps: 100, spotSteps: 200, varianceSteps: 100)
    let estimate = try hestonFiniteDifferenceEstimate(option, parameters: parameters, grid: grid)
    let value = estimate.value
    return OptionValue(
      price: value.price,
      figures: [
        estimate.priceError, value.delta, value.gamma, value.varianceVega, value.theta,
      ])
  }

  func paths(
    _ parameters: HestonParameters, _ settings: MonteCarloSettings, threads: Int
  ) throws -> OptionValue {
    let plan = try HestonMonteCarlo(
      .european(right, strike: need(.strike)), spot: need(.spot), years: need(.years), rate: rate,
      yield: self[.yield] ?? 0, parameters: parameters, settings: settings)
    let estimate = try simulate(plan, threads: threads)
    if !estimate.controlsHold {
      complain("the paths miss the asset's own mean; take the standard error with care")
    }
    return OptionValue(
      price: estimate.price,
      figures: [estimate.standardError, estimate.plain.value, estimate.plain.standardError])
  }
}
