// A made-up SPX chain with a realistic smile, spreads, open interest and volume.
//
// Smile, spreads, ticks and activity follow the desk's market model: one SVI slice a tenor, the
// half-spread's power law in mid and tenor, log-normal open interest by root and strike.

import Glibc
import MarketData
import Numerics
import Pricing
import Structures
import TestKit

/// A made-up market at one moment.
struct SyntheticMarket {
  var chain: OptionChain
  var surface: VolatilitySurface
  var time: Instant

  /// What to make.
  struct Settings {
    var spot = 2_700.0
    var volatilityIndex = 16.0
    /// Steepness of the smile: 1 is calm, above 2 a crash.
    var skew = 1.0
    /// Curvature of the smile.
    var curvature = 1.0
    /// Added to the volatility of tenors under 30 days, as a share.
    var inversion = 0.0
    /// Days to each expiry; true for the morning-settled root.
    var tenors: [(days: Int, isMorning: Bool)] = [
      (4, false), (11, false), (18, true), (25, false), (32, false), (39, false), (46, true),
      (60, false), (74, true),
    ]
    var seed: UInt64 = 7
  }

  private static let afternoon = OptionRoot(
    symbol: "SPXW", underlying: "SPX", style: .european, settlement: .pm, delivery: .cash,
    multiplier: 100, ticks: .index)
  private static let morning = OptionRoot(
    symbol: "SPX", underlying: "SPX", style: .european, settlement: .am, delivery: .cash,
    multiplier: 100, ticks: .index)

  static let date = CivilDate("2018-02-05") ?? CivilDate(dayNumber: 0)

  /// Makes a market.
  init(_ settings: Settings) {
    time = NewYorkTime.instant(SyntheticMarket.date, 13, 0)
    var generator = SeededGenerator(seed: settings.seed)
    var chain = OptionChain(underlying: "SPX")
    var slices: [ExpirySlice] = []
    for (index, tenor) in settings.tenors.enumerated() {
      slices.append(
        SyntheticMarket.add(
          tenor.days, isMorning: tenor.isMorning, index: index, settings: settings, now: time,
          to: &chain, generator: &generator))
    }
    self.chain = chain
    surface = VolatilitySurface(
      underlying: "SPX", time: time, spot: settings.spot, slices: slices,
      qualityCounts: [chain.quotes.count, 0, 0, 0, 0, 0, 0], verdict: .usable, reasons: [])
  }

  /// The volatility of a strike on a tenor of some days.
  static func volatility(_ settings: Settings, days: Double, logStrike: Double, years: Double)
    -> Double
  {
    let level = 0.84 * settings.volatilityIndex / 100
    let term = pow(days / 30, 0.06) * (days < 30 ? 1 + settings.inversion * (30 - days) / 30 : 1)
    let atm = level * term
    let z = logStrike / (atm * years.squareRoot())
    let x = pow(days / 30, 0.785)
    let l = log(max(days, 2) / 30)
    let a = -settings.skew * 0.352 * x / (1 + 1.1 * x)
    let c =
      settings.curvature * exp(-2.183 + 0.220 * l + 0.027 * l * l - 1.01 * log(atm / 0.12))
    let s = exp(2.322 - 0.817 * l + 0.61 * log(atm / 0.12))
    let w = 1 + 2 * a * z + 2 * c * s * s * ((1 + z * z / (s * s)).squareRoot() - 1)
    return atm * max(w, 0.02).squareRoot()
  }

