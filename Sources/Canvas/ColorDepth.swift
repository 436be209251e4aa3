// From a theme's RGB to the colours a terminal has: 256, 16, 8 or none.
//
// Favours legibility: hue is kept before lightness when there are few colours, a grey stays
// grey, and a text colour never falls onto its own background.

/// How many colours a terminal has.
public enum ColorDepth: Int, CaseIterable, Comparable, Hashable, Sendable {
  case mono, eight, sixteen, indexed256, truecolor

  /// Orders depths from none to all.
  public static func < (left: ColorDepth, right: ColorDepth) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A colour as a terminal takes it.
public enum TerminalColor: Hashable, Sendable {
  /// Whatever the terminal has as its default.
  case standard
  /// An entry of the palette.
  case index(UInt8)
  /// A colour by value.
  case rgb(RGB)
}

/// The colours and attributes of a cell on a terminal of a certain depth.
public struct Appearance: Hashable, Sendable {
  /// The glyph's colour.
  public var foreground: TerminalColor
  /// The colour behind it.
  public var background: TerminalColor
  /// Its attributes.
  public var attributes: Attributes
}

/// The palette of 256: sixteen system colours, a cube of six levels, and 24 greys.
public func paletteColor(_ index: UInt8) -> RGB {
  switch index {
  case 0..<16: return systemColors[Int(index)]
  case 232...:
    let level = 8 + (index - 232) * 10
    return RGB(level, level, level)
  default:
    let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
    let place = Int(index) - 16
    return RGB(levels[place / 36], levels[place / 6 % 6], levels[place % 6])
  }
}

private let systemColors = [
  0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5, 0x7F7F7F,
  0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
].map { RGB(value: UInt32($0)) }

private let paletteLab = (0...255).map { OKLab(paletteColor(UInt8($0))) }

/// The nearest colour that a depth has.
public func quantized(_ color: RGB, _ depth: ColorDepth) -> TerminalColor {
  switch depth {
  case .truecolor: .rgb(color)
  case .indexed256: .index(nearest(OKLab(color), among: 16...255))
  case .sixteen: .index(nearestSystem(OKLab(color), count: 16))
  case .eight: .index(nearestSystem(OKLab(color), count: 8))
  case .mono: .standard
  }
}

private func nearest(_ color: OKLab, among indices: ClosedRange<Int>) -> UInt8 {
  var best = indices.lowerBound
  var least = Double.infinity
  for index in indices {
    let distance = color.distanceSquared(paletteLab[index])
    if distance < least {
      least = distance
      best = index
    }
  }
  return UInt8(best)
}

/// The system colour of the same hue, or the same grey when there is hardly a hue.
private func nearestSystem(_ color: OKLab, count: Int) -> UInt8 {
  let isGrey = color.chroma < 0.05 || (color.lightness < 0.32 && color.chroma < 0.09)
  var best = 0
  var least = Double.infinity
  for index in 0..<count {
    let entry = paletteLab[index]
    guard isGrey == (entry.chroma < 0.02) else { continue }
    let distance =
      isGrey ? abs(color.lightness - entry.lightness) : hueDistance(color, entry)
    if distance < least {
      least = distance
      best = index
    }
  }
  return UInt8(best)
}

/// One minus the cosine between hues, and a little of the difference in lightness.
private func hueDistance(_ left: OKLab, _ right: OKLab) -> Double {
  let cosine = (left.a * right.a + left.b * right.b) / (left.chroma * right.chroma)
  return 1 - cosine + 0.2 * abs(left.lightness - right.lightness)
}

/// Keeps a text colour off its own background where few colours made them the same.
func legible(_ foreground: TerminalColor, on background: TerminalColor, _ depth: ColorDepth)
  -> TerminalColor
{
  guard depth == .eight || depth == .sixteen, case .index(let text) = foreground,
    case .index(let behind) = background
  else { return foreground }
  let contrast = paletteColor(text).contrast(with: paletteColor(behind))
  guard contrast < 2.5 else { return foreground }
  let isDark = paletteColor(behind).luminance < 0.3
  return .index(isDark ? 7 : 0)
}
