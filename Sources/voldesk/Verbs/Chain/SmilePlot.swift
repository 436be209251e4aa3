// The smile of one expiry in the characters of a terminal, without colour.

import Canvas
import Glibc
import Numerics
import Pricing

/// The out-of-the-money volatilities of a series as a plot of eighteen lines.
///
/// - Parameter series: A series with a smile.
/// - Returns: A heading and the plot; the heading alone when there are too few points.
func smilePlot(_ series: ReviewedSeries) -> [String] {
  guard let smile = series.prepared.smile else { return [] }
  // Far wings stand on the smallest tick and would press the middle flat.
  let level = smile.atmVolatility ?? smile.volatilities.min() ?? 0
  let reach = 4 * level * smile.years.squareRoot()
  let shown = smile.strikes.indices.filter { abs(log(smile.strikes[$0] / smile.forward)) <= reach }
  let title =
    "Smile of \(series.quotes.label): volatility in % over the strike, F "
    + figureText(smile.forward, decimals: 2)
  guard shown.count >= 2 else { return [title] }
  let points = shown.map { PlotPoint(x: smile.strikes[$0], y: 100 * smile.volatilities[$0]) }
  let (first, last) = (points[0].x, points[points.count - 1].x)
  let step = axisStep(first...last, intervals: 6)
  let labels = axisTicks(first...last, intervals: 6).map {
    PlotLabel(x: $0, text: axisLabel($0, step: step))
  }
  let glyphs: GlyphSet = TerminalFindings.isUTF8 ? .braille : .ascii
  var buffer = CellBuffer(
    size: Size(columns: 78, rows: 17), look: Look(glyphs: glyphs, shading: .glyph))
  LinePlot([PlotSeries(points)], labels: labels).draw(in: buffer.bounds, on: &buffer)
  let rows = buffer.glyphText.split(separator: "\n", omittingEmptySubsequences: false)
  return [title] + rows.map(String.init).dropLast()
}
