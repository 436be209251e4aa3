// Distributions by expiry, found once a proposal.

import Edges
import MarketData
import Pricing
import Structures

/// The two distributions of an expiry.
struct ExpiryOutlook {
  /// Under the forecast volatility; nil without a forecast.
  var forecast: PriceDistribution?
  /// Under the smile; nil without enough points.
  var implied: PriceDistribution?
}

/// Distributions by expiry.
struct OutlookBook {
  private var entries: [(expiry: Int, outlook: ExpiryOutlook)] = []

  /// The distributions of an expiry under an edge.
  mutating func outlook(
    of expiry: Int, edge: Edge, context: ProposalContext
  ) -> ExpiryOutlook {
    if let known = entries.first(where: { $0.expiry == expiry }) { return known.outlook }
    var outlook = ExpiryOutlook(forecast: nil, implied: nil)
    if let slice = context.build.surface.slice(ofExpiry: expiry) {
      outlook.implied = PriceDistribution.implied(by: slice, chain: context.build.chain)
      outlook.forecast = forecast(slice, edge: edge, context: context)
    }
    entries.append((expiry, outlook))
    return outlook
  }

  private func forecast(
    _ slice: ExpirySlice, edge: Edge, context: ProposalContext
  ) -> PriceDistribution? {
    guard let volatility = context.forecastVolatility, volatility.isFinite else { return nil }
    let mean = slice.parity.forward
    if edge.kind == .event, let move = edge.eventMove {
      return .eventMixture(mean: mean, ambient: volatility, years: slice.years, eventMove: move)
    }
    return .lognormal(mean: mean, volatility: volatility, years: slice.years)
  }
}

/// What one package of a structure is worth under both distributions.
struct PackageOutlook {
  var payoff: ExpiryPayoff
  var forecast: ProfitOutlook?
  var implied: ProfitOutlook?
  var touch: Double?
  /// The Kelly fraction under the forecast; nil without one.
  var kelly: Double?
}
