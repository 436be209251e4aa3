// Which legs of which pairs are edges at a moment.
//
// A spread has two legs and the desk no shares to trade, so each leg is an edge of its own on its
// own symbol, LONG where it is cheap against its partner and SHORT where it is dear, and is traded
// with options of defined risk. A symbol serves one pair at a time: entries are given out by
// confidence, the greatest first.

import MarketData
import Volatility

/// A leg that is open.
public struct OpenLeg: Hashable, Sendable {
  /// The symbol.
  public var underlying: String
  /// The symbol it is held against.
  public var partner: String
  /// LONG or SHORT.
  public var signal: EdgeSignal

  /// Makes a leg.
  public init(underlying: String, partner: String, signal: EdgeSignal) {
    self.underlying = underlying
    self.partner = partner
    self.signal = signal
  }
}

/// What the board says of one symbol.
public enum LegFinding: Hashable, Sendable {
  /// A leg is an edge, newly or still.
  case edge(Edge)
  /// An open leg is left.
  case left(PairExit, reason: String)
  /// Healthy pairs, none of them at its entry.
  case quiet
  /// No pair of the symbol may be entered.
  case abstained(reason: String)
}

/// The pairs of a universe at one moment.
public struct PairBoard: Sendable {
  private let pairs: [PairLevels]
  private let refusals: [(symbols: [String], reason: String)]
  private let symbols: [String]

  /// Takes the pairs of a session.
  ///
  /// - Parameters:
  ///   - fits: The pairs as fitted.
  ///   - symbols: Every symbol to speak of, in order.
  public init(_ fits: [PairFit], symbols: [String]) {
    self.symbols = symbols
    pairs = fits.compactMap { if case .healthy(let levels) = $0 { levels } else { nil } }
    refusals = fits.compactMap {
      guard case .refused(let first, let second, let reason) = $0 else { return nil }
      return ([first, second], "\(first)~\(second) \(reason)")
    }
  }

  /// What each symbol's pairs say.
  ///
  /// - Parameters:
  ///   - price: The last price of a symbol; nil when it has none.
  ///   - open: The legs that are open.
  ///   - busy: Symbols with a position of an earlier edge: they enter no other pair.
  /// - Returns: One finding a symbol, in the order of the symbols.
  public func findings(
    price: (String) -> Double?, open: [OpenLeg], busy: [String] = []
  ) -> [(underlying: String, finding: LegFinding)] {
    var found: [(String, LegFinding)] = []
    var entries: [(pair: PairLevels, side: SpreadSide, spread: Double, confidence: Double)] = []
    for pair in pairs {
      guard let spread = spread(of: pair, price) else { continue }
      let legs = open.filter { pair.side(of: $0) != nil }
      guard let side = legs.first.flatMap({ pair.side(of: $0) }) else {
        if case .enter(let side, let confidence) = pair.action(at: spread, open: nil) {
          entries.append((pair, side, spread, confidence))
        }
        continue
      }
      switch pair.action(at: spread, open: side) {
      case .hold(let confidence):
        for leg in legs {
          found.append(
            (leg.underlying, .edge(pair.edge(leg.underlying, side, spread, confidence))))
        }
      case .leave(let exit):
        let reason = pair.reason(exit, side, spread)
        for leg in legs { found.append((leg.underlying, .left(exit, reason: reason))) }
      case .wait, .enter: break
      }
    }
    entries.sort { ($1.confidence, $0.pair.name) < ($0.confidence, $1.pair.name) }
    let held = open.map(\.underlying) + busy
    for entry in entries {
      let both = [entry.pair.first, entry.pair.second]
      let taken = found.map(\.0) + held
      guard !both.contains(where: taken.contains) else { continue }
      for leg in both {
        found.append(
          (leg, .edge(entry.pair.edge(leg, entry.side, entry.spread, entry.confidence))))
      }
    }
    return symbols.map { symbol in
      (symbol, found.first { $0.0 == symbol }?.1 ?? idle(symbol))
    }
  }

