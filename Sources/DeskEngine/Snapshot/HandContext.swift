// What a structure of the trader's own legs comes to, for the desk and for its screens alike.

public import Candidates
import MarketData
public import Risk
public import Structures

/// Everything a structure of the trader's own legs is judged by.
public struct HandContext: Sendable {
  /// Chain, surface, regime, book and limits.
  public var context: ProposalContext
  /// What the book's memory holds against new risk in the symbol.
  public var breaches: [LimitBreach]

  /// Makes a context.
  public init(context: ProposalContext, breaches: [LimitBreach]) {
    self.context = context
    self.breaches = breaches
  }

  /// The symbol.
  public var underlying: String { context.build.chain.underlying }

  /// Judges legs; the trade is nil when they cannot be one.
  ///
  /// - Parameters:
  ///   - kind: What they are said to be.
  ///   - legs: One package.
  ///   - quantity: Packages, from 1.
  /// - Returns: The trade with the gate's verdict, or every fault.
  public func trade(_ kind: StructureKind, legs: [Leg], quantity: Int) -> HandTrade {
    let hand = buildByHand(kind, legs: legs, in: context.build)
    var faults = hand.faults
    let most = context.limits.maximumContracts
    if !(1...max(1, most)).contains(quantity) {
      faults.append(LegFault(code: .limit, text: "a quantity is 1 to \(most), not \(quantity)"))
    }
    guard faults.isEmpty, let built = hand.built else {
      return HandTrade(trade: nil, faults: faults)
    }
    let trade = propose(
      built, doubts: hand.doubts, for: .byHand(underlying, rationale: ""), quantity: quantity,
      in: context)
    return HandTrade(trade: trade.held(by: breaches), faults: [])
  }
}

/// Legs of the trader as a trade, or what is wrong with them.
public struct HandTrade: Sendable {
  /// The trade with the gate's verdict; nil when a fault stands against it.
  public var trade: ProposedTrade?
  /// Everything that is wrong.
  public var faults: [LegFault]
}

extension LimitBreach {
  /// The breach in words, such as `trade max loss 12,400 of at most 10,000`.
  public var text: String {
    func number(_ value: Double) -> String {
      let rounded = (value * 100).rounded() / 100
      return rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
    }
    let name = limit.split(separator: "_").joined(separator: " ")
    guard let value, value.isFinite, abs(value) < 1e15 else { return "\(name) is not known" }
    return "\(name) \(number(value)) of at most \(number(bound))"
  }
}
