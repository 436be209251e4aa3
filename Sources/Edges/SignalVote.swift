// The vote of one underlying's signals on its volatility (domain rules, section f.5).
//
// Each signal that buys or sells volatility votes with its confidence, its strength over one
// hundred. A side wins with more than one and a half times the other's weight; else nothing is
// done. Signals that say nothing of the level do not vote: SELL_FRONT trades one expiry against
// another, LONG and SHORT trade the price, and an exit is no signal at all.

/// A side of the vote.
public enum VoteSide: String, Hashable, Sendable {
  /// Options are bought.
  case buy = "BUY"
  /// Options are sold.
  case sell = "SELL"
}

extension EdgeSignal {
  /// The side it votes for; nil when it does not vote.
  public var side: VoteSide? {
    switch self {
    case .shortVol, .sellPutSkew, .sellBack, .pin: .sell
    case .longVol, .buyPutSkew, .buyCallSkew: .buy
    case .sellFront, .long, .short, .none, .abstain: nil
    }
  }
}

/// One signal in a vote.
public struct Ballot: Hashable, Sendable {
  /// The edge's number.
  public var edge: Int
  /// The detector.
  public var kind: EdgeKind
  /// What it says to do.
  public var signal: EdgeSignal
  /// 0 to 100.
  public var strength: Int

  /// Makes a ballot.
  public init(edge: Int, kind: EdgeKind, signal: EdgeSignal, strength: Int) {
    self.edge = edge
    self.kind = kind
    self.signal = signal
    self.strength = strength
  }

  /// 0 to 1.
  public var confidence: Double { Double(strength) / 100 }

  /// Such as `E12 VRP 0.58`.
  var text: String { "E\(edge) \(kind.rawValue) \(fixed(confidence, 2))" }
}

/// The outcome of a vote.
public struct SignalTally: Hashable, Sendable {
  /// The side that won; nil when none has enough.
  public var winner: VoteSide?
  /// Sum of the confidences that buy.
  public var buyWeight: Double
  /// Sum of the confidences that sell.
  public var sellWeight: Double
  /// Ballots that buy, in the order given.
  public var buyers: [Ballot]
  /// Ballots that sell, in the order given.
  public var sellers: [Ballot]

  /// Signals that voted.
  public var count: Int { buyers.count + sellers.count }

  /// Ballots of the side that won.
  public var supporters: [Ballot] {
    winner.map { $0 == .buy ? buyers : sellers } ?? []
  }

  /// Ballots against the side that won.
  public var dissent: [Ballot] { winner.map { $0 == .buy ? sellers : buyers } ?? [] }

  /// The winner's weight over all that voted; nil without a winner.
  public var confidence: Double? { winnerWeight.map { $0 / Double(count) } }

  /// The winner's weight over those that support it; nil without a winner.
  public var supporterConfidence: Double? {
    winnerWeight.map { $0 / Double(supporters.count) }
  }

  private var winnerWeight: Double? { winner.map { $0 == .buy ? buyWeight : sellWeight } }

  /// The vote in one line.
  public var summary: String {
    func list(_ ballots: [Ballot]) -> String {
      ballots.isEmpty ? "none" : ballots.map(\.text).joined(separator: ", ")
    }
    guard let winner, let confidence, let supporterConfidence else {
      return "vote open: buy \(fixed(buyWeight, 2)) (\(list(buyers))), sell \(fixed(sellWeight, 2))"
        + " (\(list(sellers)))"
    }
    return "vote \(winner.rawValue) \(fixed(confidence, 2)) of all,"
      + " \(fixed(supporterConfidence, 2)) of supporters: \(list(supporters));"
      + " dissent \(list(dissent))"
  }
}

/// Counts the votes of one underlying.
///
/// - Parameters:
///   - ballots: Its live signals; those that do not vote are left out.
///   - margin: The weight by which a side must exceed the other's, above one.
/// - Returns: The outcome; nil when nobody votes.
public func tally(_ ballots: [Ballot], margin: Double) -> SignalTally? {
  let buyers = ballots.filter { $0.signal.side == .buy }
  let sellers = ballots.filter { $0.signal.side == .sell }
  guard buyers.count + sellers.count > 0 else { return nil }
  // Whole strengths add without rounding, so a tie at the margin is one.
  let buy = buyers.reduce(0) { $0 + $1.strength }
  let sell = sellers.reduce(0) { $0 + $1.strength }
  var winner: VoteSide?
  if Double(buy) > margin * Double(sell) { winner = .buy }
  if Double(sell) > margin * Double(buy) { winner = .sell }
  return SignalTally(
    winner: winner, buyWeight: Double(buy) / 100, sellWeight: Double(sell) / 100, buyers: buyers,
    sellers: sellers)
}
