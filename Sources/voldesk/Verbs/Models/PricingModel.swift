// The models that `voldesk price` knows: which inputs each needs and which figures it gives.

import Glibc
import MarketData
import Numerics
import Pricing

/// A model to value options with.
enum PricingModel {
  /// Black-Scholes-Merton on a spot, Black (1976) on a forward.
  case closedForm
  /// Heston by its transform.
  case heston(HestonParameters)
  /// SABR by Hagan's expansion, valued by Black (1976).
  case sabr(SABRParameters)

  /// The model a command line asks for.
  ///
  /// - Throws: `ModelError` for parameters for which the model does not exist.
  init(_ invocation: Invocation) throws(ModelError) {
    if let heston = try HestonParameters(invocation) {
      self = .heston(heston)
    } else if let p = invocation.numbers("--sabr"), p.count == 4 {
      self = .sabr(try SABRParameters(alpha: p[0], beta: p[1], rho: p[2], nu: p[3]))
    } else {
      self = .closedForm
    }
  }

  /// Inputs that every option must have.
  var needs: [OptionField] {
    switch self {
    case .closedForm: [.strike, .years, .volatility]
    case .heston, .sabr: [.strike, .years]
    }
  }

  /// The figures beside the price, by the names of the table and of JSON.
  var names: [(title: String, key: String)] {
    switch self {
    case .closedForm:
      [
        ("delta", "delta"), ("gamma", "gamma"), ("vega", "vega"), ("theta", "theta"),
        ("rho", "rho"), ("div rho", "phi"), ("vanna", "vanna"), ("volga", "volga"),
        ("charm", "charm"),
      ]
    case .heston:
      [
        ("delta", "delta"), ("gamma", "gamma"), ("dV/dv0", "dv0"), ("dV/dkappa", "dkappa"),
        ("dV/dtheta", "dtheta"), ("dV/dsigma", "dsigma"), ("dV/drho", "drho"),
        ("vol", "volatility"), ("error", "error"),
      ]
    case .sabr:
      [("vol", "volatility"), ("delta", "delta"), ("gamma", "gamma"), ("vega", "vega")]
    }
  }

  /// What the figures are per.
  var units: String {
    switch self {
    case .closedForm:
      "per unit of the underlying; vega, volga, rho per 1.00 of volatility or rate, theta and charm per year"
    case .heston:
      "per unit of the underlying, variance unmoved; vol is Black's at that price, error the bound on it"
    case .sabr: "Black's value and Greeks at the volatility of Hagan (2002), 2.17a"
    }
  }

  /// The value of an option.
  func value(_ option: OptionRequest) throws -> OptionValue {
    switch self {
    case .closedForm: try option.closedForm()
    case .heston(let parameters): try option.heston(parameters)
    case .sabr(let parameters): try option.sabr(parameters)
    }
  }

  /// The columns of a result.
  func columns(_ rows: [(option: OptionRequest, value: OptionValue)]) -> [ModelColumn] {
    var columns = [
      ModelColumn("right", texts: rows.map(\.option.right.rawValue)),
      ModelColumn("strike", figures: rows.map { $0.option[.strike] }),
      ModelColumn("years", figures: rows.map { $0.option[.years] }),
      ModelColumn("price", figures: rows.map(\.value.price), digits: 8),
    ]
    for (index, name) in names.enumerated() {
      columns.append(
        ModelColumn(
          name.title, key: name.key,
          figures: rows.map {
            $0.value.figures.indices.contains(index) ? $0.value.figures[index] : nil
          }
        ))
    }
    return columns
  }
}

extension HestonParameters {
  /// The parameters of `--heston`; nil when it is not given.
  init?(_ invocation: Invocation) throws(ModelError) {
    guard let p = invocation.numbers("--heston"), p.count == 5 else { return nil }
    try self.init(v0: p[0], kappa: p[1], theta: p[2], sigma: p[3], rho: p[4])
  }
}

extension OptionRequest {
  fileprivate func closedForm() throws -> OptionValue {
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

  fileprivate func heston(_ parameters: HestonParameters) throws -> OptionValue {
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

  fileprivate func sabr(_ parameters: SABRParameters) throws -> OptionValue {
    let (forward, strike, years) = (try forward(), try need(.strike), try need(.years))
    let volatility = try sabrVolatility(
      forward: forward, strike: strike, years: years, parameters: parameters, expansion: .hagan)
    let g = try black76Sensitivities(
      right, forward: forward, strike: strike, years: years, volatility: volatility,
      discount: discount())
    return OptionValue(price: g.price, figures: [volatility, g.delta, g.gamma, g.vega])
  }
}
