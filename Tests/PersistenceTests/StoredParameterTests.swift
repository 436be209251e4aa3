// Stored parameters beside the line of their fit, against the text that is written of them.

import MarketData
import TestKit
import Testing

@testable import DeskEngine
@testable import Persistence

@Suite("Parameters beside their line")
struct StoredParameterTests {
  private func agrees(_ stored: [UInt8], _ line: [UInt8]) -> Bool? {
    stored.withUnsafeBytes { stored in line.withUnsafeBytes { isStored(stored, ofFit: $0) } }
  }

  private func line(_ parameters: [NamedNumber], underlying: String = "SPX") -> [UInt8] {
    var fit = ParametersFitted()
    fit.underlying = underlying
    fit.parameters = parameters
    return Event(seq: 7, time: Instant(seconds: 1_517_841_000), body: .parametersFitted(fit)).line()
  }

  private func parameters(_ generator: inout SeededGenerator) -> [NamedNumber] {
    (0..<generator.integer(in: 0...6)).map { place in
      let value: Double? =
        switch generator.integer(in: 0...5) {
        case 0: nil
        case 1: Double(generator.integer(in: -1_000...1_000))
        case 2: generator.double(in: -1..<1) * 1e-7
        case 3: (generator.double(in: -1..<1) * 1e18).rounded()
        case 4: generator.double(in: -1..<1) * 1e300
        default: generator.double(in: -5..<5)
        }
      return NamedNumber(["", "v0", "kappa", "ρ", "a:b,c}", "{x"][place], value)
    }
  }

  @Test("the text that is written agrees, and one with a changed, missing or added byte does not")
  func twin() throws {
    var generator = SeededGenerator(seed: 20_171_103)
    for _ in 0..<300 {
      let made = parameters(&generator)
      let line = line(made)
      let read = try Event(line: line)
      guard case .parametersFitted(let fit) = read.body else {
        Issue.record("no fit")
        return
      }
      let stored = storedText(fit.parameters)
      #expect(agrees(stored, line) == true, "\(String(decoding: line, as: UTF8.self))")
      for place in stored.indices {
        var changed = stored
        changed[place] ^= UInt8(1 << generator.integer(in: 0...7))
        #expect(agrees(changed, line) == false)
        #expect(agrees(Array(stored[..<place]), line) == false)
        changed = stored
        changed.insert(0x30, at: place)
        #expect(agrees(changed, line) == (changed == stored))
      }
      #expect(agrees(stored + [0x20], line) == false)
    }
  }

  @Test("a name that a line does not spell as it is goes the long way")
  func escaped() {
    for name in ["a\"b", "a\\b", "\u{1}"] {
      let made = [NamedNumber("v0", 0.5), NamedNumber(name, 1)]
      #expect(agrees(storedText(made), line(made)) == nil)
    }
    #expect(agrees([], Array("{}".utf8)) == nil)
  }

  @Test("a text before that looks like the field is no field")
  func lookalike() {
    let made = [NamedNumber("v0", 0.04)]
    let line = line(made, underlying: "\"parameters\":{\"v0\":9}")
    #expect(agrees(storedText(made), line) == true)
  }
}
