// A sample day as a program that sends ticks, for desks that listen to one.

import Feeds
import FoundationEssentials
import MarketData
import MarketFixtures
import TestKit

/// Files of ticks and a shell program that plays them.
struct FeedFixture {
  let scratch: CommandScratch

  /// Writes the first minutes of a day: `head` lists the contracts, `m0`, `m1`… hold a minute each.
  init(_ scratch: CommandScratch, minutes: Int) throws {
    self.scratch = scratch
    guard let day = CivilDate("2018-02-05") else { throw CommandRunError(text: "no day") }
    var tape = try ReplayDayTape(day: day, home: ProjectPaths.root)
    var script = TickScript()
    for minute in 0..<minutes {
      guard let batch = try tape.next() else { break }
      let lines = script.lines(batch).split(separator: "\n")
      let isListing = { (line: Substring) in line.hasPrefix("{\"type\":\"chain\"") }
      if minute == 0 { try write(lines.filter(isListing), "head") }
      try write(lines.filter { !isListing($0) }, "m\(minute)")
    }
  }

  private func write(_ lines: [Substring], _ name: String) throws {
    try scratch.write(Array((lines.joined(separator: "\n") + "\n").utf8), name)
  }

  /// Writes a shell program.
  func program(_ name: String, _ text: String) throws -> String {
    try scratch.write(Array("cd '\(scratch.path)'\n\(text)\n".utf8), name)
    return "/bin/sh \(scratch(name))"
  }

  /// What a living desk says of itself.
  func health(_ database: String) throws -> JSONValue? {
    let result = try voldesk("health", "--json", "--db", scratch(database), in: scratch)
    return try? JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
  }

  /// The lines of a run but those that are printed only.
  func events(_ result: CommandResult) -> [Substring] {
    result.lines.filter { !$0.contains("\"type\":\"Run") }
  }
}
