// Section 11: quotes that priced nothing, verdicts on chains and the feed.

import DeskEngine
import MarketData

/// Data quality of the day.
func dataQualitySection(_ input: ReportInput) -> ReportSection {
  let rejected = input.facts.rejections.on(input.date)
  var blocks: [ReportBlock] = []
  if rejected.isEmpty {
    blocks.append(.text("No quote was rejected in this session."))
  } else {
    blocks.append(.table(rejectionTable(rejected)))
  }
  let chains = input.facts.chains.on(input.date)
  if !chains.isEmpty { blocks.append(.table(verdictTable(chains))) }
  let doubts = chainDoubts(chains)
  if !doubts.isEmpty { blocks.append(.table(doubtTable(doubts))) }
  let feeds = input.facts.feeds.on(input.date)
  if !feeds.isEmpty {
    blocks.append(
      .table(
        ReportTable(
          "feed", [.text("time", "time"), .text("state", "feed"), .text("reason", "reason")],
          feeds.map { [.clock($0.time), .text($0.fact.state.rawValue), .text($0.fact.reason)] })))
  }
  return ReportSection(11, "data_quality", "Data quality", blocks)
}

private func rejectionTable(_ rejected: [Timed<QuotesRejected>]) -> ReportTable {
  var sums: [(symbol: String, quality: String, quotes: Double, times: Int)] = []
  for one in rejected {
    for count in one.fact.counts {
      let quotes = count.value ?? 0
      if let place = sums.firstIndex(where: {
        $0.symbol == one.fact.underlying && $0.quality == count.name
      }) {
        sums[place].quotes += quotes
        sums[place].times += 1
      } else {
        sums.append((one.fact.underlying, count.name, quotes, 1))
      }
    }
  }
  return ReportTable(
    "rejected",
    [
      .text("symbol", "symbol"), .text("quality", "quality"), .number("quotes", "quotes"),
      .number("reports", "reports"),
    ],
    sums.sorted { ($0.symbol, $0.quality) < ($1.symbol, $1.quality) }.map { sum in
      [.text(sum.symbol), .text(sum.quality), .number(sum.quotes, 0), .count(sum.times)]
    })
}

private func verdictTable(_ chains: [Timed<ChainJudged>]) -> ReportTable {
  let symbols = Set(chains.map(\.fact.underlying)).sorted()
  return ReportTable(
    "chains",
    [
      .text("symbol", "symbol"), .number("usable", "usable"), .number("degraded", "degraded"),
      .number("refused", "refused"), .number("fewest_good", "fewest good quotes"),
    ],
    symbols.map { symbol in
      let own = chains.filter { $0.fact.underlying == symbol }.map(\.fact)
      return [
        .text(symbol), .count(own.count { $0.verdict == .usable }),
        .count(own.count { $0.verdict == .degraded }), .count(own.count { $0.verdict == .refused }),
        .count(own.map(\.good).min() ?? 0),
      ]
    })
}

/// A doubt about a chain, which the same words repeat with other counts.
private struct ChainDoubt {
  let symbol: String
  let first: Timed<ChainJudged>
  var last: Timed<ChainJudged>
  /// The words as they came last.
  var words: String
  var times = 1
}

/// The reasons of a day's verdicts, alike but for their counts told once, in order of appearance.
private func chainDoubts(_ chains: [Timed<ChainJudged>]) -> [ChainDoubt] {
  func pattern(_ words: String) -> String { words.filter { !$0.isNumber } }
  var found: [ChainDoubt] = []
  for one in chains {
    for reason in one.fact.reasons {
      if let place = found.firstIndex(where: {
        $0.symbol == one.fact.underlying && pattern($0.words) == pattern(reason)
      }) {
        found[place].last = one
        found[place].words = reason
        found[place].times += 1
      } else {
        found.append(
          ChainDoubt(symbol: one.fact.underlying, first: one, last: one, words: reason))
      }
    }
  }
  return found
}

private func doubtTable(_ doubts: [ChainDoubt]) -> ReportTable {
  ReportTable(
    "chain_doubts",
    [
      .text("symbol", "symbol"), .text("reason", "doubt, with its last counts"),
      .number("times", "times"), .text("first", "first"), .text("last", "last"),
    ],
    doubts.map { doubt in
      [
        .text(doubt.symbol), .text(doubt.words), .count(doubt.times), .clock(doubt.first.time),
        .clock(doubt.last.time),
      ]
    })
}
