// Profit by leg, exact to the last unit, folded from fills, settlements and postings.
//
// A posting is the authority: what it moves in a position's account and what it realises is given to
// the legs that its fills or its settlement name, and what no leg explains stays beside them. So
// legs sum to structures, structures to edges, regimes and the book, and the book to its equity.

public import Edges
public import MarketData
public import Structures

/// Profit of a run by position and leg.
public struct ProfitLedger: Hashable, Sendable {
  /// A result of the book that belongs to no position, such as interest.
  public struct Account: Hashable, Sendable {
    /// The ledger's account.
    public var name: String
    /// Profit, negative for a loss.
    public var profit: Money

    /// Makes an entry.
    public init(name: String, profit: Money) {
      self.name = name
      self.profit = profit
    }
  }

  /// What the closed positions of a kind made together.
  public struct Retired: Hashable, Sendable {
    /// The symbol of the underlying.
    public var underlying: String
    /// The edge behind them.
    public var edge: EdgeKind
    /// The structure.
    public var structure: StructureKind
    /// The regime at their opening.
    public var regime: String
    /// How many.
    public var trades: Int
    /// Realised, before fees.
    public var realised: Money
    /// Fees.
    public var fees: Money

    /// Makes an entry.
    public init(
      underlying: String, edge: EdgeKind, structure: StructureKind, regime: String, trades: Int,
      realised: Money, fees: Money
    ) {
      self.underlying = underlying
      self.edge = edge
      self.structure = structure
      self.regime = regime
      self.trades = trades
      self.realised = realised
      self.fees = fees
    }
  }

  /// Positions, oldest first; closed ones only when they are kept.
  public var positions: [ProfitPosition] = []
  /// Closed positions that are not kept, summed by what they have in common.
  public var retired: [Retired] = []
  /// Results that belong to no position.
  public var accounts: [Account] = []
  /// What the book was funded with.
  public var capital = Money.zero
  /// Fills that no posting has booked yet.
  public var fills: [LegFill] = []
  /// A settled leg that no posting has booked yet.
  public var settled: SettledLeg?
  /// Whether closed positions stay with their legs; a desk at work sums them up instead.
  public var keepsClosed = false

  /// An empty ledger.
  public init() {}

  /// A leg that was settled.
  public struct SettledLeg: Hashable, Sendable {
    /// The position.
    public var position: Int
    /// The contract.
    public var contract: OptionContract

    /// Names a leg.
    public init(position: Int, contract: OptionContract) {
      self.position = position
      self.contract = contract
    }
  }

  /// The place of a position; nil when it is not kept.
  public func index(of position: Int) -> Int? {
    positions.lastIndex { $0.position == position }
  }

  /// The same, looked for at a place first: positions stand in the order of their openings.
  public func index(of position: Int, from place: Int) -> Int? {
    if place < positions.count, positions[place].position == position { return place }
    return index(of: position)
  }

  /// Takes a fill in; it counts with the posting that books it.
  public mutating func fill(_ fill: LegFill) { fills.append(fill) }

  /// Takes a new position in.
  public mutating func open(_ position: ProfitPosition) { positions.append(position) }

  /// Takes the settlement of a leg in; it counts with the posting that books it.
  public mutating func settle(_ position: Int, _ contract: OptionContract) {
    endSettlement()
    settled = SettledLeg(position: position, contract: contract)
  }

  /// Ends a leg whose settlement moved no money, so that nothing was posted for it.
  mutating func endSettlement() {
    if let settled, let index = index(of: settled.position) {
      positions[index].settle(settled.contract, cost: .zero, income: .zero, paid: .zero)
    }
    settled = nil
  }

  /// Ends a position.
  public mutating func close(_ position: Int) {
    if settled?.position == position { endSettlement() }
    guard let index = index(of: position) else { return }
    positions[index].isClosed = true
    if !keepsClosed { retire(positions.remove(at: index)) }
  }

  private mutating func retire(_ position: ProfitPosition) {
    let index = retired.firstIndex {
      $0.underlying == position.underlying && $0.edge == position.edge
        && $0.structure == position.structure && $0.regime == position.regime
    }
    guard let index else {
      retired.append(
        Retired(
          underlying: position.underlying, edge: position.edge, structure: position.structure,
          regime: position.regime, trades: 1, realised: position.realised, fees: position.fees))
      return
    }
    retired[index].trades += 1
    retired[index].realised += position.realised
    retired[index].fees += position.fees
  }

  /// Marks a position.
  public mutating func mark(_ position: Int, values: [Money?], total: Money) {
    guard let index = index(of: position) else { return }
    positions[index].mark(values, total: total)
  }

  /// Realised before fees, fees and unrealised of everything.
  public var total: ProfitSum {
    var sum = ProfitSum()
    for position in positions { sum.add(position) }
    for row in retired {
      sum.realised += row.realised
      sum.fees += row.fees
    }
    for account in accounts { sum.realised += account.profit }
    return sum
  }
}

/// Profit in its three parts.
public struct ProfitSum: Hashable, Sendable {
  /// Realised, before fees.
  public var realised = Money.zero
  /// Fees, positive.
  public var fees = Money.zero
  /// Value minus cost of what is held.
  public var unrealised = Money.zero

  /// Nothing.
  public init() {}

  /// All of it.
  public var total: Money { realised - fees + unrealised }

  mutating func add(_ position: ProfitPosition) {
    realised += position.realised
    fees += position.fees
    unrealised += position.unrealised
  }

  mutating func add(_ leg: ProfitLeg) {
    realised += leg.realised
    fees += leg.fees
    unrealised += leg.unrealised
  }
}
