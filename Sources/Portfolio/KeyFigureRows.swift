// The key figures as rows: value, goal, and the threshold of an alert.

public import Risk

/// One key figure with its goal and its alert.
public struct KeyFigureRow: Hashable, Sendable {
  /// How the value is written.
  public enum Unit: Hashable, Sendable { case plain, share, days }

  /// Its name in alerts and in the journal.
  public var metric: String
  /// Its name for people.
  public var name: String
  /// The value; nil when there is too little behind it.
  public var value: Double?
  /// How to write it.
  public var unit: Unit
  /// The goal, in words.
  public var goal: String
  /// The value beyond which an alert is raised.
  public var threshold: Double
  /// The alert, in words.
  public var alarm: String
  /// How grave it is.
  public var severity: Severity
  /// Whether the alert stands.
  public var isBreached: Bool
  /// What to do about it.
  public var advice: String
}

extension KeyFigures {
  /// The rows, in the order of the domain's table.
  ///
  /// - Parameter fitError: Root mean square error of the last calibration as a share; nil for none.
  /// - Returns: Six rows.
  public func rows(fitError: Double?) -> [KeyFigureRow] {
    func above(_ value: Double?, _ bound: Double) -> Bool { value.map { $0 > bound } ?? false }
    func below(_ value: Double?, _ bound: Double) -> Bool { value.map { $0 < bound } ?? false }
    return [
      KeyFigureRow(
        metric: "kpi_sharpe", name: "Sharpe, daily 60 d", value: sharpe, unit: .plain,
        goal: "> 0.15", threshold: KeyFigures.lowSharpe, alarm: "< 0.05, 5 closes",
        severity: .error, isBreached: lowSharpeCloses >= KeyFigures.lowSharpeDays,
        advice: "review which edge and regime loses before opening more"),
      KeyFigureRow(
        metric: "kpi_drawdown", name: "drawdown, 60 d", value: drawdown, unit: .share,
        goal: "< 15 %", threshold: 0.20, alarm: "> 20 %", severity: .critical,
        isBreached: above(drawdown, 0.20), advice: "reduce: open nothing until the cause is known"),
      KeyFigureRow(
        metric: "kpi_win_rate", name: "win rate", value: winRate, unit: .share, goal: "> 55 %",
        threshold: 0.45, alarm: "< 45 %", severity: .warn, isBreached: below(winRate, 0.45),
        advice: "look at the losing edges in the report"),
      KeyFigureRow(
        metric: "kpi_duration", name: "mean duration", value: duration, unit: .days,
        goal: "30-50 d", threshold: 80, alarm: "> 80 d", severity: .warn,
        isBreached: above(duration, 80), advice: "close or roll what has outlived its edge"),
      KeyFigureRow(
        metric: "kpi_volatility", name: "volatility, 60 d", value: volatility, unit: .share,
        goal: "15 %", threshold: 0.25, alarm: "> 25 %", severity: .error,
        isBreached: above(volatility, 0.25), advice: "reduce size until it is under the target"),
      KeyFigureRow(
        metric: "kpi_fit_error", name: "calibration RMSE", value: fitError, unit: .share,
        goal: "< 3 %", threshold: 0.05, alarm: "> 5 %", severity: .warn,
        isBreached: above(fitError, 0.05), advice: "trust model signals less; look at the chain"),
    ]
  }
}
