// A sample day as a program that sends ticks, for desks that listen to one.

import Feeds
import FoundationEssentials
import MarketData
import MarketFixtures
import TestKit
import Testing

/// Files of ticks and a shell program that plays them.
struct FeedFixture {
  let scratch: CommandScratch

  /// Writes minutes of a day: `head` lists the contracts, `m0`, `m1`… hold a minute each.
  ///
  /// - Parameters:
  ///   - scratch: Where the files go.
  ///   - from: The minute of the day that the first one holds everything up to; nil for the open.
  ///   - minutes: How many.
  ///   - later: Days by which they are moved.
  ///   - mark: Stands before the names of the files.
  /// - Throws: When the day does not read.
  init(
    _ scratch: CommandScratch, from: Int? = nil, minutes: Int, later: Int64 = 0, mark: String = ""
  ) throws {
    self.scratch = scratch
    var tape = try openReplay(
      "2018-02-05", sampleData: ProjectPaths.inRoot("sample-data"), from: from)
    var script = TickScript()
    for minute in 0..<minutes {
      guard var batch = try tape.next() else { break }
      batch.time = batch.time + .days(later)
      let lines = script.lines(batch).split(separator: "\n")
      let isListing = { (line: Substring) in line.hasPrefix("{\"type\":\"chain\"") }
      let isReady = { (line: Substring) in line.hasPrefix("{\"type\":\"ready\"") }
      if minute == 0 { try write(lines.filter(isListing), mark + "head") }
      // The session begins with every quote of its first minute.
      let ticks = lines.filter { !isListing($0) && !isReady($0) }
      try write(ticks + lines.filter(isReady), "\(mark)m\(minute)")
    }
  }

  private func write(_ lines: [Substring], _ name: String) throws {
    try scratch.write(Array((lines.joined(separator: "\n") + "\n").utf8), name)
  }

  /// Plays what a live run has recorded, with its commands, and compares every event.
  func expectReplay(of live: CommandResult) throws {
    for (table, file) in [("tape", "t.tape"), ("commands", "t.jsonl")] {
      let result = try voldesk(
        "export", table, "--format", "jsonl", "--db", scratch("a.db"), "--out", scratch(file),
        in: scratch)
      #expect(result.code == 0, "\(result.error)")
    }
    let replay = try voldesk(
      "--no-tui", "--replay", scratch("t.tape"), "--commands-from", scratch("t.jsonl"), "--db",
      scratch("replay.db"), in: scratch)
    #expect(replay.code == 0, "\(replay.error)")
    #expect(events(replay) == events(live))
    #expect(try voldesk("verify", "--db", scratch("a.db"), in: scratch).code == 0)
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
