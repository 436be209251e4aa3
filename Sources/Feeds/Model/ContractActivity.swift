// Open interest and volume of a contract on a day.
//
// Regressions on the Cboe chains of three days (out-of-the-money, 1 to 420 days), the weight of puts
// and of open interest raised until totals and ratios come out over the three lists. Every random
// part belongs to the contract, or to the contract and the day, so a number can be drawn again
// from the closes of the sessions before it: nothing is carried from day to day.

import Glibc
import MarketData
import Numerics

/// What the open interest and volume of one contract depend on.
struct ContractTraits: Sendable {
  /// The contract's own seed.
  var seed: UInt64
  var right: OptionRight
  var strike: Double
  var kind: ExpiryKind
  var expiry: CivilDate
  /// Calendar days from the expiry's first listing to expiry.
  var window: Int
  /// How round the strike is: 0 not at all, 1, 2 or 3.
  var roundness: Int

  /// The seed of a contract under a tape's seed.
  static func seed(
    _ tape: UInt64, root: UInt64, expiry: CivilDate, right: OptionRight, strike: Money
  ) -> UInt64 {
    var hash = RandomStream.mix(tape ^ root)
    hash = RandomStream.mix(hash ^ UInt64(bitPattern: Int64(expiry.dayNumber)))
    return RandomStream.mix(
      hash ^ (UInt64(bitPattern: strike.units) &* 2 &+ (right == .call ? 1 : 0)))
  }

  /// The traits of a listed option: `unit` is the finest strike increment of the listing, `seed`
  /// the tape's seed of the quotes, `root` the hash of the root's symbol.
  init(
    of planned: PlannedExpiry, right: OptionRight, strike: Double, unit: Double, seed: UInt64,
    root: UInt64
  ) {
    self.seed = ContractTraits.seed(
      seed, root: root, expiry: planned.date, right: right,
      strike: Money(units: Int64((strike * 10_000).rounded())))
    self.right = right
    self.strike = strike
    kind = planned.kind
    expiry = planned.date
    window = planned.window
    roundness = ContractTraits.roundness(strike / unit)
  }

  /// How round a strike is, in units of the finest step.
  private static func roundness(_ units: Double) -> Int {
    let n = Int(units.rounded())
    if n % 20 == 0 { return 3 }
    if n % 10 == 0 { return 2 }
    return n % 5 == 0 ? 1 : 0
  }

  /// ln(days to expiry / 30) on a session.
  private func lnDays(_ session: CivilDate) -> Double {
    log(Double(max(expiry.days(since: session), 1)) / 30)
  }

  /// Folded delta, and how far in the money, between 0 and 1, at a reference.
  private func moneyness(_ reference: SessionReference, _ session: CivilDate) -> (Double, Double) {
    let years = Double(max(expiry.days(since: session), 1)) / 365
    let deviation = max(0.0084 * reference.volatility * years.squareRoot(), 0.004)
    let z = log(strike / reference.close) / deviation
    let fold = 0.5 * erfc(abs(z) / 2.0.squareRoot())
    let inward = right == .call ? -z : z
    return (max(fold, 1e-4), 1 / (1 + exp(-inward / 0.15)))
  }

  /// Open interest at the open of a session, from the close before it.
  func openInterest(at session: CivilDate, from reference: SessionReference) -> Int32 {
    var random = RandomStream(seed: seed, count: 0)
    if random.uniform() < 0.20 { return 0 }
    let noise = random.normal()
    let (delta, inside) = moneyness(reference, session)
    let l = lnDays(session)
    let place: Double =
      switch kind {
      case .openingMonthly: 4.7
      case .closingMonthly: 2.5
      case .monthEnd: 2.7
      case .friday: 1.65
      case .weekday: 0
      }
    let round = [0, 1.45, 2.2, 2.8][roundness]
    let value =
      2.1 + round + place + (right == .put ? 0.45 : 0) - 1.5 * inside + 0.15 * log(delta / 0.1)
      - 1.3 * l - 0.12 * l * l + 1.6 * noise
    // A new expiry starts empty and fills within about a week of sessions.
    let age = Double(max(window - expiry.days(since: session), 0))
    let filled = 1 - exp(-age / 7)
    return Int32((exp(min(value, 11.5)) - 1).rounded() * filled)
      .clamped(to: 0...1_000_000)
  }

  /// The volume drawn for a session, before changes of open interest ask for more.
  func volume(
    on session: CivilDate, from reference: SessionReference, openInterest: Int32
  ) -> Int32 {
    var random = RandomStream(
      seed: RandomStream.mix(seed ^ UInt64(bitPattern: Int64(session.dayNumber))))
    if random.uniform() < 0.33 { return 0 }
    let noise = random.normal()
    let (delta, inside) = moneyness(reference, session)
    let l = lnDays(session)
    let place: Double =
      switch kind {
      case .openingMonthly: 0.7
      case .closingMonthly: 0.6
      case .monthEnd: 0.3
      case .friday: 1.0
      case .weekday: 0
      }
    let round = [0, 0.5, 0.9, 1.5][roundness]
    let value =
      0.5 + round + place + (right == .put ? 0.25 : 0) + 0.5 * log(delta / 0.1) - 1.1 * l
      + 0.08 * l * l + 0.37 * log(1 + Double(openInterest)) - 1.5 * inside + 1.6 * noise
    return Int32((exp(min(max(value, 0), 10.5)) - 1).rounded())
  }
}

extension Int32 {
  func clamped(to range: ClosedRange<Int32>) -> Int32 {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}

/// A net change of open interest is at most half of the volume that made it.
func volumeFloor(opening: Int32, closing: Int32) -> Int32 { 2 * abs(closing - opening) }
