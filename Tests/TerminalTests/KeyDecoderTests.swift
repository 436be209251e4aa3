// Keys: what is a key, and that an unknown sequence never becomes one.

import Canvas
import Testing

@testable import Terminal

private func codes(_ text: String) -> [KeyCode] { text.unicodeScalars.map { .scalar($0.value) } }

private func decoded(_ text: String) -> [InputEvent] {
  var decoder = KeyDecoder()
  return decoder.decode(codes(text))
}

@Suite("Key decoder")
struct KeyDecoderTests {
  @Test(
    "single bytes",
    arguments: [
      ("a", Key.character("a")), ("!", .character("!")), (" ", .character(" ")),
      ("\u{E9}", .character("\u{E9}")), ("\u{1}", .control("a")), ("\u{1A}", .control("z")),
      ("\u{0}", .control("@")), ("\u{1C}", .control("\\")), ("\t", .tab), ("\r", .enter),
      ("\n", .enter), ("\u{8}", .backspace), ("\u{7F}", .backspace), ("\u{1B}", .escape),
    ])
  func single(_ text: String, _ key: Key) { #expect(decoded(text) == [.key(key)]) }

  @Test("Escape before a character is Alt, twice is twice")
  func alt() {
    #expect(decoded("\u{1B}x") == [.key(.alt("x"))])
    #expect(decoded("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
    #expect(decoded("\u{1B}\u{3}") == [])
  }

  @Test(
    "unknown sequences are dropped whole, what follows is read",
    arguments: [
      "\u{1B}[9;9u", "\u{1B}[?62;22c", "\u{1B}]11;rgb:1111/2222/3333\u{1B}\\",
      "\u{1B}]0;ay\u{7}", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}_ay!\u{1B}\\", "\u{1B}[<0;5;5y",
    ])
  func unknown(_ text: String) {
    #expect(decoded(text) == [])
    #expect(decoded(text + "q") == [.key(.character("q"))])
  }

  @Test("a string that comes in pieces stays a string")
  func pieces() {
    var decoder = KeyDecoder()
    #expect(decoder.decode(codes("\u{1B}]52;c;ay")) == [])
    #expect(decoder.decode(codes("ay!")) == [])
    #expect(decoder.decode(codes("\u{7}q")) == [.key(.character("q"))])
  }

  @Test("the key for the kill works after every prefix a human can type")
  func killAlwaysWorks() {
    for prefix in ["\u{1B}]", "\u{1B}P", "\u{1B}[", "\u{1B}O", "\u{1B}_", "\u{1B}]52;x"] {
      var decoder = KeyDecoder()
      _ = decoder.decode(codes(prefix))
      #expect(decoder.decode(codes("!")) == [.key(.character("!"))])
    }
  }

  @Test("a string without an end is given up, so that keys work again")
  func endless() {
    var decoder = KeyDecoder()
    _ = decoder.decode(codes("\u{1B}]0;" + String(repeating: "x", count: 5000)))
    #expect(decoder.decode(codes("q")) == [.key(.character("q"))])
  }

  @Test("a paste is one event and no key, whatever is in it")
  func paste() {
    var decoder = KeyDecoder()
    let events = decoder.decode(
      [.scalar(0x61), .pasteBegin] + codes("ay\r!\u{1B}[2J") + [.named(.up), .pasteEnd]
        + codes("b"))
    #expect(
      events == [.key(.character("a")), .paste("ay !\u{FFFD}[2J"), .key(.character("b"))])
  }

  @Test("unsafe scalars are no keys")
  func unsafe() { #expect(decoded("\u{9B}\u{202E}\u{FEFF}\u{10FFFF}") == []) }

  @Test("random bytes never stop the decoder from reading a key in the end")
  func random() {
    var state: UInt64 = 11
    func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    let pool: [UInt32] = [27, 0x5B, 0x5D, 0x4F, 0x50, 7, 0x5C, 0x3B, 0x31, 0x7E, 0x61, 0x9C]
    for _ in 0..<500 {
      var decoder = KeyDecoder()
      let noise = (0..<next(20)).map { _ in KeyCode.scalar(pool[Int(next(UInt64(pool.count)))]) }
      _ = decoder.decode(noise)
      _ = decoder.decode([.scalar(27), .scalar(0x5C)])
      #expect(decoder.decode([.scalar(0x71)]) == [.key(.character("q"))])
    }
  }
}

@Suite("Key names")
struct KeyNameTests {
  @Test(
    "every key reads back from its name",
    arguments: [
      Key.character("a"), .character("A"), .character(" "), .character("^"), .character("f"),
      .control("p"), .alt("x"), .function(1), .function(12), .up, .pageDown, .shiftTab, .enter,
      .escape, .backspace, .delete,
    ])
  func roundTrip(_ key: Key) { #expect(Key(name: key.name) == key) }

  @Test("other spellings")
  func spellings() {
    #expect(Key(name: "ctrl-d") == .control("d"))
    #expect(Key(name: "esc") == .escape)
    #expect(Key(name: "f5") == .function(5))
    for name in ["", "F0", "F13", "Ctrl-", "Meta-x", "upp"] { #expect(Key(name: name) == nil) }
  }
}
