// The three forms of a report.

/// A form of a report.
enum ReportFormat: String, CaseIterable, Sendable {
  case md, html, json

  /// A report in this form.
  func text(_ report: ReportDocument) -> String {
    switch self {
    case .md: report.markdown
    case .html: report.html
    case .json: report.json
    }
  }
}
