// The trials of the control self-test: what moves which control past its bound.

import MarketData
import Risk
import Structures

extension ControlSelfTest {
  typealias Change = (inout ControlCase) -> Void

  /// One trial a control, in the order of the rules.
  var trials: [(limit: String, change: Change)] {
    orderTrials + marketTrials + messageTrials + lossTrials + bookTrials + stateTrials
  }

  private var orderTrials: [(limit: String, change: Change)] {
    [
      ("max_contracts", { $0.order.quantity = $0.limits.maximumContracts + 1 }),
      ("max_notional", { $0.limits.notional = 0.1 }),
      ("wrong_sign", { $0.order.limit = Money(units: -500) }),
      ("tick", { $0.order.limit = $0.order.limit + Money(units: 100) }),
      ("trade_max_loss", { $0.order.maxLoss = 1_000_000 * $0.limits.tradeLoss + 1 }),
      (
        "defined_risk",
        { one in
          one.order.legs.removeAll { $0.leg.count > 0 }
        }
      ),
      ("days_to_expiry", { one in expiring(one.limits.days.upperBound + 1, &one) }),
      ("days_to_expiry_least", { $0.limits.days = 60...120 }),
    ]
  }

  private var marketTrials: [(limit: String, change: Change)] {
    [
      ("market_open", { $0.order.isMarketOpen = false }),
      ("quote_quality", { $0.order.legs[0].quality = .crossed }),
      (
        "quote_age",
        { one in
          one.order.legs[1].quoteTime = one.exposure.time - one.limits.quoteAge - .seconds(1)
        }
      ),
      ("collar_quote", { $0.order.limit = $0.order.limit - Money(wholeDollars: 1) }),
      ("collar_model", { $0.order.limit = $0.order.limit - Money(wholeDollars: 2) }),
    ]
  }

  private var messageTrials: [(limit: String, change: Change)] {
    [
      ("orders_second", { $0.exposure.messages.second = $0.limits.throttle.second }),
      ("orders_minute", { $0.exposure.messages.minute = $0.limits.throttle.minute }),
      ("orders_day", { $0.exposure.messages.day = $0.limits.throttle.day }),
      ("duplicate", { $0.order.isDuplicate = true }),
    ]
  }

  private var lossTrials: [(limit: String, change: Change)] {
    [
      ("daily_loss", { $0.exposure.exitEquity = 1_000_000 * (1 - $0.limits.dailyLoss) - 1 }),
      ("weekly_loss", { $0.exposure.exitEquity = 1_000_000 * (1 - $0.limits.weeklyLoss) - 1 }),
      ("drawdown", { $0.exposure.exitEquity = 1_000_000 * (1 - $0.limits.drawdown) - 1 }),
    ]
  }

  private var bookTrials: [(limit: String, change: Change)] {
    [
      ("total_max_loss", { $0.limits.totalLoss = 0.001 }),
      ("open_structures", { $0.limits.maximumOpen = 0 }),
      ("underlying_max_loss", { $0.limits.underlyingShare = 0.001 }),
      ("expiry_week_max_loss", { $0.limits.expiryWeekShare = 0.001 }),
      ("cluster_max_loss", { $0.limits.clusterShare = 0.001 }),
      ("delta_dollars", { $0.limits.deltaDollars = 0 }),
      ("gamma_dollars", { $0.limits.gammaDollars = 0 }),
      ("vega", { $0.limits.vega = 0 }),
      (
        "theta",
        { one in
          one.limits.theta = 0; bought(&one)
        }
      ),
      ("margin", { $0.limits.margin = 0 }),
      ("worst_stress", { $0.limits.stressLoss = 0 }),
      ("new_per_symbol_day", { $0.limits.newPerSymbolDay = 0 }),
      ("new_risk_today", { $0.limits.newRiskToday = 0 }),
      ("optional_position", { $0.limits.optional.positionShare = 0.001 }),
      ("optional_sector", { $0.limits.optional.sectorShare = 0.001 }),
      (
        "optional_drawdown",
        {
          $0.exposure.exitEquity = nil; $0.limits.optional.drawdown = 0.1
        }
      ),
      ("optional_delta", { $0.limits.optional.delta = 0 }),
      ("optional_gamma", { $0.limits.optional.gamma = 0 }),
      ("optional_vega", { $0.limits.optional.vega = 0 }),
      // Without past moves neither can be known, and what is unknown is a breach.
      ("optional_volatility", { $0.limits.optional.volatility = 10 }),
      ("optional_var_95", { $0.limits.optional.valueAtRisk = 1 }),
    ]
  }

  private var stateTrials: [(limit: String, change: Change)] {
    [
      ("trading_state", { $0.state = .halted }),
      ("reducing_max_loss", { $0.state = .reducing }),
    ]
  }

  /// The same order with all legs at another expiry.
  private func expiring(_ days: Int, _ one: inout ControlCase) {
    for index in one.order.legs.indices {
      let old = one.order.legs[index].leg
      let moved = leg(
        old.count, old.right, Int(old.strike), days: days)
      one.order.legs[index].leg = moved
    }
  }

  /// The order turned round, so that it pays time value.
  private func bought(_ one: inout ControlCase) {
    for index in one.order.legs.indices {
      let old = one.order.legs[index].leg
      one.order.legs[index].leg = old.with(count: -old.count)
    }
  }
}
