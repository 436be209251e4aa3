// Vendor chains of known contents: counts, forwards, discounts, volatilities, the index, and a
// surface without arbitrage. The files are not the project's to give away.

import Feeds
import Glibc
import MarketData
import Numerics
import Pricing
import TestKit
import Testing

/// What a file is known to hold.
struct KnownChain: Sendable, CustomTestStringConvertible {
  let file: String
  let spot: Double
  let contracts: Int
  let expiries: Int
  let crossed: Int
  let zeroBids: Int
  let zeroAsks: Int
  let noVolatility: Int
  let volumes: [Int]
  let interests: [Int]
  var testDescription: String { file }
}

/// Forward, discount and volatility of one expiry.
struct KnownExpiry: Sendable, CustomTestStringConvertible {
  let file: String
  let label: String
  let days: Double
  let forward: Double
  let discount: Double
  let volatility: Double
  var testDescription: String { "\(file) \(label)" }
}

@Suite("Vendor chains")
struct VendorChainTests {
  static let folder = "\(ProjectPaths.data)/chains"
  static let present = ProjectPaths.exists(folder)

  static let chains = [
    KnownChain(
      file: "spx_quotedata_2023-02-07eod", spot: 4_164.0, contracts: 18_962, expiries: 50,
      crossed: 1, zeroBids: 1_136, zeroAsks: 117, noVolatility: 1_530,
      volumes: [1_220_469, 1_438_956], interests: [5_888_981, 10_651_361]),
    KnownChain(
      file: "spx_quotedata_2023-09-14eod", spot: 4_505.1001, contracts: 19_920, expiries: 53,
      crossed: 1, zeroBids: 1_480, zeroAsks: 229, noVolatility: 1_447,
      volumes: [1_156_328, 1_683_557], interests: [6_663_949, 13_722_905]),
    KnownChain(
      file: "spx_quotedata_2024-01-05eod", spot: 4_697.2402, contracts: 21_038, expiries: 55,
      crossed: 2, zeroBids: 1_328, zeroAsks: 132, noVolatility: 1_046,
      volumes: [1_413_868, 1_982_202], interests: [6_138_491, 11_959_919]),
    KnownChain(
      file: "spy_quotedata_2023-09-14eod", spot: 450.81, contracts: 7_292, expiries: 31,
      crossed: 0, zeroBids: 788, zeroAsks: 0, noVolatility: 1_635,
      volumes: [4_038_361, 5_053_439], interests: [6_906_952, 14_666_220]),
    KnownChain(
      file: "xsp_quotedata_2023-09-14eod", spot: 450.51, contracts: 10_882, expiries: 51,
      crossed: 0, zeroBids: 1_283, zeroAsks: 332, noVolatility: 1_321, volumes: [21_753, 64_733],
      interests: [114_267, 390_265]),
  ]

