// The other vendors' chains and what is wrong with them.

import Feeds
import MarketData
import Pricing
import TestKit
import Testing

@Suite("Vendor chains of other formats")
struct OtherVendorTests {
  @Test(
    "February 2018, one expiry a day, with a row from 1990",
    .enabled(if: VendorChainTests.present, "skipped: no data"))
  func february() throws {
    let chain = try readChain(
      "\(VendorChainTests.folder)/minimal-mdy/optopsy_data_full.csv.gz")
    #expect(chain.format == .dailyQuotes && chain.rows == 14_439)
    #expect(chain.snapshots.count == 40)
    #expect(chain.findings.count(.strayDate) == 1)
    #expect(chain.findings.count(.zeroBid) == 1_902 && chain.findings.count(.crossed) == 0)
    #expect(chain.findings.count(.duplicate) == 0)
    let stray = try #require(chain.findings.examples.first { $0.rule == .strayDate })
    #expect(stray.value.contains("1990-01-03"))
    #expect(chain.snapshots.allSatisfy { $0.underlying == "SPX" && $0.series.count == 1 })
    let first = try #require(chain.snapshots.first)
    #expect(first.spot == 2_695.79)
    // Volatility at the forward, and the forward, on known days.
    let known: [(String, Double, Double)] = [
      ("2018-02-01", 0.112, 2_823.05), ("2018-02-02", 0.138, 2_760), ("2018-02-05", 0.323, 2_630),
      ("2018-02-06", 0.239, 2_690.2), ("2018-02-09", 0.233, 0), ("2018-02-16", 0.146, 0),
    ]
    for (text, volatility, forward) in known {
      let date = try #require(CivilDate(text))
      let snapshot = try #require(chain.snapshots(on: date).first)
      let smile = try #require(snapshot.smiles().first)
      let atm = try #require(smile.atmVolatility)
      #expect(abs(atm - volatility) < 0.002, "\(text) \(atm)")
      guard forward > 0 else { continue }
      #expect(abs((smile.parity?.forward ?? 0) - forward) < 0.5, "\(text)")
    }
  }

  @Test(
    "two expiries of 2017 over 96 days",
    .enabled(if: VendorChainTests.present, "skipped: no data"))
  func year2017() throws {
    let chain = try readChain(
      "\(VendorChainTests.folder)/historicaloptiondata/spx_2017_two_expiries.csv")
    #expect(chain.format == .historicalOptionData && chain.rows == 392)
    #expect(chain.snapshots.count == 96 && chain.findings.count(.zeroBid) == 91)
    #expect(chain.findings.count(.crossed) == 0 && chain.findings.dropped == 0)
    #expect(chain.snapshots.first?.spot == 2_257.83 && chain.snapshots.last?.spot == 2_381.73)
    #expect(chain.snapshots.allSatisfy { (2...6).contains($0.contractCount) })
    // The opening settlement of the third Friday.
    let series = try #require(chain.snapshots.first?.series.first)
    #expect(series.settlement == .am && series.style == .european)
    #expect(chain.snapshots[0].smiles().allSatisfy { $0.smile == nil && $0.refusal != nil })
  }

  @Test(
    "a data frame whose expiries stand a day early",
    .enabled(if: VendorChainTests.present, "skipped: no data"))
  func dataFrame() throws {
    let chain = try readChain("\(VendorChainTests.folder)/yfinance-csv/spy_2020-10_all.csv.gz")
    #expect(chain.format == .yfinance && chain.rows == 7_508)
    #expect(chain.findings.count(.expiryDiffers) == 7_508)
    #expect(chain.findings.count(.crossed) == 2 && chain.findings.count(.zeroBid) == 426)
    #expect(chain.findings.count(.missingQuote) == 1 && chain.findings.dropped == 0)
    let snapshot = try #require(chain.fullest)
    #expect(snapshot.spot == 339.76 && snapshot.series.count == 37)
    #expect(snapshot.time == Instant("2020-10-05T16:00:00-04:00"))
    let contracts = snapshot.series.flatMap(\.contracts)
    #expect(contracts.filter { $0.right == .call }.count == 3_814)
    #expect(contracts.filter { $0.volume == nil }.count == 412)
    // The first expiry is that of the symbol: the day of the quotes, settled.
    #expect(snapshot.series.first?.expiry == CivilDate("2020-10-05"))
    #expect(snapshot.smiles().first?.refusal == "it has settled")
  }

  @Test(
    "a chain from before the open has no bids and is not fitted",
    .enabled(if: VendorChainTests.present, "skipped: no data"),
    arguments: [
      ("AAPL", 245.55, 54, 48, 101, "2025-02-28"), ("QQQ", 526.12, 78, 102, 180, "2025-02-24"),
    ])
  func beforeTheOpen(
    _ row: (name: String, spot: Double, calls: Int, puts: Int, zeroBids: Int, expiry: String)
  ) throws {
    let chain = try readChain("\(VendorChainTests.folder)/yahoo-json/options-\(row.name).json")
    #expect(chain.format == .yahoo && chain.rows == row.calls + row.puts)
    #expect(chain.findings.count(.zeroBid) == row.zeroBids)
    let snapshot = try #require(chain.fullest)
    #expect(snapshot.spot == row.spot && snapshot.underlying == row.name)
    let time = try #require(snapshot.time)
    let close = try #require(Instant("2025-02-21T21:00:00Z"))
    #expect(abs((time - close).seconds) < 5)
    let series = try #require(snapshot.series.first)
    #expect(series.expiry == CivilDate(row.expiry) && series.style == .american)
    #expect(series.contracts.filter { $0.right == .call }.count == row.calls)
    let smile = try #require(snapshot.smiles().first)
    #expect(smile.smile == nil && smile.refusal?.contains("call and put") == true)
  }
}
