// Smoothing and continuing a series through its Fourier components.
//
// The straight line between the ends' levels is taken out before and put back after, since the
// transform takes a series for a circle.

public import Numerics

/// A series without its fast components.
///
/// - Parameters:
///   - series: Values at equal distances, oldest first.
///   - shortestPeriod: Components with a shorter period go; in observations, at least two.
/// - Returns: As many values.
/// - Throws: `ModelError` for a series that is too short, has a gap or is constant, or a period
///   outside 2 to the length of the series.
public func lowPass(
  _ series: [Double], shortestPeriod: Double
) throws(ModelError) -> [Double] {
  try requireSeries(series, "series", least: leastSpectralObservations)
  let n = Double(series.count)
  try require(shortestPeriod, in: 2...n, "the shortest period")
  let highest = n / shortestPeriod * (1 + 1e-12)
  return filtered(series) { k, _ in Double(k) <= highest }
}

/// A series without its weak components: those below a share of the strongest one's power.
///
/// - Parameters:
///   - series: Values at equal distances, oldest first.
///   - share: The least power kept, as a share of the largest; 0.05 by custom.
/// - Returns: As many values.
/// - Throws: `ModelError` for a series that is too short, has a gap or is constant, or a share
///   outside [0, 1].
public func denoise(_ series: [Double], share: Double = 0.05) throws(ModelError) -> [Double] {
  try requireSeries(series, "series", least: leastSpectralObservations)
  try require(share, in: 0...1, "the share")
  return filtered(series) { _, power in power >= share }
}

/// Continues a series by its trend and its strongest components.
///
/// The continuation of components repeats the series' past after its full length, so a horizon
/// beyond a fraction of it says nothing new; it is allowed up to the length.
///
/// - Parameters:
///   - series: Values at equal distances, oldest first.
///   - components: How many of the strongest frequencies to keep, at least one.
///   - horizon: Values wanted, 1 to the length of the series.
/// - Returns: The values after the last one.
/// - Throws: `ModelError` for a series that is too short, has a gap or is constant, or a count
///   outside its range.
public func harmonicForecast(
  _ series: [Double], components: Int, horizon: Int
) throws(ModelError) -> [Double] {
  try requireSeries(series, "series", least: leastSpectralObservations)
  let n = series.count
  try require(Double(components), in: 1...Double(n / 2), "the number of components")
  try require(Double(horizon), in: 1...Double(n), "the horizon")
  let trend = Trend(series)
  let transform = fourierTransform(ComplexSeries(real: detrended(series)))
  let order = (1...(n / 2)).sorted {
    (transform.power($0), $1) > (transform.power($1), $0)
  }
  let kept = Set(order.prefix(components))
  let smooth = component(transform) { kept.contains($0) }
  // The components repeat after n observations.
  return (0..<horizon).map { trend.at(Double(n + $0)) + smooth[$0] }
}

/// Keeps the components that a rule accepts by number and by power over the largest.
private func filtered(
  _ series: [Double], keep: (_ component: Int, _ power: Double) -> Bool
) -> [Double] {
  let trend = Trend(series)
  let n = series.count
  let transform = fourierTransform(ComplexSeries(real: detrended(series)))
  let largest = (1...(n / 2)).reduce(0) { max($0, transform.power($1)) }
  guard largest > 0 else { return series }
  let smooth = component(transform) { keep($0, transform.power($0) / largest) }
  return smooth.enumerated().map { $1 + trend.at(Double($0)) }
}

/// The real series of the accepted frequencies; the mean, zero after detrending, stays.
private func component(_ transform: ComplexSeries, keep: (Int) -> Bool) -> [Double] {
  let n = transform.count
  var part = transform
  for k in 1...(n / 2) where !keep(k) {
    for place in [k, n - k] {
      part.real[place] = 0
      part.imaginary[place] = 0
    }
  }
  return inverseFourierTransform(part).real
}
