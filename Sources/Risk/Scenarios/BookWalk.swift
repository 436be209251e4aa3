// A book carried along a path of the market: what expires on the way is settled there.

import Numerics

extension BookRevaluation {
  /// The book without the legs that have expired after some years.
  func open(after years: Double) -> BookRevaluation {
    var copy = self
    copy.keep { $0.years > years }
    return copy
  }

  /// The legs that have expired by then.
  func expired(by years: Double) -> BookRevaluation {
    var copy = self
    copy.keep { $0.years <= years }
    return copy
  }
}

/// A book on its way along one path.
struct BookWalk {
  private var book: BookRevaluation
  private var settled = 0.0
  private var day = 0

  init(_ book: BookRevaluation) { self.book = book }

  /// The profit in dollars at the next close; legs that have expired by then settle at it.
  mutating func advance(to step: ScenarioStep) -> Double {
    day += 1
    let years = Double(day) * sessionYears
    let columns = ShockColumns(moves: [step.move], points: [step.points])
    var total = [Lanes(repeating: 0)]
    book.expired(by: years).add(to: &total, columns, after: years)
    settled += total[0][0]
    book = book.open(after: years)
    return settled + (book.profits(columns, after: years).first ?? 0)
  }
}
