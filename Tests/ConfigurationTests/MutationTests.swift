// Damaged files: whatever is done to a valid one, reading it ends in a tree or in an issue.

import TestKit
import Testing

@testable import Configuration

@Suite("Damaged files")
struct MutationTests {
  static let pieces = [
    "{", "}", "[", "]", ",", ":", "\"", "'", "\\", "//", "/*", "*/", "\n", "\0", "\u{1B}", "é",
    "1e999", "-", "0x", "NaN", "null", "true", "\\u", "\u{202E}", "9999999999999999999999",
  ].map { Array($0.utf8) }

  static func damage(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var result = bytes
    for _ in 0..<random.integer(in: 1...4) where !result.isEmpty {
      let place = random.integer(in: 0...(result.count - 1))
      let length = min(random.integer(in: 0...12), result.count - place)
      switch random.integer(in: 0...5) {
      case 0: result.removeSubrange(place..<(place + length))
      case 1: result.insert(contentsOf: random.pick(pieces), at: place)
      case 2: result[place] = UInt8(truncatingIfNeeded: random.next())
      case 3: result.removeLast(result.count - place)
      case 4: result.insert(contentsOf: result[place..<(place + length)], at: place)
      default: result.replaceSubrange(place..<(place + length), with: random.pick(pieces))
      }
    }
    return result
  }

  @Test(
    "thousands of seeded damages of the shipped files never crash and always name their place",
    arguments: [("settings", 2_000), ("universe", 1_000), ("events", 1_000)])
  func neverCrash(_ name: String, _ rounds: Int) throws {
    let bytes = try ProjectPaths.bytes(of: ProjectPaths.inRoot("config/\(name).json5"))
    var random = SeededGenerator(seed: 20_180_205)
    var refused = 0
    for round in 0..<rounds {
      let damaged = MutationTests.damage(bytes, &random)
      let found = issues { try MutationTests.read(damaged, name) }
      refused += found.isEmpty ? 0 : 1
      for line in found {
        #expect(
          !line.contains("does not parse as JSON5"), "no place given in round \(round): \(line)")
        #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 }, "round \(round)")
      }
    }
    #expect(refused > rounds * 2 / 5, "most damages must be noticed; \(refused) were")
  }

  private static func read(_ bytes: [UInt8], _ name: String) throws {
    let document = try ConfigDocument(bytes, name: name)
    switch name {
    case "settings":
      var resolution = SettingsResolution()
      resolution.apply(document)
      resolution.checkRelations()
      guard resolution.issues.isEmpty else { throw ConfigurationError(resolution.issues) }
    case "universe": _ = try Universe(document)
    default: _ = try EventCalendar(document)
    }
  }
}
