// Colours: sRGB values, OKLab for mixing and nearness, WCAG contrast, and the fixed palettes.
//
// OKLab after Ottosson (2020), "A perceptual color space for image processing"; contrast after
// WCAG 2.1, definitions of relative luminance and contrast ratio.

import Glibc

/// A colour in eight-bit sRGB.
public struct RGB: Hashable, Sendable {
  /// Red.
  public var red: UInt8
  /// Green.
  public var green: UInt8
  /// Blue.
  public var blue: UInt8

  /// Makes a colour from its parts.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Reads `#rrggbb`.
  public init?(hex: String) {
    guard hex.utf8.count == 7, hex.hasPrefix("#"),
      hex.dropFirst().allSatisfy(\.isHexDigit),
      let value = UInt32(hex.dropFirst(), radix: 16)
    else { return nil }
    self.init(value: value)
  }

  /// Makes a colour from 0xRRGGBB.
  public init(value: UInt32) {
    self.init(
      UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8),
      UInt8(truncatingIfNeeded: value))
  }

  /// The colour as 0xRRGGBB.
  public var value: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }

  /// Relative luminance from 0 for black to 1 for white.
  public var luminance: Double {
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The contrast ratio with another colour, from 1 to 21.
  public func contrast(with other: RGB) -> Double {
    let light = max(luminance, other.luminance)
    let dark = min(luminance, other.luminance)
    return (light + 0.05) / (dark + 0.05)
  }
}

private func linear(_ part: UInt8) -> Double {
  let share = Double(part) / 255
  return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
}

private func encoded(_ light: Double) -> UInt8 {
  let clamped = min(1, max(0, light))
  let share = clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * pow(clamped, 1 / 2.4) - 0.055
  return UInt8((share * 255).rounded())
}

/// A colour in OKLab, where distance is close to perceived difference.
public struct OKLab: Hashable, Sendable {
  /// Lightness from 0 to 1.
  public var lightness: Double
  /// From green to red.
  public var a: Double
  /// From blue to yellow.
  public var b: Double

  /// Makes a colour from its parts.
  public init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  /// Converts from sRGB.
  public init(_ color: RGB) {
    let red = linear(color.red)
    let green = linear(color.green)
    let blue = linear(color.blue)
    let long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    let medium = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    let short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
  }

  /// Converts to sRGB, clipping what lies outside its gamut.
  public var rgb: RGB {
    let long = lightness + 0.3963377774 * a + 0.2158037573 * b
    let medium = lightness - 0.1055613458 * a - 0.0638541728 * b
    let short = lightness - 0.0894841775 * a - 1.2914855480 * b
    let l = long * long * long
    let m = medium * medium * medium
    let s = short * short * short
    return RGB(
      encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
  }

  /// Distance from grey.
  public var chroma: Double { (a * a + b * b).squareRoot() }

  /// The square of the distance to another colour.
  public func distanceSquared(_ other: OKLab) -> Double {
    let l = lightness - other.lightness
    return l * l + (a - other.a) * (a - other.a) + (b - other.b) * (b - other.b)
  }

  /// The colour a share of the way to another.
  public func mixed(with other: OKLab, _ share: Double) -> OKLab {
    OKLab(
      lightness: lightness + (other.lightness - lightness) * share,
      a: a + (other.a - a) * share, b: b + (other.b - b) * share)
  }
}
