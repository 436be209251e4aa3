// Chains of known volatility for tests.
//
// Every quote comes from a smile that the test chooses, so a test can compare what the desk finds
// with what was put in.

import Glibc
public import MarketData
import Numerics
public import Pricing

/// A market whose volatility is known.
public struct SyntheticMarket: Sendable {
  /// Symbol of the underlying.
  public var underlying = "SPX"
  /// Price of the underlying.
  public var spot = 2_700.0
  /// The session.
  public var date = CivilDate(dayNumber: 17_567)
  /// Minutes after the open.
  public var minute = 60
  /// Rate that the forwards carry.
  public var rate = 0.02
  /// Yield that the forwards carry.
  public var yield = 0.015
  /// Days to expiry, ascending.
  public var days = [7, 14, 21, 30, 45, 60, 90]
  /// Strikes on each side of the spot.
  public var strikesASide = 50
  /// Points between strikes.
  public var spacing = 10.0
  /// Volatility at the forward by time in years.
  public var atm: @Sendable (Double) -> Double = { _ in 0.20 }
  /// Slope of volatility in ln(K/F) / sqrt(T).
  public var skew = -0.05
  /// Curvature of volatility in ln(K/F) / sqrt(T).
  public var smile = 0.02
  /// Half the spread as a share of the value, at least `tick`.
  public var halfSpread = 0.005
  /// Prices are rounded to this; zero keeps them to 1/10 000 dollar.
  public var tick = 0.05
  /// Open interest by strike and right.
  public var openInterest: @Sendable (Double, OptionRight) -> Int32? = { _, _ in 1_000 }
  /// Exercise style.
  public var style = ExerciseStyle.european

  /// The market of Monday 5 February 2018 at 2700.
  public init() {}

  /// The session of the date.
  public var session: Session {
    TradingCalendar.session(on: date)
      ?? Session(
        date: date, open: NewYorkTime.instant(date, 9, 30), close: NewYorkTime.instant(date, 16, 0))
  }

  /// The moment of the quotes.
  public var time: Instant { session.open + .minutes(Int64(minute)) }

  /// The forward at a time in years.
  public func forward(_ years: Double) -> Double { spot * exp((rate - yield) * years) }

  /// The volatility put in.
  public func volatility(strike: Double, years: Double) -> Double {
    let z = log(strike / forward(years)) / years.squareRoot()
    return max(atm(years) + skew * z + smile * z * z, 0.03)
  }

  /// Settlement of an expiry so many days out.
  public func expiration(_ days: Int) -> Instant {
    NewYorkTime.instant(date.adding(days: days), 16, 0)
  }

  /// The chain with a quote for every option.
  public func chain() -> OptionChain {
    let root = OptionRoot(
      symbol: "\(underlying)W", underlying: underlying, style: style, settlement: .pm,
      delivery: .cash, multiplier: 100, ticks: .index)
    var chain = OptionChain(underlying: underlying)
    let middle = (spot / spacing).rounded()
    let steps = (-strikesASide...strikesASide).map { (middle + Double($0)) * spacing }
    let strikes = steps.filter { $0 > 0 }
    for days in days {
      let start = chain.options.count
      let expiration = expiration(days)
      let years = (expiration - time).years
      for right in OptionRight.allCases {
        for strike in strikes {
          let contract = OptionContract(
            root: root.symbol, expiry: date.adding(days: days), right: right,
            strike: Money(dollars: strike) ?? .zero)
          chain.options.append(
            ListedOption(
              contract: contract, openInterest: openInterest(strike, right), previousVolume: 10))
          chain.quotes.append(quote(right, strike: strike, years: years))
        }
      }
      chain.expiries.append(
        ChainExpiry(
          root: root, date: date.adding(days: days), expiration: expiration, lastTrade: expiration,
          calls: start..<(start + strikes.count),
          puts: (start + strikes.count)..<(start + 2 * strikes.count)))
    }
    return chain
  }

  private func quote(_ right: OptionRight, strike: Double, years: Double) -> Quote {
    let value = black76Price(
      right, forward: forward(years), strike: strike, years: years,
      volatility: volatility(strike: strike, years: years), discount: exp(-rate * years))
    let half = max(halfSpread * value, tick)
    let step = tick > 0 ? tick : 1e-4
    let bid = max(((value - half) / step).rounded(.down) * step, 0)
    let ask = max(((value + half) / step).rounded(.up) * step, bid + step)
    return Quote(
      bid: Money(dollars: bid) ?? .zero, ask: Money(dollars: ask) ?? .zero, bidSize: 10,
      askSize: 10, volume: 5, time: time)
  }

  /// The surface of the chain by the standard rules.
  public func surface(_ chain: OptionChain) -> VolatilitySurface {
    buildSurface(
      chain, spot: spot, time: time, sessionDate: date,
      rules: .standard(rate: rate, yield: yield))
  }

  /// Daily bars before the date with returns of one size and alternating sign.
  public func history(
    bars count: Int, dailyMove: Double, index: Double, volume: Double = 3e9
  ) -> DailyHistory {
    var dates: [CivilDate] = []
    var day = date
    while dates.count < count {
      day = TradingCalendar.previous(before: day)
      dates.append(day)
    }
    var bars: [DailyBar] = []
    for (step, day) in dates.reversed().enumerated() {
      let close = spot * (step % 2 == 0 ? 1 : exp(dailyMove))
      let bar = PriceBar(
        open: close, high: close * 1.002, low: close * 0.998, close: close, volume: volume)
      bars.append(DailyBar(date: day, bar: bar))
    }
    let values = bars.map { DailyValue(date: $0.date, value: index) }
    return DailyHistory(
      symbol: underlying, bars: bars, volatilityIndex: values, volatilityIndex3M: values)
  }
}
