// The one gate for text from outside: symbols, notes, log lines, file names.
//
// Favours safety: whatever could move the cursor, change the title, set the clipboard, hide
// itself or turn the direction of writing becomes visible. The cell buffer applies the same
// test to every scalar it is given, so nothing unsafe can reach a terminal by another way.

/// How an unsafe scalar is made visible.
public enum Replacement: Hashable, Sendable {
  /// The replacement character, one cell wide, for screens.
  case glyph
  /// `\xNN` or `\u{NNNN}`, for logs, where the value matters.
  case code
}

/// Whether a scalar may not be sent to a terminal.
///
/// Unsafe are C0, DEL and C1 controls, line and paragraph separators, bidirectional controls,
/// zero-width and other invisible format scalars, tags, private use and non-characters.
public func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
  let value = scalar.value
  if value < 0x20 { return true }
  if value < 0x7F { return false }
  if value < 0xA0 { return true }
  switch value {
  case 0xAD, 0x034F, 0x061C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F,
    0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xE000...0xF8FF,
    0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0xFFFE...0xFFFF:
    return true
  case 0x1D173...0x1D17A, 0xE0000...0x10FFFF:
    return true
  default:
    return value & 0xFFFE == 0xFFFE
  }
}

/// Makes every unsafe scalar visible and keeps at most one combining mark on a base.
///
/// - Parameters:
///   - text: Text from outside.
///   - replacement: What stands for an unsafe scalar.
/// - Returns: Text that a terminal shows and does not obey.
public func sanitize(_ text: String, _ replacement: Replacement = .glyph) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
  var result = String.UnicodeScalarView()
  var marks = 1
  for scalar in text.unicodeScalars {
    if isUnsafe(scalar) {
      switch replacement {
      case .glyph: result.append("\u{FFFD}")
      case .code: result.append(contentsOf: escapeCode(scalar).unicodeScalars)
      }
      marks = 0
    } else if displayWidth(scalar) == 0 {
      marks += 1
      if marks == 1 { result.append(scalar) }
    } else {
      marks = 0
      result.append(scalar)
    }
  }
  return String(result)
}

private func escapeCode(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  if scalar.value > 0xFF { return "\\u{" + digits + "}" }
  return "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
}

/// The seven-bit stand-in for a glyph on a terminal without UTF-8.
public func asciiFallback(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  if scalar.isASCII { return scalar }
  switch scalar.value {
  case 0x2500, 0x2501, 0x2504, 0x2505, 0x2508, 0x2509, 0x254C, 0x2574, 0x2576: return "-"
  case 0x2550: return "="
  case 0x2502, 0x2503, 0x2506, 0x250A, 0x2551, 0x258C, 0x2590, 0x258F, 0x2595, 0x2575: return "|"
  case 0x250C...0x254B, 0x2552...0x2570: return "+"
  case 0x2588, 0x2593: return "#"
  case 0x2592: return "+"
  case 0x2591: return "."
  case 0x2580...0x2584: return "="
  case 0x2585...0x2587, 0x2589...0x258B: return "#"
  case 0x258D...0x258E: return "|"
  case 0x2800: return " "
  case 0x2801...0x28FF: return "*"
  case 0x25B2, 0x2191, 0x25B4: return "^"
  case 0x25BC, 0x2193, 0x25BE: return "v"
  case 0x25B6, 0x25B8, 0x2192, 0x203A: return ">"
  case 0x25C0, 0x25C2, 0x2190, 0x2039: return "<"
  case 0x25CF, 0x2022, 0x25A0: return "*"
  case 0x25CB: return "o"
  case 0xB7, 0x2026, 0x22C5: return "."
  case 0x2013, 0x2014, 0x2212: return "-"
  case 0xD7: return "x"
  case 0xB1: return "+"
  case 0x2248: return "~"
  case 0x2264: return "<"
  case 0x2265: return ">"
  case 0x2713: return "v"
  case 0x2717: return "x"
  case 0x0394, 0x03B4: return "D"
  case 0x0393, 0x03B3: return "G"
  case 0x0398, 0x03B8: return "T"
  case 0x03BD, 0x1D708: return "V"
  case 0x03C3, 0x03A3: return "s"
  case 0x03C1: return "r"
  case 0x03BA: return "k"
  case 0x03B2: return "b"
  case 0x03B1: return "a"
  case 0x03BC, 0xB5: return "u"
  case 0xA0: return " "
  default: return "?"
  }
}
