// Checks of the order itself: size, sign, tick, collars, quotes, hours and message rates.

import MarketData
public import Structures

/// Size, notional, sign and tick.
func checkOrder(
  _ order: OrderIntentCheck, exposure: Exposure, limits: RiskLimits, into check: inout BreachList
) {
  let hasSize = order.quantity > 0 && !order.legs.isEmpty
  check.require(
    "max_contracts", hasSize ? Double(order.quantity) : nil, atMost: Double(limits.maximumContracts)
  )
  let equity = exposure.equity.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
  let notional = order.legs.first.map {
    Double(order.quantity * $0.leg.multiplier) * $0.leg.spot
  }
  if order.purpose.opens {
    check.require("max_notional", notional, atMost: equity.map { $0 * limits.notional })
  }
  if order.purpose == .open {
    if let isCredit = order.kind?.isCredit {
      let sign = isCredit ? -order.limit.dollars : order.limit.dollars
      check.require("wrong_sign", sign, atMost: 0)
    }
  }
  if order.tick.units > 0 {
    check.require("tick", Double(order.limit.units % order.tick.units) / 10_000, atMost: 0)
    check.require("tick", -Double(order.limit.units % order.tick.units) / 10_000, atMost: 0)
  }
}

extension StructureKind {
  /// Whether it is opened for a credit, for a debit, or for either (nil).
  public var isCredit: Bool? {
    switch self {
    case .ironCondor, .ironButterfly, .bullPut, .bearCall, .strangleWinged: true
    case .callDebit, .putDebit, .calendar, .diagonal, .longButterfly: false
    case .brokenWing: nil
    }
  }
}

/// Hours, quality and age of the quotes, and the collars against quotes and model.
func checkMarket(
  _ order: OrderIntentCheck, exposure: Exposure, limits: RiskLimits, into check: inout BreachList
) {
  check.require("market_open", order.isMarketOpen ? 0 : 1, atMost: 0)
  check.require("quote_quality", Double(order.legs.count { $0.quality != .good }), atMost: 0)
  var oldest = 0.0
  for leg in order.legs {
    oldest = leg.quoteTime.map { max(oldest, (exposure.time - $0).seconds) } ?? .nan
    if oldest.isNaN { break }
  }
  check.require("quote_age", oldest, atMost: limits.quoteAge.seconds)
  let prices = PackagePrices(of: order)
  let limit = order.limit.dollars
  let worse = prices.map { ($0.mid - limit) / max($0.halfSpread, 0.005) }
  check.require("collar_quote", worse, atMost: 1 + limits.collarHalfSpreads)
  let beyond = prices.map { ($0.model - limit - $0.halfSpread) / max($0.gross, 0.05) }
  check.require("collar_model", beyond, atMost: limits.collarModel)
}

/// Message rates and repeats; the order itself counts.
func checkMessages(
  _ order: OrderIntentCheck, exposure: Exposure, limits: RiskLimits, into check: inout BreachList
) {
  let rates = limits.throttle
  check.require("orders_second", Double(exposure.messages.second + 1), atMost: Double(rates.second))
  check.require("orders_minute", Double(exposure.messages.minute + 1), atMost: Double(rates.minute))
  check.require("orders_day", Double(exposure.messages.day + 1), atMost: Double(rates.day))
  check.require("duplicate", order.isDuplicate ? 1 : 0, atMost: 0)
}

/// Prices of one package a unit of the underlying, positive for a credit.
struct PackagePrices {
  /// At mids.
  var mid: Double
  /// What the far sides take from the mid.
  var halfSpread: Double
  /// By the model.
  var model: Double
  /// The model's values of the legs added without sign.
  var gross: Double

  /// Prices a package; nil when a quote is missing or a leg cannot be priced.
  init?(of order: OrderIntentCheck) {
    guard order.quantity > 0 else { return nil }
    mid = 0
    halfSpread = 0
    model = 0
    gross = 0
    for item in order.legs {
      guard let bid = item.bid, let ask = item.ask, item.leg.isPriceable else { return nil }
      let ratio = Double(item.leg.count) / Double(order.quantity)
      let value = item.leg.value
      mid -= ratio * 0.5 * (bid.dollars + ask.dollars)
      halfSpread += abs(ratio) * 0.5 * (ask.dollars - bid.dollars)
      model -= ratio * value
      gross += abs(ratio) * value
    }
  }
}
