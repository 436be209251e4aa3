// The past of a stored simulation: drawn again where the universe is the run's, and only there.

import FoundationEssentials
import TestKit
import Testing

@Suite("The past of a simulation", .serialized)
struct SimulatedPastTests {
  @Test("its first session counts as a day with factors, unless the universe is another one now")
  func factors() throws {
    let scratch = try CommandScratch()
    let played = try CommandRun(
      ["--no-tui", "--days", "1", "--seed", "7", "--speed", "max", "--db", scratch("s.db")],
      in: scratch
    ).finish()
    #expect(played.code == 0, "\(played.error)")
    func factors(_ words: String...) throws -> String {
      let found = try CommandRun(
        ["attribution", "--factors", "--db", scratch("s.db")] + words, in: scratch
      ).finish()
      #expect(found.code == 0, "\(found.error)")
      return found.output
    }
    #expect(
      try factors().contains("factors: too few days: 1 with every factor, of 20 at least"))
    let universe = try #require(
      FileManager.default.contents(atPath: ProjectPaths.inRoot("config/universe.json5")))
    let text = String(decoding: universe, as: UTF8.self)
    let other = text.replacing("idio_vol: 0.077", with: "idio_vol: 0.078", maxReplacements: 1)
    #expect(other != text)
    try FileManager.default.createDirectory(
      atPath: scratch("c"), withIntermediateDirectories: true)
    try scratch.write(Array(other.utf8), "c/universe.json5")
    #expect(
      try factors("--config", scratch("c")).contains("too few days: 0 with every factor"))
  }
}
