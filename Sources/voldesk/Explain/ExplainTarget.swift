// What an explanation is asked of: an id such as C118, or a number of one.

/// What is to be explained.
enum ExplainTarget: Hashable {
  /// A thing of a run by its id.
  enum Subject: Hashable {
    /// A candidate, by revision where one is named.
    case candidate(Int, rev: Int?)
    case edge(Int)
    case order(Int)
    case position(Int)

    /// Reads an id as `C118`, `C118.2`, `E4`, `O12` or `P7`; nil for anything else.
    init?(_ text: String) {
      guard let letter = text.uppercased().first, text.count > 1 else { return nil }
      let parts = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
      let numbers = parts.map { Int($0) ?? 0 }
      guard (1...2).contains(numbers.count), numbers.allSatisfy({ $0 > 0 }),
        parts.allSatisfy({ $0.allSatisfy(\.isWholeNumber) })
      else { return nil }
      switch (letter, numbers.count) {
      case ("C", _): self = .candidate(numbers[0], rev: numbers.count > 1 ? numbers[1] : nil)
      case ("E", 1): self = .edge(numbers[0])
      case ("O", 1): self = .order(numbers[0])
      case ("P", 1): self = .position(numbers[0])
      default: return nil
      }
    }

    /// The id as it is written.
    var name: String {
      switch self {
      case .candidate(let id, let rev): "C\(id)" + (rev.map { ".\($0)" } ?? "")
      case .edge(let id): "E\(id)"
      case .order(let id): "O\(id)"
      case .position(let id): "P\(id)"
      }
    }
  }

  /// A thing in full.
  case whole(Subject)
  /// A number of a thing.
  case number(String, of: Subject)
  /// A limit of the book.
  case limit(String)
  /// A number of the book at its last mark, or the regime.
  case book(String)

  /// The thing that is explained or whose number is; nil for the book.
  var subject: Subject? {
    switch self {
    case .whole(let subject), .number(_, let subject): subject
    case .limit, .book: nil
    }
  }

  /// Numbers of the book that a mark holds.
  static let bookNumbers = [
    "equity", "equity_exit", "cash", "unrealised", "realised", "delta", "gamma", "vega", "theta",
    "open_max_loss", "drawdown", "regime",
  ]

  /// Reads the words of a command line.
  ///
  /// - Throws: What is wrong with them and what would be right.
  init(_ words: [String]) throws(UsageError) {
    let words = words.flatMap { $0.split(separator: " ").map(String.init) }
    switch words.count {
    case 1:
      if let subject = Subject(words[0]) {
        self = .whole(subject)
      } else if Self.bookNumbers.contains(words[0]) {
        self = .book(words[0])
      } else {
        throw UsageError(Self.rule(words[0]))
      }
    case 2:
      if words[0] == "limit" {
        self = .limit(words[1])
      } else if let subject = Subject(words[1]) {
        self = .number(words[0], of: subject)
      } else {
        throw UsageError(Self.rule(words.joined(separator: " ")))
      }
    default: throw UsageError(Self.rule(words.joined(separator: " ")))
    }
  }

  private static func rule(_ text: String) -> String {
    "\(text) cannot be explained; name an id as C118, C118.2, E4, O12 or P7, a number of one as "
      + "max_loss C118, limit NAME, or one of \(bookNumbers.joined(separator: ", "))"
  }
}
