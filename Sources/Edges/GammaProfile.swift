// Dealers' gamma by price of the underlying, as a proxy from open interest.
//
// Dealers are assumed long calls and short puts, so a call adds and a put takes away. Each contract
// is repriced at its own volatility (sticky strike) on a grid of prices.
// Source of the sign rule: SqueezeMetrics (2017), "Gamma exposure"; of the effects: Barbon and
// Buraschi (2021), Baltussen, Da, Lammers and Martens (2021).

import Glibc
public import MarketData
import Numerics
import Pricing

/// Net dealer gamma of one symbol.
public struct GammaProfile: Hashable, Sendable {
  /// When it was computed.
  public var time: Instant
  /// Price of the underlying then.
  public var spot: Double
  /// Net dollars of delta for a move of 1 %, at each price of the grid; empty until it is drawn.
  public var net: [Double]
  /// Net dollars of delta for a move of 1 %, at the spot.
  public var netAtSpot: Double
  /// The sign change nearest to the spot; nil when the sign never changes.
  public var flip: Double?
  /// Strike at or above the spot with the most call gamma.
  public var callWall: Money?
  /// Strike at or below the spot with the most put gamma.
  public var putWall: Money?
  /// Strike of the short book near the spot with the most net gamma.
  public var pin: Money?
  /// The first expiry, an index into the chain's, that holds the pin.
  public var pinExpiry: Int?
  /// The pin's share of all absolute gamma of the short book.
  public var pinShare: Double
  /// Contracts of open interest counted.
  public var openInterest: Int
  /// Strikes with open interest.
  public var strikes: Int
  /// What the net at each price is summed from.
  var curve: GammaGrid?

  /// Prices of the grid as shares of the spot: 0.85 to 1.15 in 61 steps.
  public static let grid: [Double] = (0...60).map { 0.85 + 0.005 * Double($0) }

  /// The profile with its net at each price.
  public func drawn() -> GammaProfile {
    guard net.isEmpty, let curve else { return self }
    var profile = self
    profile.net = curve.sums
    profile.curve = nil
    return profile
  }
}

/// The gamma profile of a context's chain with its net at each price.
public func makeGammaProfile(_ context: EdgeContext) -> GammaProfile {
  readGammaProfile(context).drawn()
}

/// Computes the gamma profile of a context's chain, its curve not drawn yet.
///
///     GEX = +-Gamma OI M S^2 0.01,   Gamma = D (F / S) phi(d1) / (S s sqrt(T))
///
/// Time has a floor of one day. Only contracts within the reach, the days and the open interest of
/// the rules count; a contract without open interest or volatility adds nothing.
public func readGammaProfile(_ context: EdgeContext) -> GammaProfile {
  var book = GammaBook(context)
  for slice in context.surface.slices where slice.daysToExpiry <= context.rules.gammaDays {
    book.add(slice)
  }
  return book.profile()
}

/// Open interest of one strike and expiry with what its gamma needs.
private struct GammaEntry {
  var strike: Int64
  var call: Double
  var put: Double
  var isShort: Bool
  var expiry: Int
}

/// Sums gamma over expiries.
private struct GammaBook {
  private let context: EdgeContext
  private var net: GammaGrid
  private var entries: [GammaEntry] = []
  private var openInterest = 0

  init(_ context: EdgeContext) {
    self.context = context
    net = GammaGrid()
    net.reserveCapacity(context.chain.options.count / 2)
    entries.reserveCapacity(context.chain.options.count / 2)
  }

