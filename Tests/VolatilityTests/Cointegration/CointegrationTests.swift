// Tests for common trends: the two steps of Engle and Granger, and Johansen's.

import Glibc
import Numerics
import TestKit
import Testing
import Volatility

@Suite("Cointegration")
struct CointegrationTests {
  /// Two series on one random walk.
  private func pair(
    seed: UInt64, count: Int, ratio: Double
  ) -> (y: [Double], x: [Double]) {
    var generator = SeededGenerator(seed: seed)
    let x = autoregression(1, count: count, from: &generator)
    let noise = autoregression(0.7, count: count, from: &generator)
    return (zip(x, noise).map { 5 + ratio * $0 + $1 }, x)
  }

  @Test("finds the hedge ratio and what is left")
  func regression() throws {
    let (y, x) = pair(seed: 1, count: 500, ratio: 1.7)
    let outcome = try engleGranger(y, against: [x], trend: .constant, lags: .akaike(most: nil))
    let line = try #require(fitLine(x: x, y: y))
    #expect(relativeError(outcome.hedgeRatios[0], expected: line.slope) <= 1e-12)
    for t in y.indices {
      #expect(abs(outcome.residuals[t] - (y[t] - line.intercept - line.slope * x[t])) <= 1e-10)
    }
    #expect(abs(outcome.hedgeRatios[0] - 1.7) < 0.1)
    #expect((outcome.pValue ?? 1) < 1e-4 && outcome.rSquared > 0.9 && outcome.rSquared < 1)
    let two = try engleGranger(
      y, against: [x, x.map { $0 * $0 }], trend: .linear, lags: .fixed(2))
    let columns = [
      x, x.map { $0 * $0 }, [Double](repeating: 1, count: 500), (0..<500).map(Double.init),
    ]
    let plain = try #require(leastSquares(columns: columns, y: y))
    #expect(relativeError(two.hedgeRatios[0], expected: plain[0]) <= 1e-9)
    #expect(relativeError(two.hedgeRatios[1], expected: plain[1]) <= 1e-9)
  }

  @Test("seldom finds what is not there")
  func independent() throws {
    var generator = SeededGenerator(seed: 31)
    var found = 0
    for _ in 0..<200 {
      let y = autoregression(1, count: 250, from: &generator)
      let x = autoregression(1, count: 250, from: &generator)
      let outcome = try engleGranger(y, against: [x], trend: .constant, lags: .fixed(1))
      if (outcome.pValue ?? 1) < 0.05 { found += 1 }
    }
    // Ten expected, with a deviation of three.
    #expect(found >= 1 && found <= 20, "\(found)")
  }

  @Test("up to twelve series have critical values, up to six a p-value")
  func manySeries() throws {
    var generator = SeededGenerator(seed: 2)
    let series = (0..<12).map { _ in autoregression(1, count: 400, from: &generator) }
    for count in 1...11 {
      let outcome = try engleGranger(
        series[0], against: Array(series[1...count]), trend: .constant, lags: .fixed(1))
      #expect((outcome.pValue != nil) == (count < 6) && outcome.criticalValues != nil)
      #expect(outcome.hedgeRatios.count == count)
    }
  }

