// The plots of the page: term structure, smile, equity, payoff.

import Canvas
import DeskEngine
import Edges
import MarketData

/// At-the-money volatility in points against days to expiry.
func drawTermCurve(
  _ points: [TermPoint], in rect: Rect, hasAxis: Bool, on buffer: inout CellBuffer
) {
  let shown = points.filter { $0.days.isFinite && $0.volatility.isFinite && abs($0.days) < 1e5 }
  guard shown.count > 1 else {
    if hasAxis { drawEmpty(["no term structure yet"], in: rect, on: &buffer) }
    return
  }
  let series = PlotSeries(
    shown.map { PlotPoint(x: $0.days, y: $0.volatility * 100) }, style: Style(.chart1))
  var plot = LinePlot([series], hasAxis: hasAxis)
  if hasAxis {
    plot.labels = shown.map { PlotLabel(x: $0.days, text: daysText($0.days)) }
  }
  plot.draw(in: rect, on: &buffer)
}

/// Implied volatility in points against the strike.
func drawSmile(_ smile: SmileSummary?, in rect: Rect, on buffer: inout CellBuffer) {
  guard let smile, smile.strikes.count > 2 else {
    drawEmpty(["no smile yet"], in: rect, on: &buffer)
    return
  }
  let points = zip(smile.strikes, smile.volatilities).map { strike, volatility in
    PlotPoint(x: strike, y: volatility.isFinite ? volatility * 100 : nil)
  }.filter { $0.x.isFinite && abs($0.x) < 1e9 }
  var plot = LinePlot([PlotSeries(points, style: Style(.chart2))])
  let ends = [points.first?.x, smile.forward, points.last?.x].compactMap { $0 }
  plot.labels = ends.filter(\.isFinite).map { PlotLabel(x: $0, text: fixedText($0)) }
  plot.draw(in: rect, on: &buffer)
}

/// The session's profit in dollars against the time.
func drawEquityCurve(
  _ snapshot: DeskSnapshot, in rect: Rect, hasAxis: Bool, on buffer: inout CellBuffer
) {
  let book = snapshot.book
  let base = book.sessionOpen.dollars
  var points: [PlotPoint] = []
  for point in book.curve where point.equity.isFinite && abs(point.equity) < 1e12 {
    let x = Double(point.time.nanoseconds) / 1e9
    // Without a position nothing is marked and nothing moves: the line stays flat until it does.
    if let last = points.last, x - last.x > 120 { points.append(PlotPoint(x: x - 60, y: last.y)) }
    points.append(PlotPoint(x: x, y: point.equity - base))
  }
  guard points.count > 1 else {
    drawEmpty(
      hasAxis ? ["no equity curve yet", "a point a minute with a position"] : ["-"], in: rect,
      on: &buffer)
    return
  }
  var plot = LinePlot(signedSeries(points), hasAxis: hasAxis)
  if let session = snapshot.session {
    let open = Double(session.open.nanoseconds) / 1e9
    let close = Double(session.close.nanoseconds) / 1e9
    let elapsed = (points.last?.x ?? open) - open
    // Whole hours, so that the scale stands still for an hour.
    let end = min(close, open + max(1, (elapsed / 3600).rounded(.up)) * 3600)
    if open < end { plot.xRange = open...end }
    plot.labels = hourLabels(session)
  }
  plot.draw(in: rect, on: &buffer)
}

private func hourLabels(_ session: Session) -> [PlotLabel] {
  let open = Double(session.open.nanoseconds) / 1e9
  let count = max(0, min(12, session.minutes / 60 + 1))
  return (0..<count).map { hour in
    let second = open + Double(hour) * 3600
    let time = Instant(nanoseconds: session.open.nanoseconds) + .minutes(Int64(hour) * 60)
    return PlotLabel(x: second, text: clockText(time, seconds: false))
  }
}

/// Profit in dollars at the first expiry against the price of the underlying.
func drawPayoff(
  _ points: [PayoffPoint], spot: Double?, in rect: Rect, hasAxis: Bool, on buffer: inout CellBuffer
) {
  let shown = points.filter {
    $0.price.isFinite && $0.profit.isFinite && abs($0.price) < 1e9 && abs($0.profit) < 1e12
  }.map { PlotPoint(x: $0.price, y: $0.profit) }
  guard shown.count > 1, rect.width > 4 else { return }
  var plot = LinePlot(signedSeries(shown), hasAxis: hasAxis)
  if hasAxis, rect.height >= 4 {
    let marks = [shown.first?.x, spot, shown.last?.x].compactMap { $0 }.filter(\.isFinite)
    plot.labels = marks.map { PlotLabel(x: $0, text: fixedText($0)) }
  }
  plot.draw(in: rect, on: &buffer)
}

/// A curve as two series, loss and gain, which meet where it crosses zero.
func signedSeries(_ points: [PlotPoint]) -> [PlotSeries] {
  var losses: [PlotPoint] = []
  var gains: [PlotPoint] = []
  var before: PlotPoint?
  for point in points {
    guard let y = point.y else { continue }
    if let last = before, let lastY = last.y, (lastY < 0) != (y < 0), lastY != y {
      let crossing = PlotPoint(x: last.x + (point.x - last.x) * lastY / (lastY - y), y: 0)
      losses.append(crossing)
      gains.append(crossing)
    }
    losses.append(PlotPoint(x: point.x, y: y < 0 ? y : nil))
    gains.append(PlotPoint(x: point.x, y: y < 0 ? nil : y))
    before = point
  }
  return [PlotSeries(losses, style: Style(.loss)), PlotSeries(gains, style: Style(.gain))]
}

/// Net dealer gamma in dollars of delta a 1 % move against the price of the underlying.
func drawGammaProfile(_ profile: GammaProfile, in rect: Rect, on buffer: inout CellBuffer) {
  guard profile.spot.isFinite, profile.spot > 0, abs(profile.spot) < 1e9 else { return }
  let points = zip(GammaProfile.grid, profile.net).compactMap { share, net in
    net.isFinite && abs(net) < 1e15
      ? PlotPoint(x: share * profile.spot, y: net / gammaUnit(profile).size) : nil
  }
  guard points.count > 1 else { return }
  var plot = LinePlot(signedSeries(points))
  let marks = [points.first?.x, profile.flip, profile.spot, points.last?.x].compactMap { $0 }
  plot.labels = marks.filter(\.isFinite).map { PlotLabel(x: $0, text: fixedText($0)) }
  plot.draw(in: rect, on: &buffer)
}

/// The unit in which a gamma profile is plotted, by its largest number.
func gammaUnit(_ profile: GammaProfile) -> (name: String, size: Double) {
  let largest = profile.net.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  return largest >= 1e9 ? ("$B", 1e9) : largest >= 1e6 ? ("$M", 1e6) : ("$k", 1e3)
}
