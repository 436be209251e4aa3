// From live edges to candidates: proposed, priced again each minute, revised, closed.

import Candidates
import Edges
import Execution
import MarketData
import Pricing
import Regimes
import Risk
import Structures
import Volatility

/// What keeps a candidate the same while its legs move.
struct CandidateKey: Hashable {
  var underlying: String
  var kind: EdgeKind
  var structure: StructureKind
  var expiry: CivilDate?

  init(_ entry: CandidateEntry) {
    underlying = entry.record.underlying
    kind = entry.kind
    structure = entry.record.structure
    expiry = entry.record.legs.map(\.contract.expiry).min()
  }

  init(_ proposal: Proposal) {
    underlying = proposal.identity.underlying
    kind = proposal.identity.edge
    structure = proposal.identity.structure
    expiry = proposal.legs.map(\.leg.contract.expiry).min()
  }

  /// Whether a candidate has this key.
  func isKey(of entry: CandidateEntry) -> Bool {
    entry.kind == kind && entry.record.structure == structure
      && entry.record.underlying == underlying && CandidateKey(entry).expiry == expiry
  }
}

extension Decider {
  /// Proposes, prices again and closes candidates.
  mutating func workCandidates() {
    closeOrphans()
    figures.candidates.removeAll { live in
      !state.candidates.contains { $0.record.candidate == live.candidate && $0.state == .open }
    }
    figures.unpriced = []
    guard !state.trading.isKilled else { return }
    let exposure = exposure()
    for live in figures.edges.sorted(by: { ($1.edge.strength, $0.id) < ($0.edge.strength, $1.id) })
    {
      guard let index = market.index(of: live.edge.underlying),
        let context = proposalContext(index, exposure: exposure)
      else { continue }
      work(live, in: context)
    }
    workHandBuilt(exposure)
    // Whoever looks after the close sees what was worth what in the last minute.
    if now + .minutes(1) >= state.session.close { priceTheRest(exposure) }
  }

  /// Prices open candidates that nothing has priced in this minute, for the screens only.
  mutating func priceTheRest(_ exposure: Exposure) {
    for entry in state.candidates where entry.state == .open {
      let id = entry.record.candidate
      let isPriced = figures.candidates.contains { $0.candidate == id && $0.priced == now }
      guard !isPriced, let index = market.index(of: entry.record.underlying),
        let live = figures.lastEdges.first(where: {
          $0.edge.underlying == entry.record.underlying && $0.edge.kind == entry.kind
        }), let previous = previousProposal(entry),
        let context = proposalContext(index, exposure: exposure)
      else { continue }
      do throws(RefusalCode) {
        let trade = try priceAgain(previous, for: live.edge, in: context)
        show(LiveCandidate(candidate: id, trade: trade, priced: now))
      } catch {
        figures.unpriced.append(UnpricedCandidate(candidate: id, code: error))
      }
    }
  }

  /// Closes candidates whose edge has been gone for too long.
  private mutating func closeOrphans() {
    for entry in state.candidates where entry.state == .open {
      guard let edge = state.edges.first(where: { $0.edge == entry.record.edge }) else { continue }
      guard let ended = edge.ended, now - ended >= settings.approvals.edgeGone else { continue }
      if state.hasLiveEdge(edge.kind, on: edge.underlying) { continue }
      emit(
        .candidateClosed(
          CandidateClosed(
            candidate: entry.record.candidate, rev: entry.record.rev,
            reason: "its edge has been gone for 5 minutes")))
    }
  }

  private mutating func work(_ live: LiveEdge, in context: ProposalContext) {
    let open = state.candidates.last {
      $0.state == .open && $0.record.underlying == live.edge.underlying
        && $0.kind == live.edge.kind
    }
    switch outcome(live, open: open, in: context) {
    case nil: break
    case .failed(let attempts, let reason): noteFailure(live, attempts: attempts, reason: reason)
    case .proposed(let trade): take(trade.held(by: rules(of: live.edge.underlying)), live: live)
    }
  }

