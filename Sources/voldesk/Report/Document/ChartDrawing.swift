// Curves and columns as drawings inside the page.

import Canvas

extension ReportChart {
  /// The drawing with its title; empty without points.
  var html: [String] {
    guard points.count > 1, points.allSatisfy({ $0.value.isFinite }) else { return [] }
    let drawing = kind == .line ? line : columnDrawing
    return [
      "<figure style=\"margin:.5rem 0\">", "<figcaption>\(htmlText(title))</figcaption>",
      "<svg viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\" "
        + "aria-label=\"\(htmlText(title))\">",
    ] + drawing + ["</svg>", "</figure>"]
  }

  private var width: Double { 640 }
  private var height: Double { 180 }
  private var left: Double { 78 }
  private var bottom: Double { 154 }
  private var top: Double { 12 }

  /// The range of the values, never empty; columns start from zero.
  private var range: (low: Double, high: Double) {
    var low = points.reduce(points[0].value) { min($0, $1.value) }
    var high = points.reduce(points[0].value) { max($0, $1.value) }
    if kind == .columns { (low, high) = (min(low, 0), max(high, 0)) }
    if high - low < 1e-9 * max(1, high.magnitude) { (low, high) = (low - 1, high + 1) }
    return (low, high)
  }

  private func y(_ value: Double) -> Double {
    let (low, high) = range
    return bottom - (value - low) / (high - low) * (bottom - top)
  }

  private func place(_ value: Double) -> String { decimalText(value, decimals: 1) }

  private var line: [String] {
    let step = (width - left - 10) / Double(points.count - 1)
    let path = points.enumerated().map { index, point in
      "\(place(left + step * Double(index))),\(place(y(point.value)))"
    }
    return axis + ["<polyline class=\"curve\" points=\"\(path.joined(separator: " "))\"/>"]
      + feet(at: { left + step * Double($0) }, every: max(1, (points.count - 1) / 6))
  }

  private var columnDrawing: [String] {
    let step = (width - left - 10) / Double(points.count)
    let boxes = points.enumerated().map { index, point in
      let (from, to) = (y(max(point.value, 0)), y(min(point.value, 0)))
      return "<rect class=\"\(point.value < 0 ? "down" : "up")\" "
        + "x=\"\(place(left + step * (Double(index) + 0.15)))\" y=\"\(place(from))\" "
        + "width=\"\(place(step * 0.7))\" height=\"\(place(max(0.5, to - from)))\"/>"
    }
    return axis + boxes + feet(at: { left + step * (Double($0) + 0.5) }, every: 1)
  }

  private var axis: [String] {
    let (low, high) = range
    return [low, (low + high) / 2, high].flatMap { value in
      [
        "<line class=\"axis\" x1=\"\(place(left))\" x2=\"\(place(width - 10))\" "
          + "y1=\"\(place(y(value)))\" y2=\"\(place(y(value)))\"/>",
        "<text x=\"\(place(left - 6))\" y=\"\(place(y(value) + 4))\" text-anchor=\"end\">"
          + "\(htmlText(numberText(value, 0)))</text>",
      ]
    }
  }

  private func feet(at x: (Int) -> Double, every: Int) -> [String] {
    points.indices.filter { $0 % every == 0 }.map { index in
      "<text x=\"\(place(x(index)))\" y=\"\(place(bottom + 18))\" text-anchor=\"middle\">"
        + "\(htmlText(points[index].label))</text>"
    }
  }
}
