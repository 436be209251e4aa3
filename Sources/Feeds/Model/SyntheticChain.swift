// A chain of options whose quotes are made from a handful of numbers a minute.
//
// Holds the listing, the latest value of every strike and the latest quote of every option. One
// strike is priced once, out of the money; its other option follows by parity. Buffers live as
// long as the session, so a minute allocates only what it sends.

import Glibc
import MarketData
import Numerics

/// The options of one underlying for one session.
struct SyntheticChain: Sendable {
  /// An expiry with what its quotes need.
  struct Expiry: Sendable {
    var listed: ChainExpiry
    var kind: ExpiryKind
    var isOpening: Bool
    /// Its strikes in `strikes`.
    var strikes: Range<Int>
    /// Weight of variance from the session's close to expiration; nil when it ends today.
    var weightAfterClose: Double?
    /// ln(days / 30), for half-spreads.
    var lnDays: Double
  }

  /// The latest quote of an option and what its next one depends on.
  struct OptionState: Sendable {
    var seed: UInt64
    var bid: Int32 = 0
    var ask: Int32 = 0
    var bidSize: Int32 = 0
    var askSize: Int32 = 0
    var volume: Int32 = 0
    var remaining: Int32 = 0
    var quoted: Double = -1
    var bidNormal: Float = 0
    var askNormal: Float = 0
    var spreadNoise: Float = 0
    var changed = false
    var time: Int64 = 0
  }

  let underlying: String
  let session: Session
  let economics: ChainEconomics
  let ticks: TickSchedule
  /// The listing with open interest and yesterday's volume, without quotes.
  let listing: OptionChain
  let expiries: [Expiry]
  /// What open interest and volume of each option depend on.
  let traits: [ContractTraits]
  let strikes: [Double]
  let lnStrikes: [Double]
  /// Weight of variance from the close to thirty calendar days on, with its announcements.
  let thirtyDayWeight: Double
  /// Remaining share of volume at each minute: this minute's over the rest of the day's.
  let volumeHazard: [Double]

  /// Values per strike, by the latest `price`.
  var callValue: [Double]
  var putValue: [Double]
  /// Probability-like delta of the call, for quoting habits.
  var callDelta: [Double]
  /// Forward and at-the-money total variance per expiry, by the latest `price`.
  var forward: [Double]
  var variance: [Double]
  var options: [OptionState]
  /// What the static bounds moved, over every `price` so far.
  var clips = BoundClips()
  /// Options to send with the next update even if unchanged.
  var resend: [Int32] = []

  /// The quote of an option as it stands.
  @inline(__always) func quote(_ index: Int) -> Quote {
    let o = options[index]
    return Quote(
      bid: Money(units: Int64(o.bid)), ask: Money(units: Int64(o.ask)), bidSize: o.bidSize,
      askSize: o.askSize, volume: o.volume, time: Instant(nanoseconds: o.time))
  }

  /// Prices and quotes a moment and returns the quotes that changed.
  mutating func update(at point: SurfacePoint) -> ChainUpdate {
    price(at: point)
    requote(at: point)
    for index in resend { options[Int(index)].changed = true }
    resend.removeAll(keepingCapacity: true)
    return changes()
  }

  /// The quotes that changed in the latest update.
  func changes() -> ChainUpdate {
    var indices: [Int32] = []
    var quotes: [Quote] = []
    indices.reserveCapacity(options.count)
    quotes.reserveCapacity(options.count)
    for index in options.indices where options[index].changed {
      indices.append(Int32(truncatingIfNeeded: index))
      quotes.append(quote(index))
    }
    return ChainUpdate(underlying: underlying, indices: indices, quotes: quotes)
  }

  /// Trades at the close what tomorrow's open interest asks of today's volume.
  /// - Parameters:
  ///   - next: The next session.
  ///   - reference: This session's closes.
  mutating func completeVolume(next: CivilDate, reference: SessionReference) {
    for index in options.indices where traits[index].expiry >= next {
      let opening = listing.options[index].openInterest ?? 0
      let closing = traits[index].openInterest(at: next, from: reference)
      let floor = volumeFloor(opening: opening, closing: closing)
      guard options[index].volume < floor else { continue }
      options[index].volume = floor
      options[index].changed = true
    }
  }
}