  /// A candidate with a size is priced again each minute on its own legs; other legs are looked for
  /// on the five-minute grid, when the regime changes, and for an edge that has just been found.
  private func outcome(
    _ live: LiveEdge, open: CandidateEntry?, in context: ProposalContext
  ) -> ProposalOutcome? {
    let isFresh = state.edges.first { $0.edge == live.id }?.detected == now
    let isReview = isReviewed || (open == nil && isFresh)
    guard let open, let previous = previousProposal(open) else {
      return isReview ? propose(for: live.edge, in: context) : nil
    }
    if isReview { return reprice(previous, for: live.edge, in: context) }
    guard open.record.quantity > 0 else { return nil }
    return keep(previous, for: live.edge, in: context).map { .proposed($0) }
  }

  /// Whether legs and sizes are looked at afresh in this minute.
  private var isReviewed: Bool { isOnGrid || state.regime.since == now }

  private mutating func take(_ trade: ProposedTrade, live: LiveEdge) {
    let key = CandidateKey(trade.proposal)
    let same = state.candidates.last { $0.state != .closed && key.isKey(of: $0) }
    guard let same else { return proposeNew(trade, live: live) }
    guard same.state == .open else { return }
    var record = candidateRecord(
      trade.proposal, candidate: same.record.candidate, rev: same.record.rev + 1, edge: live.id)
    if let packages = same.sizedTo, record.quantity > 0 {
      record.scale(to: min(packages, record.quantity))
    } else if !isReviewed, same.record.quantity > 0, record.quantity > same.record.quantity {
      // A size falls at once and rises when it is looked at afresh.
      record.scale(to: same.record.quantity)
    }
    record = charged(record, previous: same.record)
    show(LiveCandidate(candidate: same.record.candidate, trade: trade, priced: now))
    guard needsRevision(same.record, record) else { return }
    emit(.candidateRevised(record))
    noteMove(of: record, live.edge)
    emit(
      .riskVerdict(
        self.record(
          trade.verdict, candidate: record.candidate, rev: record.rev, stage: .propose)))
  }

  private mutating func proposeNew(_ trade: ProposedTrade, live: LiveEdge) {
    let id = state.counters.candidates + 1
    let record = charged(
      candidateRecord(trade.proposal, candidate: id, rev: 1, edge: live.id), previous: nil)
    // An edge that moved on to another structure or expiry leaves the old candidate behind.
    for old in state.candidates
    where old.state == .open && old.record.underlying == record.underlying
      && old.kind == live.edge.kind
    {
      emit(
        .candidateClosed(
          CandidateClosed(
            candidate: old.record.candidate, rev: old.record.rev,
            reason: "C\(id) takes its place")))
    }
    emit(.candidateProposed(record))
    noteMove(of: record, live.edge)
    emit(
      .riskVerdict(self.record(trade.verdict, candidate: id, rev: 1, stage: .propose)))
    show(LiveCandidate(candidate: id, trade: trade, priced: now))
  }

  /// Keeps what was found for a candidate, for the screens only.
  mutating func show(_ live: LiveCandidate) {
    figures.candidates.removeAll { $0.candidate == live.candidate }
    figures.candidates.append(live)
  }

  /// Whether the legs, the size or the recommendation changed, or the net moved for good.
  func needsRevision(_ old: CandidateRecord, _ new: CandidateRecord) -> Bool {
    if old.recommendation != new.recommendation || old.quantity != new.quantity { return true }
    if old.legs.map(\.contract) != new.legs.map(\.contract) { return true }
    if old.legs.map(\.ratio) != new.legs.map(\.ratio) { return true }
    var probe = OrderEntry()
    probe.underlying = new.underlying
    probe.legs = new.legs.map { LegEntry(contract: $0.contract, ratio: $0.ratio) }
    let room = tolerance(
      of: old.net, tick: tick(probe), share: settings.approvals.revisionShare)
    return (new.net - old.net).magnitude > room
  }

  private mutating func noteFailure(
    _ live: LiveEdge, attempts: [BuildAttempt], reason: String
  ) {
    guard isOnGrid, let entry = state.edges.first(where: { $0.edge == live.id }) else { return }
    var seen: [String] = []
    for attempt in attempts {
      let text = "\(attempt.structure.rawValue) \(attempt.code.rawValue)"
      if !seen.contains(text) { seen.append(text) }
    }
    // Which attempts fail moves with every quote; that nothing can be built is news once.
    let gist = "no candidate: \(reason)"
    if entry.note.hasPrefix(gist) { return }
    let text = gist + (seen.isEmpty ? "" : " (\(seen.joined(separator: ", ")))")
    emit(.noted(Noted(ref: "E\(live.id)", text: text)))
  }

