// Builds one structure of one kind in one expiry, or says why not.
//
// Conservative prices decide: shorts at the bid, longs at the ask. A quoted credit on a long
// structure is a data error and is refused, never turned into a debit.

import MarketData
import Pricing

/// Builds one structure.
///
/// - Parameters:
///   - request: What to build, where and how wide.
///   - context: The chain, its surface and the rules.
/// - Returns: The structure, with its proof.
/// - Throws: The code of the first rule that failed.
public func buildStructure(
  _ request: BuildRequest, in context: BuildContext
) throws(RefusalCode) -> BuiltStructure {
  var selector = try StrikeSelector(context: context, expiry: request.expiry)
  let picks = try picks(request, &selector)
  let built = try assemble(
    request.kind, picks: picks, expiry: request.expiry, backExpiry: request.backExpiry,
    passedOver: selector.passedOver, in: context)
  try checkWorth(built, frontIsDear: request.frontIsDear, rules: context.rules)
  return built
}

/// The options that a request asks for, with their ratios.
func picks(
  _ request: BuildRequest, _ selector: inout StrikeSelector
) throws(RefusalCode) -> [Pick] {
  switch request.kind {
  case .ironCondor: try ironCondor(request, &selector)
  case .ironButterfly: try ironButterfly(request, &selector)
  case .bullPut: try creditVertical(.put, request, &selector)
  case .bearCall: try creditVertical(.call, request, &selector)
  case .callDebit: try debitVertical(.call, request, &selector)
  case .putDebit: try debitVertical(.put, request, &selector)
  case .calendar: try calendar(request, &selector)
  case .longButterfly: try longButterfly(request, &selector)
  case .brokenWing: try brokenWing(request, &selector)
  case .diagonal: try diagonal(request, &selector)
  case .strangleWinged: try wingedStrangle(request, &selector)
  }
}

/// Builds the same legs again on the latest quotes, with the rules of their kind.
///
/// - Parameters:
///   - kind: What the legs are.
///   - legs: The legs to keep.
///   - frontIsDear: As in the request that built them.
///   - context: The chain, its surface and the rules.
/// - Returns: The structure on the latest quotes.
/// - Throws: The code of the first rule that failed; `noExpiry` when a leg is no longer listed.
public func rebuildStructure(
  _ kind: StructureKind, legs: [QuotedLeg], frontIsDear: Bool, in context: BuildContext
) throws(RefusalCode) -> BuiltStructure {
  var picks: [Pick] = []
  var homes: [Int] = []
  for leg in legs {
    let contract = leg.leg.contract
    let options = context.chain.options
    let isThere = options.indices.contains(leg.option) && options[leg.option].contract == contract
    guard let option = isThere ? leg.option : context.chain.index(of: contract),
      let home = context.chain.expiryIndex(of: option)
    else { throw .noExpiry }
    picks.append(Pick(option: option, ratio: leg.leg.ratio))
    homes.append(home)
  }
  guard let first = homes.min(), let last = homes.max() else { throw .validationFail }
  for (pick, home) in zip(picks, homes) {
    let selector = try StrikeSelector(context: context, expiry: home)
    if let refusal = selector.refusal(pick.option) { throw refusal }
  }
  let built = try assemble(
    kind, picks: picks, expiry: first, backExpiry: last == first ? nil : last, passedOver: false,
    in: context)
  try checkWorth(built, frontIsDear: frontIsDear, rules: context.rules)
  return built
}

// MARK: Legs of each kind

private func ironCondor(
  _ request: BuildRequest, _ selector: inout StrikeSelector
) throws(RefusalCode) -> [Pick] {
  guard let width = request.width else { throw .validationFail }
  let target = selector.context.targets.condorShort
  let distance = request.shortDistance
  let put = try selector.nearest(.put, delta: target, distance: distance)
  let call = try selector.nearest(.call, delta: target, distance: distance)
  let low = try selector.wing(of: put, .put, width: width)
  let high = try selector.wing(of: call, .call, width: width)
  guard selector.strike(put) < selector.strike(call) else { throw .validationFail }
  return [
    Pick(option: low, ratio: 1), Pick(option: put, ratio: -1), Pick(option: call, ratio: -1),
    Pick(option: high, ratio: 1),
  ]
}

