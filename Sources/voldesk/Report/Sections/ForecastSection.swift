// Section 10: the forecast of realised volatility.

/// The forecast of the day.
func forecastSection(_ input: ReportInput) -> ReportSection {
  ReportSection(
    10, "forecast", "Forecast",
    [
      .missing(
        what: "The forecast of five-day volatility",
        reason: "No forecast model was at work; the variance forecast of a VRP edge stands in its "
          + "rationale in section 5.")
    ])
}
