// Whether a word is what a flag takes, and how to say what that is.

import MarketData

extension ArgumentKind {
  /// Whether a word is of this kind.
  func accepts(_ word: String) -> Bool {
    switch self {
    case .alone: false
    case .text: !word.isEmpty
    case .integer(let range): Int(word).map(range.contains) == true && word.first != "+"
    case .choice(let words): words.contains(word)
    case .time: NewYorkTime.minuteOfDay(word) != nil
    case .date: CivilDate(word) != nil
    case .speed: word == "max" || ArgumentKind.pace(word) != nil
    }
  }

  /// What a word must be.
  var expectation: String {
    switch self {
    case .alone: "nothing"
    case .text: "a text"
    case .integer(let range): "a whole number between \(range.lowerBound) and \(range.upperBound)"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .time: "a time such as 09:30"
    case .date: "a day such as 2018-02-05"
    case .speed: "max or a number between 0.01 and 100000"
    }
  }

  private static func pace(_ word: String) -> Double? {
    guard word.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }),
      let value = Double(word), (0.01...100_000).contains(value)
    else { return nil }
    return value
  }
}
