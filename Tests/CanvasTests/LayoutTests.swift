// Rectangles and splits.

import Canvas
import Testing

@Suite("Layout")
struct LayoutTests {
  @Test("weights fill the total and differ by at most one cell", arguments: 0...40)
  func weights(_ total: Int) {
    let extents = Track.extents([.weight(1), .weight(1), .weight(1)], in: total)
    #expect(extents.reduce(0, +) == total)
    #expect((extents.max() ?? 0) - (extents.min() ?? 0) <= 1)
  }

  @Test("fixed and least extents come first")
  func mixed() {
    #expect(Track.extents([.fixed(3), .weight(2), .weight(1)], in: 12) == [3, 6, 3])
    #expect(Track.extents([.atLeast(5, weight: 1), .weight(1)], in: 9) == [7, 2])
    #expect(Track.extents([.fixed(8), .fixed(8), .weight(1)], in: 10) == [8, 2, 0])
    #expect(Track.extents([.fixed(2)], in: 10) == [2])
  }

  @Test("rows and columns lie side by side inside")
  func splits() {
    let rect = Rect(x: 2, y: 3, width: 11, height: 7)
    let columns = rect.columns([.weight(1), .fixed(4), .weight(1)])
    #expect(columns.map(\.x) == [2, 5, 9])
    #expect(columns.last?.maxX == rect.maxX)
    let rows = rect.rows([.fixed(1), .weight(1)])
    #expect(
      rows == [Rect(x: 2, y: 3, width: 11, height: 1), Rect(x: 2, y: 4, width: 11, height: 6)])
    let (bottom, rest) = rect.cutBottom(2)
    #expect(bottom.y == 8)
    #expect(rest.height == 5)
    let (right, left) = rect.cutRight(3)
    #expect(right.x == 10)
    #expect(left.maxX == 10)
  }

  @Test("a rectangle that is too small stays inside itself")
  func small() {
    let tiny = Rect(x: 4, y: 4, width: 1, height: 1)
    #expect(tiny.inset().isEmpty)
    #expect(tiny.centred(Size(columns: 9, rows: 9)) == tiny)
    #expect(tiny.intersection(Rect(x: 0, y: 0, width: 4, height: 4)).isEmpty)
  }

  @Test("scrolling keeps the selection in sight and wastes no row")
  func scrolling() {
    for count in 0...20 {
      for visible in 0...8 {
        for selected in 0..<max(1, count) {
          for top in [0, 3, 30] {
            let first = scrollTop(selected: selected, count: count, visible: visible, top: top)
            #expect(first >= 0)
            guard visible > 0, count > 0 else { continue }
            #expect(selected >= first && selected < first + visible)
            #expect(first == 0 || first + visible <= count)
          }
        }
      }
    }
  }
}
