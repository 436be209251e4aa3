// What each strategy contributed to the return of the book.
//
// A strategy's capital is the largest proven loss that it had open at once: what it needed. Its
// return is its profit over that, its weight that over the capital of the book, its contribution
// the product, which is its profit over the capital of the book. Source: domain rules, f.11.

public import MarketData

/// A strategy's part in the return of the book.
public struct StrategyContribution: Hashable, Sendable {
  /// The strategy.
  public var name: String
  /// Its profit after fees.
  public var profit: Money
  /// The largest proven loss it had open at once; zero for what needs none, such as interest.
  public var capital: Money
  /// Capital over that of the book.
  public var weight: Double
  /// Profit over its capital; nil without any.
  public var rate: Double?
  /// Profit over the capital of the book.
  public var contribution: Double

  /// Makes a row.
  public init(
    name: String, profit: Money, capital: Money, weight: Double, rate: Double?,
    contribution: Double
  ) {
    self.name = name
    self.profit = profit
    self.capital = capital
    self.weight = weight
    self.rate = rate
    self.contribution = contribution
  }
}

/// Contributions that sum to the return of the book, the last row being what no strategy made.
///
/// - Parameters:
///   - strategies: Name, profit after fees and capital of each.
///   - profit: Profit of the book.
///   - capital: What the book was funded with, above zero.
/// - Returns: A row for each strategy, and one named `residual` for the rest.
public func strategyContributions(
  _ strategies: [(name: String, profit: Money, capital: Money)], profit: Money, capital: Money
) -> [StrategyContribution] {
  guard capital > .zero else { return [] }
  var left = profit
  var rows: [StrategyContribution] = []
  for one in strategies {
    left -= one.profit
    rows.append(
      StrategyContribution(
        name: one.name, profit: one.profit, capital: one.capital,
        weight: one.capital.dollars / capital.dollars,
        rate: one.capital > .zero ? one.profit.dollars / one.capital.dollars : nil,
        contribution: one.profit.dollars / capital.dollars))
  }
  rows.append(
    StrategyContribution(
      name: "residual", profit: left, capital: .zero, weight: 0, rate: nil,
      contribution: left.dollars / capital.dollars))
  return rows
}