  @Test(
    "Cboe's delayed quotes hold their known counts",
    .enabled(if: VendorChainTests.present, "skipped: no data"), arguments: chains)
  func counts(_ known: KnownChain) throws {
    let chain = try readChain("\(VendorChainTests.folder)/cboe-quotedata/\(known.file).csv.gz")
    #expect(chain.format == .cboeQuotes && chain.snapshots.count == 1)
    #expect(chain.rows == known.contracts / 2)
    let snapshot = try #require(chain.fullest)
    #expect(snapshot.contractCount == known.contracts && snapshot.spot == known.spot)
    var dates: Set<CivilDate> = []
    var volumes = [0, 0]
    var interests = [0, 0]
    for series in snapshot.series {
      dates.insert(try #require(series.expiry))
      for contract in series.contracts {
        let side = contract.right == .call ? 0 : 1
        volumes[side] += contract.volume ?? 0
        interests[side] += contract.openInterest ?? 0
      }
    }
    #expect(dates.count == known.expiries)
    #expect(volumes == known.volumes && interests == known.interests)
    #expect(chain.findings.count(.crossed) == known.crossed)
    #expect(chain.findings.count(.zeroBid) == known.zeroBids)
    #expect(chain.findings.count(.zeroAsk) == known.zeroAsks)
    #expect(chain.findings.count(.zeroVolatility) == known.noVolatility)
    #expect(chain.findings.dropped == 0)
    // The close of the last session, though one file was fetched on the Sunday after.
    let time = try #require(snapshot.time)
    #expect(NewYorkTime.wall(time).minuteOfDay == 16 * 60)
    #expect(NewYorkTime.date(time) == CivilDate(known.file.dropFirst(14).prefix(10)))
  }

  static let knownExpiries = [
    ("spx_quotedata_2023-02-07eod", "2023-02-14 SPXW", 7.0, 4_156.8, 0.99885, 0.193),
    ("spx_quotedata_2023-02-07eod", "2023-03-09 SPXW", 30.0, 4_164.16, 0.99618, 0.1614),
    ("spx_quotedata_2023-02-07eod", "2023-05-19 SPX", 100.73, 4_192.53, 0.98703, 0.172),
    ("spx_quotedata_2023-02-07eod", "2024-02-16 SPX", 373.73, 4_313.88, 0.94867, 0.1802),
    ("spx_quotedata_2023-09-14eod", "2023-09-21 SPXW", 7.0, 4_514.19, 0.99936, 0.0964),
    ("spx_quotedata_2023-09-14eod", "2023-10-13 SPXW", 29.0, 4_526.03, 0.99597, 0.1042),
    ("spx_quotedata_2023-09-14eod", "2023-12-15 SPX", 91.73, 4_559.18, 0.98595, 0.1199),
    ("spx_quotedata_2023-09-14eod", "2024-09-20 SPX", 371.73, 4_713.19, 0.94428, 0.1503),
    ("spx_quotedata_2024-01-05eod", "2024-01-12 SPXW", 7.0, 4_703.56, 0.99906, 0.1079),
    ("spx_quotedata_2024-01-05eod", "2024-02-05 SPXW", 31.0, 4_717.06, 0.99543, 0.1129),
    ("spx_quotedata_2024-01-05eod", "2024-03-28 SPXW", 83.0, 4_745.36, 0.98746, 0.1237),
    ("spx_quotedata_2024-01-05eod", "2024-12-31 SPXW", 361.0, 4_877.51, 0.95081, 0.1521),
    ("xsp_quotedata_2023-09-14eod", "2023-09-21 XSP", 7.0, 451.39, 0.99886, 0.0968),
    ("xsp_quotedata_2023-09-14eod", "2023-10-13 XSP", 29.0, 452.6, 0.99566, 0.1041),
    ("xsp_quotedata_2023-09-14eod", "2023-12-15 XSP", 92.0, 455.92, 0.98513, 0.1204),
  ].map {
    KnownExpiry(
      file: $0.0, label: $0.1, days: $0.2, forward: $0.3, discount: $0.4, volatility: $0.5)
  }

  /// Forwards and discounts to the digits they are known to, volatilities to 0.0002 (the known
  /// values are good to 0.002 in liquid expiries).
  @Test(
    "forwards, discounts and volatilities of known expiries",
    .enabled(if: VendorChainTests.present, "skipped: no data"), arguments: knownExpiries)
  func parity(_ known: KnownExpiry) throws {
    let chain = try readChain("\(VendorChainTests.folder)/cboe-quotedata/\(known.file).csv.gz")
    let smiles = try #require(chain.fullest).smiles()
    let smile = try #require(smiles.first { $0.label == known.label })
    let parity = try #require(smile.parity)
    // Daylight saving between both dates moves the time by an hour.
    #expect(abs(smile.years * 365 - known.days) < 0.06)
    #expect(abs(parity.forward - known.forward) <= 0.01)
    #expect(abs(parity.discount - known.discount) <= 1.1e-5)
    #expect(!parity.isFallback)
    #expect(abs(try #require(smile.atmVolatility) - known.volatility) <= 2e-4)
  }

  /// The official closes; the published index samples its quotes within the same minute.
  @Test(
    "the replicated index is the official one",
    .enabled(if: VendorChainTests.present, "skipped: no data"),
    arguments: [
      ("2023-02-07", 18.66, 18.23), ("2023-09-14", 12.82, 12.73), ("2024-01-05", 13.35, 13.12),
    ])
  func index(_ row: (date: String, official: Double, closest: Double)) throws {
    let chain = try readChain(
      "\(VendorChainTests.folder)/cboe-quotedata/spx_quotedata_\(row.date)eod.csv.gz")
    let snapshot = try #require(chain.fullest)
    let smiles = snapshot.smiles()
    func rate(_ place: Int) -> Double {
      smiles[place].parity.map { -log($0.discount) / smiles[place].years } ?? 0
    }
    let index = try snapshot.thirtyDayIndex(rate: rate)
    // The two expiries closest to thirty days, whatever their weekday, give another known value.
    let closest = try snapshot.thirtyDayIndex(of: .everyExpiry, rate: rate)
    #expect(abs(closest.points - row.closest) < 0.01)
    #expect(abs(index.points - row.official) < 0.01)
    #expect(index.near.strikes.count > 100 && index.next.strikes.count > 90)
  }

  @Test(
    "fitted surfaces hold no arbitrage and stand near their quotes",
    .enabled(if: VendorChainTests.present, "skipped: no data"), arguments: chains)
  func surfaces(_ known: KnownChain) throws {
    let chain = try readChain("\(VendorChainTests.folder)/cboe-quotedata/\(known.file).csv.gz")
    let snapshot = try #require(chain.fullest)
    let smiles = snapshot.smiles()
    #expect(smiles.count == snapshot.series.count)
    for smile in smiles where smile.smile == nil { #expect(smile.refusal != nil) }
    let usable = smiles.compactMap(\.smile)
    #expect(usable.count >= known.expiries - 3)
    let fit = try fitSurface(usable)
    #expect(fit.slices.count == usable.count && fit.arbitrage.isFree)
    let check = ArbitrageGrid(fit.slices.map(\.slice))
    #expect(check.density > 0 && check.convexity > -1e-9 && check.calendar >= 0, "\(check)")
    let typical = try #require(median(fit.slices.map(\.vegaWeightedError)))
    #expect(typical < 0.0025, "\(typical)")
    for slice in fit.slices where slice.smile.years > 0.02 && slice.smile.years < 1 {
      let quoted = try #require(slice.smile.atmVolatility)
      #expect(abs(slice.atmVolatility - quoted) < 0.01, "\(slice.smile.label)")
    }
  }

  @Test(
    "reading, fitting and checking the largest chain stay under a second",
    .enabled(if: VendorChainTests.present, "skipped: no data"))
  func speed() throws {
    var best = Double.infinity
    for _ in 0..<3 {
      let start = seconds()
      let chain = try readChain(
        "\(VendorChainTests.folder)/cboe-quotedata/spx_quotedata_2024-01-05eod.csv.gz")
      let snapshot = try #require(chain.fullest)
      let fit = try fitSurface(snapshot.smiles().compactMap(\.smile))
      best = min(best, seconds() - start)
      #expect(fit.arbitrage.isFree)
    }
    #expect(best < 1)
  }

  private func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// A dense check of a fitted surface on a uniform grid.
private struct ArbitrageGrid {
  var density = Double.infinity
  var convexity = Double.infinity
  var calendar = Double.infinity

  init(_ slices: [SVISlice]) {
    for (index, slice) in slices.enumerated() {
      let width = slice.totalVariance(0).squareRoot()
      for range in [8 * width, 2.5] {
        for step in -1_000...1_000 {
          let k = range * Double(step) / 1_000
          density = min(density, slice.jet(k).density(at: k))
          convexity = min(convexity, secondDifference(slice, k))
          guard index > 0 else { continue }
          let before = slices[index - 1].totalVariance(k)
          calendar = min(calendar, slice.totalVariance(k) / before - 1)
        }
      }
    }
  }

  /// Second difference of the out-of-the-money price on three neighbouring strikes.
  private func secondDifference(_ slice: SVISlice, _ k: Double) -> Double {
    let right: OptionRight = k < 0 ? .put : .call
    let centre = exp(k)
    let step = 2e-3 * slice.totalVariance(k).squareRoot() * centre
    func price(_ strike: Double) -> Double {
      black76Price(
        right, forward: 1, strike: strike, years: 1,
        volatility: slice.totalVariance(log(strike)).squareRoot(), discount: 1)
    }
    return (price(centre - step) - 2 * price(centre) + price(centre + step)) / (step * step)
  }
}
