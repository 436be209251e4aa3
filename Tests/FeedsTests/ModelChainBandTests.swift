// The chain model against the three real chains it was fitted to: smiles, spreads, open interest.

import Glibc
import MarketData
import Numerics
import Pricing
import TestKit
import Testing

@testable import Feeds

@Suite("Model of a chain against real chains")
struct ModelChainBandTests {
  struct Day: Sendable {
    let date: String
    let index: Double
  }

  static let days = [
    Day(date: "2023-02-07", index: 18.66), Day(date: "2023-09-14", index: 12.82),
    Day(date: "2024-01-05", index: 13.35),
  ]

  private static func path(_ date: String) -> String {
    "\(ProjectPaths.data)/chains/cboe-quotedata/spx_quotedata_\(date)eod.csv.gz"
  }

  static var hasData: Bool { days.allSatisfy { ProjectPaths.exists(path($0.date)) } }

  /// An expiry of a real chain with its parity forward.
  private struct Expiry {
    let series: ChainSeries
    let smile: SmileQuotes
    let atm: Double
    let date: CivilDate
    let days: Int
  }

  private func expiries(_ day: Day) throws -> (spot: Double, [Expiry]) {
    let file = try readChain(ModelChainBandTests.path(day.date))
    let snapshot = try #require(file.fullest)
    let session = try #require(CivilDate(day.date))
    var list: [Expiry] = []
    for (series, smile) in zip(snapshot.series, snapshot.smiles()) {
      guard let date = series.expiry, let quotes = smile.smile, let atm = smile.atmVolatility
      else { continue }
      let days = date.days(since: session)
      guard (1...420).contains(days) else { continue }
      list.append(Expiry(series: series, smile: quotes, atm: atm, date: date, days: days))
    }
    #expect(list.count > 40)
    return (try #require(snapshot.spot), list)
  }

  @Test(
    "smiles lie within 0.35 points of the real ones, between 5 and 50 delta",
    .enabled(if: hasData, "skipped: no data"), arguments: days)
  func smiles(_ day: Day) throws {
    var square = 0.0
    var count = 0.0
    for expiry in try expiries(day).1 {
      let shape = SmileShape(
        days: expiry.series.years * 365, volatility: expiry.atm, skewScale: 1, curveScale: 1)
      let root = expiry.series.years.squareRoot()
      for (strike, volatility) in zip(expiry.smile.strikes, expiry.smile.volatilities) {
        let k = log(strike / expiry.smile.forward)
        let width = volatility * root
        let delta = normalCDF(-abs(-k / width + 0.5 * width))
        guard delta > 0.05 else { continue }
        let model = expiry.atm * shape.varianceRatio(k / (expiry.atm * root)).squareRoot()
        square += (model - volatility) * (model - volatility)
        count += 1
      }
    }
    let points = 100 * (square / count).squareRoot()
    #expect(count > 4_000)
    #expect(points < 0.35, "\(points) vol points")
  }

  /// Real medians of the three days, and half a tick on both sides.
  ///
  /// Mids over 100 stand at 0.60, 0.95 and 0.55 on the three days, 0.65 together. The formula alone
  /// gives 0.70 there and is within half a tick everywhere; the fifth that the model adds to series
  /// settled at the open, 59 % of those quotes, makes it 0.80. On the three days that fifth is not to
  /// be seen: the ratio of two series of one strike and date has a median of 1.00.
  @Test(
    "half-spreads by price", .enabled(if: hasData, "skipped: no data"), arguments: [true, false])
  func spreads(widensOpening: Bool) throws {
    let edges = [0.3, 1.0, 3, 10, 30, 100, 300]
    let expected = [0.05, 0.075, 0.15, 0.25, 0.35, 0.65]
    let slack = [0.0251, 0.0251, 0.0501, 0.0501, 0.0501, widensOpening ? 0.1501 : 0.0501]
    var halves = [[Double]](repeating: [], count: expected.count)
    for day in ModelChainBandTests.days {
      for expiry in try expiries(day).1 {
        let constant = SpreadModel.indexConstant(
          lnDays: log(Double(expiry.days) / 30),
          isOpening: widensOpening && expiry.series.settlement == .am)
        for contract in expiry.series.contracts {
          let isOutside = (contract.right == .call) == (contract.strike >= expiry.smile.forward)
          guard isOutside, let mid = contract.mid, contract.bid != nil,
            let bucket = edges.lastIndex(where: { mid >= $0 }), bucket < expected.count
          else { continue }
          let tick = mid < 3 ? 0.05 : 0.10
          let half = max(exp(constant + SpreadModel.valuePower * log(mid)) - tick / 2, 0)
          let bid = ((mid - half) / tick + 1e-9).rounded(.down) * tick
          let ask = ((mid + half) / tick - 1e-9).rounded(.up) * tick
          halves[bucket].append(0.5 * max(ask - bid, tick))
        }
      }
    }
    for k in expected.indices {
      let median = quantile(halves[k], 0.5)
      #expect(halves[k].count > 1_500)
      #expect(abs(median - expected[k]) <= slack[k], "from \(edges[k]): \(median)")
    }
  }

  /// What a day's list of contracts draws.
  private struct Drawn {
    var interest = [0.0, 0.0]
    var volume = [0.0, 0.0]
    var inside = (interest: 0.0, volume: 0.0)
    var lnInterest: [Double] = []
    var lnVolume: [Double] = []

    func share(of zero: [Double]) -> Double {
      Double(zero.count { $0 == 0 }) / Double(zero.count)
    }
  }

  private func draw(_ day: Day, _ spot: Double, _ list: [Expiry], seed: UInt64) throws -> Drawn {
    let session = try #require(CivilDate(day.date))
    let reference = SessionReference(date: session, close: spot, volatility: day.index)
    var drawn = Drawn()
    for expiry in list {
      let isOpening = expiry.series.settlement == .am
      let root = OptionRoot(
        symbol: expiry.series.root, underlying: "SPX", style: .european,
        settlement: expiry.series.settlement, delivery: .cash, multiplier: 100, ticks: .index)
      let end = NewYorkTime.instant(expiry.date, 16, 0)
      // Listed long ago: no contract is still filling.
      let planned = PlannedExpiry(
        root: root,
        kind: isOpening ? .openingMonthly : ListingRules.kind(of: expiry.date) ?? .weekday,
        date: expiry.date, expiration: end, lastTrade: end, window: 2_000)
      for contract in expiry.series.contracts {
        let traits = ContractTraits(
          of: planned, right: contract.right, strike: contract.strike, unit: 5, seed: seed,
          root: fnv1a(root.symbol))
        let interest = traits.openInterest(at: session, from: reference)
        let volume = traits.volume(on: session, from: reference, openInterest: interest)
        let side = contract.right == .call ? 0 : 1
        drawn.interest[side] += Double(interest)
        drawn.volume[side] += Double(volume)
        if (contract.right == .call) != (contract.strike >= expiry.smile.forward) {
          drawn.inside.interest += Double(interest)
          drawn.inside.volume += Double(volume)
        }
        drawn.lnInterest.append(log(1 + Double(interest)))
        drawn.lnVolume.append(log(1 + Double(volume)))
      }
    }
    return drawn
  }

  /// One contract can hold a tenth of a day: means over eight seeds and three days are judged.
  ///
  /// Day totals of the recipe scatter by a factor of three and are not judged.
  @Test("open interest and volume", .enabled(if: hasData, "skipped: no data"))
  func activity() throws {
    var sums = [Double](repeating: 0, count: 7)
    for day in ModelChainBandTests.days {
      let (spot, list) = try expiries(day)
      for seed in 1...8 {
        let drawn = try draw(day, spot, list, seed: UInt64(seed))
        let found = [
          drawn.interest[1] / drawn.interest[0], drawn.volume[1] / drawn.volume[0],
          drawn.share(of: drawn.lnInterest), drawn.share(of: drawn.lnVolume),
          drawn.inside.interest / (drawn.interest[0] + drawn.interest[1]),
          drawn.inside.volume / (drawn.volume[0] + drawn.volume[1]),
          correlation(drawn.lnInterest, drawn.lnVolume),
        ]
        for k in found.indices { sums[k] += found[k] / 24 }
      }
    }
    let bands: [(String, ClosedRange<Double>)] = [
      ("puts over calls, interest", 1.6...2.4), ("puts over calls, volume", 1.3...2.2),
      ("no interest", 0.20...0.30), ("no volume", 0.52...0.68), ("interest inside", 0.15...0.30),
      ("volume inside", 0.08...0.25), ("link of logarithms", 0.30...0.65),
    ]
    for (k, (name, band)) in bands.enumerated() {
      #expect(band.contains(sums[k]), "\(name) \(sums[k])")
    }
  }
}
