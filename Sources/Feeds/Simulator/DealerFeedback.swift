// Dealers' hedging as a brake or a spur of the benchmark, minute by minute.
//
// Dealers are taken to be long calls and short puts by open interest. Long gamma they sell what
// rises and buy what falls, which calms; short gamma they do the opposite. The sign rule and the
// size of the effect are assumptions, so a simulation has it only when asked.

import Glibc
import MarketData
import Numerics

/// The dealers' book of one chain.
struct DealerBook: Sendable {
  /// Open calls less open puts at one strike, where they differ.
  private struct Strike: Sendable {
    var lnStrike: Double
    var net: Double
  }

  private let chain: SyntheticChain
  /// The strikes of each expiry.
  private let strikes: [[Strike]]

  init(_ chain: SyntheticChain) {
    self.chain = chain
    strikes = chain.expiries.map { expiry in
      let listed = expiry.listed
      return expiry.strikes.enumerated().compactMap { place, strike in
        let call = chain.listing.options[listed.calls.lowerBound + place].openInterest ?? 0
        let put = chain.listing.options[listed.puts.lowerBound + place].openInterest ?? 0
        guard call != put else { return nil }
        return Strike(lnStrike: chain.lnStrikes[strike], net: Double(call) - Double(put))
      }
    }
  }

  /// Net dollars of delta for a move of 1 %, on the surface of a calm smile.
  ///
  ///     GEX = sum of (calls - puts) Gamma 100 S^2 0.01,   Gamma S^2 = D F phi(d1) / (s sqrt T)
  ///
  /// Time has a floor of a day, as in the desk's own profile.
  ///
  /// - Parameters:
  ///   - spot: Price of the benchmark.
  ///   - lnLevel: ln of its volatility index in points.
  ///   - minute: Minutes since the open.
  ///   - elapsed: Share of the session's variance that has passed.
  /// - Returns: Dollars, above zero where dealers are long gamma.
  func exposure(spot: Double, lnLevel: Double, minute: Int, elapsed: Double) -> Double {
    let level = 0.84 * exp(lnLevel) / 100
    let point = SurfacePoint(
      time: chain.session.open + .minutes(Int64(minute)), minute: minute, spot: spot, level: level,
      skewScale: 1, curveScale: 1, slope90: TermModel.ownSlope90(level: level),
      spreadMultiplier: 1, eventVariance: 0, elapsed: elapsed, activity: 0)
    let term = TermModel(level: level, slope90: nil)
    let scale = chain.varianceScale(at: point)
    let leastWidth = level * (1.0 / 365).squareRoot()
    var floor = 0.0
    var total = 0.0
    for e in chain.expiries.indices {
      let slice = chain.slice(e, point, term, scale, floor)
      guard slice.deviation >= 1e-5 else { continue }
      floor = slice.variance
      let unit = slice.discount * slice.forward * Double(chain.expiries[e].listed.root.multiplier)
      for strike in strikes[e] {
        let k = strike.lnStrike - slice.lnForward
        let width = max(slice.totalVariance(k).squareRoot(), leastWidth)
        let d1 = -k / width + 0.5 * width
        guard abs(d1) < 7 else { continue }
        total += strike.net * unit * normalPDF(d1) / width
      }
    }
    return 0.01 * total
  }
}

/// The dealers' effect on one session.
struct DealerFeedback: Sendable {
  let book: DealerBook
  /// The gamma that nine openings in ten stay under, in size.
  let usual: Double

  /// The change of variance at the usual gamma.
  static let strength = 0.15
  /// Gamma counts up to this many times the usual one.
  static let most = 3.0
  /// How fast the usual gamma follows the openings, in ln for each.
  private static let pace = 0.25

  /// What a minute's variance is multiplied by: `1 - 0.15 GEX / GEX90`.
  func varianceFactor(spot: Double, lnLevel: Double, minute: Int, elapsed: Double) -> Double {
    let gamma = book.exposure(spot: spot, lnLevel: lnLevel, minute: minute, elapsed: elapsed)
    let share = usual > 0 ? gamma / usual : 0
    return 1 - DealerFeedback.strength * min(max(share, -DealerFeedback.most), DealerFeedback.most)
  }

  /// The usual gamma before a session, from that of earlier ones and its own opening.
  ///
  /// Follows the ninetieth percentile of the size: up nine steps when an opening lies beyond it,
  /// down one when not, so that one in ten lies beyond. The first opening is taken for two thirds of
  /// it.
  static func usual(after earlier: Double?, opening: Double) -> Double {
    guard let earlier, earlier > 0 else { return 1.5 * abs(opening) }
    return earlier * exp(pace * (abs(opening) > earlier ? 0.9 : -0.1))
  }
}
