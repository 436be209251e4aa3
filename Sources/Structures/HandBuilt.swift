// Legs that somebody chose by hand: everything that is wrong with them, or the structure they are.
//
// What the builders demand of their own finds, such as a least credit or a least open interest, is
// a doubt here and not a fault: the trader may know better, the desk says what it would not do.

import MarketData
import Pricing

/// One thing that is wrong with legs.
public struct LegFault: Hashable, Sendable {
  /// Its code.
  public var code: RefusalCode
  /// What was wrong, what it was, what would be right.
  public var text: String

  /// Makes a fault.
  public init(code: RefusalCode, text: String) {
    self.code = code
    self.text = text
  }
}

/// Legs that were looked at.
public struct HandBuilt: Hashable, Sendable {
  /// The structure; nil when a fault stands against it.
  public var built: BuiltStructure?
  /// Everything that is wrong, in the order of the legs.
  public var faults: [LegFault]
  /// Rules of the builders that it does not meet.
  public var doubts: [RefusalCode]
}

/// Contracts that one package may be made of.
public let mostHandLegs = 12

/// Looks at legs that are said to be of a kind.
///
/// - Parameters:
///   - kind: What they are said to be.
///   - legs: One package.
///   - context: The chain, its surface and the rules.
/// - Returns: The structure with its proof, or every fault; a proof that fails says why in its text.
public func buildByHand(_ kind: StructureKind, legs: [Leg], in context: BuildContext) -> HandBuilt {
  var hand = HandBuilt(built: nil, faults: shapeFaults(kind, legs), doubts: [])
  if context.surface.verdict == .refused {
    let why = context.surface.reasons.joined(separator: "; ")
    hand.faults.append(LegFault(code: .invalidQuote, text: "the chain is refused: \(why)"))
    return hand
  }
  var picks: [Pick] = []
  var homes: [Int] = []
  var models: [ModelLeg] = []
  for leg in legs {
    switch found(leg, in: context) {
    case .failure(let fault): hand.faults.append(fault.fault)
    case .success(let found):
      picks.append(found.pick)
      homes.append(found.home)
      models.append(found.model)
    }
  }
  let isWhole = picks.count == legs.count && legs.allSatisfy { $0.ratio != 0 }
  if isWhole, !legs.isEmpty, let text = unprovenText(models, context) {
    hand.faults.append(text)
  }
  guard hand.faults.isEmpty, let first = homes.min(), let last = homes.max() else { return hand }
  do throws(RefusalCode) {
    let built = try assemble(
      kind, picks: picks, expiry: first, backExpiry: last == first ? nil : last, passedOver: false,
      in: context)
    hand.built = built
    hand.doubts = doubts(built, picks: picks, homes: homes, context)
  } catch {
    hand.faults.append(LegFault(code: error, text: error.words))
  }
  return hand
}

/// The legs that a request asks for, liquid ones, whatever they are worth.
///
/// - Throws: The code of the first rule that failed.
public func pickLegs(
  _ request: BuildRequest, in context: BuildContext
) throws(RefusalCode) -> [Leg] {
  var selector = try StrikeSelector(context: context, expiry: request.expiry)
  return try picks(request, &selector).map {
    Leg(contract: context.chain.options[$0.option].contract, ratio: $0.ratio)
  }
}

private func shapeFaults(_ kind: StructureKind, _ legs: [Leg]) -> [LegFault] {
  var faults: [LegFault] = []
  func add(_ text: String) { faults.append(LegFault(code: .validationFail, text: text)) }
  if legs.isEmpty || legs.count > mostHandLegs {
    add("a package has 1 to \(mostHandLegs) legs, not \(legs.count)")
  }
  for (index, leg) in legs.enumerated() {
    if leg.ratio == 0 || abs(leg.ratio) > mostHandLegs {
      add("the ratio of \(leg.contract) is \(leg.ratio): a whole number but 0 to \(mostHandLegs)")
    }
    if legs[..<index].contains(where: { $0.contract == leg.contract }) {
      add("\(leg.contract) stands twice")
    }
  }
  if !legs.isEmpty, !kind.fits(legs) { add("not of kind \(kind.rawValue): that is \(kind.shape)") }
  return faults
}

private struct LegRefusal: Error { var fault: LegFault }

private struct FoundLeg {
  var pick: Pick
  var home: Int
  var model: ModelLeg
}

private func found(_ leg: Leg, in context: BuildContext) -> Result<FoundLeg, LegRefusal> {
  func refused(_ code: RefusalCode, _ text: String) -> Result<FoundLeg, LegRefusal> {
    .failure(LegRefusal(fault: LegFault(code: code, text: "\(leg.contract) \(text)")))
  }
  let chain = context.chain
  guard let option = chain.index(of: leg.contract), let home = chain.expiryIndex(of: option) else {
    let hasExpiry = chain.expiries.contains {
      $0.root.symbol == leg.contract.root && $0.date == leg.contract.expiry
    }
    return hasExpiry
      ? refused(.shortStrikeNotFound, "is not a listed strike")
      : refused(.noExpiry, "is of an expiry that \(chain.underlying) does not list")
  }
  guard let quote = chain.quotes[option] else { return refused(.invalidQuote, "has no quote") }
  let quality = context.quotes.quality(quote, at: context.time)
  guard quality == .good else {
    return refused(.invalidQuote, "has a quote that is \(quality.rawValue)")
  }
  let pick = Pick(option: option, ratio: leg.ratio)
  do throws(RefusalCode) {
    let (_, model) = try quoted(pick, expiry: home, backExpiry: nil, in: context)
    return .success(FoundLeg(pick: pick, home: home, model: model))
  } catch {
    return refused(error, "cannot be priced: \(error.words)")
  }
}

/// Why the legs have no bound; nil when they have one.
private func unprovenText(_ models: [ModelLeg], _ context: BuildContext) -> LegFault? {
  let net = models.reduce(Money.zero) { sum, leg in
    guard let option = context.chain.index(of: leg.contract),
      let quote = context.chain.quotes[option]
    else { return sum }
    return sum - (leg.count < 0 ? quote.bid : quote.ask) * leg.count
  }
  switch proveDefinedRisk(legs: models, net: net, feePerContract: context.rules.feePerContract) {
  case .success: return nil
  case .failure(let failure):
    if case .arbitrage = failure {
      return LegFault(code: .validationFail, text: "no proof: \(failure)")
    }
    return LegFault(code: .undefinedRisk, text: "no proof: \(failure)")
  }
}

private func doubts(
  _ built: BuiltStructure, picks: [Pick], homes: [Int], _ context: BuildContext
) -> [RefusalCode] {
  var doubts: [RefusalCode] = []
  for (pick, home) in zip(picks, homes) {
    guard let selector = try? StrikeSelector(context: context, expiry: home),
      let refusal = selector.refusal(pick.option), !doubts.contains(refusal)
    else { continue }
    doubts.append(refusal)
  }
  do throws(RefusalCode) {
    try checkWorth(built, frontIsDear: false, rules: context.rules)
  } catch {
    // A wrong sign is a breach of the gate, which says so itself.
    if error != .creditNonpositive, error != .wrongSign { doubts.append(error) }
  }
  return doubts
}
