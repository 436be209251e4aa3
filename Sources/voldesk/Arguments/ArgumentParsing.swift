// From the words of a command line to what is asked for, or to one sentence that says why not.

import Configuration
import MarketData

/// Why a command line is not understood; the process exits with 2.
struct UsageError: Error, Hashable, CustomStringConvertible {
  /// What was wrong, what it was, what would be right.
  let text: String

  init(_ text: String) { self.text = ConfigValue.visible(text) }

  /// The line for standard error.
  var description: String { "voldesk: \(text)" }
}

/// A command line that was understood.
struct Invocation: Hashable, Sendable {
  /// What is asked for.
  enum Action: Hashable, Sendable {
    /// Do it.
    case run
    /// Print this and exit 0.
    case print(String)
  }

  let verb: Verb
  let action: Action
  /// The words that are no flags, in order.
  let operands: [String]
  private let values: [String: String]

  init(verb: Verb, action: Action, operands: [String] = [], values: [String: String] = [:]) {
    self.verb = verb
    self.action = action
    self.operands = operands
    self.values = values
  }

  /// Whether a flag was given.
  func has(_ flag: String) -> Bool { values[flag] != nil }

  /// The text after a flag, nil when it was not given.
  func text(_ flag: String) -> String? { values[flag] }

  /// The number after a flag, nil when it was not given.
  func integer(_ flag: String) -> Int? { values[flag].flatMap { Int($0) } }

  /// The number after a flag, nil when it was not given.
  func number(_ flag: String) -> Double? { values[flag].flatMap { Double($0) } }

  /// The numbers after a flag, nil when it was not given.
  func numbers(_ flag: String) -> [Double]? {
    values[flag].flatMap { ArgumentKind.decimals($0) }
  }

  /// The minutes after midnight that a flag names, nil when it was not given.
  func minute(_ flag: String) -> Int? { values[flag].flatMap { NewYorkTime.minuteOfDay($0) } }

  /// The flags that override settings, for the configuration.
  var settingFlags: [SettingFlag] {
    VerbSpec.row(of: verb).flags.compactMap { flag in
      guard let key = flag.setting, let text = values[flag.name] else { return nil }
      return SettingFlag(name: flag.name, key: key, text: text)
    }
  }
}

/// Understands a command line.
///
/// - Parameters:
///   - arguments: The words after the program's name.
///   - version: What `--version` prints.
/// - Returns: The verb with its checked flags and operands, or a text to print.
/// - Throws: `UsageError` at the first word that is not understood.
func parse(_ arguments: [String], version: String) throws(UsageError) -> Invocation {
  var words = arguments[...]
  var verb = Verb.desk
  if let first = words.first, !first.hasPrefix("-") {
    verb = try readVerb(first)
    words = words.dropFirst()
  }
  var reading = ArgumentReading(spec: VerbSpec.row(of: verb))
  while let word = words.popFirst() {
    switch word {
    case "--help", "-h":
      return Invocation(verb: verb, action: .print(reading.spec.help))
    case "--version":
      return Invocation(verb: verb, action: .print("voldesk \(version)\n"))
    case "--":
      for operand in words { try reading.take(operand: operand) }
      words = []
    case _ where word.hasPrefix("-") && word != "-":
      try reading.take(flag: word, rest: &words)
    default:
      try reading.take(operand: word)
    }
  }
  return try reading.finish()
}

private func readVerb(_ word: String) throws(UsageError) -> Verb {
  if let verb = Verb(rawValue: word), verb != .desk { return verb }
  let known = Verb.allCases.map(\.rawValue).filter { !$0.isEmpty }
  let hint = nearestKey(to: word, among: known).map { "did you mean \($0)?" }
  throw UsageError("unknown command \(word); \(hint ?? "see voldesk --help")")
}

/// A command line being read against the row of its verb.
private struct ArgumentReading {
  let spec: VerbSpec
  private var values: [String: String] = [:]
  private var operands: [String] = []

  init(spec: VerbSpec) { self.spec = spec }

  mutating func take(flag word: String, rest: inout ArraySlice<String>) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first.map(String.init) ?? word
    guard let flag = spec.flag(name) else { throw unknown(name) }
    guard values[name] == nil else { throw UsageError("\(name) is given twice") }
    if flag.kind == .alone {
      guard parts.count == 1 else { throw UsageError("\(name) takes no value") }
      values[name] = ""
      return
    }
    let value = parts.count == 2 ? String(parts[1]) : rest.first
    guard let value, !value.hasPrefix("--"), !value.isEmpty else {
      let wanted = flag.kind == .text ? flag.value : flag.kind.expectation
      throw UsageError("\(name) needs a value: \(wanted)")
    }
    if parts.count == 1 { rest = rest.dropFirst() }
    guard flag.kind.accepts(value) else {
      throw UsageError("\(name) \(value) is not allowed; must be \(flag.kind.expectation)")
    }
    values[name] = value
  }

  mutating func take(operand word: String) throws(UsageError) {
    guard let operand = spec.operand(at: operands.count) else {
      throw UsageError("unexpected word \(word); see \(spec.command) --help")
    }
    guard operand.kind.accepts(word) else {
      throw UsageError(
        "\(operand.name) \(word) is not allowed; must be \(operand.kind.expectation)")
    }
    operands.append(word)
  }

  func finish() throws(UsageError) -> Invocation {
    let least = spec.operands.reduce(0) { $0 + $1.count.lowerBound }
    if operands.count < least, let operand = spec.operand(at: operands.count) {
      throw UsageError("\(spec.command) needs \(operand.name): \(operand.kind.expectation)")
    }
    for flag in spec.flags where values[flag.name] != nil {
      if let needed = flag.needs, values[needed] == nil {
        throw UsageError("\(flag.name) needs \(needed)")
      }
      if let other = flag.excludes.first(where: { values[$0] != nil }) {
        throw UsageError("\(flag.name) and \(other) exclude one another")
      }
    }
    // Times of two digits each stand in the order of their letters.
    if let from = values["--from"], let to = values["--to"], to < from {
      throw UsageError("--to \(to) is before --from \(from)")
    }
    return Invocation(verb: spec.verb, action: .run, operands: operands, values: values)
  }

  private func unknown(_ name: String) -> UsageError {
    let known = spec.flags.map(\.name) + ["--help", "--version"]
    if let near = nearestKey(to: name, among: known) {
      return UsageError("unknown option \(name); did you mean \(near)?")
    }
    let owners = VerbSpec.all.filter { $0.flag(name) != nil }.map(\.command)
    let place =
      owners.isEmpty
      ? "see \(spec.command) --help"
      : "only \(owners.joined(separator: ", ")) take\(owners.count == 1 ? "s" : "") it"
    return UsageError("unknown option \(name); \(place)")
  }
}
