// What an SVI fit minimises: errors in volatility over spreads, and penalties for arbitrage.
//
// The parameters are the least total variance v, both wing slopes p = b (1 + rho) and c = b (1 -
// rho), the centre m and the roundness s: in these, positivity, Lee's bound and the order of the
// wings of neighbouring expiries are plain bounds. With x = k - m, R = sqrt(x^2 + s^2):
//
//     w = v - s sqrt(p c) + (p - c) x / 2 + (p + c) R / 2

import Glibc

/// The residuals of one slice.
struct SVIResiduals {
  /// Quotes: log-moneyness, volatility, and the size of an error that counts one.
  let k: [Double]
  let volatilities: [Double]
  let units: [Double]
  let years: Double
  /// Where the density factor is held up, and how hard.
  var densityPlaces: [Double] = []
  var densityFloor = 0.0
  var densityForce = 0.0
  /// Where total variance is held between a floor and a ceiling; the latter may be infinite.
  var calendarPlaces: [Double] = []
  var floors: [Double] = []
  var ceilings: [Double] = []
  var calendarForce = 0.0
  /// Range of both slopes, right then left, that neighbours allow; the upper ends are wishes.
  var slopeFloors = [0.0, 0.0]
  var slopeCeilings = [Double.infinity, Double.infinity]
  var slopeForce = 0.0

  var count: Int { k.count + densityPlaces.count + calendarPlaces.count + 2 }

  /// Holds the density factor up at a place.
  mutating func hold(density place: Double) { densityPlaces.append(place) }

  /// Holds total variance between an earlier slice and a ceiling at a place.
  mutating func hold(calendar place: Double, _ bounds: SVIBounds, excess: Double) {
    guard bounds.floor != nil || bounds.ceiling != nil || bounds.roof != nil else { return }
    let least = (bounds.floor?.totalVariance(place) ?? 0) * (1 + excess)
    let wish = bounds.ceiling?.value(place) ?? .infinity
    let roof = bounds.roof.map { $0.totalVariance(place) / (1 + excess) } ?? .infinity
    calendarPlaces.append(place)
    floors.append(least)
    ceilings.append(max(min(wish, roof), least))
  }

  /// Fills residuals and derivatives; false where total variance is not above zero.
  func evaluate(_ x: [Double], _ residuals: inout [Double], _ jacobian: inout [Double]) -> Bool {
    let point = SVIPoint(x)
    guard point.isUsable else { return false }
    let root = years.squareRoot()
    var row = 0
    var slopes = (0.0, 0.0, 0.0, 0.0, 0.0)
    for index in k.indices {
      let w = point.variance(k[index], &slopes)
      guard w > 0 else { return false }
      let volatility = w.squareRoot() / root
      let scale = 1 / units[index]
      residuals[row] = (volatility - volatilities[index]) * scale
      store(slopes, times: 0.5 * scale / (volatility * years), &jacobian, row)
      row += 1
    }
    for index in calendarPlaces.indices {
      let w = point.variance(calendarPlaces[index], &slopes)
      var miss = 0.0
      var reference = floors[index]
      if w < floors[index] {
        miss = w - floors[index]
      } else if w > ceilings[index] {
        miss = w - ceilings[index]
        reference = ceilings[index]
      }
      let scale = miss == 0 ? 0 : calendarForce / reference
      residuals[row] = miss * scale
      store(slopes, times: scale, &jacobian, row)
      row += 1
    }
    for place in densityPlaces {
      residuals[row] = point.shortfall(place, floor: densityFloor, force: densityForce, &slopes)
      store(slopes, times: 1, &jacobian, row)
      row += 1
    }
    for side in 0..<2 {
      let slope = side == 0 ? point.p : point.c
      let (floor, ceiling) = (slopeFloors[side], slopeCeilings[side])
      var scale = 0.0
      var miss = 0.0
      if slope < floor {
        scale = calendarForce / floor
        miss = slope - floor
      } else if slope > ceiling {
        scale = slopeForce / ceiling
        miss = slope - ceiling
      }
      residuals[row] = scale * miss
      store((0, side == 0 ? 1 : 0, side == 0 ? 0 : 1, 0, 0), times: scale, &jacobian, row)
      row += 1
    }
    return true
  }

