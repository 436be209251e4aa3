// The command line: what is understood, and the exact words for what is not.

import Configuration
import Testing

@testable import voldesk

@Suite("Command line")
struct ArgumentTests {
  private func fault(_ line: String) -> String {
    do {
      _ = try parse(line.split(separator: " ").map(String.init), version: "0.1")
      return ""
    } catch {
      return error.description
    }
  }

  static let seeds = "a whole number between 0 and 2147483647"
  static let bad: [(String, String)] = [
    ("--foo", "unknown option --foo; did you mean --from?"),
    ("--form 10:00", "unknown option --form; did you mean --from?"),
    ("--sped 3", "unknown option --sped; did you mean --speed?"),
    ("--frobnicate", "unknown option --frobnicate; see voldesk --help"),
    ("helth", "unknown command helth; did you mean health?"),
    ("zzz", "unknown command zzz; see voldesk --help"),
    ("--seed", "--seed needs a value: \(seeds)"),
    ("--replay", "--replay needs a value: DAY|PATH"),
    ("--seed --no-tui", "--seed needs a value: \(seeds)"),
    ("--seed=", "--seed needs a value: \(seeds)"),
    ("--seed -1", "--seed -1 is not allowed; must be \(seeds)"),
    ("--seed 7.5", "--seed 7.5 is not allowed; must be \(seeds)"),
    ("--seed 1 --seed 2", "--seed is given twice"),
    ("--speed 0", "--speed 0 is not allowed; must be max or a number between 0.01 and 100000"),
    ("--speed inf", "--speed inf is not allowed; must be max or a number between 0.01 and 100000"),
    ("--replay x --from 9:30", "--from 9:30 is not allowed; must be a time such as 09:30"),
    ("--replay x --to 24:00", "--to 24:00 is not allowed; must be a time such as 09:30"),
    ("--replay x --from 15:00 --to 10:00", "--to 10:00 is before --from 15:00"),
    ("--from 09:30", "--from needs --replay"),
    ("--replay x --days 3", "--replay and --days exclude one another"),
    ("--read-only --approve trade", "--read-only and --approve exclude one another"),
    ("--approve all", "--approve all is not allowed; must be one of none, trade"),
    ("--no-tui=1", "--no-tui takes no value"),
    ("health now", "unexpected word now; see voldesk health --help"),
    (
      "health --seed 3",
      "unknown option --seed; only voldesk, voldesk bench, voldesk price, voldesk calibrate, "
        + "voldesk risk, voldesk ticks take it"
    ),
    ("verify -x", "unknown option -x; see voldesk verify --help"),
    ("build-day", "voldesk build-day needs DATE: a day such as 2018-02-05"),
    (
      "build-day 2018-02-30", "DATE 2018-02-30 is not allowed; must be a day such as 2018-02-05"
    ),
    ("--x\u{1B}[2J", "unknown option --x\\u001b[2J; see voldesk --help"),
  ]

  @Test("says in one line what was wrong and what would be right", arguments: bad)
  func faults(_ line: String, _ message: String) {
    #expect(fault(line) == "voldesk: \(message)")
  }

  @Test("understands flags with a space or an equals sign")
  func understands() throws {
    let line = "--no-tui --replay 2018-02-05 --speed=max --seed 7 --approve trade --from 14:05"
    let words = line.split(separator: " ").map(String.init)
    let invocation = try parse(words, version: "0.1")
    #expect(invocation.verb == .desk && invocation.action == .run)
    #expect(invocation.has("--no-tui") && !invocation.has("--restart"))
    #expect(invocation.text("--replay") == "2018-02-05" && invocation.text("--db") == nil)
    #expect(invocation.integer("--seed") == 7 && invocation.minute("--from") == 845)
    #expect(
      invocation.settingFlags == [
        SettingFlag(name: "--speed", key: "run.speed", text: "max"),
        SettingFlag(name: "--seed", key: "run.seed", text: "7"),
      ])
    #expect(try parse(["kill", "a", "--", "--b"], version: "0.1").operands == ["a", "--b"])
    #expect(try parse([], version: "0.1").verb == .desk)
  }

  @Test("every setting a flag names exists")
  func settings() {
    let keys = Settings.fields.map(\.key)
    for flag in VerbSpec.all.flatMap(\.flags) {
      if let key = flag.setting { #expect(keys.contains(key), "\(flag.name)") }
      if let needed = flag.needs { #expect(VerbSpec.all.contains { $0.flag(needed) != nil }) }
    }
    for verb in Verb.allCases { #expect(VerbSpec.row(of: verb).verb == verb) }
  }

  @Test("every page fits 80 columns, names every flag, and its example parses")
  func pages() throws {
    for spec in VerbSpec.all {
      let words = spec.verb == .desk ? [] : [spec.verb.rawValue]
      let action = try parse(words + ["--help"], version: "0.1").action
      guard case .print(let page) = action else {
        Issue.record("\(spec.command) has no help")
        continue
      }
      for line in page.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
      for flag in spec.flags { #expect(page.contains("  \(flag.name)"), "\(flag.name)") }
      let example = spec.example.line.split(separator: " ").dropFirst().map(String.init)
      #expect(try parse(example, version: "0.1").verb == spec.verb)
    }
    #expect(try parse(["--version"], version: "0.1").action == .print("voldesk 0.1\n"))
  }
}
