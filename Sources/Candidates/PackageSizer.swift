// What a package is worth under both measures, and how many of it the limits allow.

import Edges
import MarketData
import Pricing
import Risk
import Structures

/// A structure with its size and outlook.
struct SizedStructure {
  var built: BuiltStructure
  var outlook: PackageOutlook
  var size: PositionSize
}

/// Values and sizes the structures of one edge; distributions are made once an expiry.
struct PackageSizer {
  let edge: Edge
  let context: ProposalContext
  private var book = OutlookBook()

  init(edge: Edge, context: ProposalContext) {
    self.edge = edge
    self.context = context
  }

  /// Values a package and sizes it.
  mutating func size(_ built: BuiltStructure) -> SizedStructure {
    let outlook = outlook(of: built)
    let request = SizingRequest(
      underlying: edge.underlying, cluster: context.cluster,
      expiry: context.build.chain.expiries[built.expiry].date, maxLoss: built.proof.bound.dollars,
      kelly: outlook.kelly, regimeFactor: RegimeGuidance(for: context.regime).sizeFactor,
      volatilityFactor: volatilityFactor(realised: context.realisedVolatility))
    let size = sizePackages(
      request, exposure: context.exposure, limits: context.limits, book: context.book)
    return SizedStructure(built: built, outlook: outlook, size: size)
  }

  private mutating func outlook(of built: BuiltStructure) -> PackageOutlook {
    let pair = book.outlook(of: built.expiry, edge: edge, context: context)
    let payoff = ExpiryPayoff(
      legs: built.modelLegs, net: built.net.dollars, volatilityShift: 0)
    let front = context.build.surface.slice(ofExpiry: built.expiry)
    let discount = front?.parity.discount ?? 1
    func value(_ distribution: PriceDistribution?) -> ProfitOutlook? {
      distribution.map {
        ProfitOutlook(
          payoff: payoff, distribution: $0, discount: discount, multiplier: built.multiplier,
          fees: built.fees, maxLoss: built.proof.bound)
      }
    }
    let forecast = value(pair.forecast)
    let touch = (pair.implied ?? pair.forecast).flatMap {
      touchProbability(of: built.modelLegs, under: $0)
    }
    return PackageOutlook(
      payoff: payoff, forecast: forecast, implied: value(pair.implied), touch: touch,
      kelly: forecast.map { kellyFraction(of: $0.returns) })
  }
}
