// A position as the profit ledger carries it: its legs, and what no leg explains.

public import Edges
public import MarketData
public import Structures

/// Profit of one position, leg by leg.
public struct ProfitPosition: Hashable, Sendable {
  /// The position.
  public var position: Int
  /// The symbol of the underlying.
  public var underlying: String
  /// The edge behind it.
  public var edge: EdgeKind
  /// The structure.
  public var structure: StructureKind
  /// The regime that was held when it was opened; empty when none was.
  public var regime: String
  /// Its legs.
  public var legs: [ProfitLeg]
  /// Cost in its account that no leg carries, such as shares that were delivered.
  public var otherCost = Money.zero
  /// Value of that at the last mark; nil before the first.
  public var otherValue: Money?
  /// Realised that no leg explains, such as a dividend.
  public var otherRealised = Money.zero
  /// Fees that no leg explains.
  public var otherFees = Money.zero
  /// What its fills lost against mids, and its fees, so far: zero or negative as a rule.
  public var costs = Money.zero
  /// Whether it has been closed.
  public var isClosed = false

  /// Makes a position without fills.
  public init(
    position: Int, underlying: String, edge: EdgeKind, structure: StructureKind, regime: String,
    legs: [ProfitLeg]
  ) {
    self.position = position
    self.underlying = underlying
    self.edge = edge
    self.structure = structure
    self.regime = regime
    self.legs = legs
  }

  /// Realised so far, before fees.
  public var realised: Money { legs.reduce(otherRealised) { $0 + $1.realised } }

  /// Fees so far.
  public var fees: Money { legs.reduce(otherFees) { $0 + $1.fees } }

  /// What its account carries.
  public var cost: Money { legs.reduce(otherCost) { $0 + $1.cost } }

  /// Value minus cost at the last mark.
  public var unrealised: Money { legs.reduce(otherUnrealised) { $0 + $1.unrealised } }

  /// Value minus cost of what no leg carries; zero before the first mark.
  public var otherUnrealised: Money { otherValue.map { $0 - otherCost } ?? .zero }

  /// Whether anything stands beside its legs.
  public var hasOther: Bool {
    otherRealised != .zero || otherFees != .zero || otherUnrealised != .zero
  }

  /// The first expiry of its legs.
  public var expiry: CivilDate? { legs.map(\.contract.expiry).min() }

  /// Takes the fills of a posting in.
  ///
  /// - Parameters:
  ///   - fills: Fills of its legs.
  ///   - cost: By how much its account has changed.
  ///   - income: What the posting has realised for it, before fees.
  ///   - paid: Fees of the posting.
  mutating func book(_ fills: [LegFill], cost: Money, income: Money, paid: Money) {
    var open = cost
    var made = Money.zero
    var fees = Money.zero
    var last: Int?
    for fill in fills {
      guard let index = legs.firstIndex(where: { $0.contract == fill.contract }) else { continue }
      let change = legs[index].take(fill)
      open -= change.cost
      made += change.realised
      fees += fill.fee
      costs +=
        (fill.mid - fill.price) * (fill.contracts * legs[index].multiplier) - fill.fee
      last = index
    }
    // The account rounds the cost of a partial close once, the legs one by one: the last unit
    // goes to the last leg, so that the legs sum to the account and to what was posted.
    if let last, open != .zero {
      legs[last].cost += open
      legs[last].realised += open
      made += open
      open = .zero
    }
    otherCost += open
    otherRealised += income - made
    otherFees += paid - fees
  }

  /// Takes the settlement of a leg in: the leg realises what was posted, and what its account still
  /// carries of it, such as shares, stays beside the legs.
  mutating func settle(_ contract: OptionContract, cost: Money, income: Money, paid: Money) {
    guard let index = legs.firstIndex(where: { $0.contract == contract }) else {
      return book([], cost: cost, income: income, paid: paid)
    }
    let open = cost + legs[index].cost
    legs[index].cost = .zero
    legs[index].contracts = 0
    legs[index].value = nil
    legs[index].realised += income
    legs[index].fees += paid
    otherCost += open
  }

  /// Marks what is held.
  ///
  /// - Parameters:
  ///   - values: Value of each leg, in the order of the legs; nil leaves a leg as it was marked.
  ///   - total: Value of the whole position.
  public mutating func mark(_ values: [Money?], total: Money) {
    for (index, value) in values.enumerated() where legs.indices.contains(index) {
      legs[index].value = value ?? legs[index].value
    }
    let held = legs.reduce(Money.zero) { $0 + ($1.contracts == 0 ? .zero : $1.value ?? $1.cost) }
    otherValue = total - held
  }
}
