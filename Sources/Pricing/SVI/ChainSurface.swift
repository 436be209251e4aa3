// A whole chain fitted: every listed expiry with its slice or the reason for none.

public import Numerics

/// One expiry of a fitted chain.
public struct ChainSurfaceExpiry: Hashable, Sendable {
  /// Forward, discount and quotes as they were prepared.
  public let prepared: PreparedSmile
  /// The fitted slice; nil when the expiry cannot be fitted.
  public let fit: SVIFit?
  /// The dense check of its density factor; nil without a slice.
  public let butterfly: ArbitrageMargin?
  /// The dense check against the fitted slice before it; nil for the first one.
  public let calendar: ArbitrageMargin?
  /// Why there is no slice; nil when there is one.
  public let refusal: String?
}

/// A chain and its fitted surface.
public struct ChainSurface: Hashable, Sendable {
  /// Every listed expiry, in the order given.
  public let expiries: [ChainSurfaceExpiry]
  /// The fitted slices alone, by ascending time.
  public let surface: SurfaceFit

  /// Root mean square of the vega-weighted errors of all slices, as a decimal.
  public var vegaWeightedError: Double {
    let squares = surface.slices.map { $0.vegaWeightedError * $0.vegaWeightedError }
    return ((mean(squares) ?? 0)).squareRoot()
  }
}

/// Fits the surface of a chain.
///
/// An expiry with too few strikes for a slice, or one that settles at the same moment as another
/// with more strikes, is listed with that reason; nothing is skipped in silence.
///
/// - Parameters:
///   - prepared: The expiries, as `prepareSmiles` gives them, in any order.
///   - settings: How to fit.
/// - Returns: Every expiry with its slice or its refusal.
/// - Throws: `ModelError.noSolution` with the first reasons when no expiry can be fitted.
public func fitChainSurface(
  _ prepared: [PreparedSmile], settings: SVISettings = SVISettings()
) throws(ModelError) -> ChainSurface {
  let least = max(settings.minimumStrikes, 5)
  var refusals = prepared.map(\.refusal)
  var chosen: [(place: Int, smile: SmileQuotes)] = []
  for (place, expiry) in prepared.enumerated() {
    guard let smile = expiry.smile else { continue }
    if smile.count < least {
      refusals[place] = "\(smile.count) strikes have a volatility, \(least) are needed"
    } else {
      chosen.append((place, smile))
    }
  }
  chosen.sort { ($0.smile.years, $1.smile.count) < ($1.smile.years, $0.smile.count) }
  var kept: [(place: Int, smile: SmileQuotes)] = []
  for one in chosen {
    if let last = kept.last, last.smile.years == one.smile.years {
      refusals[one.place] = "it settles at the same moment as \(last.smile.label)"
    } else {
      kept.append(one)
    }
  }
  guard !kept.isEmpty else {
    let reasons = zip(prepared, refusals).prefix(4).map { "\($0.label): \($1 ?? "no smile")" }
    throw .noSolution(what: "a surface", why: reasons.joined(separator: "; "))
  }
  let surface = try fitSurface(kept.map(\.smile), settings: settings)
  var slots = [Int?](repeating: nil, count: prepared.count)
  for (index, one) in kept.enumerated() { slots[one.place] = index }
  let expiries = prepared.indices.map { place in
    let slot = slots[place]
    return ChainSurfaceExpiry(
      prepared: prepared[place], fit: slot.map { surface.slices[$0] },
      butterfly: slot.map { surface.arbitrage.butterflies[$0] },
      calendar: slot.flatMap { $0 > 0 ? surface.arbitrage.calendars[$0 - 1] : nil },
      refusal: refusals[place])
  }
  return ChainSurface(expiries: expiries, surface: surface)
}
