// The order of the list: expected value over maximum loss, times confidence.

import Risk

/// The order in which proposals are listed: those to trade first, then by rank, then as given.
///
/// - Returns: Indices into the trades.
public func rankTrades(_ trades: [ProposedTrade]) -> [Int] {
  func place(_ recommendation: Recommendation) -> Int {
    switch recommendation {
    case .trade: 0
    case .review: 1
    case .pass: 2
    }
  }
  return trades.indices.sorted { a, b in
    let left = place(trades[a].proposal.recommendation)
    let right = place(trades[b].proposal.recommendation)
    if left != right { return left < right }
    if trades[a].rank != trades[b].rank { return trades[a].rank > trades[b].rank }
    return a < b
  }
}
