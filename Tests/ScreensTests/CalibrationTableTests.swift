// The table of calibrations: what a trader reads of each fit, at every size, and how it scrolls.

import Canvas
import MarketData
import Testing

@testable import DeskEngine
@testable import Screens

@Suite("Calibration table")
struct CalibrationTableTests {
  /// A desk with Heston and thirty smiles.
  private static var desk: DeskSnapshot {
    var desk = DeskFixture.busy
    var heston = FitEntry(model: .heston, underlying: "SPX")
    heston.parameters = [
      NamedNumber("v0", 0.1708), NamedNumber("kappa", 12.13), NamedNumber("theta", 0.0953),
      NamedNumber("sigma", 3.08), NamedNumber("rho", -0.8779), NamedNumber("level", 0.37),
    ]
    heston.rmse = 0.074
    heston.evaluations = 616
    heston.status = .converged
    heston.shifts = ["kappa"]
    heston.fitted = desk.time + .minutes(-12)
    desk.calibrations.fits = [heston]
    for week in 1...30 {
      var smile = FitEntry(model: .sabr, underlying: "SPX")
      smile.expiry = desk.time + .days(Int64(7 * week))
      smile.parameters = [
        NamedNumber("alpha", 17.84), NamedNumber("beta", 0.5), NamedNumber("rho", -0.6013),
        NamedNumber("nu", 4.46), NamedNumber("atm", 0.3),
      ]
      smile.rmse = 0.004
      smile.isWarm = true
      smile.status = week == 2 ? .kept : .converged
      smile.fitted = heston.fitted
      desk.calibrations.fits.append(smile)
    }
    desk.calibrations.last = FinishedJob(
      job: 27, kind: .intraday, requested: heston.fitted, finished: desk.time, status: .timedOut)
    return desk
  }

  private func open(_ columns: Int, _ rows: Int, _ desk: DeskSnapshot) -> KeyScript {
    var script = KeyScript(desk, size: Size(columns: columns, rows: rows))
    script.press(":")
    script.type("calibration")
    script.press("Enter")
    return script
  }

  private func lines(_ script: KeyScript) -> [String] {
    script.screen.split(separator: "\n").map(String.init)
  }

  @Test("every number fits in eighty columns, and more is told where there is room")
  func widths() throws {
    let narrow = lines(open(80, 24, Self.desk))
    let heston = try #require(narrow.first { $0.contains("HESTON") })
    #expect(heston.contains("v0 .171 κ 12.13 θ .095 σ 3.08 ρ -.878"), "\(heston)")
    #expect(heston.contains("7.4%") && heston.contains("cold") && heston.contains("12m"))
    #expect(narrow.contains { $0.contains("J27 TIMED_OUT") })
    #expect(narrow.contains { $0.contains("kept") })
    #expect(!narrow.contains { $0.contains("616") })
    let wide = try #require(lines(open(200, 60, Self.desk)).first { $0.contains("HESTON") })
    #expect(wide.contains("616") && wide.contains("kappa"))
  }

  @Test("it scrolls as far as its last row and closes")
  func scrolling() {
    var script = open(80, 24, Self.desk)
    #expect(script.ui.overlay == .calibration(top: 0))
    script.press("j", "j")
    #expect(script.ui.overlay == .calibration(top: 2))
    #expect(!lines(script).contains { $0.contains("HESTON") })
    script.press("G")
    #expect(script.ui.overlay == .calibration(top: 30))
    script.press("j")
    #expect(script.ui.overlay == .calibration(top: 30))
    script.press("g", "k")
    #expect(script.ui.overlay == .calibration(top: 0))
    script.press("Escape")
    #expect(script.ui.overlay == nil)
  }

  @Test("a desk without a calibration says so, and no size is too small to draw")
  func empty() {
    #expect(
      lines(open(120, 40, DeskFixture.busy)).contains { $0.contains("nothing was calibrated yet") })
    for (columns, rows) in [(20, 5), (40, 10), (60, 12)] {
      #expect(!lines(open(columns, rows, Self.desk)).isEmpty)
    }
  }
}
