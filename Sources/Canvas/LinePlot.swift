// Lines and points over two axes, drawn in dots finer than the cells.
//
// Favours honesty: a missing value is a gap and never bridged, a column that stands for many
// points shows their lowest and highest, and every axis label is exact at its row.

/// One point of a series; without a height it is a gap.
public struct PlotPoint: Hashable, Sendable {
  /// Position along the horizontal axis.
  public var x: Double
  /// Height, nil where nothing is known.
  public var y: Double?

  /// Makes a point.
  public init(x: Double, y: Double?) {
    self.x = x
    self.y = y
  }
}

/// A series of points in one look.
public struct PlotSeries: Hashable, Sendable {
  /// How the points are shown.
  public enum Mark: Hashable, Sendable {
    /// Joined by straight lines.
    case line
    /// Each by itself.
    case points
    /// As a step that holds until the next point.
    case steps
  }
  /// The points in rising order of `x`.
  public var points: [PlotPoint]
  /// How they are shown.
  public var mark: Mark
  /// The look.
  public var style: Style

  /// Makes a series from points.
  public init(_ points: [PlotPoint], mark: Mark = .line, style: Style = Style(.chart1)) {
    self.points = points
    self.mark = mark
    self.style = style
  }

  /// Makes a series from values one step apart, the first at 0.
  public init(values: [Double?], mark: Mark = .line, style: Style = Style(.chart1)) {
    self.init(
      values.enumerated().map { PlotPoint(x: Double($0.offset), y: $0.element) }, mark: mark,
      style: style)
  }
}

/// A line across the plot at a height, such as an alert's level.
public struct PlotLevel: Hashable, Sendable {
  /// The height.
  public var y: Double
  /// The look.
  public var style: Style

  /// Makes a level.
  public init(_ y: Double, style: Style = Style(.severityWarn)) {
    self.y = y
    self.style = style
  }
}

/// A label below the plot.
public struct PlotLabel: Hashable, Sendable {
  /// Where on the horizontal axis.
  public var x: Double
  /// The text.
  public var text: String

  /// Makes a label.
  public init(x: Double, text: String) {
    self.x = x
    self.text = text
  }
}

/// A plot of series over axes.
public struct LinePlot: Sendable {
  /// The series; of two in one cell the later one gives the colour.
  public var series: [PlotSeries]
  /// Horizontal range; nil takes that of the points.
  public var xRange: ClosedRange<Double>?
  /// Vertical range; nil takes that of the points, the levels, and zero when it is near.
  public var yRange: ClosedRange<Double>?
  /// Lines across the plot.
  public var levels: [PlotLevel]
  /// Labels below the plot; none leave the row to the plot.
  public var labels: [PlotLabel]
  /// Whether heights are labelled on the left.
  public var hasAxis: Bool
  /// How a height is written, given the step between labels.
  public var label: @Sendable (_ value: Double, _ step: Double) -> String

  /// Makes a plot.
  public init(
    _ series: [PlotSeries], xRange: ClosedRange<Double>? = nil,
    yRange: ClosedRange<Double>? = nil, levels: [PlotLevel] = [], labels: [PlotLabel] = [],
    hasAxis: Bool = true,
    label: @escaping @Sendable (_ value: Double, _ step: Double) -> String = axisLabel
  ) {
    self.series = series
    self.xRange = xRange
    self.yRange = yRange
    self.levels = levels
    self.labels = labels
    self.hasAxis = hasAxis
    self.label = label
  }

  /// The range of finite values, widened when it is a point; nil without any.
  static func range(_ values: [Double]) -> ClosedRange<Double>? {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    guard low == high else { return low...high }
    let margin = low == 0 ? 1 : abs(low) * 0.01
    return (low - margin)...(high + margin)
  }

