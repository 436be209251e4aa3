import MarketData
import Structures

@testable import Risk

/// A book and orders whose every number lies within the limits.
enum Book {
  static let now = NewYorkTime.instant(Fixture.today, 13, 0)

  static let condor = [
    Fixture.leg(1, .put, 465), Fixture.leg(-1, .put, 470), Fixture.leg(-1, .call, 530),
    Fixture.leg(1, .call, 535),
  ]

  static func exposure(equity: Double? = 1_000_000) -> Exposure {
    var exposure = Exposure.flat(equity: 1_000_000, time: now, session: Fixture.today)
    exposure.equity = equity
    return exposure
  }

  static func position(
    _ id: Int, legs: [ModelLeg] = condor, quantity: Int = 10, perPackage: Double = 400
  ) -> StructureRisk {
    StructureRisk(
      position: id, underlying: "SPX", cluster: nil, beta: 1,
      legs: legs.map { $0.with(count: $0.count * quantity) }, quantity: quantity,
      maxLoss: perPackage * Double(quantity), openedOn: Fixture.today.adding(days: -1))
  }

  static func order(
    _ purpose: OrderPurpose = .open, author: OrderAuthor = .user, legs: [ModelLeg] = condor,
    quantity: Int = 10, perPackage: Double = 400
  ) -> OrderIntentCheck {
    let traded = legs.map { leg in
      let value = leg.value
      return OrderLeg(
        leg: leg.with(count: leg.count * quantity), bid: Fixture.money(value - 0.05),
        ask: Fixture.money(value + 0.05), quality: .good, quoteTime: now - .seconds(10))
    }
    let net = legs.reduce(0.0) { $0 - Double($1.count) * $1.value }
    let tick = (net / 0.05).rounded(.down) * 0.05
    return OrderIntentCheck(
      purpose: purpose, author: author, kind: .ironCondor, underlying: "SPX", cluster: nil,
      beta: 1, legs: traded, quantity: quantity, limit: Fixture.money(tick),
      tick: Fixture.money(0.05), maxLoss: purpose == .open ? perPackage * Double(quantity) : nil,
      isMarketOpen: true, isDuplicate: false)
  }

  static func closing(
    _ id: Int, legs: [ModelLeg] = condor, quantity: Int = 10, author: OrderAuthor = .user
  ) -> OrderIntentCheck {
    order(
      .close(position: id), author: author, legs: legs.map { $0.with(count: -$0.count) },
      quantity: quantity)
  }

  static func breaches(
    _ order: OrderIntentCheck, _ exposure: Exposure, limits: RiskLimits = .standard,
    stage: RiskStage = .approve, state: TradingState = .active
  ) -> [String] {
    judge(order, stage: stage, exposure: exposure, limits: limits, state: state)
      .breaches.map(\.limit)
  }
}
