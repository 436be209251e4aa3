// A book as it was marked, for limits, exits and screens.
//
// Every stage of a decision reads it, and none writes to it. A position is a place in the book's
// columns: what the stages hand on is a reference, not a copy of a position with its legs.

import MarketData
import Portfolio
import Pricing
import Risk
import Structures

/// The columns of a marked book.
final class MarkedColumns: Sendable {
  /// The positions.
  let positions: [PositionEntry]
  /// What each is to the risk rules.
  let structures: [StructureRisk]
  /// Marks of the legs of all positions, one after another.
  let marks: [LegMark]
  /// Sensitivities of the open legs of all positions, zero for one that cannot be priced.
  let greeks: [PositionGreeks]

  init(
    _ positions: [PositionEntry], structures: [StructureRisk], marks: [LegMark],
    greeks: [PositionGreeks]
  ) {
    self.positions = positions
    self.structures = structures
    self.marks = marks
    self.greeks = greeks
  }
}

/// What a position is worth.
struct PositionWorth {
  /// At mids.
  var value = Money.zero
  /// At the sides that would close it.
  var exit = Money.zero
  /// How it moves.
  var greeks = PositionGreeks.zero
  /// The places of its first mark and its first open leg in the book.
  var firstMark = 0
  var firstLeg = 0
  /// Whether its chain lists every leg.
  var isListed = false
}

/// A position with its marks.
struct MarkedPosition: Sendable {
  private let book: MarkedColumns
  private let place: Int
  private let worth: PositionWorth

  init(_ book: MarkedColumns, _ place: Int, _ worth: PositionWorth) {
    self.book = book
    self.place = place
    self.worth = worth
  }

  /// Its worth at mids.
  var value: Money { worth.value }

  /// Its worth at the sides that would close it.
  var exitValue: Money { worth.exit }

  /// How it moves.
  var greeks: PositionGreeks { worth.greeks }

  /// Whether its chain lists every leg.
  var isListed: Bool { worth.isListed }

  /// The position.
  var entry: PositionEntry { book.positions[place] }

  /// The position as the risk rules see it.
  var risk: StructureRisk { book.structures[place] }

  /// Every position of its book as the risk rules see it.
  var structures: [StructureRisk] { book.structures }

  /// The marks of its legs.
  var marks: ArraySlice<LegMark> {
    book.marks[worth.firstMark..<(worth.firstMark + book.positions[place].legs.count)]
  }

  /// The mark of a leg, by its place among the legs.
  func mark(of leg: Int) -> LegMark { book.marks[worth.firstMark + leg] }

  /// How an open leg moves, by its place among the open ones; zero when it cannot be priced.
  func greeks(of leg: Int) -> PositionGreeks { book.greeks[worth.firstLeg + leg] }

  /// Unrealised profit at mids, before closing fees.
  var profit: Money { value - book.positions[place].cost }
}
