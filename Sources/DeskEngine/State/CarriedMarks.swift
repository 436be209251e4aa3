// What legs were worth when a session closed: their marks until the next one quotes them.
//
// The lines of a day that has rolled hold the marks of every leg that had a quote, in a group for each
// position. A leg without quotes in the days that follow keeps the last.

import MarketData
import Portfolio

/// The names in the group of a position's marks.
enum CarriedNames {
  /// What follows the contract in the name of its exit price.
  static let exit = " exit"
}

extension MarkedPosition {
  /// The marks of its open legs that have a quote of this session; nil when there is none.
  var carriedGroup: NumberGroup? {
    var numbers: [NamedNumber] = []
    for (leg, mark) in zip(entry.legs, marks) where !leg.isSettled && mark.isQuoted {
      let name = "\(leg.contract)"
      numbers.append(NamedNumber(name, Double(mark.twiceMid.units) / 20_000))
      numbers.append(NamedNumber(name + CarriedNames.exit, mark.exit.dollars))
    }
    guard !numbers.isEmpty else { return nil }
    return NumberGroup(name: LedgerAccount.position(entry.position), numbers: numbers)
  }
}

extension DeskState {
  /// Gives the legs of open positions their marks of the day that rolled.
  mutating func carryMarks(_ groups: [NumberGroup]) {
    for group in groups {
      guard let id = LedgerAccount.position(of: group.name),
        let index = positions.firstIndex(where: { $0.position == id })
      else { continue }
      for leg in positions[index].legs.indices {
        let name = "\(positions[index].legs[leg].contract)"
        guard let mid = group.value(name), let twice = Money(dollars: 2 * mid),
          let exit = group.value(name + CarriedNames.exit), let price = Money(dollars: exit)
        else { continue }
        positions[index].legs[leg].carriedTwice = twice
        positions[index].legs[leg].carriedExit = price
        positions[index].legs[leg].carriedAt = time
      }
    }
  }
}