  @Test("series that cannot be tested are refused")
  func badInput() throws {
    let (y, x) = pair(seed: 4, count: 100, ratio: 1)
    var gap = x
    gap[50] = .nan
    let flat = [Double](repeating: 1, count: 100)
    let pairs: [([Double], [[Double]])] = [
      (y, []), (y, [gap]), (gap, [x]), (y, [flat]), (flat, [x]), (y, [Array(x.dropLast())]),
      (y, [x, x.map { 2 * $0 - 1 }]), (x.map { 3 * $0 + 1 }, [x]),
      (Array(y.prefix(6)), [Array(x.prefix(6))]),
      (y, [[Double]](repeating: x, count: 12)),
    ]
    for (first, others) in pairs {
      #expect(throws: ModelError.self) {
        _ = try engleGranger(first, against: others, trend: .constant, lags: .akaike(most: nil))
      }
    }
    for (series, lags) in [
      ([y], 1), ([y, gap], 1), ([y, flat], 1), ([y, Array(x.dropLast())], 1),
      ([y, x, x], 1), ([y, x], -1), ([y, x], 101), ([Array(y.prefix(9)), Array(x.prefix(9))], 1),
    ] {
      #expect(throws: ModelError.self) {
        _ = try johansenTest(series, trend: .constant, laggedChanges: lags)
      }
    }
  }

  /// Series of the golden file, trend, lagged changes, trace and greatest-eigenvalue statistics by
  /// statsmodels 0.15.0 `coint_johansen`.
  static let johansen: [(String, Int, Int, [Double], [Double])] = [
    ("1", -1, 1, [40.86060887710764, 1.450020533768868], [39.41058834333877, 1.450020533768868]),
    (
      "1", -1, 4, [35.07797711127772, 1.3360721142427237], [33.74190499703499, 1.3360721142427237]
    ),
    ("1", 0, 1, [56.764980270286756, 4.755833253955422], [52.00914701633133, 4.755833253955422]),
    ("1", 0, 4, [50.685484664494815, 5.012705510242448], [45.67277915425236, 5.012705510242448]),
    ("1", 1, 1, [55.507775992546335, 3.344970793807726], [52.16280519873861, 3.344970793807726]),
    ("1", 1, 4, [49.0664208672849, 3.4368386319128783], [45.62958223537201, 3.4368386319128783]),
    ("2", -1, 1, [9.74527768865567, 0.5092927002714931], [9.235984988384176, 0.5092927002714931]),
    (
      "2", -1, 4, [6.4286882797821265, 0.4673618710577766], [5.96132640872435, 0.4673618710577766]
    ),
    ("2", 0, 1, [22.358283445160364, 5.794659146936071], [16.563624298224294, 5.794659146936071]),
    ("2", 0, 4, [17.85710028293573, 4.689525789846522], [13.167574493089207, 4.689525789846522]),
    ("2", 1, 1, [23.874603595232657, 7.073516612986275], [16.80108698224638, 7.073516612986275]),
    ("2", 1, 4, [19.519611478470928, 5.804978357439067], [13.714633121031861, 5.804978357439067]),
    (
      "4", -1, 1, [77.52137794341594, 5.568824284079865, 0.03520124447353671],
      [71.95255365933606, 5.533623039606328, 0.03520124447353671]
    ),
    (
      "4", -1, 4, [64.94196968872517, 5.724127206617814, 0.0061003581319085416],
      [59.21784248210735, 5.718026848485905, 0.0061003581319085416]
    ),
    (
      "4", 0, 1, [84.82637020411329, 11.49726139908943, 4.648470383027346],
      [73.32910880502385, 6.848791016062084, 4.648470383027346]
    ),
    (
      "4", 0, 4, [72.50298060089226, 11.336552756717381, 4.791904133282754],
      [61.16642784417487, 6.544648623434628, 4.791904133282754]
    ),
    (
      "4", 1, 1, [85.61324071644236, 10.809653015931758, 3.8817079735474533],
      [74.8035877005106, 6.927945042384306, 3.8817079735474533]
    ),
    (
      "4", 1, 4, [73.41761468509604, 10.725762144323445, 4.057037702796225],
      [62.691852540772594, 6.66872444152722, 4.057037702796225]
    ),
    (
      "5", -1, 1, [6.849995606714192, 0.29395461076505375],
      [6.556040995949138, 0.29395461076505375]
    ),
    (
      "5", -1, 4, [4.170473066391137, 0.15747902576810116],
      [4.012994040623036, 0.15747902576810116]
    ),
    ("5", 0, 1, [11.877805032136292, 5.455135020255539], [6.422670011880753, 5.455135020255539]),
    ("5", 0, 4, [9.014195953677431, 2.909159901707185], [6.105036051970246, 2.909159901707185]),
    ("5", 1, 1, [16.95859644142689, 5.431916971453311], [11.526679469973583, 5.431916971453311]),
    ("5", 1, 4, [12.942438972211392, 3.95788362171867], [8.984555350492721, 3.95788362171867]),
  ]

  @Test("Johansen's statistics", arguments: johansen)
  func johansenStatistics(
    _ series: String, _ trend: Int, _ lags: Int, _ trace: [Double], _ greatest: [Double]
  ) throws {
    let entry = try #require(shippedSeries?[series])
    var columns = [try entry.doubles("y")]
    if let x = entry["x"]?.doubles {
      columns.append(x)
    } else {
      let rows = try entry.array("x").map { try #require($0.doubles) }
      for index in 0..<2 { columns.append(rows.map { $0[index] }) }
    }
    let terms = try #require(JohansenTrend(rawValue: trend))
    let outcome = try johansenTest(columns, trend: terms, laggedChanges: lags)
    #expect(outcome.steps.count == trace.count)
    #expect(outcome.observations == columns[0].count - 1 - lags)
    for (step, expected) in zip(outcome.steps, zip(trace, greatest)) {
      #expect(relativeError(step.trace, expected: expected.0) <= 1e-8)
      #expect(relativeError(step.greatestEigenvalue, expected: expected.1) <= 1e-8)
    }
    // As statsmodels 0.15.0 prints them for a constant.
    if trend == 0, columns.count == 2 {
      #expect(
        outcome.steps.map(\.traceCritical) == [
          [13.4294, 15.4943, 19.9349], [2.7055, 3.8415, 6.6349],
        ])
      #expect(
        outcome.steps.map(\.greatestEigenvalueCritical)
          == [[12.2971, 14.2639, 18.52], [2.7055, 3.8415, 6.6349]])
    }
  }

  @Test("Johansen's rank counts the stationary combinations")
  func rank() throws {
    var generator = SeededGenerator(seed: 6)
    let walk = autoregression(1, count: 800, from: &generator)
    func around(_ weight: Double) -> [Double] {
      zip(walk, autoregression(0.5, count: 800, from: &generator)).map { weight * $0 + $1 }
    }
    let three = [around(1), around(-0.5), around(2)]
    let outcome = try johansenTest(three, trend: .constant, laggedChanges: 1)
    #expect(outcome.rank(at: .onePercent) == 2)
    let walks = (0..<3).map { _ in autoregression(1, count: 800, from: &generator) }
    #expect(try johansenTest(walks, trend: .constant, laggedChanges: 1).rank(at: .onePercent) == 0)
    let still = (0..<2).map { _ in autoregression(0.3, count: 800, from: &generator) }
    for trend in JohansenTrend.allCases {
      // Without lagged changes the level is still the one before the change.
      #expect(try johansenTest(still, trend: trend, laggedChanges: 0).rank(at: .onePercent) == 2)
    }
  }

  @Test("a healthy pair has no concern, a broken one says what is wrong")
  func pairs() throws {
    var generator = SeededGenerator(seed: 15)
    let interval = 1.0 / 252
    let x = autoregression(1, count: 600, from: &generator).map { 200 + $0 }
    let process = try OrnsteinUhlenbeck(mean: 3, speed: 252 * 0.1, volatility: 5)
    let spread = simulated(process, count: 600, interval: interval, from: &generator)
    let y = zip(x, spread).map { 1.4 * $0 + $1 }
    let healthy = try pairSpread(y, against: x, interval: interval, rules: .desk)
    #expect(healthy.concerns.isEmpty, "\(healthy.concerns)")
    #expect(abs(healthy.hedgeRatio - 1.4) < 0.05 && healthy.values.count == 600)
    #expect(healthy.values[17] == y[17] - healthy.hedgeRatio * x[17])
    let fit = try #require(healthy.estimate.fit)
    #expect(fit.transitions == 251 && fit.halfLifeInIntervals > 2)
    #expect(healthy.historicHalfLife != nil && (healthy.correlation ?? 0) > 0.5)
    let stranger = autoregression(1, count: 600, from: &generator).map { 300 + $0 }
    let broken = try pairSpread(stranger, against: x, interval: interval, rules: .desk)
    #expect(broken.concerns.contains { if case .notCointegrated = $0 { true } else { false } })
    #expect(broken.concerns.contains { if case .weakCorrelation = $0 { true } else { false } })
    // A spread that slows down in the last year.
    let slow = try OrnsteinUhlenbeck(mean: 3, speed: 252 * 0.02, volatility: 5)
    let late = simulated(slow, count: 252, interval: interval, from: &generator)
    let changed = zip(x, spread.prefix(348) + late).map { 1.4 * $0 + $1 }
    let slowed = try pairSpread(changed, against: x, interval: interval, rules: .desk)
    #expect(slowed.concerns.contains { if case .slowing = $0 { true } else { false } })
    for concern in broken.concerns + slowed.concerns { #expect(!concern.description.isEmpty) }
  }

  @Test("pairs and rules that make no sense are refused")
  func badPairs() throws {
    let (y, x) = pair(seed: 4, count: 300, ratio: 1)
    var gap = y
    gap[299] = .nan
    for (first, second) in [
      (gap, x), (y, Array(x.dropLast())), (Array(y.prefix(100)), Array(x.prefix(100))), (x, x),
    ] {
      #expect(throws: ModelError.self) {
        _ = try pairSpread(first, against: second, interval: 1.0 / 252, rules: .desk)
      }
    }
    #expect(throws: ModelError.self) {
      _ = try pairSpread(y, against: x, interval: 0, rules: .desk)
    }
    for (window, correlation, p, slowing, least) in [
      (10, 5, 0.05, 1.5, 0.5), (252, 252, 0.05, 1.5, 0.5), (252, 60, 1.5, 1.5, 0.5),
      (252, 60, 0.05, 0, 0.5), (252, 60, 0.05, 1.5, 2), (252, 60, .nan, 1.5, 0.5),
    ] {
      #expect(throws: ModelError.self) {
        _ = try PairHealthRules(
          window: window, correlationWindow: correlation, greatestPValue: p,
          greatestSlowing: slowing, leastCorrelation: least, halfLives: 2...60)
      }
    }
  }
}