/// The shorts of a condor with both wings bought by delta: about half that of the shorts, so that each
/// side is as wide as its own smile makes it.
private func wingedStrangle(
  _ request: BuildRequest, _ selector: inout StrikeSelector
) throws(RefusalCode) -> [Pick] {
  let targets = selector.context.targets
  let put = try selector.nearest(.put, delta: targets.condorShort, distance: nil)
  let call = try selector.nearest(.call, delta: targets.condorShort, distance: nil)
  let share = targets.strangleWing
  let wings =
    share.lowerBound * targets.condorShort...share.upperBound * targets.condorShort
  let low = try selector.nearest(.put, deltas: wings)
  let high = try selector.nearest(.call, deltas: wings)
  let strikes = [low, put, call, high].map { selector.strike($0) }
  guard zip(strikes, strikes.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .validationFail }
  return [
    Pick(option: low, ratio: 1), Pick(option: put, ratio: -1), Pick(option: call, ratio: -1),
    Pick(option: high, ratio: 1),
  ]
}

private func ironButterfly(
  _ request: BuildRequest, _ selector: inout StrikeSelector
) throws(RefusalCode) -> [Pick] {
  guard let width = request.width else { throw .validationFail }
  let centre = request.centre ?? selector.forward
  let body = try selector.straddle(at: centre, reach: 0.01 * selector.forward)
  let low = try selector.wing(of: body.put, .put, width: width)
  let high = try selector.wing(of: body.call, .call, width: width)
  return [
    Pick(option: low, ratio: 1), Pick(option: body.put, ratio: -1),
    Pick(option: body.call, ratio: -1), Pick(option: high, ratio: 1),
  ]
}

private func creditVertical(
  _ right: OptionRight, _ request: BuildRequest, _ selector: inout StrikeSelector
) throws(RefusalCode) -> [Pick] {
  guard let width = request.width else { throw .validationFail }
  let short =
    if let centre = request.centre {
      try selector.listed(right, at: centre)
    } else {
      try selector.nearest(
        right, delta: selector.context.targets.creditShort, distance: request.shortDistance)
    }
  let long = try selector.wing(of: short, right, width: width)
  return [Pick(option: long, ratio: 1), Pick(option: short, ratio: -1)]
}

private func debitVertical(
  _ right: OptionRight, _ request: BuildRequest, _ selector: inout StrikeSelector
) throws(RefusalCode) -> [Pick] {
  let targets = selector.context.targets
  let long =
    if let centre = request.centre {
      try selector.listed(right, at: centre)
    } else {
      try selector.nearest(right, delta: targets.debitLong, distance: nil)
    }
  let short =
    if let width = request.width {
      try selector.wing(of: long, right, width: width)
    } else {
      try selector.nearest(right, delta: targets.debitShort, distance: nil)
    }
  return [Pick(option: long, ratio: 1), Pick(option: short, ratio: -1)]
}

private func longButterfly(
  _ request: BuildRequest, _ selector: inout StrikeSelector
) throws(RefusalCode) -> [Pick] {
  guard let width = request.width else { throw .validationFail }
  let centre = request.centre ?? selector.forward
  let body = try selector.nearest(
    request.right, strike: centre, reach: 0.005 * selector.forward,
    allowed: 0..<Double.infinity)
  let low = try selector.wing(of: body, .put, width: width, in: request.right)
  let middle = selector.context.chain.options[body].contract.strike
  let wing = middle - selector.context.chain.options[low].contract.strike
  guard let high = selector.option(request.right, strike: middle + wing) else {
    throw .validationFail
  }
  if let refusal = selector.refusal(high) { throw refusal }
  return [
    Pick(option: low, ratio: 1), Pick(option: body, ratio: -2), Pick(option: high, ratio: 1),
  ]
}

/// A put butterfly whose lower wing is twice the upper: a put spread sold to pay for one bought.
private func brokenWing(
  _ request: BuildRequest, _ selector: inout StrikeSelector
) throws(RefusalCode) -> [Pick] {
  guard let width = request.width else { throw .validationFail }
  let body = try selector.nearest(
    .put, delta: selector.context.targets.creditShort, distance: nil)
  let high = try selector.wing(of: body, .call, width: width, in: .put)
  let low = try selector.wing(of: body, .put, width: 2 * width, in: .put)
  return [
    Pick(option: low, ratio: 1), Pick(option: body, ratio: -2), Pick(option: high, ratio: 1),
  ]
}
