// JSON5 documents: what reads, and the exact words for what does not.

import Testing

@testable import Configuration

/// The issues of an operation, empty when it succeeds.
func issues(_ operation: () throws -> Void) -> [String] {
  do {
    try operation()
    return []
  } catch let error as ConfigurationError {
    return error.issues.map(\.description)
  } catch {
    return ["another error: \(error)"]
  }
}

func document(_ text: String, name: String = "f.json5") throws(ConfigurationError) -> ConfigDocument
{
  try ConfigDocument(Array(text.utf8), name: name)
}

@Suite("Documents")
struct DocumentTests {
  @Test("reads every form JSON5 has")
  func readsForms() throws {
    let text = """
      \u{FEFF}// comment
      { plain: +1.5, 'single': .5, "double": 0x1F, /* in between */ trailing: 5.,
        exponent: 1e-3, far: -Infinity, yes: true, no: false, none: null,
        list: [1, 'two', [],], $odd_1: "a\\u00e9\\n\\x41 b", }
      """
    let root = try document(text).root
    #expect(root["plain"] == .number(1.5))
    #expect(root["single"] == .number(0.5))
    #expect(root["double"] == .number(31))
    #expect(root["trailing"] == .number(5))
    #expect(root["exponent"] == .number(0.001))
    #expect(root["far"] == .number(-.infinity))
    #expect(root["yes"] == .bool(true))
    #expect(root["no"] == .bool(false))
    #expect(root["none"] == .null)
    #expect(root["list"] == .list([.number(1), .string("two"), .list([])]))
    #expect(root["$odd_1"] == .string("aé\nA b"))
    #expect(root.canonical.hasPrefix("{\"$odd_1\":"), "keys are sorted")
  }

  static let broken: [(String, String)] = [
    ("", "f.json5: line 1, column 1: expected a value, found the end of the file"),
    ("{ a: 1", "f.json5: line 1, column 7: expected , or }, found the end of the file"),
    ("{ a 1 }", "f.json5: line 1, column 5: expected : after the key a, found \"1\""),
    ("{\n  a: 1\n  b: 2\n}", "f.json5: line 3, column 3: expected , or }, found \"b\""),
    ("{ é: 1 }", "f.json5: line 1, column 3: expected a key or }, found \"é\""),
    ("{ a: 'é' x }", "f.json5: line 1, column 10: expected , or }, found \"x\""),
    ("{ a: yes }", "f.json5: line 1, column 6: yes is no value; a text needs quotes"),
    ("{ a: 1.2.3 }", "f.json5: line 1, column 6: no number"),
    ("{ a: 007 }", "f.json5: line 1, column 6: a number may not start with 0"),
    ("{ a: 1e }", "f.json5: line 1, column 6: no number"),
    ("{ a: 0x }", "f.json5: line 1, column 6: no number"),
    ("{ a: - }", "f.json5: line 1, column 6: no number"),
    ("{ a: \"b }", "f.json5: line 1, column 6: this text is not closed"),
    (
      "{ a: \"b\n }",
      "f.json5: line 1, column 8: a text may not hold the end of the line; close it with \""
    ),
    ("{ a: 'b\\\nc' }", "f.json5: line 1, column 8: a text may not go on in the next line"),
    ("{ a: '\\q' }", "f.json5: line 1, column 7: no such escape; write \\\\ for a backslash"),
    ("{ a: '\\01' }", "f.json5: line 1, column 7: no such escape; write \\\\ for a backslash"),
    ("{ a: 1e999 }", "f.json5: line 1, column 6: this number is too large"),
    ("{ a: '\\u12' }", "f.json5: line 1, column 7: an escape needs 4 hexadecimal digits"),
    ("{ a: '\\ud800' }", "f.json5: line 1, column 7: half of a surrogate pair"),
    ("{} /* open", "f.json5: line 1, column 4: this comment is not closed"),
    ("{} {}", "f.json5: line 1, column 4: unexpected \"{\" after the end of the document"),
    ("{ a: 1, a: 2 }", "f.json5: line 1, column 9: the key a stands twice in this table"),
    ("[1 2]", "f.json5: line 1, column 4: expected , or ], found \"2\""),
    ("{ a: \u{1B}[31m }", "f.json5: line 1, column 6: expected a value, found \"\\u001b\""),
  ]

  @Test("names line and column of the first fault", arguments: broken)
  func namesPlace(_ text: String, _ message: String) {
    #expect(issues { _ = try document(text) } == [message])
  }

  @Test("refuses depth, size and other encodings before decoding")
  func refusesHostile() {
    let deep = String(repeating: "[", count: 33) + String(repeating: "]", count: 33)
    #expect(
      issues { _ = try document(deep) }
        == ["f.json5: line 1, column 33: nested deeper than 32 levels"])
    let fits = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
    #expect(issues { _ = try document(fits) } == [])
    let large = [UInt8](repeating: 0x20, count: 1_000_001)
    #expect(
      issues { _ = try ConfigDocument(large, name: "f.json5") }
        == ["f.json5: 1000001 bytes; a configuration file has at most 1000000"])
    #expect(
      issues { _ = try ConfigDocument([0x7B, 0xFF, 0x7D], name: "f.json5") }
        == ["f.json5: is not UTF-8 text"])
  }

  @Test("proposes the nearest key and nothing far")
  func proposesNearest() {
    let keys = ["per_trade", "total", "drawdown", "daily_loss"]
    #expect(nearestKey(to: "per_trad", among: keys) == "per_trade")
    #expect(nearestKey(to: "pre_trade", among: keys) == "per_trade")
    #expect(nearestKey(to: "daliy_loss", among: keys) == "daily_loss")
    #expect(nearestKey(to: "x", among: keys) == nil)
    #expect(nearestKey(to: "", among: keys) == nil)
    #expect(nearestKey(to: "vega", among: []) == nil)
  }
}
