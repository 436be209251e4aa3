// One leg of a position as the profit ledger carries it.

public import MarketData

/// What one contract of a position cost, is worth and has made.
public struct ProfitLeg: Hashable, Sendable {
  /// The contract.
  public var contract: OptionContract
  /// Units of the underlying in one contract.
  public var multiplier: Int
  /// Contracts held, negative for short; zero once closed or settled.
  public var contracts: Int
  /// What the held contracts cost, negative for a credit.
  public var cost: Money
  /// Realised so far, before fees.
  public var realised: Money
  /// Fees so far.
  public var fees: Money
  /// Value of the held contracts at the last mark; nil before the first.
  public var value: Money?

  /// Makes a leg.
  public init(
    contract: OptionContract, multiplier: Int, contracts: Int = 0, cost: Money = .zero,
    realised: Money = .zero, fees: Money = .zero, value: Money? = nil
  ) {
    self.contract = contract
    self.multiplier = multiplier
    self.contracts = contracts
    self.cost = cost
    self.realised = realised
    self.fees = fees
    self.value = value
  }

  /// Value minus cost of what is held; zero before the first mark.
  public var unrealised: Money {
    guard contracts != 0, let value else { return .zero }
    return value - cost
  }

  /// Takes a fill in.
  ///
  /// Adding carries its price into the cost; reducing takes out the share of the cost that the
  /// reduced contracts have, rounded towards zero, and all of it with the last contract.
  ///
  /// - Returns: By how much the cost has changed, and what was realised.
  mutating func take(_ fill: LegFill) -> (cost: Money, realised: Money) {
    let cash = -(fill.price * (fill.contracts * multiplier))
    fees += fill.fee
    value = nil
    let isAdding = contracts == 0 || (contracts > 0) == (fill.contracts > 0)
    if isAdding {
      contracts += fill.contracts
      cost -= cash
      return (-cash, .zero)
    }
    let closed = min(abs(fill.contracts), abs(contracts))
    let removed =
      closed == abs(contracts)
      ? cost : Money(units: cost.units * Int64(closed) / Int64(abs(contracts)))
    contracts += fill.contracts
    cost -= removed
    realised += cash - removed
    return (-removed, cash - removed)
  }
}

/// A fill of one leg, before the posting that books it.
public struct LegFill: Hashable, Sendable {
  /// The contract.
  public var contract: OptionContract
  /// Contracts, negative for sold.
  public var contracts: Int
  /// Price a unit.
  public var price: Money
  /// Mid at the fill.
  public var mid: Money
  /// The fee.
  public var fee: Money

  /// Makes a fill.
  public init(contract: OptionContract, contracts: Int, price: Money, mid: Money, fee: Money) {
    self.contract = contract
    self.contracts = contracts
    self.price = price
    self.mid = mid
    self.fee = fee
  }
}
