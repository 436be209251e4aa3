// Short names of structures: strikes and expiry, the way a trader says them.
//
// Verticals name the leg that earns first: the short one of a credit, the long one of a debit.

import MarketData
import Structures

/// The short name of legs, such as `6Sep 4700/4650P`, `6Sep 4450/5750 IC` or `16Aug/6Sep 520cal`.
func structureText(_ kind: StructureKind, _ legs: [Leg], strikesFirst: Bool = false) -> String {
  let expiries = uniqueSorted(legs.map(\.contract.expiry)).map { expiryText($0) }
    .joined(separator: "/")
  let strikes = strikeText(kind, legs)
  if expiries.isEmpty { return strikes }
  return strikesFirst ? strikes + " " + expiries : expiries + " " + strikes
}

/// A strike without needless decimals.
func strikeText(_ strike: Money) -> String { strike.description }

/// A leg, such as `-1 6Sep 4700P`.
func legText(_ leg: Leg) -> String {
  let contract = leg.contract
  return (leg.ratio > 0 ? "+" : "") + "\(leg.ratio) "
    + expiryText(contract.expiry) + " " + strikeText(contract.strike) + contract.right.letter
}

private func strikeText(_ kind: StructureKind, _ legs: [Leg]) -> String {
  let shorts = legs.filter { $0.ratio < 0 }
  let longs = legs.filter { $0.ratio > 0 }
  let letter = legs.first?.contract.right.letter ?? ""
  switch kind {
  case .ironCondor: return joined(shorts) + " IC"
  case .ironButterfly: return joined(shorts) + " ifly"
  case .strangleWinged: return joined(shorts) + " wings"
  case .bullPut, .bearCall: return joined(shorts + longs, sorted: false) + letter
  case .callDebit, .putDebit: return joined(longs + shorts, sorted: false) + letter
  case .calendar: return joined(shorts) + "cal"
  case .diagonal: return joined(longs + shorts, sorted: false) + letter + " diag"
  case .longButterfly: return joined(shorts) + " fly"
  case .brokenWing: return joined(shorts) + " bwf"
  }
}

private func joined(_ legs: [Leg], sorted: Bool = true) -> String {
  var strikes = legs.map(\.contract.strike)
  if sorted { strikes = uniqueSorted(strikes) }
  return strikes.map { strikeText($0) }.joined(separator: "/")
}

private func uniqueSorted<Value: Comparable>(_ values: [Value]) -> [Value] {
  var result: [Value] = []
  for value in values.sorted() where result.last != value { result.append(value) }
  return result
}
