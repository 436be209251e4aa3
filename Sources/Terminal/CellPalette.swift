// From styles to what curses draws with: a pair of colours and attributes.
//
// Pairs are given out compactly as they are needed, because some terminals have 64. When they
// run out, a style keeps its attributes and loses its colours.

import Canvas
import CNcurses

struct CellPalette {
  struct Entry {
    let pair: Int32
    let attributes: UInt8
  }

  private struct Colors: Hashable {
    let foreground: Int32
    let background: Int32
  }

  let depth: ColorDepth
  private let limit: Int32
  private var theme: Theme
  private var entries: [Style: Entry] = [:]
  private var pairs: [Colors: Int32] = [:]

  init(depth: ColorDepth, theme: Theme) {
    self.depth = depth
    self.theme = theme
    limit = depth == .mono ? 0 : vd_pairs()
  }

  /// Takes another theme; whether anything changed.
  mutating func use(_ other: Theme) -> Bool {
    if theme == other { return false }
    theme = other
    entries.removeAll(keepingCapacity: true)
    return true
  }

  mutating func entry(_ style: Style) -> Entry {
    if let known = entries[style] { return known }
    let look = theme.appearance(of: style, depth)
    let colors = Colors(foreground: code(look.foreground), background: code(look.background))
    let entry = Entry(pair: pair(colors), attributes: look.attributes.rawValue)
    entries[style] = entry
    return entry
  }

  private mutating func pair(_ colors: Colors) -> Int32 {
    if depth == .mono || (colors.foreground < 0 && colors.background < 0) { return 0 }
    if let known = pairs[colors] { return known }
    let next = Int32(pairs.count) + 1
    guard next < limit, vd_init_pair(next, colors.foreground, colors.background) != 0 else {
      return 0
    }
    pairs[colors] = next
    return next
  }

  /// The number curses knows a colour by; the lowest values by colour are palette entries there.
  private func code(_ color: TerminalColor) -> Int32 {
    switch color {
    case .standard: -1
    case .index(let index): Int32(index)
    case .rgb(let rgb): rgb.value > 0 && rgb.value < 8 ? 8 : Int32(rgb.value)
    }
  }
}
