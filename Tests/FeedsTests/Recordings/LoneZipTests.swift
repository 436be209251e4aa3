// A zip of a Lean folder that is named alone is played with its day's other files.

import MarketData
import TestKit
import Testing

@testable import Feeds

@Suite("A lone Lean zip")
struct LoneZipTests {
  @Test(
    "the folder and the date of a zip are those of its path",
    arguments: [
      ("/d/l/index/usa/minute/spx/20210104_quote.zip", "/d/l"),
      ("/d/l/indexoption/usa/minute/spx/20210104_trade_european.zip", "/d/l"),
      ("l/futureoption/cme/minute/es/202003/20210104_quote_american.zip", "l"),
      ("equity/usa/tick/spy/20210104_trade.zip", "."),
      ("/future/cme/minute/es/20210104_openinterest.zip", "/"),
    ])
  func found(_ path: String, _ folder: String) {
    let day = LeanFolder.day(of: path)
    #expect(day?.folder == folder)
    #expect(day?.date == CivilDate("2021-01-04"))
  }

  @Test(
    "bars of an underlying and whatever is in no such folder are played alone",
    arguments: [
      "/d/index/usa/minute/spx/20210104_trade.zip", "/d/equity/usa/second/spy/20210104_trade.zip",
      "/d/quotes/20210104_quote.zip", "20210104_quote.zip", "/d/index/usa/minute/spx/x_quote.zip",
      "/d/index/usa/daily/spx/20210104_quote.zip", "/d/index/usa/minute/spx/20210104_quote.csv", "",
    ])
  func alone(_ path: String) { #expect(LeanFolder.day(of: path) == nil) }

  @Test(
    "the zip of a day's option quotes plays that day of its folder and no other",
    .enabled(if: ProjectPaths.exists("\(ProjectPaths.data)/replay/lean-spx-2021-01")))
  func played() throws {
    let folder = "\(ProjectPaths.data)/replay/lean-spx-2021-01"
    let zip = try #require(
      LeanFolder(path: folder).zips.first { $0.asset.isOption && $0.kind == .quote })
    var one = try openReplay(zip.path, sampleData: nil)
    var all = try openReplay(folder, sampleData: nil)
    var starts: [CivilDate] = []
    while let batch = try one.next() {
      if let start = batch.start { starts.append(start.session.date) }
      guard let other = try all.next() else { break }
      #expect(batch.time == other.time)
      #expect(batch.chains.map(\.quotes.count) == other.chains.map(\.quotes.count))
    }
    #expect(starts == [zip.date])
    #expect(try all.next()?.start?.session.date ?? zip.date > zip.date)
  }
}
