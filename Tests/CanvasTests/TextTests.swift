// Text in fields: widths, alignment, and numbers that are never shortened.

import Canvas
import Testing

@Suite("Text")
struct TextTests {
  @Test(
    "a field is exactly as wide as asked",
    arguments: ["", "abc", "中文字", "-1,240.50", "e\u{301}clair", "\u{1B}[31m", "⣿▲"])
  func exact(_ text: String) {
    for width in 0...9 {
      for overflow in [Overflow.ellipsis, .hashes, .cut] {
        for alignment in [Alignment.leading, .trailing, .center] {
          let field = fitted(text, width: width, alignment, overflow: overflow)
          #expect(displayWidth(field) == width)
        }
      }
    }
  }

  @Test("a number that does not fit is hashes, words get an ellipsis")
  func overflow() {
    #expect(fitted("12345", width: 4, .trailing, overflow: .hashes) == "####")
    #expect(fitted("1234", width: 4, .trailing, overflow: .hashes) == "1234")
    #expect(fitted("condor", width: 4) == "con\u{2026}")
    #expect(fitted("ab", width: 5, .trailing) == "   ab")
    #expect(fitted("ab", width: 5, .center) == " ab  ")
  }

  @Test("wrapping breaks at spaces and loses nothing")
  func wrapping() {
    #expect(wrapped("the quick brown fox", width: 9) == ["the quick", "brown fox"])
    #expect(wrapped("abcdefghij kl", width: 4) == ["abcd", "efgh", "ij", "kl"])
    #expect(wrapped("a\n\nb", width: 4) == ["a", "", "b"])
    for width in 1...12 {
      let lines = wrapped("vega level 80: 8.2k of 10k, candidateWithALongName", width: width)
      #expect(lines.allSatisfy { displayWidth($0) <= width })
      #expect(
        lines.joined().filter { $0 != " " } == "vegalevel80:8.2kof10k,candidateWithALongName")
    }
  }

  @Test(
    "widths", arguments: [("a", 1), ("é", 1), ("中", 2), ("한", 2), ("🙂", 2), ("⣿", 1), ("Δ", 1)])
  func widths(_ text: String, _ width: Int) { #expect(displayWidth(text) == width) }
}

@Suite("Axis")
struct AxisTests {
  @Test(
    "steps are 1, 2 or 5 times a power of ten",
    arguments: [
      (0.0, 10.0, 5, 2.0), (0, 1, 5, 0.2), (0, 7, 3, 5), (-2000, 2000, 5, 1000), (0, 0.03, 4, 0.01),
      (2700, 2760, 6, 10),
    ])
  func steps(_ low: Double, _ high: Double, _ intervals: Int, _ step: Double) {
    #expect(abs(axisStep(low...high, intervals: intervals) - step) < step * 1e-9)
  }

  @Test("ticks are the multiples inside, both ends included")
  func ticks() {
    #expect(axisTicks(0...10, intervals: 5) == [0, 2, 4, 6, 8, 10])
    #expect(axisTicks(-3...3, intervals: 3) == [-2, 0, 2])
    #expect(axisTicks(1...1, intervals: 3) == [1])
  }

  @Test(
    "labels are exact for their step",
    arguments: [
      (0.2, 0.2, "0.2"), (-1500.0, 500.0, "-1500"), (2000, 1000, "2k"), (150_500, 500, "150.5k"),
      (0, 1000, "0"), (0.05, 0.05, "0.05"), (2_000_000, 1_000_000, "2M"), (25, 25, "25"),
    ])
  func labels(_ value: Double, _ step: Double, _ text: String) {
    #expect(axisLabel(value, step: step) == text)
  }

  @Test("fixed decimals round half away from zero and never print minus zero")
  func decimals() {
    #expect(decimalText(1.005, decimals: 1) == "1.0")
    #expect(decimalText(-0.04, decimals: 1) == "0.0")
    #expect(decimalText(0.5, decimals: 0) == "1")
    #expect(decimalText(-12.345, decimals: 2) == "-12.35")
    #expect(decimalText(.nan, decimals: 2) == "-")
  }
}
