// The README says what is true: keys, workloads, verbs and exit codes.
//
// The table of keys is made here; VOLDESK_RECORD=1 writes it into the page.

import FoundationEssentials
import Screens
import TestKit
import Testing

@testable import voldesk

@Suite("README")
struct ReadmeTests {
  private let path = ProjectPaths.inRoot("README.md")

  /// The table of keys as it stands between the marks of the page.
  private var keys: String {
    var rows = ["| keys | where | what |", "|---|---|---|"]
    var seen: Set<[String]> = []
    for entry in KeyTable.standard.entries {
      let key = [entry.context.rawValue, entry.action.rawValue]
      guard seen.insert(key).inserted else { continue }
      let spellings = KeyTable.standard.entries.filter {
        $0.context == entry.context && $0.action == entry.action
      }.map { "`\($0.spelling)`" }
      let place = entry.context == .global ? "everywhere" : entry.context.rawValue
      rows.append("| \(spellings.joined(separator: " ")) | \(place) | \(entry.action.doc) |")
    }
    rows += ["", "| typed | what |", "|---|---|"]
    rows += TypedCommand.allCases.map { command in
      "| `\(command.usage.split(separator: "|").joined(separator: "\\|"))` | \(command.doc) |"
    }
    return rows.joined(separator: "\n")
  }

  @Test("lists the keys of the table, all of them and no other")
  func keyTable() throws {
    let text = try ProjectPaths.text(of: path)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "<!-- keys -->"))
    let stop = try #require(lines.firstIndex(of: "<!-- end of keys -->"))
    if ProjectPaths.environment("VOLDESK_RECORD") != nil {
      let whole = lines[...start].map(String.init) + [keys] + lines[stop...].map(String.init)
      try Data(whole.joined(separator: "\n").utf8).write(to: URL(filePath: path))
      return
    }
    let isTrue = lines[(start + 1)..<stop].joined(separator: "\n") == keys
    #expect(isTrue, "record it anew with VOLDESK_RECORD=1")
  }

  @Test("names every verb, every workload and every exit code")
  func names() throws {
    let text = try ProjectPaths.text(of: path)
    let wanted =
      Verb.allCases.dropFirst().map { "voldesk \($0.rawValue)" }
      + Workload.all.map { "| \($0.name) |" } + (0...5).map { "| \($0) |" }
    let missing = wanted.filter { !text.contains($0) }
    #expect(missing.isEmpty)
  }

  @Test("shows no option that the program does not know")
  func options() throws {
    let known = Set(VerbSpec.all.flatMap(\.flags).map(\.name) + ["--help", "--version"])
    let foreign: Set<String> = [
      "--static-swift-stdlib", "--parallel", "--filter", "--no-deps", "--strict",
    ]
    let text = try ProjectPaths.text(of: path)
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "-") }
    for word in words where word.hasPrefix("--") && word.count > 3 && !word.hasPrefix("---") {
      #expect(known.contains(String(word)) || foreign.contains(String(word)), "\(word)")
    }
  }
}
