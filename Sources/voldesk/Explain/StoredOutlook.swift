// What the chances of a stored candidate rest on, found again from the quotes and notes of its run.
//
// The stored Greeks of an option give the forward and the discount factor they were made with:
//
//     vega / gamma = F^2 sigma T,   vega = D F phi(d1) sqrt(T)

import DeskEngine
import Glibc
import MarketData
import Numerics
import Persistence

extension ReportInput {
  /// What the chances of a candidate's revision rest on; nil when the run has not kept the smile.
  func outlook(
    candidate id: Int, rev: Int?, _ archive: DeskArchive
  ) throws(StoreError) -> OutlookInputs? {
    guard let story = facts.candidates[id] else { return nil }
    let record = story.revision(rev)
    let kept = try archive.volatilities(
      run: run.number, underlying: record.fact.underlying, notAfter: record.time)
    guard let time = kept.first?.time, record.time - time <= .minutes(2) else { return nil }
    let dates = record.fact.legs.map(\.contract.expiry)
      .reduce(into: [CivilDate]()) { if !$0.contains($1) { $0.append($1) } }.sorted()
    var expiries: [ForwardTerms] = []
    for date in dates {
      let own = record.fact.legs.first { $0.contract.expiry == date }?.contract
      guard let own,
        let anchor = kept.first(where: {
          NewYorkTime.date($0.expiration) == date && $0.strike == own.strike
            && $0.right == own.right
        }),
        let terms = terms(
          kept.filter { $0.expiration == anchor.expiration }.max { $0.vega < $1.vega }, date)
      else { return nil }
      expiries.append(terms)
    }
    guard let first = expiries.first else { return nil }
    let smile = kept.filter { one in
      one.expiration == first.expiration
        && (one.right == .put) == (one.strike.dollars < first.forward)
    }
    return OutlookInputs(
      priced: time, expiries: expiries,
      smile: smile.map { SmilePoint(strike: $0.strike.dollars, volatility: $0.volatility) },
      forecast: facts.forecast(of: record.fact.underlying, at: record.time),
      eventMove: story.notes.last { note in
        note.fact.text.hasPrefix(OutlookWords.move(of: record.fact.rev))
      }.flatMap { OutlookWords.number($0.fact.text) })
  }

  private func terms(_ option: StoredVolatility?, _ date: CivilDate) -> ForwardTerms? {
    guard let option else { return nil }
    let years = (option.expiration - option.time).seconds / (365 * 86_400)
    let vega = 100 * option.vega
    guard years > 0, option.gamma > 0, vega > 0 else { return nil }
    let width = option.volatility * years.squareRoot()
    let forward = (vega / (option.gamma * option.volatility * years)).squareRoot()
    let d1 = log(forward / option.strike.dollars) / width + 0.5 * width
    let discount = vega / (forward * normalPDF(d1) * years.squareRoot())
    guard forward.isFinite, discount.isFinite else { return nil }
    return ForwardTerms(
      expiration: option.expiration, date: date, years: years, forward: forward,
      discount: discount)
  }
}
