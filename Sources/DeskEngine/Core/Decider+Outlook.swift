// Noting what the chances of candidates rest on, so that they can be found again later.
//
// The smile is kept with the quotes behind a candidate; the expected volatility of a session and the
// move of an event are in no quote, so the journal has them in notes.

import Candidates
import Edges
public import MarketData
public import Pricing
import Structures
import Volatility

extension Decider {
  /// Notes the volatility that the session expects of each underlying, at its first minute.
  mutating func noteForecasts() {
    for index in market.underlyings.indices {
      guard let volatility = sessionFigures(index).variance?.volatility, volatility.isFinite else {
        continue
      }
      let symbol = market.underlyings[index].symbol
      emit(
        .noted(
          Noted(
            ref: OutlookWords.forecast(of: symbol),
            text: "annual volatility expected over 21 sessions by "
              + "\(settings.edges.forecast.rawValue.uppercased()): \(significant(volatility))")))
    }
  }

  /// Notes the event's own move that a candidate's forecast holds.
  mutating func noteMove(of record: CandidateRecord, _ edge: Edge) {
    guard edge.kind == .event, let move = edge.eventMove, move.isFinite else { return }
    emit(
      .noted(
        Noted(
          ref: "C\(record.candidate)",
          text: OutlookWords.move(of: record.rev) + "\(significant(move))")))
  }
}

extension DeskCore {
  /// What each candidate rests on that was priced on the latest quotes.
  func candidateOutlooks() -> [CandidateOutlook] {
    var figures = self.figures
    var found: [CandidateOutlook] = []
    for live in figures.candidates where live.priced == market.time {
      let proposal = live.trade.proposal
      guard let index = market.index(of: proposal.identity.underlying) else { continue }
      let chain = market.underlyings[index].chain
      let surface = figures.surface(
        index, in: market, held: state.verdict(of: proposal.identity.underlying))
      var homes: [Int] = []
      for leg in proposal.legs {
        guard let home = chain.expiryIndex(of: leg.option), !homes.contains(home) else { continue }
        homes.append(home)
      }
      let slices = homes.sorted().compactMap { surface?.slice(ofExpiry: $0) }
      guard let first = slices.first, slices.count == homes.count else { continue }
      let isEvent = proposal.identity.edge == .event
      let inputs = OutlookInputs(
        priced: live.priced,
        expiries: slices.map { slice in
          ForwardTerms(
            expiration: chain.expiries[slice.expiry].expiration,
            date: chain.expiries[slice.expiry].date, years: slice.years,
            forward: slice.parity.forward, discount: slice.parity.discount)
        },
        smile: chain.outside(of: first).compactMap { option in
          first.volatility(of: option).map {
            SmilePoint(strike: chain.options[option].contract.strike.dollars, volatility: $0)
          }
        },
        forecast: figures.sessions.indices.contains(index)
          ? figures.sessions[index]?.variance?.volatility : nil,
        eventMove: isEvent
          ? figures.lastEdges.first {
            $0.edge.kind == .event && $0.edge.underlying == proposal.identity.underlying
          }?.edge.eventMove : nil)
      found.append(CandidateOutlook(candidate: live.candidate, inputs: inputs))
    }
    return found
  }
}

extension OptionChain {
  /// The options of a slice's expiry out of the money, puts first, by ascending strike.
  public func outside(of slice: ExpirySlice) -> [Int] {
    let expiry = expiries[slice.expiry]
    let forward = slice.parity.forward
    return expiry.puts.filter { options[$0].contract.strike.dollars < forward }
      + expiry.calls.filter { options[$0].contract.strike.dollars >= forward }
  }
}
