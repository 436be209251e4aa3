// What markets have done: crises and one quiet year, by index closes.
//
// The figures are published closes of the S&P 500 and the VIX. Where the daily history is at hand
// the days between are read from it; else price (its logarithm) and VIX go straight from end to end.

public import MarketData

/// A stretch of history that a book can be put through.
public struct HistoricalScenario: Hashable, Sendable {
  /// A short name, unique.
  public let name: String
  /// The close from which it counts.
  public let start: CivilDate
  /// The close with which it ends.
  public let end: CivilDate
  /// Move of the S&P 500 from close to close, as a share.
  public let move: Double
  /// The VIX at the first close, in points.
  public let startPoints: Double
  /// The VIX at the last close, in points.
  public let endPoints: Double
  /// Trading days from the first close to the last.
  public let days: Int
  /// What the closes do not tell.
  public let note: String

  private init(
    _ name: String, _ start: (Int, Int, Int), _ end: (Int, Int, Int), move: Double,
    points: (Double, Double), days: Int, note: String = ""
  ) {
    self.name = name
    self.start = HistoricalScenario.date(start)
    self.end = HistoricalScenario.date(end)
    self.move = move
    startPoints = points.0
    endPoints = points.1
    self.days = days
    self.note = note
  }

  private static func date(_ parts: (Int, Int, Int)) -> CivilDate {
    CivilDate(year: parts.0, month: parts.1, day: parts.2) ?? CivilDate(dayNumber: 0)
  }

  /// Change of the VIX from close to close, in points.
  public var points: Double { endPoints - startPoints }

  /// Every scenario, the longest crises first, the quiet year last.
  public static let all: [HistoricalScenario] = [
    HistoricalScenario(
      "2008 crash leg", (2008, 9, 12), (2008, 11, 20), move: 752.44 / 1251.70 - 1,
      points: (25.66, 80.86), days: 49),
    HistoricalScenario(
      "GFC full", (2007, 10, 9), (2009, 3, 9), move: -0.568, points: (16, 49.7), days: 355,
      note: "VIX peak 80.86 on 2008-11-20"),
    HistoricalScenario(
      "15 Oct 2008", (2008, 10, 14), (2008, 10, 15), move: -0.0903, points: (55.13, 69.25),
      days: 1),
    HistoricalScenario(
      "COVID", (2020, 2, 19), (2020, 3, 23), move: 2237.40 / 3386.15 - 1,
      points: (14.38, 82.69), days: 23, note: "the VIX is that of its peak, 2020-03-16"),
    HistoricalScenario(
      "16 Mar 2020", (2020, 3, 13), (2020, 3, 16), move: -0.1198, points: (57.83, 82.69),
      days: 1),
    HistoricalScenario(
      "Flash crash", (2010, 5, 5), (2010, 5, 6), move: -0.0324, points: (24.91, 32.80), days: 1,
      note: "within the day -8.6 %, VIX 40.7"),
    HistoricalScenario(
      "Volmageddon", (2018, 2, 2), (2018, 2, 5), move: -0.0410, points: (17.31, 37.32), days: 1),
    HistoricalScenario(
      "Feb 2018 leg", (2018, 1, 26), (2018, 2, 8), move: -0.102, points: (11.1, 33.5), days: 9),
    HistoricalScenario(
      "24 Aug 2015", (2015, 8, 21), (2015, 8, 24), move: -0.0394, points: (28.03, 40.74),
      days: 1),
    HistoricalScenario(
      "5 Aug 2024", (2024, 8, 2), (2024, 8, 5), move: -0.030, points: (23.39, 38.57), days: 1,
      note: "within the day VIX 65.7"),
    HistoricalScenario(
      "Apr 2025", (2025, 4, 2), (2025, 4, 8), move: -0.121, points: (21.5, 52.3), days: 4),
    HistoricalScenario(
      "2017 quiet year", (2016, 12, 30), (2017, 12, 29), move: 0.194, points: (14.04, 11.04),
      days: 251, note: "mean VIX 11.09, lowest close 9.14"),
  ]
}
