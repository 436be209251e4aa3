// Sizes and rectangles of the character grid, and how a rectangle is cut into rows and columns.
//
// Favours total functions: no size is refused, an impossible split gives empty rectangles.
// Columns count from 0 at the left, rows from 0 at the top; both are cells.

/// The extent of a grid in cells.
public struct Size: Hashable, Sendable {
  /// Cells across.
  public var columns: Int
  /// Cells down.
  public var rows: Int

  /// Makes a size; negative extents become zero.
  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }
}

/// A rectangle of cells.
public struct Rect: Hashable, Sendable {
  /// Left column.
  public var x: Int
  /// Top row.
  public var y: Int
  /// Cells across, never negative.
  public var width: Int
  /// Cells down, never negative.
  public var height: Int

  /// Makes a rectangle; negative extents become zero.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// Makes the rectangle that covers a whole grid.
  public init(_ size: Size) {
    self.init(x: 0, y: 0, width: size.columns, height: size.rows)
  }

  /// The first column right of the rectangle.
  public var maxX: Int { x + width }
  /// The first row below the rectangle.
  public var maxY: Int { y + height }
  /// Whether it holds no cell.
  public var isEmpty: Bool { width == 0 || height == 0 }
  /// Its extent.
  public var size: Size { Size(columns: width, rows: height) }

  /// Whether a cell lies inside.
  public func contains(x column: Int, y row: Int) -> Bool {
    column >= x && column < maxX && row >= y && row < maxY
  }

  /// The cells common to both rectangles.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rect(
      x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
  }

  /// The rectangle without a margin on each side.
  public func inset(columns: Int = 1, rows: Int = 1) -> Rect {
    Rect(x: x + columns, y: y + rows, width: width - 2 * columns, height: height - 2 * rows)
  }

  /// One row of it, counted from its top; empty when the row lies outside.
  public func row(_ index: Int) -> Rect {
    guard index >= 0, index < height else { return Rect(x: x, y: y, width: 0, height: 0) }
    return Rect(x: x, y: y + index, width: width, height: 1)
  }

  /// A rectangle of a size in the middle of this one, shrunk to fit.
  public func centred(_ size: Size) -> Rect {
    let width = min(size.columns, self.width)
    let height = min(size.rows, self.height)
    return Rect(
      x: x + (self.width - width) / 2, y: y + (self.height - height) / 2, width: width,
      height: height)
  }

  /// Cuts rows off the top: the rows taken and what is left.
  public func cutTop(_ rows: Int) -> (taken: Rect, rest: Rect) {
    let taken = min(max(0, rows), height)
    return (
      Rect(x: x, y: y, width: width, height: taken),
      Rect(x: x, y: y + taken, width: width, height: height - taken)
    )
  }

  /// Cuts rows off the bottom: the rows taken and what is left.
  public func cutBottom(_ rows: Int) -> (taken: Rect, rest: Rect) {
    let (rest, taken) = cutTop(height - min(max(0, rows), height))
    return (taken, rest)
  }

  /// Cuts columns off the left: the columns taken and what is left.
  public func cutLeft(_ columns: Int) -> (taken: Rect, rest: Rect) {
    let taken = min(max(0, columns), width)
    return (
      Rect(x: x, y: y, width: taken, height: height),
      Rect(x: x + taken, y: y, width: width - taken, height: height)
    )
  }

  /// Cuts columns off the right: the columns taken and what is left.
  public func cutRight(_ columns: Int) -> (taken: Rect, rest: Rect) {
    let (rest, taken) = cutLeft(width - min(max(0, columns), width))
    return (taken, rest)
  }

  /// Splits it from top to bottom.
  public func rows(_ tracks: [Track]) -> [Rect] {
    var top = y
    return Track.extents(tracks, in: height).map { extent in
      defer { top += extent }
      return Rect(x: x, y: top, width: width, height: extent)
    }
  }

  /// Splits it from left to right.
  public func columns(_ tracks: [Track]) -> [Rect] {
    var left = x
    return Track.extents(tracks, in: width).map { extent in
      defer { left += extent }
      return Rect(x: left, y: y, width: extent, height: height)
    }
  }
}

/// How much of a split one part takes.
public enum Track: Hashable, Sendable {
  /// A number of cells, less only when nothing is left.
  case fixed(Int)
  /// A share of what the fixed and least extents leave.
  case weight(Int)
  /// A least number of cells, then a share of what is left.
  case atLeast(Int, weight: Int)

  /// Extents in cells that add up to the total, or to less when nothing has a weight.
  ///
  /// Cells that do not divide evenly go to the earlier parts by the running share, so that
  /// neighbouring sizes never differ by more than one cell for equal weights.
  public static func extents(_ tracks: [Track], in total: Int) -> [Int] {
    var left = max(0, total)
    var result = tracks.map { track in
      let least =
        switch track {
        case .fixed(let cells): cells
        case .weight: 0
        case .atLeast(let cells, _): cells
        }
      let taken = min(max(0, least), left)
      left -= taken
      return taken
    }
    let weights = tracks.map { track in
      switch track {
      case .fixed: 0
      case .weight(let weight), .atLeast(_, let weight): max(0, weight)
      }
    }
    let sum = weights.reduce(0, +)
    guard sum > 0 else { return result }
    var passed = 0
    var given = 0
    for index in tracks.indices {
      passed += weights[index]
      let upTo = left * passed / sum
      result[index] += upTo - given
      given = upTo
    }
    return result
  }
}
