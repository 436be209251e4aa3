// A vertical that trades about as many shares as a hedge asks for.

public import MarketData
public import Pricing
public import Structures

/// A debit vertical of a listed expiry, long near 50 delta and short near 25.
public struct HedgeVertical: Hashable, Sendable {
  /// A put debit sells delta, a call debit buys it.
  public var kind: StructureKind
  /// What is bought.
  public var long: OptionContract
  /// What is sold.
  public var short: OptionContract
  /// Delta of one package in shares, positive or negative.
  public var delta: Double

  /// Makes a vertical.
  public init(kind: StructureKind, long: OptionContract, short: OptionContract, delta: Double) {
    self.kind = kind
    self.long = long
    self.short = short
    self.delta = delta
  }

  /// Days to expiry of a usual trade.
  static let days = 7...60
  /// Days to expiry that are looked for.
  static let targetDays = 30
  /// Absolute deltas of the legs.
  static let targets = (long: 0.5, short: 0.25)

  /// Finds the vertical of the expiry nearest to thirty days; nil where no expiry or strikes serve.
  ///
  /// - Parameters:
  ///   - sells: Whether delta is to be sold.
  ///   - chain: The chain.
  ///   - surface: Its volatilities and deltas.
  public init?(sellingDelta sells: Bool, in chain: OptionChain, on surface: VolatilitySurface) {
    let usual = surface.slices.filter { HedgeVertical.days.contains($0.daysToExpiry) }
    func distance(_ slice: ExpirySlice) -> Int {
      abs(slice.daysToExpiry - HedgeVertical.targetDays)
    }
    guard let slice = usual.min(by: { distance($0) < distance($1) }) else { return nil }
    let expiry = chain.expiries[slice.expiry]
    let range = sells ? expiry.puts : expiry.calls
    func nearest(_ target: Double) -> (option: Int, delta: Double)? {
      var found: (option: Int, delta: Double)?
      for option in range {
        guard let delta = slice.delta(of: option), delta != 0 else { continue }
        if let best = found, abs(abs(delta) - target) >= abs(abs(best.delta) - target) { continue }
        found = (option, delta)
      }
      return found
    }
    guard let bought = nearest(HedgeVertical.targets.long),
      let sold = nearest(HedgeVertical.targets.short), bought.option != sold.option
    else { return nil }
    let shares = (bought.delta - sold.delta) * Double(expiry.root.multiplier)
    guard sells ? shares < 0 : shares > 0 else { return nil }
    self.init(
      kind: sells ? .putDebit : .callDebit, long: chain.options[bought.option].contract,
      short: chain.options[sold.option].contract, delta: shares)
  }
}
