// The proof that a leg set cannot lose more than a bound.
//
// Loss is measured on intrinsic values with premiums excluded and longs that may not expire before
// the shorts they cover: the universal spread margin rule of the Cboe (SEC release 34-66376, 77 FR
// 12619 and 54626). Exactness goes before speed, and a doubt refuses.

public import MarketData

/// Why a bound could not be proven.
public enum ProofFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is nothing to prove, or too much.
  case size(legs: Int)
  /// A number is missing, or the legs differ in underlying price or multiplier.
  case unfit(leg: OptionContract)
  /// A short that no long covers.
  case uncovered(leg: OptionContract)
  /// The bound is not above zero, so a price must be wrong.
  case arbitrage(bound: Money)

  /// What was wrong, what it was, what would be right.
  public var description: String {
    switch self {
    case .size(let legs): "\(legs) legs, but a proof takes 1 to \(maximumUnits) contracts a right"
    case .unfit(let leg): "\(leg) cannot be priced or does not belong with the other legs"
    case .uncovered(let leg): "\(leg) is short and no long of its right lives as long"
    case .arbitrage(let bound): "the loss is bounded by \(bound), but it must be above zero"
    }
  }
}

/// Proves the most that one package can lose.
///
/// Every short is assigned one long of the same right that expires no earlier; pairs are grouped
/// by the short's expiry; a group's worst intrinsic loss lies at zero or at a strike, because the
/// slope beyond the last strike is not negative once every short is covered. A European long that
/// outlives its short can trade under its exercise value, so a pair adds that: K (1 - D2/D1)
/// for a put and S_cap (1 - F2 D2 / F1 D1) for a call, with S_cap = S (1 + 10 s sqrt(T)).
///
/// - Parameters:
///   - legs: One package; ratios may repeat.
///   - net: Price of the package a unit of the underlying, positive for a credit.
///   - feePerContract: Fee of one contract, counted once for each.
/// - Returns: The bound in dollars with its pairs and groups, or why there is none.
public func proveDefinedRisk(
  legs: [ModelLeg], net: Money, feePerContract: Money
) -> Result<DefinedRiskProof, ProofFailure> {
  guard let first = legs.first else { return .failure(.size(legs: 0)) }
  for leg in legs
  where !leg.isPriceable || leg.multiplier != first.multiplier || leg.spot != first.spot {
    return .failure(.unfit(leg: leg.contract))
  }
  var pairs: [IndexPair] = []
  for right in OptionRight.allCases {
    switch cover(legs, right: right) {
    case .success(let found): pairs += found
    case .failure(let why): return .failure(why)
    }
  }
  let groups = riskGroups(pairs, legs: legs)
  let points = groups.reduce(0) { $0 + $1.loss } - net.dollars
  let contracts = legs.reduce(0) { $0 + abs($1.count) }
  guard let loss = Money(dollars: points * Double(first.multiplier)) else {
    return .failure(.unfit(leg: first.contract))
  }
  let bound = loss + feePerContract * contracts
  guard bound > .zero else { return .failure(.arbitrage(bound: bound)) }
  let record = pairs.map {
    CoveredPair(short: legs[$0.short].contract, long: legs[$0.long].contract)
  }
  return .success(DefinedRiskProof(bound: bound, pairs: record, groups: groups))
}

/// A short and its long, as indices into the legs.
struct IndexPair: Hashable {
  var short: Int
  var long: Int
}

/// Covers the shorts of one right.
func cover(_ legs: [ModelLeg], right: OptionRight) -> Result<[IndexPair], ProofFailure> {
  var shorts: [UnitLeg] = []
  var longs: [UnitLeg] = []
  for (index, leg) in legs.enumerated() where leg.right == right {
    guard abs(leg.count) <= maximumUnits else { return .failure(.size(legs: abs(leg.count))) }
    let unit = UnitLeg(
      leg: index, strike: leg.strike, expiration: leg.expiration.nanoseconds)
    for _ in 0..<abs(leg.count) {
      if leg.count < 0 { shorts.append(unit) } else { longs.append(unit) }
    }
  }
  if shorts.isEmpty { return .success([]) }
  guard max(shorts.count, longs.count) <= maximumUnits else {
    return .failure(.size(legs: max(shorts.count, longs.count)))
  }
  let gap: (Double, Double) -> Double =
    right == .call ? { max($1 - $0, 0) } : { max($0 - $1, 0) }
  guard let chosen = assign(shorts: shorts, longs: longs, gap: gap) else {
    return .failure(.uncovered(leg: legs[uncovered(shorts, longs)].contract))
  }
  return .success(zip(shorts, chosen).map { IndexPair(short: $0.leg, long: longs[$1].leg) })
}

/// The first short, from the last expiry backwards, with fewer longs than shorts alive.
private func uncovered(_ shorts: [UnitLeg], _ longs: [UnitLeg]) -> Int {
  let ordered = shorts.sorted { ($0.expiration, $0.leg) > ($1.expiration, $1.leg) }
  for (position, short) in ordered.enumerated() {
    let alive = longs.count { $0.expiration >= short.expiration }
    if alive < position + 1 { return short.leg }
  }
  return ordered[0].leg
}

/// The worst loss of the pairs of each expiry of their shorts, by ascending expiry.
func riskGroups(_ pairs: [IndexPair], legs: [ModelLeg]) -> [RiskGroup] {
  var expirations: [Instant] = []
  for pair in pairs where !expirations.contains(legs[pair.short].expiration) {
    expirations.append(legs[pair.short].expiration)
  }
  return expirations.sorted().map { expiration in
    let members = pairs.filter { legs[$0.short].expiration == expiration }
    var at = 0.0
    var worst = pairsValue(members, legs: legs, at: 0)
    for pair in members {
      for price in [legs[pair.short].strike, legs[pair.long].strike] {
        let value = pairsValue(members, legs: legs, at: price)
        if value < worst { (at, worst) = (price, value) }
      }
    }
    let shortfall = members.reduce(0) {
      $0 + europeanShortfall(short: legs[$1.short], long: legs[$1.long])
    }
    return RiskGroup(
      expiry: legs[members[0].short].contract.expiry, at: at, loss: max(-worst, 0) + shortfall)
  }
}

private func pairsValue(_ pairs: [IndexPair], legs: [ModelLeg], at price: Double) -> Double {
  pairs.reduce(0) {
    $0 + legs[$1.long].intrinsic(at: price) - legs[$1.short].intrinsic(at: price)
  }
}

/// How far a European long can trade under its exercise value when its short settles.
func europeanShortfall(short: ModelLeg, long: ModelLeg) -> Double {
  guard long.expiration > short.expiration else { return 0 }
  let carry = long.discount / short.discount
  if short.right == .put { return long.strike * max(1 - carry, 0) }
  let yield = long.forward * carry / short.forward
  return priceCap(short) * max(1 - yield, 0)
}

/// The price up to which a call calendar's bound holds: S (1 + 10 s sqrt(T)).
func priceCap(_ short: ModelLeg) -> Double {
  short.spot * (1 + 10 * short.volatility * max(short.years, 0).squareRoot())
}

/// Which long covers which short, as indices into the legs; nil when a short is not covered.
public func coveredPairs(of legs: [ModelLeg]) -> [(short: Int, long: Int)]? {
  var pairs: [(short: Int, long: Int)] = []
  for right in OptionRight.allCases {
    guard case .success(let found) = cover(legs, right: right) else { return nil }
    pairs += found.map { ($0.short, $0.long) }
  }
  return pairs
}
