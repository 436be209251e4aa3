// SABR parameters for each expiry of a surface, and how smoothly they run.

public import Numerics

/// How one expiry stands against its neighbours.
///
/// Each deviation is the value less the straight line in time between the expiries before and after.
public struct SABRSmoothness: Hashable, Sendable {
  /// Time to expiry.
  public let years: Double
  /// Deviation of the at-the-money total variance, relative to the line.
  public let totalVariance: Double
  /// Deviation of alpha / F^(1 - beta), relative to the line.
  public let alpha: Double
  /// Deviation of rho, absolute.
  public let rho: Double
  /// Deviation of nu, relative to the line.
  public let nu: Double
}

/// A surface of one set of parameters for each expiry.
public struct SABRSurfaceFit: Hashable, Sendable {
  /// The fits by time to expiry.
  public let fits: [SABRFit]
  /// One entry for each expiry between the first and the last.
  public let smoothness: [SABRSmoothness]
  /// Expiries after which the at-the-money total variance falls: a calendar arbitrage.
  public let calendarBreaches: [Double]

  /// Whether every expiry converged.
  public var isConverged: Bool { fits.allSatisfy { $0.outcome.isConverged } }

  /// The expiries whose at-the-money total variance leaves the line by more than a share.
  ///
  /// - Parameter share: The share, as 0.05.
  /// - Returns: Their times to expiry.
  public func outliers(beyond share: Double) -> [Double] {
    smoothness.filter { abs($0.totalVariance) > share }.map(\.years)
  }
}

/// Fits a surface expiry by expiry, beta given.
///
/// - Parameters:
///   - expiries: The smiles; times to expiry differ and rise.
///   - beta: The exponent, 0 to 1.
///   - start: Where each fit begins; nil to begin from each smile itself.
/// - Returns: The fits and how smoothly their parameters run.
/// - Throws: `ModelError`: no expiry, times that do not rise, or a beta outside 0 to 1.
public func calibrateSABRSurface(
  _ expiries: [SABRSmileQuotes], beta: Double, start: SABRParameters?
) throws(ModelError) -> SABRSurfaceFit {
  guard !expiries.isEmpty else { throw .tooFew(what: "expiries", count: 0, least: 1) }
  var fits: [SABRFit] = []
  fits.reserveCapacity(expiries.count)
  for (index, quotes) in expiries.enumerated() {
    if let last = fits.last, quotes.years <= last.years {
      throw .outOfDomain(
        input: "years of expiry \(index)", value: quotes.years,
        rule: "expiries must rise; the one before is \(last.years)")
    }
    fits.append(try calibrateSABR(quotes, beta: beta, start: start))
  }
  let nodes = fits.map(SurfaceNode.init)
  var smoothness: [SABRSmoothness] = []
  for index in nodes.indices.dropFirst().dropLast() {
    smoothness.append(nodes[index].against(nodes[index - 1], nodes[index + 1]))
  }
  let breaches = nodes.indices.dropFirst().filter {
    nodes[$0].totalVariance < nodes[$0 - 1].totalVariance
  }
  return SABRSurfaceFit(
    fits: fits, smoothness: smoothness, calendarBreaches: breaches.map { nodes[$0 - 1].years })
}

/// What of a fit is compared along the surface.
private struct SurfaceNode {
  let years: Double
  let totalVariance: Double
  let alpha: Double
  let rho: Double
  let nu: Double

  init(_ fit: SABRFit) {
    let terms = SABRStrikeTerms(
      forward: fit.forward, strike: fit.forward, beta: fit.parameters.beta, expansion: .hagan)
    let volatility = fit.parameters.volatility(at: terms, years: fit.years)
    years = fit.years
    totalVariance = volatility * volatility * fit.years
    alpha = fit.parameters.alpha * terms.inversePower
    rho = fit.parameters.rho
    nu = fit.parameters.nu
  }

  func against(_ before: SurfaceNode, _ after: SurfaceNode) -> SABRSmoothness {
    let share = (years - before.years) / (after.years - before.years)
    func line(_ first: Double, _ last: Double) -> Double { first + share * (last - first) }
    func relative(_ value: Double, _ expected: Double) -> Double {
      expected > 0 ? value / expected - 1 : 0
    }
    return SABRSmoothness(
      years: years,
      totalVariance: relative(totalVariance, line(before.totalVariance, after.totalVariance)),
      alpha: relative(alpha, line(before.alpha, after.alpha)),
      rho: rho - line(before.rho, after.rho), nu: relative(nu, line(before.nu, after.nu)))
  }
}
