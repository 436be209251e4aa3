// Series drawn from known processes, the same for a seed everywhere.

import Glibc
import TestKit
import Volatility

/// Exact draws of a process, one every `interval` years.
func simulated(
  _ process: OrnsteinUhlenbeck, count: Int, interval: Double, from generator: inout SeededGenerator
) -> [Double] {
  let slope = exp(-process.speed * interval)
  let deviation = process.stationaryDeviation * (1 - slope * slope).squareRoot()
  var values = [process.mean + process.stationaryDeviation * standardNormal(&generator)]
  for _ in 1..<count {
    let last = values[values.count - 1]
    values.append(
      process.mean + slope * (last - process.mean) + deviation * standardNormal(&generator))
  }
  return values
}

/// A standard normal variate by Box and Muller.
func standardNormal(_ generator: inout SeededGenerator) -> Double {
  let radius = (-2 * log(generator.double(in: 0x1p-53..<1))).squareRoot()
  return radius * cos(2 * Double.pi * generator.double(in: 0..<1))
}

/// A first-order autoregression.
func autoregression(
  _ slope: Double, count: Int, from generator: inout SeededGenerator
) -> [Double] {
  var values = [standardNormal(&generator)]
  for _ in 1..<count {
    values.append(slope * values[values.count - 1] + standardNormal(&generator))
  }
  return values
}
