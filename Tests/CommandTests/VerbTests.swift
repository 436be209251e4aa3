// Verbs from the outside: what they print and how they exit.

import FoundationEssentials
import Risk
import TestKit
import Testing

@testable import voldesk

@Suite("Verbs")
struct VerbTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  @Test("rows of fields become CSV, quoted where they must be")
  func csv() {
    #expect(csvText("a\tb\n1,000\tsays \"x\"\n") == "a,b\n\"1,000\",\"says \"\"x\"\"\"\n")
  }

  @Test("the version has a name and a number")
  func version() throws {
    let result = try voldesk("--version", in: scratch)
    #expect(result.code == 0)
    #expect(result.output == "voldesk \(programVersion)\n")
    #expect(result.error.isEmpty)
  }

  @Test("every verb has a page of help that fits 80 columns", arguments: VerbSpec.all.map(\.verb))
  func help(_ verb: Verb) throws {
    let words = verb == .desk ? ["--help"] : [verb.rawValue, "--help"]
    let result = try CommandRun(words, in: scratch).finish()
    #expect(result.code == 0)
    #expect(result.output.hasPrefix("usage: \(VerbSpec.row(of: verb).command)"))
    for flag in VerbSpec.row(of: verb).flags { #expect(result.output.contains(flag.name)) }
    for line in result.lines { #expect(line.count <= 80, "\(line)") }
  }

  static let mistakes: [([String], String)] = [
    (
      ["health", "--run"],
      "voldesk: --run needs a value: a whole number between 1 and 2147483647\n"
    ),
    (["helth"], "voldesk: unknown command helth; did you mean health?\n"),
    (["--sped", "3"], "voldesk: unknown option --sped; did you mean --speed?\n"),
    (["bench", "first-fram"], "voldesk: unknown workload first-fram; did you mean first-frame?\n"),
    (
      ["--days", "0"],
      "voldesk: --days 0 is not allowed; must be a whole number between 1 and 100000\n"
    ),
  ]

  @Test("a mistake exits 2 with one line that says what would be right", arguments: mistakes)
  func usage(_ words: [String], _ message: String) throws {
    let result = try CommandRun(words, in: scratch).finish()
    #expect(result.code == 2)
    #expect(result.output.isEmpty)
    #expect(result.error == message)
  }

  @Test("every fault of a configuration is named at once, with file and key path")
  func configuration() throws {
    try FileManager.default.createDirectory(
      atPath: scratch("conf"), withIntermediateDirectories: false)
    let settings = "{ risk: { per_trade: 3, totl: 0.1 }, screen: { color: 7 } }"
    try scratch.write(Array(settings.utf8), "conf/settings.json5")
    try scratch.write(Array("{ candidates: { a: \"aprove\" } }".utf8), "conf/keymap.json5")
    for words in [["config"], ["doctor"], ["--no-tui", "--days", "1"]] {
      let result = try CommandRun(words + ["--config", scratch("conf")], in: scratch).finish()
      let isDoctor = words == ["doctor"]
      #expect(result.code == (isDoctor ? 1 : 2))
      let said = isDoctor ? result.output : result.error
      for (file, key) in [
        ("settings.json5", "risk.per_trade"), ("settings.json5", "risk.totl"),
        ("settings.json5", "screen.color"), ("keymap.json5", "candidates.a"),
      ] {
        let found = said.split(separator: "\n").contains {
          $0.contains("conf/\(file)") && $0.contains(key)
        }
        #expect(found, "\(file) \(key) in \(said)")
      }
    }
    #expect(!FileManager.default.fileExists(atPath: scratch(".local")))
  }

  @Test("config names the source of each value")
  func origins() throws {
    let result = try voldesk("config", in: scratch, variables: ["VOLDESK_RISK_PER_TRADE=0.005"])
    #expect(result.code == 0)
    let line = try #require(result.lines.first { $0.hasPrefix("risk.per_trade ") })
    #expect(line.contains("0.005"))
    #expect(line.contains("VOLDESK_RISK_PER_TRADE"))
    #expect(result.lines.contains { $0.hasPrefix("risk.total ") && $0.contains("built-in") })
  }

  @Test("the doctor tries every control and finds nothing wrong here")
  func doctor() throws {
    let result = try voldesk("doctor", in: scratch, variables: ["TERM=xterm-256color"])
    #expect(result.code == 0, "\(result.output)")
    for limit in ["trade_max_loss", "collar_model", "drawdown", "vega", "trading_state"] {
      #expect(result.lines.contains { $0.contains(limit) && $0.contains("✓") }, "\(limit)")
    }
    let plain = try voldesk("doctor", in: scratch, variables: ["LANG=C", "LC_ALL=C"])
    #expect(plain.output.utf8.allSatisfy { $0 < 0x80 })
    #expect(plain.code == 0)
  }

  @Test("a control that lets its order through is a failed check")
  func brokenControl() {
    var limits = ControlSelfTest(limits: .standard).run()
    let loose = limits.filter { !$0.didHold }
    #expect(loose.isEmpty, "\(loose)")
    limits.append(ControlTrial(limit: "x", didHold: false, text: ""))
    #expect(limits.map(\.check.result).last == .bad)
    #expect(Set(limits.map(\.limit)).count == limits.count)
  }

  @Test("a day is built again byte by byte")
  func buildDay() throws {
    let result = try voldesk("build-day", "2018-02-05", "--out", scratch.path, in: scratch)
    #expect(result.code == 0, "\(result.error)")
    let shipped = "\(ProjectPaths.root)/sample-data/days/2018-02-05.csv"
    let built = try scratch.bytes("2018-02-05.csv")
    #expect(try ProjectPaths.bytes(of: shipped) == built)
    let refused = try voldesk("build-day", "2018-02-04", "--out", scratch.path, in: scratch)
    #expect(refused.code == 3)
    #expect(refused.error.contains("is not a trading day"))
  }

  @Test("bench prints machine, command, checksum and figures as JSON")
  func bench() throws {
    let result = try voldesk("bench", "proof-8", "--json", "--repeat", "3", in: scratch)
    #expect(result.code == 0)
    #expect(result.lines.count == 2)
    for key in ["machine", "date", "version", "command", "seed"] {
      #expect(result.lines.first?.contains("\"\(key)\":") == true, "\(key)")
    }
    for key in ["median_ns", "q1_ns", "q3_ns", "per_item_ns", "items_per_s", "checksum"] {
      #expect(result.lines.last?.contains("\"\(key)\":") == true, "\(key)")
    }
    let again = try voldesk("bench", "proof-8", "--json", "--seed", "8", in: scratch)
    #expect(checksum(again) != checksum(result))
    let list = try voldesk("bench", "--list", in: scratch)
    #expect(list.lines.count == Workload.all.count)
  }

  private func checksum(_ result: CommandResult) -> Substring? {
    result.output.split(separator: "\"checksum\":").last?.prefix(20)
  }
}