  /// The sum of squared errors over units and of penalties; infinite where there is none.
  func objective(_ slice: SVISlice) -> Double {
    var residuals = [Double](repeating: 0, count: count)
    var jacobian = [Double](repeating: 0, count: 5 * count)
    guard evaluate(SVIPoint(slice).parameters, &residuals, &jacobian) else { return .infinity }
    return residuals.reduce(0) { $0 + $1 * $1 }
  }

  /// The sum of squared errors over units, without penalties.
  func cost(_ slice: SVISlice) -> Double {
    var sum = 0.0
    for index in k.indices {
      let miss = (slice.volatility(k[index], years: years) - volatilities[index]) / units[index]
      sum += miss * miss
    }
    return sum
  }

  private func store(
    _ slopes: (Double, Double, Double, Double, Double), times scale: Double,
    _ jacobian: inout [Double], _ row: Int
  ) {
    let base = 5 * row
    jacobian[base] = slopes.0 * scale
    jacobian[base + 1] = slopes.1 * scale
    jacobian[base + 2] = slopes.2 * scale
    jacobian[base + 3] = slopes.3 * scale
    jacobian[base + 4] = slopes.4 * scale
  }
}

/// A point of the fit's parameters (v, p, c, m, s).
struct SVIPoint {
  let v: Double
  let p: Double
  let c: Double
  let m: Double
  let s: Double
  private let mean: Double

  init(_ x: [Double]) {
    v = x[0]
    p = x[1]
    c = x[2]
    m = x[3]
    s = x[4]
    mean = (p * c).squareRoot()
  }

  /// The point of a slice.
  init(_ slice: SVISlice) {
    self.init([slice.leastVariance, slice.rightSlope, slice.leftSlope, slice.m, slice.sigma])
  }

  var parameters: [Double] { [v, p, c, m, s] }

  var isUsable: Bool { v >= 0 && p > 0 && c > 0 && s > 0 && m.isFinite }

  /// The same smile in raw form.
  var slice: SVISlice {
    let b = 0.5 * (p + c)
    return SVISlice(unchecked: v - s * mean, b, (p - c) / (p + c), m, s)
  }

  /// Total variance and its derivatives by the parameters.
  func variance(
    _ k: Double, _ slopes: inout (Double, Double, Double, Double, Double)
  ) -> Double {
    let x = k - m
    let root = (x * x + s * s).squareRoot()
    let half = 0.5 * (p + c)
    slopes.0 = 1
    slopes.1 = 0.5 * (x + root) - 0.5 * s * c / mean
    slopes.2 = 0.5 * (root - x) - 0.5 * s * p / mean
    slopes.3 = -0.5 * (p - c) - half * x / root
    slopes.4 = half * s / root - mean
    return v - s * mean + 0.5 * (p - c) * x + half * root
  }

  /// How far the density factor lies under a floor, as a residual, with its derivatives.
  func shortfall(
    _ k: Double, floor: Double, force: Double,
    _ slopes: inout (Double, Double, Double, Double, Double)
  ) -> Double {
    let x = k - m
    let square = x * x + s * s
    let root = square.squareRoot()
    let half = 0.5 * (p + c)
    let w = variance(k, &slopes)
    let first = 0.5 * (p - c) + half * x / root
    let second = half * s * s / (square * root)
    let density = VarianceJet(value: w, first: first, second: second).density(at: k)
    guard density < floor else {
      slopes = (0, 0, 0, 0, 0)
      return 0
    }
    // dg = gw dw + gf dw' + dw''/2
    let tilt = 1 - 0.5 * k * first / w
    let byValue = tilt * k * first / (w * w) + 0.25 * first * first / (w * w)
    let byFirst = -tilt * k / w - 0.5 * first * (1 / w + 0.25)
    let third = -3 * second * x / square
    let bend = 0.5 * s * s / (square * root)
    let byPlus = byFirst * 0.5 * (1 + x / root) + 0.5 * bend
    let byMinus = byFirst * 0.5 * (x / root - 1) + 0.5 * bend
    let byRound =
      byFirst * -half * x * s / (square * root)
      + 0.5 * half * (2 * s / (square * root) - 3 * s * s * s / (square * square * root))
    slopes.0 = -force * byValue
    slopes.1 = -force * (byValue * slopes.1 + byPlus)
    slopes.2 = -force * (byValue * slopes.2 + byMinus)
    slopes.3 = -force * (byValue * slopes.3 - byFirst * second - 0.5 * third)
    slopes.4 = -force * (byValue * slopes.4 + byRound)
    return force * (floor - density)
  }
}
