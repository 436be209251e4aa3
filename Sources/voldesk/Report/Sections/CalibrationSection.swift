// Section 9: parameters fitted in the session.

/// The calibrations of the day.
func calibrationSection(_ input: ReportInput) -> ReportSection {
  ReportSection(
    9, "calibration", "Calibration",
    [
      .missing(
        what: "Model parameters",
        reason: "No calibration was journaled: this run priced every expiry on its own quotes.")
    ])
}
