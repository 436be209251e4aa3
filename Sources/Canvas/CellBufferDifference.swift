// What changed between two frames, row by row.
//
// Favours the quiet frame: an unchanged row costs one memory comparison.

import Glibc

/// A stretch of changed cells in one row.
public struct ChangedSpan: Hashable, Sendable {
  /// The row.
  public let y: Int
  /// The columns, from the first changed cell to the last.
  public let columns: Range<Int>
}

extension CellBuffer {
  /// The spans in which this frame differs from the one shown before.
  ///
  /// Without a frame before, or after a change of size, every row is a span. A span never
  /// starts or ends inside a wide glyph of this frame.
  public func changes(since shown: CellBuffer?) -> [ChangedSpan] {
    let columns = size.columns
    guard columns > 0 else { return [] }
    guard let shown, shown.size == size else {
      return (0..<size.rows).map { ChangedSpan(y: $0, columns: 0..<columns) }
    }
    var spans: [ChangedSpan] = []
    for y in 0..<size.rows where !sameRow(y, as: shown) {
      let start = y * columns
      var first = 0
      while first < columns - 1, cells[start + first] == shown.cells[start + first] { first += 1 }
      var last = columns - 1
      while last > first, cells[start + last] == shown.cells[start + last] { last -= 1 }
      if cells[start + first].width == 0, first > 0 { first -= 1 }
      if cells[start + last].width == 2, last + 1 < columns { last += 1 }
      spans.append(ChangedSpan(y: y, columns: first..<last + 1))
    }
    return spans
  }

  private func sameRow(_ y: Int, as other: CellBuffer) -> Bool {
    let bytes = size.columns * MemoryLayout<Cell>.stride
    return cells.withUnsafeBytes { mine in
      other.cells.withUnsafeBytes { theirs in
        guard let left = mine.baseAddress, let right = theirs.baseAddress else { return true }
        return memcmp(left + y * bytes, right + y * bytes, bytes) == 0
      }
    }
  }

  /// Reads the cells of one row without copying them.
  public func withRow<Result>(_ y: Int, _ body: (UnsafeBufferPointer<Cell>) -> Result) -> Result {
    let row = min(max(0, y), max(0, size.rows - 1))
    return cells.withUnsafeBufferPointer { all in
      let start = row * size.columns
      return body(UnsafeBufferPointer(rebasing: all[start..<min(start + size.columns, all.count)]))
    }
  }
}
