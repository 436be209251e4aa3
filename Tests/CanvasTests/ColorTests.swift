// Colours: known values of OKLab and WCAG, and what few colours do to a theme's.

import Canvas
import Testing

@Suite("Colours")
struct ColorTests {
  @Test("contrast of black on white is 21, of #777777 on white 4.48 as WCAG tools print it")
  func contrast() {
    let white = RGB(255, 255, 255)
    #expect(abs(RGB(0, 0, 0).contrast(with: white) - 21) < 1e-9)
    #expect(abs(RGB(value: 0x777777).contrast(with: white) - 4.48) < 0.005)
  }

  @Test("OKLab of pure red is (0.628, 0.2249, 0.1258), Ottosson's printed matrices")
  func oklab() {
    let red = OKLab(RGB(255, 0, 0))
    #expect(abs(red.lightness - 0.62796) < 1e-4)
    #expect(abs(red.a - 0.22486) < 1e-4)
    #expect(abs(red.b - 0.12585) < 1e-4)
  }

  @Test("sRGB survives the way to OKLab and back")
  func roundTrip() {
    for value in stride(from: UInt32(0), through: 0xFFFFFF, by: 4099) {
      let color = RGB(value: value)
      #expect(OKLab(color).rgb == color)
    }
  }

  @Test("entries of the palette of 256 map to themselves")
  func paletteIsFixed() {
    for index in UInt8(16)...255 {
      guard case .index(let found) = quantized(paletteColor(index), .indexed256) else {
        Issue.record("no index")
        return
      }
      #expect(paletteColor(found) == paletteColor(index))
    }
  }

  @Test(
    "hue survives eight colours",
    arguments: [
      ("#f37f7f", 1), ("#74cf98", 2), ("#e3bd66", 3), ("#83abf5", 4), ("#5fc9be", 6),
      ("#10141b", 0), ("#d3dae6", 7),
    ])
  func eight(_ hex: String, _ index: Int) throws {
    let color = try #require(RGB(hex: hex))
    #expect(quantized(color, .eight) == .index(UInt8(index)))
  }

  @Test("a heat ramp starts, bends and ends at its colours and brightens evenly")
  func ramp() throws {
    let low = try #require(Theme.dark[.heatLow].foreground)
    let mid = try #require(Theme.dark[.heatMid].foreground)
    let high = try #require(Theme.dark[.heatHigh].foreground)
    let ramp = heatRamp(low: low, mid: mid, high: high)
    #expect(ramp.count == Ink.heatSteps)
    #expect(ramp[0] == low)
    #expect(ramp[Ink.heatSteps / 2] == mid)
    #expect(ramp[Ink.heatSteps - 1] == high)
    let lightness = ramp.map { OKLab($0).lightness }
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("malformed colours are refused", arguments: ["", "#fff", "112233", "#11223g", "#+12345"])
  func malformed(_ text: String) { #expect(RGB(hex: text) == nil) }
}
