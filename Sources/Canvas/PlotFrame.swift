// From values to rows, columns and dots, and the grouping of points that share a column of dots.
//
// Rounds half up on the integer grid, so a plot is the same on every machine.

struct PlotFrame {
  let horizontal: ClosedRange<Double>
  let vertical: ClosedRange<Double>
  let area: Rect

  /// The index of the nearest of a number of columns; may lie outside for values outside.
  func column(_ x: Double, columns: Int) -> Int {
    index((x - horizontal.lowerBound) / (horizontal.upperBound - horizontal.lowerBound), columns)
  }

  /// The row of dots counted from the top.
  func dotRow(_ y: Double, rows: Int) -> Int {
    let share = (y - vertical.lowerBound) / (vertical.upperBound - vertical.lowerBound)
    return rows - 1 - index(share, rows)
  }

  /// The row of the screen that a height falls in.
  func row(_ y: Double) -> Int {
    area.y + min(max(0, dotRow(y, rows: area.height)), max(0, area.height - 1))
  }

  private func index(_ share: Double, _ count: Int) -> Int {
    let place = (share * Double(count - 1) + 0.5).rounded(.down)
    return Int(min(max(place, -4), Double(count) + 4))
  }
}

/// The points that fall into one column of dots.
struct ColumnGroup {
  let column: Int
  let first: Double
  var last: Double
  var low: Double
  var high: Double
}

/// Groups points by column; nil between two groups is a gap.
func columnGroups(_ points: [PlotPoint], _ frame: PlotFrame, columns: Int) -> [ColumnGroup?] {
  var groups: [ColumnGroup?] = []
  var open: ColumnGroup?
  for point in points {
    guard let y = point.y, y.isFinite, point.x.isFinite else {
      if let group = open { groups.append(group) }
      open = nil
      groups.append(nil)
      continue
    }
    let column = frame.column(point.x, columns: columns)
    if var group = open, group.column == column {
      group.last = y
      group.low = min(group.low, y)
      group.high = max(group.high, y)
      open = group
    } else {
      if let group = open { groups.append(group) }
      open = ColumnGroup(column: column, first: y, last: y, low: y, high: y)
    }
  }
  if let group = open { groups.append(group) }
  return groups
}
