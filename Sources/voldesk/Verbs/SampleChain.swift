// The option chain at the close of a sample day, as a table that `voldesk calibrate` reads.

import DeskEngine
import MarketData

/// Plays a day to its close and writes the quotes of its index options.
///
/// Without bad quotes and with a fixed seed: the same day gives the same bytes.
///
/// - Parameters:
///   - date: A day under `days`.
///   - sampleData: The folder of sample data.
///   - folder: Where the file goes; nil for `chains` beside the days.
/// - Returns: The path of the file.
/// - Throws: When the day cannot be played or the file cannot be written.
func writeSampleChain(
  of date: CivilDate, sampleData: String, to folder: String?
) throws -> String {
  let context = BenchContext(sampleData: sampleData, repeats: nil, seed: 7)
  let day = try BenchDay(context, date: "\(date)")
  let loop = try day.loop()
  try day.play(loop, until: TradingCalendar.session(on: date)?.isHalfDay == true ? 780 : 960)
  guard let underlying = loop.core.market.underlyings.first, let spot = underlying.spot else {
    throw BenchFault(text: "\(date) has no chain")
  }
  var text = "underlying,spot,quote_date,root,expiry,right,strike,bid,ask,volume,open_interest\n"
  for (option, quote) in zip(underlying.chain.options, underlying.chain.quotes) {
    guard let quote else { continue }
    let contract = option.contract
    let openInterest = option.openInterest.map { "\($0)" } ?? ""
    text += "\(underlying.chain.underlying),\(spot),\(date),\(contract.root),\(contract.expiry),"
    text += "\(contract.right.rawValue),\(contract.strike),\(quote.bid),\(quote.ask),"
    text += "\(quote.volume),\(openInterest)\n"
  }
  let path = "\(folder ?? "\(sampleData)/chains")/SPX-\(date).csv"
  let sink = try FileSink(path)
  sink.take(Array(text.utf8))
  try sink.finish()
  return path
}
