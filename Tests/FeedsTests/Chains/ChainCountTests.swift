// What vendors' chains are known to hold, count by count, and the verdicts on them.

import Feeds
import Glibc
import MarketData
import Pricing
import TestKit
import Testing

@Suite("Chain counts")
struct ChainCountTests {
  /// File, contracts, crossed, zero bids, zero asks, zero volatilities, violations, pairs, expiry
  /// dates, first and last expiry.
  static let known: [(String, [Int], String, String)] = [
    (
      "spx_quotedata_2023-02-07eod", [18_962, 1, 1_136, 117, 1_530, 3, 8_358, 50],
      "2023-02-07", "2027-12-17"
    ),
    (
      "spx_quotedata_2023-09-14eod", [19_920, 1, 1_480, 229, 1_447, 153, 8_476, 53],
      "2023-09-14", "2025-12-19"
    ),
    (
      "spx_quotedata_2024-01-05eod", [21_038, 2, 1_328, 132, 1_046, 1, 9_179, 55],
      "2024-01-05", "2029-12-21"
    ),
    (
      "spy_quotedata_2023-09-14eod", [7_292, 0, 788, 0, 1_635, 1_846, 2_857, 31],
      "2023-09-14", "2026-01-16"
    ),
    (
      "xsp_quotedata_2023-09-14eod", [10_882, 0, 1_283, 332, 1_321, 45, 4_158, 51],
      "2023-09-14", "2025-06-20"
    ),
  ]

  @Test(
    "Cboe's files hold their known counts",
    .enabled(if: VendorChainTests.present, "skipped: no data"),
    arguments: known)
  func cboe(_ row: (file: String, counts: [Int], first: String, last: String)) throws {
    let chain = try readChain("\(VendorChainTests.folder)/cboe-quotedata/\(row.file).csv.gz")
    let counts = chain.counts
    #expect(
      [
        counts.contracts, counts.crossed, counts.zeroBid, counts.zeroAsk, counts.zeroVolatility,
        counts.violations, counts.pairs, counts.expiries.count,
      ] == row.counts)
    #expect(counts.expiries.first == CivilDate(row.first))
    #expect(counts.expiries.last == CivilDate(row.last) && counts.duplicates == 0)
    #expect(chain.format.code == "cboe-quotes")
    // Contracts of the day itself have settled and speak neither for nor against the chain.
    let clean = try #require(chain.fullest).cleaned()
    #expect(clean.review.verdict == (row.file.hasPrefix("spy") ? .degraded : .usable))
    #expect(clean.raw.contractCount == counts.contracts)
    #expect(clean.clean.contractCount + clean.dropped.count == counts.contracts)
    #expect(clean.dropped.count { $0.check == .expired } == clean.findings.count(.expired))
    let live = clean.dropped.count - clean.findings.count(.expired)
    #expect(Double(live) < 0.05 * Double(clean.review.evidence.quotes))
    #expect(clean.clean.series.allSatisfy { $0.years > 0 })
    #expect(clean.clean.series.flatMap(\.contracts).allSatisfy { $0.ask != nil && !$0.isCrossed })
  }

  @Test(
    "February 2018: one moment a session, the stressed one with its zero bids and violations",
    .enabled(if: VendorChainTests.present, "skipped: no data"))
  func february() throws {
    let chain = try readChain("\(VendorChainTests.folder)/minimal-mdy/optopsy_data_full.csv.gz")
    #expect(chain.format.code == "optopsy" && chain.snapshots.count == 40)
    let counts = chain.counts
    #expect(counts.contracts == 14_438 && counts.zeroBid == 1_902 && counts.crossed == 0)
    #expect(counts.duplicates == 0 && counts.expiries.count == 2)
    let date = try #require(CivilDate("2018-02-05"))
    let day = try #require(chain.snapshots(on: date).first)
    #expect(day.counts.zeroBid == 65 && day.counts.violations == 3 && day.counts.pairs == 110)
    // One expiry a day is for review; on its last day, after the close, it has settled.
    for snapshot in chain.snapshots {
      let review = snapshot.cleaned().review
      let hasSettled = review.series.allSatisfy { !$0.isLive }
      #expect(review.verdict == (hasSettled ? .refused : .degraded))
      let reason = hasSettled ? "every series has settled" : "one usable expiry"
      #expect(review.reasons.first == reason)
    }
  }

  @Test(
    "chains from before the open and of a few strikes are refused",
    .enabled(if: VendorChainTests.present, "skipped: no data"))
  func refused() throws {
    for (name, contracts, zeroBids) in [("AAPL", 102, 101), ("QQQ", 180, 180)] {
      let chain = try readChain("\(VendorChainTests.folder)/yahoo-json/options-\(name).json")
      let counts = chain.counts
      #expect(counts.contracts == contracts && counts.zeroBid == zeroBids)
      let review = try #require(chain.fullest).cleaned().review
      #expect(review.verdict == .refused && review.reasons.contains("no usable expiry"))
      #expect(chain.format.code == "yahoo-options-json")
    }
    let thin = try readChain(
      "\(VendorChainTests.folder)/historicaloptiondata/spx_2017_two_expiries.csv")
    #expect(thin.counts.contracts == 392 && thin.counts.zeroBid == 91)
    #expect(thin.counts.expiries.count == 3 && thin.format.code == "historical-option-data")
    #expect(thin.snapshots.allSatisfy { $0.cleaned().review.verdict == .refused })
  }

  @Test(
    "a data frame of SPY is for review: stale quotes deep in the money",
    .enabled(if: VendorChainTests.present, "skipped: no data"))
  func dataFrame() throws {
    let chain = try readChain("\(VendorChainTests.folder)/yfinance-csv/spy_2020-10_all.csv.gz")
    let counts = chain.counts
    #expect(counts.contracts == 7_508 && counts.crossed == 2 && counts.zeroBid == 426)
    #expect(counts.expiries.count == 37 && chain.format.code == "yfinance-chain")
    let clean = try #require(chain.fullest).cleaned()
    #expect(clean.review.verdict == .degraded)
    #expect(clean.findings.count(.vertical) > 100 && clean.findings.count(.bounds) > 20)
  }

  @Test(
    "American carry comes from the chain's own rate",
    .enabled(if: VendorChainTests.present, "skipped: no data"))
  func american() throws {
    let chain = try readChain(
      "\(VendorChainTests.folder)/cboe-quotedata/spy_quotedata_2023-09-14eod.csv.gz")
    let review = try #require(chain.fullest).cleaned().review
    for series in review.series where series.quotes.years * 365 > 20 {
      let parity = try #require(series.prepared.parity)
      // Rates stood between 5 and 5.5 %; early exercise takes a part of it.
      let rate = -log(parity.discount) / series.quotes.years
      #expect(rate > 0.03 && rate < 0.06, "\(series.quotes.label) \(rate)")
      let yield = try #require(series.impliedYield(spot: 450.81))
      #expect(yield > 0 && yield < 0.06, "\(series.quotes.label) \(yield)")
    }
  }
}
