// The models that `voldesk price` knows: which inputs each needs and which figures it gives.

import MarketData
import Numerics
import Pricing

/// A model to value options with.
enum PricingModel {
  /// Black-Scholes-Merton on a spot, Black (1976) on a forward.
  case closedForm
  /// Early exercise under Black-Scholes-Merton.
  case american
  /// European or American on a lattice, with dividends in cash.
  case dividends([Dividend], ExerciseStyle)
  /// Heston by its transform.
  case heston(HestonParameters)
  /// Heston on a grid.
  case hestonGrid(HestonParameters, ExerciseStyle)
  /// Heston by simulated paths, so many blocks at a time.
  case hestonPaths(HestonParameters, MonteCarloSettings, threads: Int)
  /// SABR by Hagan's expansion, valued by Black (1976).
  case sabr(SABRParameters)
  /// SABR on a grid, for where the expansion fails.
  case sabrGrid(SABRParameters)

  /// The model a command line asks for.
  ///
  /// - Throws: `ModelError` for parameters for which the model does not exist.
  init(_ invocation: Invocation) throws(ModelError) {
    let style: ExerciseStyle = invocation.has("--american") ? .american : .european
    if let heston = try HestonParameters(invocation) {
      self = try PricingModel.heston(heston, invocation, style)
    } else if let p = invocation.numbers("--sabr"), p.count == 4 {
      let parameters = try SABRParameters(alpha: p[0], beta: p[1], rho: p[2], nu: p[3])
      self = invocation.text("--method") == "grid" ? .sabrGrid(parameters) : .sabr(parameters)
    } else if let dividends = invocation.text("--dividends") {
      self = .dividends(try PricingModel.dividends(dividends), style)
    } else {
      self = style == .american ? .american : .closedForm
    }
  }

  private static func heston(
    _ parameters: HestonParameters, _ invocation: Invocation, _ style: ExerciseStyle
  ) throws(ModelError) -> PricingModel {
    switch invocation.text("--method") {
    case "paths":
      guard style == .european else {
        throw .noSolution(
          what: "an American value by paths", why: "early exercise is valued on the grid")
      }
      let settings = try MonteCarloSettings(
        paths: invocation.integer("--paths") ?? 100_000,
        steps: invocation.integer("--steps") ?? 100,
        observations: 1, seed: UInt64(invocation.integer("--seed") ?? 42), pairing: .antithetic)
      return .hestonPaths(parameters, settings, threads: invocation.integer("--threads") ?? 1)
    case "grid": return .hestonGrid(parameters, style)
    default: return style == .american ? .hestonGrid(parameters, style) : .heston(parameters)
    }
  }

  /// Dividends written as years:cash with commas between them.
  private static func dividends(_ text: String) throws(ModelError) -> [Dividend] {
    var found: [Dividend] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = word.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let years = ArgumentKind.decimal(parts[0]),
        let cash = ArgumentKind.decimal(parts[1])
      else {
        throw .noSolution(
          what: "the dividend \(word)", why: "write years:cash, such as 0.12:0.5,0.37:0.5")
      }
      found.append(Dividend(years: years, amount: .cash(cash)))
    }
    return found
  }

  /// Inputs that every option must have.
  var needs: [OptionField] {
    switch self {
    case .closedForm: [.strike, .years, .volatility]
    case .american, .dividends: [.spot, .strike, .years, .volatility]
    case .heston, .sabr, .sabrGrid: [.strike, .years]
    case .hestonGrid, .hestonPaths: [.spot, .strike, .years]
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
    case .american:
      [
        ("european", "european"), ("premium", "premium"), ("exercise at", "critical_spot"),
        ("delta", "delta"), ("gamma", "gamma"), ("vega", "vega"), ("theta", "theta"),
        ("rho", "rho"), ("div rho", "phi"),
      ]
    case .dividends: [("error", "error"), ("delta", "delta"), ("gamma", "gamma")]
    case .hestonGrid:
      [
        ("error", "error"), ("delta", "delta"), ("gamma", "gamma"), ("dV/dv0", "dv0"),
        ("theta", "theta"),
      ]
    case .hestonPaths:
      [("std error", "standard_error"), ("plain", "plain"), ("its error", "plain_standard_error")]
    case .heston:
      [
        ("delta", "delta"), ("gamma", "gamma"), ("dV/dv0", "dv0"), ("dV/dkappa", "dkappa"),
        ("dV/dtheta", "dtheta"), ("dV/dsigma", "dsigma"), ("dV/drho", "drho"),
        ("vol", "volatility"), ("error", "error"),
      ]
    case .sabrGrid: [("error", "error"), ("vol", "volatility")]
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
    case .american:
      "per unit of the underlying; exercise at is the spot today at which waiting is worth no more"
    case .dividends:
      "per unit of the underlying; error is how far the finer lattice moved the value"
    case .hestonGrid:
      "per unit of the underlying, variance unmoved; error is how far the finer grid moved the value"
    case .hestonPaths: "the price rests on control variates, plain on the same paths without them"
    case .sabrGrid:
      "the model's own value, absorbed at zero; error is a third of the move from the coarser grid"
    case .sabr: "Black's value and Greeks at the volatility of Hagan (2002), 2.17a"
    }
  }

  /// The value of an option.
  func value(_ option: OptionRequest) throws -> OptionValue {
    switch self {
    case .closedForm: try option.closedForm()
    case .american: try option.american()
    case .dividends(let dividends, let style): try option.lattice(dividends, style)
    case .heston(let parameters): try option.heston(parameters)
    case .hestonGrid(let parameters, let style): try option.grid(parameters, style)
    case .hestonPaths(let parameters, let settings, let threads):
      try option.paths(parameters, settings, threads: threads)
    case .sabr(let parameters): try option.sabr(parameters)
    case .sabrGrid(let parameters): try option.sabrGrid(parameters)
    }
  }

  /// The columns of a result.
  func columns(_ rows: [(option: OptionRequest, value: OptionValue)]) -> [ModelColumn] {
    var columns = nameColumns(rows.map(\.option))
    columns.append(ModelColumn("price", figures: rows.map(\.value.price), digits: 8))
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
