// A chain after reader and review, asked about the defects that were put into it.

import MarketData
import Pricing

/// What the validators say of one chain.
struct ScoredChain {
  let clean: CleanChain
  /// Rows that named a contract a second time.
  let duplicates: Int
  private let rows: ChainRows

  /// Reads rows and holds them to the rules `age` after their quotes; nil when nothing was read.
  init?(_ rows: ChainRows, age: TimeSpan) {
    guard let (snapshot, findings) = rows.read() else { return nil }
    self.rows = rows
    duplicates = findings.count(.duplicate)
    clean = snapshot.cleaned(CleaningRules(asOf: rows.time + age))
  }

  /// Whether the rule of its name found a defect.
  func isNamed(_ defect: ChainDefect) -> Bool {
    switch defect.kind {
    case .duplicate: return isLatestKept(defect)
    case .calendar: return clean.review.series[defect.series].counts[.calendar] > 0
    case .crossed, .noAsk, .offSmile:
      return fate(defect) == defect.kind.check.map { .dropped($0) }
    case .parity, .vertical, .butterfly:
      return clean.review.series[defect.series].places.contains {
        $0.check == defect.kind.check && ScoredChain.isNear($0.strike, defect.strike)
      }
    case .stale: return false
    }
  }

  /// Whether any rule drops or flags where a defect is.
  func isNoticed(_ defect: ChainDefect) -> Bool {
    if case .dropped = fate(defect) { return true }
    return clean.review.series[defect.series].places.contains {
      ScoredChain.isSpread($0.check) && ScoredChain.isNear($0.strike, defect.strike)
    }
  }

  /// How often the rule of a kind speaks where nothing was done.
  ///
  /// A quote that is dropped must be one that was touched. A spread or a pair may be flagged at the
  /// strike beside it: both of its legs are meant. Flags beyond the places a review keeps count as
  /// unfounded.
  func alarms(_ kind: ChainDefectKind, _ truth: [ChainDefect]) -> Int {
    guard let check = kind.check, kind != .stale else { return 0 }
    var alarms = 0
    for (place, series) in clean.review.series.enumerated() {
      let own = truth.filter { $0.series == place }
      let isLowered = own.contains { $0.kind == .calendar }
      guard ScoredChain.isSpread(check) else {
        alarms += isLowered ? 0 : drops(series, check, own)
        continue
      }
      if isLowered, check == .calendar { continue }
      let marks = series.places.filter { $0.check == check }
      alarms += series.counts[check] - marks.count
      alarms += marks.count { mark in
        !own.contains { ScoredChain.isNear(mark.strike, $0.strike) }
      }
    }
    return alarms
  }

  /// Quotes that were not touched and that a rule of no kind of dirt drops.
  func otherDrops(_ truth: [ChainDefect]) -> Int {
    let named = ChainDefectKind.allCases.compactMap(\.check)
    return clean.review.series.enumerated().reduce(0) { sum, one in
      let own = truth.filter { $0.series == one.offset }
      guard !own.contains(where: { $0.kind == .calendar }) else { return sum }
      return sum
        + ChainCheck.allCases.filter { $0.gravity == .drop && !named.contains($0) }
        .reduce(0) { $0 + drops(one.element, $1, own) }
    }
  }

  /// Untouched quotes of a series that a rule drops.
  private func drops(
    _ series: ReviewedSeries, _ check: ChainCheck, _ truth: [ChainDefect]
  ) -> Int {
    guard series.counts[check] > 0 else { return 0 }
    return OptionRight.allCases.reduce(0) { sum, right in
      sum
        + series.side(right).fates.enumerated().count { place, fate in
          fate == .dropped(check)
            && !truth.contains { $0.strike == place && $0.right == right }
        }
    }
  }

  private func fate(_ defect: ChainDefect) -> QuoteFate? {
    defect.strike.map { clean.review.series[defect.series].fate($0, defect.right) }
  }

  /// Whether the later of two rows is the one that was kept, and the first was counted.
  private func isLatestKept(_ defect: ChainDefect) -> Bool {
    guard duplicates > 0, let strike = defect.strike else { return false }
    let quotes = clean.review.series[defect.series].quotes.quotes
    guard let row = rows.place(defect.series, strike: quotes[strike].strike, defect.right)
    else { return false }
    return quotes[strike].ask(defect.right) == rows.series[defect.series][row].ask
  }

  private static func isSpread(_ check: ChainCheck) -> Bool {
    check == .parity || check == .vertical || check == .butterfly || check == .calendar
  }

  private static func isNear(_ mark: Int?, _ defect: Int?) -> Bool {
    guard let mark, let defect else { return false }
    return abs(mark - defect) <= 1
  }
}