  private static func add(
    _ days: Int, isMorning: Bool, index: Int, settings: Settings, now: Instant,
    to chain: inout OptionChain, generator: inout SeededGenerator
  ) -> ExpirySlice {
    let root = isMorning ? morning : afternoon
    let expiryDate = date.adding(days: days)
    let expiration = NewYorkTime.instant(expiryDate, isMorning ? 9 : 16, isMorning ? 30 : 0)
    let years = (expiration - now).years
    let forward = settings.spot * exp((0.015 - 0.018) * years)
    let discount = exp(-0.015 * years)
    let reach = max(0.12, 5 * settings.volatilityIndex / 100 * years.squareRoot())
    let spacing = days <= 45 ? 5.0 : 10.0
    let low = (settings.spot * max(1 - reach, 0.5) / spacing).rounded(.down) * spacing
    let high = settings.spot * (1 + 0.7 * reach)
    let first = chain.options.count
    var volatilities: [Double] = []
    var deltas: [Double] = []
    for right in OptionRight.allCases {
      for strike in stride(from: low, through: high, by: spacing) {
        let v = volatility(
          settings, days: Double(days), logStrike: log(strike / forward), years: years)
        let greeks = black76Greeks(
          right, forward: forward, strike: strike, years: years, volatility: v, discount: discount)
        let contract = OptionContract(
          root: root.symbol, expiry: expiryDate, right: right,
          strike: Money(wholeDollars: Int(strike)))
        let isOut = right == .call ? strike >= forward : strike < forward
        let activity = interest(
          strike, delta: abs(greeks.delta), days: days, root: root, isOut: isOut, right: right,
          &generator)
        chain.options.append(
          ListedOption(
            contract: contract, openInterest: Int32(activity.interest),
            previousVolume: Int32(activity.volume)))
        chain.quotes.append(
          quote(
            greeks.price, days: days, settings: settings,
            inMoney: isOut ? 0 : abs(strike / forward - 1),
            now: now, &generator))
        volatilities.append(v)
        deltas.append(greeks.delta)
      }
    }
    let count = volatilities.count / 2
    chain.expiries.append(
      ChainExpiry(
        root: root, date: expiryDate, expiration: expiration, lastTrade: expiration,
        calls: first..<first + count, puts: first + count..<first + 2 * count))
    let atm = volatility(settings, days: Double(days), logStrike: 0, years: years)
    return ExpirySlice(
      expiry: index, years: years, daysToExpiry: days,
      parity: ParityFit(
        forward: forward, discount: discount, pairs: count, failures: 0, isFallback: false),
      firstOption: first, volatilities: volatilities, deltas: deltas, atmVolatility: atm)
  }

  /// A quote around a value: the half-spread's law, rounded out to the tick.
  private static func quote(
    _ value: Double, days: Int, settings: Settings, inMoney: Double, now: Instant,
    _ generator: inout SeededGenerator
  ) -> Quote {
    let l = log(Double(max(days, 1)) / 30)
    let law = exp(-2.79 + 0.423 * log(max(value, 0.05)) + 0.076 * l + 0.05 * l * l)
    let wide = max(settings.volatilityIndex / 15, 1) * (1 + 20 * inMoney)
    let half = law * wide * exp(0.28 * normal(&generator))
    let tick = value + half < 3 ? 0.05 : 0.10
    let bid = max(((value - half) / tick).rounded(.down) * tick, 0)
    let ask = max(((value + half) / tick).rounded(.up) * tick, bid + tick)
    return Quote(
      bid: Money(dollars: bid) ?? .zero, ask: Money(dollars: ask) ?? .zero, bidSize: 20,
      askSize: 20, volume: Int32(generator.integer(in: 0...40)),
      time: now - .seconds(Int64(generator.integer(in: 0...50))))
  }

  private static func interest(
    _ strike: Double, delta: Double, days: Int, root: OptionRoot, isOut: Bool, right: OptionRight,
    _ generator: inout SeededGenerator
  ) -> (interest: Double, volume: Double) {
    let folded = max(min(delta, 1 - delta), 1e-4)
    let l = log(Double(max(days, 1)) / 30)
    let whole = Int(strike)
    let step: (Double, Double) =
      whole % 100 == 0
      ? (2.8, 1.5) : whole % 50 == 0 ? (2.2, 0.9) : whole % 25 == 0 ? (1.45, 0.5) : (0, 0)
    let series = root.settlement == .am ? (4.7, 0.7) : (1.65, 1.0)
    let e =
      2.1 + step.0 + series.0 + (right == .put ? 0.25 : 0) - (isOut ? 0 : 1.5)
      + 0.15 * log(folded / 0.1) - 1.3 * l - 0.12 * l * l + 1.6 * normal(&generator)
    let open = generator.double(in: 0..<1) < 0.2 ? 0 : exp(min(e, 11.5)) - 1
    let v =
      0.4 + step.1 + series.1 + 0.5 * log(folded / 0.1) - 1.1 * l + 0.08 * l * l
      + 0.3 * log(1 + max(open, 0)) - (isOut ? 0 : 1.5) + 1.6 * normal(&generator)
    let traded = generator.double(in: 0..<1) < 0.33 ? 0 : exp(min(v, 10.5)) - 1
    return (max(open, 0).rounded(), max(traded, 0).rounded())
  }

  private static func normal(_ generator: inout SeededGenerator) -> Double {
    let radius = (-2 * log(max(generator.double(in: 0..<1), 1e-300))).squareRoot()
    return radius * cos(2 * Double.pi * generator.double(in: 0..<1))
  }

  /// What a builder reads of this market.
  func context(_ liquidity: LiquidityRules) -> BuildContext {
    BuildContext(
      chain: chain, surface: surface, time: time, elapsedVolume: 0.5, rules: .standard,
      targets: .standard, liquidity: liquidity, quotes: .standard)
  }
}
