// From picked options to a structure: quotes, nets, model legs, and the proof.

import MarketData
import Pricing

/// A picked option with its ratio.
struct Pick: Hashable {
  /// Index into the chain's options.
  var option: Int
  /// Contracts in one package, negative for short.
  var ratio: Int
}

/// Puts a structure together from picked options and proves its risk.
///
/// - Throws: `invalidQuote` for a leg that is not well quoted, `undefinedRisk` for a failed proof.
func assemble(
  _ kind: StructureKind, picks: [Pick], expiry: Int, backExpiry: Int?, passedOver: Bool,
  in context: BuildContext
) throws(RefusalCode) -> BuiltStructure {
  var legs: [QuotedLeg] = []
  var models: [ModelLeg] = []
  for pick in picks {
    let (leg, model) = try quoted(pick, expiry: expiry, backExpiry: backExpiry, in: context)
    legs.append(leg)
    models.append(model)
  }
  var far: Int64 = 0
  var middle = 0.0
  for leg in legs {
    let side = leg.leg.ratio < 0 ? leg.bid : leg.ask
    far -= side.units * Int64(leg.leg.ratio)
    middle -= 0.5 * Double(leg.bid.units + leg.ask.units) * Double(leg.leg.ratio)
  }
  let net = Money(units: far)
  let fee = context.rules.feePerContract
  let proof: DefinedRiskProof
  switch proveDefinedRisk(legs: models, net: net, feePerContract: fee) {
  case .success(let found): proof = found
  case .failure(.arbitrage): throw .validationFail
  case .failure: throw .undefinedRisk
  }
  let contracts = legs.reduce(0) { $0 + abs($1.leg.ratio) }
  return BuiltStructure(
    kind: kind, legs: legs, modelLegs: models, expiry: expiry, backExpiry: backExpiry,
    width: widestWing(models), multiplier: models[0].multiplier, net: net,
    netMid: Money(units: Int64(middle.rounded(.toNearestOrAwayFromZero))), fees: fee * contracts,
    proof: proof, passedOverStrikes: passedOver, assumptions: assumptions(models))
}

/// A picked option with its market, and as the models read it.
func quoted(
  _ pick: Pick, expiry: Int, backExpiry: Int?, in context: BuildContext
) throws(RefusalCode) -> (QuotedLeg, ModelLeg) {
  var home = expiry
  if let backExpiry, context.chain.expiries[backExpiry].options.contains(pick.option) {
    home = backExpiry
  }
  guard let slice = context.surface.slice(ofExpiry: home) else { throw .noExpiry }
  guard let quote = context.chain.quotes[pick.option],
    context.quotes.quality(quote, at: context.time) == .good,
    let volatility = slice.volatility(of: pick.option), let delta = slice.delta(of: pick.option)
  else { throw .invalidQuote }
  let listing = context.chain.options[pick.option]
  let listed = context.chain.expiries[home]
  let leg = QuotedLeg(
    leg: Leg(contract: listing.contract, ratio: pick.ratio), option: pick.option, bid: quote.bid,
    ask: quote.ask, volatility: volatility, delta: delta, quoteTime: quote.time)
  let model = ModelLeg(
    contract: listing.contract, count: pick.ratio, multiplier: listed.root.multiplier,
    expiration: listed.expiration, years: slice.years, forward: slice.parity.forward,
    discount: slice.parity.discount, volatility: volatility, spot: context.surface.spot)
  return (leg, model)
}

/// The widest distance from a strike to its neighbour of the same right; nil for a calendar.
private func widestWing(_ legs: [ModelLeg]) -> Double? {
  var widest: Double?
  for right in OptionRight.allCases {
    let strikes = legs.filter { $0.right == right }.map(\.strike).sorted()
    for (a, b) in zip(strikes, strikes.dropFirst()) where b > a {
      widest = max(widest ?? 0, b - a)
    }
  }
  return widest
}

/// What the bound assumes beyond the quotes.
private func assumptions(_ legs: [ModelLeg]) -> [String] {
  let last = legs.map(\.expiration).max()
  guard let short = legs.first(where: { $0.count < 0 && $0.expiration != last }) else { return [] }
  if short.right == .put { return ["bounded with the put's carry to the back expiry"] }
  return ["bounded to a price of \(Int(priceCap(short).rounded()))"]
}
