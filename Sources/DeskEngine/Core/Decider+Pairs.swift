// Pairs of the universe: fitted once a session, looked at each minute.
//
// A leg becomes an edge on the five-minute grid as every edge does; it is left at once when its
// spread reaches the stop or the target, and so is a position that came of it.

import Edges
import MarketData
import Portfolio
import Pricing
import Risk
import Volatility

extension Decider {
  /// Compares every pair's spread with its levels and writes what changes.
  mutating func lookAtPairs() {
    let fits = sessionPairs()
    alertBroken(fits)
    let board = PairBoard(fits, symbols: market.underlyings.map(\.symbol))
    let positions = state.positions
    let busy = positions.indices.filter { positions[$0].kind == .ou }
      .map { positions[$0].underlying }
    let findings = board.findings(price: price, open: openLegs(), busy: busy)
    for (underlying, finding) in findings {
      switch finding {
      case .edge(let edge): take(.detected(edge), kind: .ou, underlying: underlying)
      case .quiet: take(.quiet(metrics: []), kind: .ou, underlying: underlying)
      case .abstained(let reason):
        take(.abstained(reason: reason), kind: .ou, underlying: underlying)
      case .left(_, let reason):
        let alive = state.edges.first {
          $0.underlying == underlying && $0.kind == .ou && $0.ended == nil
        }
        guard let alive else { continue }
        emit(.edgeEnded(EdgeEnded(edge: alive.edge, reason: reason)))
      }
    }
  }

  /// Why a position that came of a pair is to be left now; nil while it is held.
  func pairExit(_ entry: PositionEntry) -> CloseReason? {
    guard entry.kind == .ou, let fits = figures.pairs,
      let leg = state.legs.first(where: { $0.underlying == entry.underlying })
    else { return nil }
    let open = OpenLeg(underlying: leg.underlying, partner: leg.partner, signal: leg.signal)
    let board = PairBoard(fits, symbols: [entry.underlying])
    guard case .left(let exit, _)? = board.findings(price: price, open: [open]).first?.finding
    else { return nil }
    return exit == .stop ? .stop : .target
  }

  /// The pairs of the session: every two symbols of one cluster.
  private mutating func sessionPairs() -> [PairFit] {
    if let known = figures.pairs { return known }
    var fits: [PairFit] = []
    for (position, a) in market.underlyings.enumerated() {
      guard let cluster = settings.symbol(a.symbol).cluster else { continue }
      for b in market.underlyings[(position + 1)...]
      where settings.symbol(b.symbol).cluster == cluster {
        fits.append(fitPair(a.history, b.history, rules: settings.edges))
      }
    }
    figures.pairs = fits
    return fits
  }

  /// Says aloud that a pair with a position is no longer healthy: its levels are gone, so the
  /// position is left by the rules of its structure alone.
  ///
  /// At the full hour, and again at the next one when somebody has acknowledged it: a matter of
  /// exchange time, so a restart neither repeats nor forgets it.
  private mutating func alertBroken(_ fits: [PairFit]) {
    guard NewYorkTime.wall(now).minuteOfDay % 60 == 0 else { return }
    for case .refused(let first, let second, let reason) in fits {
      let isHeld = state.positions.contains { position in
        position.kind == .ou
          && state.legs.contains {
            $0.underlying == position.underlying
              && [[first, second], [second, first]].contains([$0.underlying, $0.partner])
          }
      }
      guard isHeld else { continue }
      alert(
        .warn, metric: "cointegration \(first)~\(second)", value: nil, threshold: nil,
        text: "review the pair \(first)~\(second): \(reason)")
    }
  }

  private func openLegs() -> [OpenLeg] {
    state.edges.compactMap { edge in
      guard edge.kind == .ou, edge.ended == nil,
        let leg = state.legs.first(where: { $0.underlying == edge.underlying })
      else { return nil }
      return OpenLeg(underlying: leg.underlying, partner: leg.partner, signal: leg.signal)
    }
  }

  private func price(_ symbol: String) -> Double? {
    guard let index = market.index(of: symbol), market.underlyings[index].updated != nil else {
      return nil
    }
    return market.underlyings[index].spot
  }
}
