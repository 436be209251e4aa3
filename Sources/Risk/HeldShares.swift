// Shares that a structure holds after exercise or assignment, among its options.
//
// To the models shares are a call struck at nothing that expires at once: delta one, no gamma, no vega,
// no decay, in every cell of a grid worth what the underlying is. They have no part in the proof of
// the options' loss; what they bind is a half of their value (Regulation T, 12 CFR 220.12).

public import MarketData
public import Structures

extension ModelLeg {
  /// Shares as a leg; priceable where the price is a number above zero.
  ///
  /// - Parameters:
  ///   - shares: Shares, negative for owed.
  ///   - symbol: The symbol.
  ///   - price: Price of the underlying.
  ///   - time: Exchange time.
  /// - Returns: A leg of delta one.
  public static func shares(
    _ shares: Int, of symbol: String, at price: Double, time: Instant
  ) -> ModelLeg {
    ModelLeg(
      contract: OptionContract(
        root: symbol, expiry: NewYorkTime.date(time), right: .call, strike: Money(units: 1)),
      count: shares, multiplier: 1, expiration: time, years: 1 / (365.0 * 1440), forward: price,
      discount: 1, volatility: 0.01, spot: price)
  }
}

extension StructureRisk {
  /// Options and shares: whatever moves with the market.
  public var exposedLegs: [ModelLeg] { lot.map { legs + [$0] } ?? legs }

  /// What its shares bind, in dollars; zero without any.
  var shareMargin: Double { lot.map { 0.5 * abs(Double($0.count)) * $0.spot } ?? 0 }
}

/// An order that buys or sells the shares of a position.
public struct ShareOrderCheck: Hashable, Sendable {
  /// The position.
  public var position: Int
  /// Who wants it.
  public var author: OrderAuthor
  /// Shares, negative for sold.
  public var shares: Int
  /// The worst acceptable price.
  public var limit: Double
  /// The mid; nil when there is no price.
  public var mid: Double?
  /// What the quote is fit for; nil when there is none.
  public var quality: QuoteQuality?
  /// Whether the market trades now.
  public var isMarketOpen: Bool

  /// Makes an order to judge.
  public init(
    position: Int, author: OrderAuthor, shares: Int, limit: Double, mid: Double?,
    quality: QuoteQuality?, isMarketOpen: Bool
  ) {
    self.position = position
    self.author = author
    self.shares = shares
    self.limit = limit
    self.mid = mid
    self.quality = quality
    self.isMarketOpen = isMarketOpen
  }

  /// How far a limit may be from the mid, as a share of it (domain rules, f.9).
  public static let collar = 0.05
}

/// Judges an order in the shares of a position, by the same rules as any other close.
///
/// - Parameters:
///   - order: The order.
///   - stage: When in its life; message rates count at the approval only.
///   - exposure: The book without the order.
///   - limits: The limits.
///   - state: What the desk may do.
/// - Returns: Every breach, and the book after the order.
public func judge(
  _ order: ShareOrderCheck, stage: RiskStage, exposure: Exposure, limits: RiskLimits,
  state: TradingState
) -> RiskVerdict {
  var check = BreachList()
  let isHalted = state == .halted && order.author == .engine
  check.require("trading_state", isHalted ? 2 : 0, atMost: 1)
  check.require("market_open", order.isMarketOpen ? 0 : 1, atMost: 0)
  check.require("quote_quality", order.quality == .good ? 0 : 1, atMost: 0)
  let gap = order.mid.map { abs(order.limit / $0 - 1) }
  // The last digits of a quotient are nothing.
  check.require("collar_quote", gap, atMost: ShareOrderCheck.collar + 1e-9)
  if stage == .approve {
    let rates = limits.throttle
    check.require(
      "orders_second", Double(exposure.messages.second + 1), atMost: Double(rates.second))
    check.require(
      "orders_minute", Double(exposure.messages.minute + 1), atMost: Double(rates.minute))
    check.require("orders_day", Double(exposure.messages.day + 1), atMost: Double(rates.day))
  }
  var structures = exposure.all
  let index = structures.firstIndex { $0.position == order.position }
  let held = index.flatMap { structures[$0].lot?.count }
  check.require("position", held == nil ? nil : 0, atMost: 0)
  if let index, let held {
    let left = held + order.shares
    // No share more than are held, and never to the other side.
    check.require("reducing_legs", held * left < 0 || abs(left) > abs(held) ? 1 : 0, atMost: 0)
    structures[index].lot = left == 0 ? nil : structures[index].lot?.with(count: left)
  }
  return RiskVerdict(breaches: check.breaches, after: BookSummary(of: structures).record)
}
