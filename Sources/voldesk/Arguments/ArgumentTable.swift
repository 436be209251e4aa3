// The shape of the command line: verbs, their flags and operands, and what each accepts.
//
// Parsing and `--help` both read this table, so a flag that parses is a flag that is documented.

/// What a flag or an operand accepts.
enum ArgumentKind: Hashable, Sendable {
  /// A flag that stands alone.
  case alone
  /// Any text that is not empty.
  case text
  /// A whole number.
  case integer(ClosedRange<Int>)
  /// One of some words.
  case choice([String])
  /// A time of day, as 09:30.
  case time
  /// A day, as 2018-02-05.
  case date
  /// A pace: a number, or `max`.
  case speed
  /// A finite number in a range.
  case number(ClosedRange<Double>)
  /// Some numbers with commas between them, named in the order in which they stand.
  case numbers([String])
}

/// A flag.
struct FlagSpec: Hashable, Sendable {
  /// With its dashes, as `--seed`.
  let name: String
  /// What stands for the value in the help, as `N`; empty when it stands alone.
  let value: String
  let kind: ArgumentKind
  let summary: String
  /// The setting it overrides, if it does.
  let setting: String?
  /// A flag it makes no sense without.
  let needs: String?
  /// Flags it contradicts.
  let excludes: [String]

  init(
    _ name: String, _ value: String = "", _ kind: ArgumentKind = .alone, _ summary: String,
    setting: String? = nil, needs: String? = nil, excludes: [String] = []
  ) {
    self.name = name
    self.value = value
    self.kind = kind
    self.summary = summary
    self.setting = setting
    self.needs = needs
    self.excludes = excludes
  }
}

/// The operands of a verb: the words that are no flags.
struct OperandSpec: Hashable, Sendable {
  /// What stands for it in the help.
  let name: String
  let kind: ArgumentKind
  /// How many there may be.
  let count: ClosedRange<Int>
  let summary: String
}

/// The verbs of the command.
enum Verb: String, CaseIterable, Sendable {
  case desk = ""
  case doctor, health, kill, config, export, verify, recover, bench
  case buildDay = "build-day"
  case price
  case impliedVol = "implied-vol"
  case calibrate, fit, estimate
  case chain, risk
  case importing = "import"
  case data, ticks
  case regimes
  case report, explain
  case audit, diff, attribution
}

/// A verb with all it takes.
struct VerbSpec: Sendable {
  let verb: Verb
  let summary: String
  /// The words that are no flags, in the order in which they stand.
  let operands: [OperandSpec]
  let flags: [FlagSpec]
  /// A command line that works, and what it does.
  let example: (line: String, effect: String)
  /// What the help says between the options and the example.
  var notes: [String] = []

  /// What a trader types before the flags.
  var command: String { verb == .desk ? "voldesk" : "voldesk \(verb.rawValue)" }

  /// What the word at a place among the operands is; nil when there may be none.
  func operand(at place: Int) -> OperandSpec? {
    var end = 0
    for operand in operands {
      end += operand.count.upperBound
      if place < end { return operand }
    }
    return nil
  }

  /// The flag of a name.
  func flag(_ name: String) -> FlagSpec? { flags.first { $0.name == name } }
}
