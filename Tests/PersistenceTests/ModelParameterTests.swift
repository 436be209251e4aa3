// Fitted models have their rows, and the rows follow from the journal.

import MarketData
import TestKit
import Testing

@testable import DeskEngine
@testable import Persistence

@Suite("Fitted models in the database")
struct ModelParameterTests {
  private static let expiry = Instant(seconds: 1_521_208_800)

  private static func fits() -> [EventBody] {
    var job = JobRequested()
    job.job = 1
    job.inputHash = "c0ffee"
    var end = JobFinished()
    end.job = 1
    end.resultHash = "f00d"
    var heston = ParametersFitted()
    heston.underlying = "SPX"
    heston.parameters = [NamedNumber("v0", 0.1 + 0.2), NamedNumber("level", nil)]
    heston.rmse = 0.021
    heston.warm = true
    var sabr = ParametersFitted()
    sabr.model = .sabr
    sabr.underlying = "SPX"
    sabr.expiry = expiry
    sabr.parameters = [NamedNumber("alpha", 2)]
    sabr.status = .kept
    return [
      .jobRequested(job), .jobFinished(end), .parametersFitted(heston), .parametersFitted(sabr),
    ]
  }

  private func store(_ scratch: Scratch) throws {
    let (store, _) = try CrashTests.begin(scratch.database)
    var day = SyntheticDay()
    let events = Self.fits().map { day.event($0) }
    _ = try store.commit(Transaction(events: events))
    store.close()
  }

  @Test("one row a fit, with every digit, and none for a job")
  func rows() throws {
    let scratch = try Scratch()
    try store(scratch)
    let archive = try DeskArchive(scratch.database)
    let rows = try archive.connection.rows(
      "SELECT model_type, underlying, maturity, parameters, fit_quality, status FROM model_parameters"
    )
    #expect(rows.count == 2)
    #expect(
      rows.first == [
        .string("HESTON"), .string("SPX"), .null,
        .string("{\"v0\":0.30000000000000004,\"level\":null}"), .real(0.021),
        .string("CONVERGED"),
      ])
    #expect(rows.last?[2] == .integer(Self.expiry.nanoseconds))
    #expect(rows.last?[5] == .string("KEPT"))
    #expect(try archive.verify().isSound)
    var text: [UInt8] = []
    try archive.export(.parameters, run: 1, format: .csv) { text += $0 }
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 3 && lines[1].hasPrefix("1,2018-02-05T09:"))
    archive.close()
  }

  @Test("a changed row is found and rebuilt from the journal")
  func rebuilt() throws {
    let scratch = try Scratch()
    try store(scratch)
    let open = try DeskStore(scratch.database)
    try open.connection.run("UPDATE model_parameters SET fit_quality=0.001 WHERE maturity IS NULL")
    open.close()
    let archive = try DeskArchive(scratch.database)
    let report = try archive.verify()
    archive.close()
    #expect(report.findings.contains { $0.text.contains("model_parameters: fit_quality") })
    _ = try DeskStore.rebuild(scratch.database)
    let again = try DeskArchive(scratch.database)
    #expect(try again.verify().isSound)
    again.close()
  }
}
