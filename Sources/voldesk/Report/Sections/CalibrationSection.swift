// Section 9: parameters fitted in the session.

import DeskEngine
import MarketData

/// The calibrations of the day: the last fit of each model and expiry, and how the jobs went.
func calibrationSection(_ input: ReportInput) -> ReportSection {
  let fits = input.facts.fits.on(input.date)
  guard !fits.isEmpty else {
    return ReportSection(
      9, "calibration", "Calibration",
      [
        .missing(
          what: "Model parameters",
          reason: "No calibration was journaled: this run priced every expiry on its own quotes.")
      ])
  }
  let jobs = input.facts.jobs.on(input.date)
  let good = fits.filter { $0.fact.status == .converged }
  let warm = good.count { $0.fact.warm }
  let moved = fits.count { !$0.fact.shifts.isEmpty }
  return ReportSection(
    9, "calibration", "Calibration",
    [
      .facts([
        ReportFact("jobs", "jobs", .count(jobs.count)),
        ReportFact("late", "jobs not done", .count(jobs.count { $0.fact.status != .done })),
        ReportFact("count", "fits", .count(fits.count)),
        ReportFact("converged", "of them converged", .count(good.count)),
        ReportFact("warm", "of these from the fit before", .count(warm)),
        ReportFact("shifted", "fits with a shift", .count(moved)),
      ]),
      .table(fitTable(fits)),
    ])
}

private func fitTable(_ fits: [Timed<ParametersFitted>]) -> ReportTable {
  var last: [Timed<ParametersFitted>] = []
  for fit in fits {
    func isSame(_ other: Timed<ParametersFitted>) -> Bool {
      (other.fact.model, other.fact.underlying) == (fit.fact.model, fit.fact.underlying)
        && other.fact.expiry == fit.fact.expiry
    }
    if let place = last.firstIndex(where: isSame) { last[place] = fit } else { last.append(fit) }
  }
  return ReportTable(
    "fits",
    [
      .text("model", "model"), .text("symbol", "symbol"), .text("expiry", "expiry"),
      .text("fitted", "fitted"), .text("parameters", "parameters"), .number("rmse", "RMSE"),
      .number("evaluations", "evaluations"), .text("start", "start"), .text("status", "status"),
      .text("shifts", "shifted"),
    ],
    last.map { fit in
      let fact = fit.fact
      return [
        .text(fact.model.rawValue), .text(fact.underlying),
        .date(fact.expiry.map { NewYorkTime.date($0) }), .clock(fit.time),
        .text(parameterText(fact.parameters)), .percent(fact.rmse, 2), .count(fact.evaluations),
        .text(fact.warm ? "warm" : "cold"), .text(fact.status.rawValue),
        .text(fact.shifts.joined(separator: " ")),
      ]
    })
}

/// Names with their values, to four decimals.
private func parameterText(_ parameters: [NamedNumber]) -> String {
  parameters.map { "\($0.name) \(ReportCell.number($0.value, 4).text)" }.joined(separator: ", ")
}
