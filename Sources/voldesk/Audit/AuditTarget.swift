// What an audit is asked for: an order, or a position or candidate that leads to one.

import DeskEngine

/// What is to be audited.
enum AuditTarget: Hashable {
  case order(Int)
  case position(Int)
  case candidate(Int)

  /// Reads `O12`, `12`, `P7` or `C118`.
  ///
  /// - Throws: What the word is and what would be right.
  init(_ word: String) throws(UsageError) {
    let letter = word.uppercased().first
    let digits = letter.map { "OPC".contains($0) } == true ? word.dropFirst() : word[...]
    guard let number = Int(digits), number > 0, digits.utf8.allSatisfy({ (48...57).contains($0) })
    else {
      throw UsageError("\(word) is no order; name one as O12 or 12, or as P7 or C118")
    }
    switch letter {
    case "P": self = .position(number)
    case "C": self = .candidate(number)
    default: self = .order(number)
    }
  }

  /// The target as it is written.
  var name: String {
    switch self {
    case .order(let id): "O\(id)"
    case .position(let id): "P\(id)"
    case .candidate(let id): "C\(id)"
    }
  }
}

/// What a target leads to in a journal.
enum AuditSubject: Hashable {
  /// An order.
  case order(Int)
  /// A candidate of which no order came.
  case candidate(Int)
  /// A candidate of which several orders came.
  case several([Int])
  /// Nothing of that name.
  case unknown

  /// Looks for a target among events.
  init(_ target: AuditTarget, in events: [Event]) {
    var orders: [Int] = []
    var isCandidate = false
    for event in events {
      switch (event.body, target) {
      case (.orderCreated(let e), .order(let id)) where e.order == id: orders.append(id)
      case (.orderCreated(let e), .candidate(let id)) where e.candidate == id:
        orders.append(e.order)
      case (.positionOpened(let e), .position(let id)) where e.position == id:
        orders.append(e.order)
      case (.candidateProposed(let e), .candidate(let id)) where e.candidate == id:
        isCandidate = true
      default: break
      }
    }
    switch (orders.count, target) {
    case (1, _): self = .order(orders[0])
    case (0, .candidate(let id)) where isCandidate: self = .candidate(id)
    case (0, _): self = .unknown
    default: self = .several(orders)
    }
  }
}