  private func spread(of pair: PairLevels, _ price: (String) -> Double?) -> Double? {
    guard let first = price(pair.first), let second = price(pair.second), first > 0, second > 0
    else { return nil }
    return pair.spread(first, second)
  }

  /// What is to be said of a symbol that is no leg now.
  private func idle(_ symbol: String) -> LegFinding {
    if pairs.contains(where: { $0.first == symbol || $0.second == symbol }) { return .quiet }
    let own = refusals.filter { $0.symbols.contains(symbol) }.map(\.reason)
    guard !own.isEmpty else {
      return .abstained(reason: "no partner: no other symbol of its cluster is on the tape")
    }
    return .abstained(reason: "no healthy pair: \(own.joined(separator: "; "))")
  }
}

extension PairLevels {
  /// The side of the spread that a leg belongs to; nil when it is a leg of another pair.
  func side(of leg: OpenLeg) -> SpreadSide? {
    if leg.underlying == first, leg.partner == second {
      return leg.signal == .long ? .long : .short
    }
    if leg.underlying == second, leg.partner == first {
      return leg.signal == .long ? .short : .long
    }
    return nil
  }

  /// A leg as an edge.
  func edge(
    _ leg: String, _ side: SpreadSide, _ spread: Double, _ confidence: Double
  ) -> Edge {
    let isLong = (leg == first) == (side == .long)
    let partner = leg == first ? second : first
    let ratio = leg == first ? hedgeRatio : 1 / hedgeRatio
    let levels = levels(side)
    return Edge(
      underlying: leg, kind: .ou, signal: isLong ? .long : .short,
      strength: Int((100 * confidence).rounded()), percentile: nil,
      history: customaryReversionObservations, isFallback: false,
      metrics: [
        NamedNumber(PairLevels.hedge + partner, ratio), NamedNumber("spread", spread),
        NamedNumber("spread_z", process.standardised(spread)),
        NamedNumber("entry_low", levels?.entry.lowerBound),
        NamedNumber("entry_high", levels?.entry.upperBound), NamedNumber("exit", levels?.exit),
        NamedNumber("stop", levels?.stop), NamedNumber("half_life", halfLife),
        NamedNumber("historic_half_life", historicHalfLife), NamedNumber("adf_p", pValue),
        NamedNumber("rho60", correlation), NamedNumber("confidence", confidence),
      ], rationale: rationale(leg, partner, isLong: isLong, side, spread, confidence))
  }

  /// How the name of the metric begins that holds the hedge ratio; the partner's symbol ends it.
  public static let hedge = "hedge_"

  private func rationale(
    _ leg: String, _ partner: String, isLong: Bool, _ side: SpreadSide, _ spread: Double,
    _ confidence: Double
  ) -> String {
    var text = "\(leg) \(isLong ? "cheap" : "dear") against \(partner):"
    text += " ln \(first) - \(fixed(hedgeRatio, 3)) ln \(second) = \(fixed(spread, 4)),"
    text += " \(fixed(process.standardised(spread), 1)) deviations from \(fixed(process.mean, 4))"
    if let levels = levels(side) {
      text += ", entry \(fixed(levels.entry.lowerBound, 4)) to"
      text += " \(fixed(levels.entry.upperBound, 4)), exit \(fixed(levels.exit, 4)),"
      text += " stop \(fixed(levels.stop, 4))"
    }
    text += ", half-life \(fixed(halfLife, 1)) d, p \(fixed(pValue, 3)),"
    text += " rho60 \(fixed(correlation, 2)), confidence \(fixed(confidence, 2))"
    return text
  }

  /// Why an open side is left.
  func reason(_ exit: PairExit, _ side: SpreadSide, _ spread: Double) -> String {
    let level = levels(side).map { exit == .stop ? $0.stop : $0.exit }
    let text = level.map { fixed($0, 4) } ?? "none"
    return "\(exit.rawValue): \(name) spread \(fixed(spread, 4)) reached \(text),"
      + " confidence \(fixed(exit.confidence, 1))"
  }
}
