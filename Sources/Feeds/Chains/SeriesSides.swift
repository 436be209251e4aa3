// A series of a snapshot on its way into a review: which strike each contract stands at, and what
// is known of it before any forward.

import MarketData
import Pricing

/// A series with its contracts assigned to strikes.
struct SeriesSides {
  /// For each contract the place of its strike among the series' strikes.
  let strikes: [Int]
  /// The series as a review takes it.
  let reviewed: ReviewedSeries

  /// Assigns the contracts, and drops those that are stale, off the strike grid, or whose delta is
  /// none.
  init(_ series: ChainSeries, basis: QuoteBasis, isStale: Bool) {
    let quotes = series.seriesQuotes(basis)
    let grid = series.strikeGrid
    var calls = [QuoteFate](repeating: .absent, count: quotes.quotes.count)
    var puts = calls
    var strikes: [Int] = []
    strikes.reserveCapacity(series.contracts.count)
    var place = -1
    var last = -Double.infinity
    for contract in series.contracts {
      if contract.strike != last {
        place += 1
        last = contract.strike
      }
      strikes.append(place)
      var fate = QuoteFate.kept
      if isStale {
        fate = .dropped(.stale)
      } else if !contract.isOn(grid: grid) {
        fate = .dropped(.offGrid)
      } else if let delta = contract.vendorDelta, !(abs(delta) <= 1 + 1e-9) {
        fate = .dropped(.delta)
      }
      switch contract.right {
      case .call: calls[place] = fate
      case .put: puts[place] = fate
      }
    }
    self.strikes = strikes
    reviewed = ReviewedSeries(quotes, calls: calls, puts: puts)
  }

  /// The contract at a strike: of a right, or the first when none is named.
  func contract(
    _ strike: Int, _ right: OptionRight?, in series: ChainSeries
  ) -> ChainContract? {
    guard let first = strikes.firstIndex(of: strike) else { return nil }
    for place in first..<strikes.count where strikes[place] == strike {
      if right == nil || series.contracts[place].right == right { return series.contracts[place] }
    }
    return nil
  }
}

extension ChainSeries {
  /// The increment that every strike is a multiple of: a dollar for large indices, a cent, which
  /// adjusted strikes have, for everything else.
  fileprivate var strikeGrid: Double {
    switch RootTraits(root: root).underlying {
    case "SPX", "NDX", "RUT": 1
    default: 0.01
    }
  }
}

extension ChainContract {
  fileprivate func isOn(grid: Double) -> Bool {
    let steps = strike / grid
    return abs(steps - steps.rounded()) < 1e-6 * max(1, steps)
  }

  /// The quote in few words, as `C 4700.0 50.1/50.9`.
  var quoteText: String {
    func side(_ value: Double?) -> String { value.map { "\($0)" } ?? "-" }
    let quote = bid == nil && ask == nil && price != nil ? side(price) : "\(side(bid))/\(side(ask))"
    return "\(right.letter) \(strike) \(quote)"
  }
}
