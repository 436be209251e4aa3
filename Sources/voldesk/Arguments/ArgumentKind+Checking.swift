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
    case .number(let range): ArgumentKind.decimal(word).map(range.contains) == true
    case .numbers(let names):
      word.split(separator: ",", omittingEmptySubsequences: false).count == names.count
        && ArgumentKind.decimals(word) != nil
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
    case .number(let range): ArgumentKind.expectation(range)
    case .numbers(let names):
      "\(names.count) numbers with commas between them: \(names.joined(separator: ","))"
    }
  }

  /// A finite number written with digits, a point, a sign and an exponent; nil for anything else.
  static func decimal(_ word: some StringProtocol) -> Double? {
    guard word.utf8.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }),
      let value = Double(word), value.isFinite
    else { return nil }
    return value
  }

  /// Numbers with commas between them; nil when one of them is none.
  static func decimals(_ word: String) -> [Double]? {
    let values = word.split(separator: ",", omittingEmptySubsequences: false).map { decimal($0) }
    let numbers = values.compactMap(\.self)
    return numbers.count == values.count ? numbers : nil
  }

  private static func expectation(_ range: ClosedRange<Double>) -> String {
    let (low, high) = (range.lowerBound, range.upperBound)
    switch (low > -Double.greatestFiniteMagnitude, high < Double.greatestFiniteMagnitude) {
    case (true, true): return "a number between \(low) and \(high)"
    case (true, false):
      return low == Double.leastNormalMagnitude
        ? "a number above zero" : "a number of at least \(low)"
    case (false, true): return "a number of at most \(high)"
    case (false, false): return "a finite number"
    }
  }

  private static func pace(_ word: String) -> Double? {
    guard word.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }),
      let value = Double(word), (0.01...100_000).contains(value)
    else { return nil }
    return value
  }
}