  /// Draws the plot into a rectangle.
  public func draw(in rect: Rect, on buffer: inout CellBuffer) {
    let heights = series.flatMap { $0.points.compactMap(\.y) } + levels.map(\.y)
    guard rect.width >= 2, rect.height >= 1,
      let horizontal = xRange ?? LinePlot.range(series.flatMap { $0.points.map(\.x) }),
      let vertical = yRange ?? LinePlot.range(heights),
      horizontal.upperBound > horizontal.lowerBound,
      vertical.upperBound > vertical.lowerBound
    else { return }
    let (below, above) = rect.cutBottom(labels.isEmpty || rect.height < 3 ? 0 : 1)
    var area = above
    if hasAxis, rect.width >= 14, area.height >= 2 {
      area = drawAxis(vertical, in: area, on: &buffer)
    }
    let frame = PlotFrame(horizontal: horizontal, vertical: vertical, area: area)
    drawLevels(frame, on: &buffer)
    var grid = DotGrid(cells: area.size, glyphs: buffer.look.glyphs)
    for one in series { plot(one, frame, on: &grid) }
    grid.draw(at: area.x, area.y, on: &buffer)
    if !below.isEmpty { drawLabels(frame, row: below, on: &buffer) }
  }

  private func drawAxis(
    _ vertical: ClosedRange<Double>, in rect: Rect, on buffer: inout CellBuffer
  ) -> Rect {
    let intervals = max(2, min(8, rect.height * 2 / 3))
    let step = axisStep(vertical, intervals: intervals)
    let ticks = axisTicks(vertical, intervals: intervals)
    let texts = ticks.map { label($0, step) }
    let width = texts.map { displayWidth($0) }.max() ?? 0
    guard width > 0, width + 4 < rect.width else { return rect }
    let (axis, area) = rect.cutLeft(width + 1)
    let frame = PlotFrame(horizontal: 0...1, vertical: vertical, area: area)
    let style = Style(.chartAxis)
    for y in axis.y..<axis.maxY { buffer.put("\u{2502}", x: axis.maxX - 1, y: y, style: style) }
    var last = Int.max
    for (tick, text) in zip(ticks, texts) {
      let row = frame.row(tick)
      guard row < last else { continue }
      last = row
      let field = Rect(x: axis.x, y: row, width: width, height: 1)
      buffer.write(text, in: field, style: style, .trailing, overflow: .hashes)
      buffer.put(tick == 0 ? "\u{253C}" : "\u{2524}", x: axis.maxX - 1, y: row, style: style)
    }
    return area
  }

  private func drawLevels(_ frame: PlotFrame, on buffer: inout CellBuffer) {
    let zero = PlotLevel(0, style: Style(.chartZero))
    let all = frame.vertical.lowerBound < 0 && frame.vertical.upperBound > 0 ? [zero] : []
    for level in all + levels where frame.vertical.contains(level.y) {
      let row = Rect(
        x: frame.area.x, y: frame.row(level.y), width: frame.area.width, height: 1)
      buffer.fill(row, "\u{2508}", style: level.style)
    }
  }

  private func drawLabels(_ frame: PlotFrame, row: Rect, on buffer: inout CellBuffer) {
    var free = row.x
    for item in labels where frame.horizontal.contains(item.x) {
      let width = displayWidth(item.text)
      let centre = frame.area.x + frame.column(item.x, columns: frame.area.width)
      let x = min(max(centre - width / 2, row.x), row.maxX - width)
      guard x >= free, x + width <= row.maxX else { continue }
      buffer.write(item.text, x: x, y: row.y, style: Style(.chartAxis))
      free = x + width + 1
    }
  }

  private func plot(_ one: PlotSeries, _ frame: PlotFrame, on grid: inout DotGrid) {
    var before: (x: Int, y: Int)?
    for group in columnGroups(one.points, frame, columns: grid.width) {
      guard let group else {
        before = nil
        continue
      }
      let low = frame.dotRow(group.low, rows: grid.height)
      let high = frame.dotRow(group.high, rows: grid.height)
      let entry = (x: group.column, y: frame.dotRow(group.first, rows: grid.height))
      if let before, one.mark != .points {
        if one.mark == .steps {
          grid.line(from: before, to: (entry.x, before.y), style: one.style)
          grid.line(from: (entry.x, before.y), to: entry, style: one.style)
        } else {
          grid.line(from: before, to: entry, style: one.style)
        }
      }
      if one.mark == .points {
        grid.set(x: entry.x, y: entry.y, style: one.style)
      } else {
        grid.line(from: (group.column, high), to: (group.column, low), style: one.style)
      }
      before = (group.column, frame.dotRow(group.last, rows: grid.height))
    }
  }
}
