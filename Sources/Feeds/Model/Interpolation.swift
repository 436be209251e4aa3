// Straight lines between the rows of a table.

/// Linear interpolation in a table of ascending abscissae, flat beyond its ends.
func interpolate(_ x: Double, _ xs: [Double], _ ys: [Double]) -> Double {
  guard let firstX = xs.first, let lastX = xs.last, let firstY = ys.first, let lastY = ys.last
  else { return .nan }
  if x <= firstX { return firstY }
  if x >= lastX { return lastY }
  var k = 1
  while xs[k] < x { k += 1 }
  return ys[k - 1] + (x - xs[k - 1]) / (xs[k] - xs[k - 1]) * (ys[k] - ys[k - 1])
}