  mutating func add(_ slice: ExpirySlice) {
    let expiry = context.chain.expiries[slice.expiry]
    let root = max(slice.years, 1.0 / 365).squareRoot()
    let carry = slice.parity.discount * slice.parity.forward / context.spot
    let size = carry * Double(expiry.root.multiplier) * 0.01
    let isShort = slice.daysToExpiry <= context.rules.pinBookDays
    let (calls, puts) = (expiry.calls, expiry.puts)
    var call = calls.lowerBound
    var put = puts.lowerBound
    while call < calls.upperBound || put < puts.upperBound {
      let callStrike = call < calls.upperBound ? strike(call) : .max
      let putStrike = put < puts.upperBound ? strike(put) : .max
      let units = min(callStrike, putStrike)
      let option = callStrike <= putStrike ? call : put
      let callInterest = callStrike <= putStrike ? interest(call) : 0
      let putInterest = putStrike <= callStrike ? interest(put) : 0
      if callStrike <= putStrike { call += 1 }
      if putStrike <= callStrike { put += 1 }
      guard callInterest + putInterest > 0, let sigma = slice.volatility(of: option) else {
        continue
      }
      let k = log(Double(units) / 10_000 / slice.parity.forward)
      guard abs(k) < context.rules.gammaReach else { continue }
      openInterest += Int(callInterest + putInterest)
      let width = sigma * root
      let d1 = -k / width + 0.5 * width
      let unit = size * context.spot / width
      net.add(d1: d1, width: width, amount: unit * (callInterest - putInterest))
      let atSpot = unit * normalPDF(d1)
      entries.append(
        GammaEntry(
          strike: units, call: atSpot * callInterest, put: atSpot * putInterest, isShort: isShort,
          expiry: slice.expiry))
    }
  }

  private func strike(_ option: Int) -> Int64 {
    context.chain.options[option].contract.strike.units
  }

  private func interest(_ option: Int) -> Double {
    let interest = context.chain.options[option].openInterest ?? 0
    return interest >= context.rules.minimumOpenInterest ? Double(interest) : 0
  }

  func profile() -> GammaProfile {
    let spot = context.spot
    let strikes = byStrike(entries)
    let short = byStrike(entries.filter { $0.isShort })
    var profile = GammaProfile(
      time: context.time, spot: spot, net: [],
      netAtSpot: entries.reduce(0) { $0 + $1.call - $1.put }, flip: net.flip().map { $0 * spot },
      callWall: nil, putWall: nil, pin: nil, pinExpiry: nil, pinShare: 0,
      openInterest: openInterest, strikes: strikes.count, curve: net)
    var (mostCall, mostPut, mostPin) = (0.0, 0.0, 0.0)
    for entry in strikes {
      let price = Double(entry.strike) / 10_000
      if price >= spot, entry.call > mostCall {
        mostCall = entry.call
        profile.callWall = Money(units: entry.strike)
      }
      if price <= spot, entry.put > mostPut {
        mostPut = entry.put
        profile.putWall = Money(units: entry.strike)
      }
    }
    let total = short.reduce(0) { $0 + abs($1.call - $1.put) }
    for entry in short where abs(Double(entry.strike) / 10_000 / spot - 1) <= 0.02 {
      let size = abs(entry.call - entry.put)
      guard size > mostPin else { continue }
      mostPin = size
      profile.pin = Money(units: entry.strike)
      profile.pinShare = size / total
    }
    if let pin = profile.pin {
      profile.pinExpiry = entries.first { $0.strike == pin.units && $0.isShort }?.expiry
    }
    return profile
  }

  /// One entry a strike, ascending; the expiry of the first stays.
  private func byStrike(_ entries: [GammaEntry]) -> [GammaEntry] {
    var merged: [GammaEntry] = []
    var before: [GammaEntry] = []
    var start = 0
    // The strikes of an expiry ascend: each run is merged into those before it.
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].expiry == entries[start].expiry { end += 1 }
      swap(&merged, &before)
      merged.removeAll(keepingCapacity: true)
      merged.reserveCapacity(before.count + end - start)
      var known = 0
      for entry in entries[start..<end] {
        while known < before.count, before[known].strike < entry.strike {
          merged.append(before[known])
          known += 1
        }
        guard known < before.count, before[known].strike == entry.strike else {
          merged.append(entry)
          continue
        }
        before[known].call += entry.call
        before[known].put += entry.put
      }
      merged.append(contentsOf: before[known...])
      start = end
    }
    return merged
  }
}
