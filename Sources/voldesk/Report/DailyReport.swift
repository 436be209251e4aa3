// The daily report: every section in its order.
//
// A section is a function of the input in a file of its own; what the run does not hold it says,
// with the reason, and writes no number for it.

/// The sections in the order in which they stand.
let reportSections: [@Sendable (ReportInput) -> ReportSection] = [
  titleSection, statusSection, regimeSection, volatilitySection, edgeSection, candidateSection,
  portfolioSection, riskSection, calibrationSection, forecastSection, dataQualitySection,
  activitySection, eventSection, regimeResultSection,
]

/// Writes the report of a day.
///
/// - Parameters:
///   - input: The facts up to the end of the day.
///   - generated: When, by the wall clock; nothing else in the report depends on the clock.
/// - Returns: The report.
func dailyReport(_ input: ReportInput, generated: String) -> ReportDocument {
  ReportDocument(
    title: "voldesk daily report \(input.date)", generated: generated,
    sections: reportSections.map { $0(input) },
    footer: "Informational; no guaranteed profits. All amounts are dollars of a paper account: "
      + "points times the multiplier of the contract.")
}
