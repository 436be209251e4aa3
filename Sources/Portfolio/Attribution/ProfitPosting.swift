// How a posting finds its legs.

public import MarketData

extension ProfitLedger {
  /// One side of a posting: an account and its amount, positive for a debit.
  public typealias Entry = (account: String, amount: Money)

  /// Takes a posting in, whose entries sum to zero.
  ///
  /// - Parameters:
  ///   - entries: Its accounts and amounts.
  ///   - ref: What it is for; one that begins with `P3` belongs to that position.
  public mutating func post(_ entries: [Entry], ref: String) {
    var owners: [(position: Int, cost: Money)] = []
    var income = Money.zero
    var paid = Money.zero
    for entry in entries {
      switch entry.account {
      case LedgerAccount.cash: continue
      case LedgerAccount.capital: capital -= entry.amount
      case LedgerAccount.fees: paid += entry.amount
      default:
        guard let owner = LedgerAccount.position(of: entry.account) else {
          income -= entry.amount
          continue
        }
        if let index = owners.firstIndex(where: { $0.position == owner }) {
          owners[index].cost += entry.amount
        } else {
          owners.append((owner, entry.amount))
        }
      }
    }
    // A settlement of a leg that cost nothing moves no position account: its reference names it.
    if owners.isEmpty, let owner = owner(of: ref) { owners.append((owner, .zero)) }
    if let settled, !owners.contains(where: { $0.position == settled.position }) {
      endSettlement()
    }
    let known = owners.filter { index(of: $0.position) != nil }
    guard known.count == 1 else {
      return known.isEmpty ? postToBook(entries) : postToSeveral(known, income, paid)
    }
    post(to: known[0].position, cost: known[0].cost, income: income, paid: paid)
    finishPosting()
  }

  /// The position that a reference begins with, such as `P3 SPX-20180316-P-2600`.
  private func owner(of ref: String) -> Int? {
    guard ref.hasPrefix("P"), let word = ref.split(separator: " ").first else { return nil }
    return Int(word.dropFirst())
  }

  private mutating func finishPosting() {
    fills = []
    settled = nil
  }

  private mutating func post(to position: Int, cost: Money, income: Money, paid: Money) {
    guard let index = index(of: position) else { return }
    if let settled, settled.position == position {
      positions[index].settle(settled.contract, cost: cost, income: income, paid: paid)
    } else {
      positions[index].book(fills(of: index), cost: cost, income: income, paid: paid)
    }
  }

  private func fills(of index: Int) -> [LegFill] {
    fills.filter { fill in positions[index].legs.contains { $0.contract == fill.contract } }
  }

  /// A posting of several positions, such as a roll: each realises what its own fills brought.
  private mutating func postToSeveral(
    _ owners: [(position: Int, cost: Money)], _ income: Money, _ paid: Money
  ) {
    var income = income
    var paid = paid
    for (place, owner) in owners.enumerated() {
      guard let index = index(of: owner.position) else { continue }
      let own = fills(of: index)
      let cash = own.reduce(Money.zero) { sum, fill in
        let leg = positions[index].legs.first { $0.contract == fill.contract }
        return sum - fill.price * (fill.contracts * (leg?.multiplier ?? 0))
      }
      let isLast = place == owners.count - 1
      let made = isLast ? income : cash + owner.cost
      let fees = isLast ? paid : own.reduce(Money.zero) { $0 + $1.fee }
      post(to: owner.position, cost: owner.cost, income: made, paid: fees)
      income -= made
      paid -= fees
    }
    finishPosting()
  }

  /// A posting of no position: every account but cash and capital is a result of the book.
  private mutating func postToBook(_ entries: [Entry]) {
    for entry in entries
    where entry.account != LedgerAccount.cash && entry.account != LedgerAccount.capital {
      if let index = accounts.firstIndex(where: { $0.name == entry.account }) {
        accounts[index].profit -= entry.amount
      } else {
        accounts.append(Account(name: entry.account, profit: -entry.amount))
      }
    }
  }
}
