// What was wrong with the rows of a file, by rule, with the first few places of each.

public import MarketData

/// How grave a finding is.
public enum FindingSeverity: String, CaseIterable, Hashable, Sendable {
  /// Worth knowing; the row counts as it is.
  case note = "INFO"
  /// Doubtful; the row is kept and marked.
  case warning = "WARN"
  /// Wrong; the row is kept apart from the clean ones.
  case error = "ERROR"
}

/// A rule that a row of a file may break; its raw value is the rule in words.
public protocol FileRule: CaseIterable, Hashable, Sendable, RawRepresentable
where RawValue == String, AllCases == [Self] {
  /// A stable name in small letters with dashes, such as `low-above-close`.
  var code: String { get }
  /// How grave it is when a row breaks the rule.
  var severity: FindingSeverity { get }
  /// Whether a row that breaks the rule is kept apart from the clean ones.
  var setsApart: Bool { get }
}

extension FileRule {
  /// Rows that break a rule graver than a warning are kept apart.
  public var setsApart: Bool { severity == .error }
}

/// One place where a rule is broken.
public struct Finding<Rule: FileRule>: Hashable, Sendable, CustomStringConvertible {
  /// The rule.
  public var rule: Rule
  /// The line of the file, from 1; the number of the record where there are no lines.
  public var line: Int
  /// The column of the text, from 1; nil when the whole line is meant.
  public var column: Int?
  /// What stood there.
  public var value: String

  /// The line, what was found, and the rule.
  public var description: String {
    "line \(line)\(column.map { ":\($0)" } ?? ""): \(value): \(rule.rawValue)"
  }
}

/// Everything that was wrong with the rows of a file.
public struct Findings<Rule: FileRule>: Hashable, Sendable {
  /// How often each rule was broken, in the order of `Rule.allCases`.
  private var counts = [Int](repeating: 0, count: Rule.allCases.count)
  /// The first places of each rule, by rule and then in the order of the file.
  public private(set) var examples: [Finding<Rule>] = []
  /// The rows that are kept apart, in the order in which they were found.
  public private(set) var apart = RowsApart()

  /// Places kept for each rule.
  public static var examplesPerRule: Int { 3 }

  /// Nothing found yet.
  public init() {}

  /// How often a rule was broken.
  ///
  /// - Parameter rule: The rule.
  /// - Returns: The number of rows or records.
  public func count(_ rule: Rule) -> Int { counts[Findings.place(of: rule)] }

  /// Counts a broken rule, keeps the place when it is one of the first, and the row when the rule
  /// sets it apart.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - line: Where it is broken.
  ///   - column: The column of the text; nil when the whole line is meant.
  ///   - other: The line that is kept apart when it is not the one that breaks the rule.
  ///   - symbol: The symbol of the row, where it is known.
  ///   - time: The moment of the row, where it is known.
  ///   - value: What stands there.
  public mutating func add(
    _ rule: Rule, line: Int, column: Int? = nil, apart other: Int? = nil,
    symbol: @autoclosure () -> String? = nil, time: @autoclosure () -> Instant? = nil,
    _ value: @autoclosure () -> String
  ) {
    let place = Findings.place(of: rule)
    counts[place] += 1
    if rule.setsApart {
      apart.add(
        RowApart(
          line: other ?? line, column: other == nil ? column : nil, rule: rule.code,
          severity: rule.severity, symbol: symbol(), time: time(), text: value()))
    }
    guard counts[place] <= Findings.examplesPerRule else { return }
    let end = examples.firstIndex { Findings.place(of: $0.rule) > place } ?? examples.count
    examples.insert(Finding(rule: rule, line: line, column: column, value: value()), at: end)
  }

  /// Counts a rule that a whole stretch of the file breaks, with one place of it.
  ///
  /// Nothing is counted when `times` is zero.
  public mutating func add(
    _ rule: Rule, times: Int, line: Int, column: Int? = nil, _ value: @autoclosure () -> String
  ) {
    guard times > 0 else { return }
    add(rule, line: line, column: column, value())
    counts[Findings.place(of: rule)] += times - 1
  }

  /// Counts a broken rule several times without keeping a place.
  public mutating func add(_ rule: Rule, times: Int) {
    counts[Findings.place(of: rule)] += max(times, 0)
  }

  /// The rules that were broken, for a report.
  public var reported: [ReportedFinding] {
    Rule.allCases.filter { count($0) > 0 }.map { rule in
      ReportedFinding(
        code: rule.code, severity: rule.severity, rule: rule.rawValue, count: count(rule),
        examples: examples.filter { $0.rule == rule }.map {
          .init(line: $0.line, column: $0.column, value: $0.value)
        })
    }
  }

  private static func place(of rule: Rule) -> Int { Rule.allCases.firstIndex(of: rule) ?? 0 }
}

/// A broken rule as a report names it, whatever kind of file it stands in.
public struct ReportedFinding: Hashable, Sendable {
  /// A place in the file.
  public struct Place: Hashable, Sendable {
    /// The line, from 1; the number of the record where there are no lines.
    public var line: Int
    /// The column of the text, from 1; nil when the whole line is meant.
    public var column: Int?
    /// What stood there.
    public var value: String

    /// Makes a place.
    public init(line: Int, column: Int?, value: String) {
      self.line = line
      self.column = column
      self.value = value
    }
  }

  /// The stable name of the rule.
  public var code: String
  /// How grave it is.
  public var severity: FindingSeverity
  /// The rule in words.
  public var rule: String
  /// How many rows broke it.
  public var count: Int
  /// The first few of them.
  public var examples: [Place]

  /// Makes a finding.
  public init(
    code: String, severity: FindingSeverity, rule: String, count: Int, examples: [Place]
  ) {
    self.code = code
    self.severity = severity
    self.rule = rule
    self.count = count
    self.examples = examples
  }
}