  mutating func proposalContext(_ index: Int, exposure: Exposure) -> ProposalContext? {
    guard let surface = surface(index), let session = market.session else { return nil }
    let underlying = market.underlyings[index]
    if state.freeze(of: underlying.symbol) != nil { return nil }
    let symbol = symbolRisk(underlying.symbol)
    let figures = sessionFigures(index)
    let implied =
      underlying.volatilityIndex.map { $0 / 100 } ?? surface.constantMaturityVolatility(days: 30)
    let elapsed = SessionProfile.of(minutes: session.minutes)
      .elapsedVolume(minutes: (now - session.open).seconds / 60)
    var context = ProposalContext(
      build: BuildContext(
        chain: underlying.chain, surface: surface, time: now, elapsedVolume: elapsed,
        rules: settings.structures, targets: .standard, liquidity: settings.liquidity,
        quotes: settings.quotes),
      regime: state.regime.state ?? .chop, regimeConfidence: self.figures.regimeConfidence,
      isRegimeInsufficient: self.figures.reading?.isInsufficient ?? true,
      forecastVolatility: figures.variance?.volatility, realisedVolatility: figures.realised21,
      impliedRatio: ratio(implied, figures.realised20), impliedPercentile: impliedPercentile(index),
      exposure: exposure, limits: limits, state: state.trading.state,
      cluster: symbol.cluster, beta: symbol.beta, isMarketOpen: market.isOpen)
    context.vote = vote(on: underlying.symbol)
    context.book = measured(exposure)
    return context
  }

  private func ratio(_ a: Double?, _ b: Double?) -> Double? {
    guard let a, let b, b > 0 else { return nil }
    return a / b
  }

  /// Percentile of the volatility index, from the classifier's own reading of the benchmark.
  private func impliedPercentile(_ index: Int) -> Double? {
    guard market.underlyings[index].symbol == settings.benchmark else { return nil }
    return figures.reading?.features.first { $0.name == "P" }?.value
  }

  /// Forecast and realised volatility of an underlying, once a session.
  mutating func sessionFigures(_ index: Int) -> SessionFigures {
    while figures.sessions.count < market.underlyings.count { figures.sessions.append(nil) }
    if let known = figures.sessions[index] { return known }
    if figures.metrics.isEmpty { gatherMetrics() }
    // Five years are enough for any of the models, and keep the first minute of a session short.
    let closes = market.underlyings[index].history.bars.suffix(1_300).map(\.bar.close)
    let past = stored(market.underlyings[index].symbol)
    let rules = settings.edges
    let made = SessionFigures(
      session: state.session.date,
      variance: VarianceForecast(closes: closes, horizon: 21, choice: rules.forecast),
      bands: rules.detectors.contains(.timeSeries)
        ? reversionReadings(
          stored: { name in past.first { $0.name == name }?.values ?? [] }, rules: rules) : [],
      realised20: realisedVolatility(closes, window: 20),
      realised21: realisedVolatility(closes, window: 21))
    figures.sessions[index] = made
    return made
  }

  /// Readings of a surface for the journal and the screens.
  func surfaceReadings(
    _ index: Int, _ surface: VolatilitySurface
  ) -> (atm30: Double?, skew25: Double?, slope: Double?) {
    let chain = market.underlyings[index].chain
    let atm = surface.constantMaturityVolatility(days: 30)
    let month = surface.slices.filter { (15...45).contains($0.daysToExpiry) }
      .min { abs($0.daysToExpiry - 30) < abs($1.daysToExpiry - 30) }
    var skew: Double?
    if let month, let put = month.reading(atDelta: 0.25, .put, in: chain),
      let call = month.reading(atDelta: 0.25, .call, in: chain)
    {
      skew = put.volatility - call.volatility
    }
    var slope: Double?
    if let near = surface.constantMaturityVolatility(days: 14), near > 0,
      let far = surface.constantMaturityVolatility(days: 60)
    {
      slope = far / near - 1
    }
    return (atm, skew, slope)
  }
}
