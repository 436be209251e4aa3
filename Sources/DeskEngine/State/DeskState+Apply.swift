// Folding events into the book.
//
// Total: an event that names something unknown changes nothing but the counters, because what is
// in the journal has happened and must not be argued with.

import Candidates
import Edges
import MarketData
import Portfolio
import Risk

extension DeskState {
  /// Folds one event into the state.
  public mutating func apply(_ event: Event) {
    let isRepeated = isBooked(event.body)
    seq = event.seq
    time = event.time
    switch event.body {
    case .configChanged(let e):
      configHash = e.configHash
      limits = movedLimits(limits, by: e.changes)
      if e.isCommanded { loosening = LooseningEntry() }
    case .sessionOpened(let e): openSession(e)
    case .sessionClosed: session.isOpen = false
    case .dayRolled(let e): rollDay(e)
    case .feedChanged(let e): feed = e.state
    case .quotesRejected(let e): noteRejection(e.underlying)
    case .chainJudged(let e): noteVerdict(e)
    case .regimeChanged(let e): changeRegime(e)
    case .edgeDetected, .edgeAbstained, .edgeEnded: applyEdge(event.body)
    case .candidateProposed, .candidateRevised, .candidateClosed, .candidateApproved,
      .candidateRejected, .candidateRestored:
      applyCandidate(event.body)
    case .riskVerdict(let e):
      if !e.passed, e.stage != .propose { refusals.append(event.time) }
    case .orderCreated(let e): createOrder(e)
    case .orderChanged(let e): changeOrder(e)
    case .legFilled(let e): fillLeg(e)
    case .positionOpened(let e): openPosition(e)
    case .positionChanged(let e): changePosition(e)
    case .positionClosed(let e): closePosition(e)
    case .settled(let e): settle(e)
    case .sharesTraded(let e): tradeShares(e)
    case .ledgerPosted(let e): post(e)
    case .equityMarked(let e): mark(e)
    case .limitCrossed, .tradingStateChanged, .killEngaged, .killReset, .alertRaised,
      .alertAcknowledged:
      applyRisk(event.body)
    case .noted(let e): note(e)
    case .jobRequested(let e): requestJob(e)
    case .jobFinished(let e): finishJob(e)
    case .parametersFitted(let e): fitParameters(e)
    case .profitExplained(let e): explain(e)
    case .commandRefused, .runStarted, .runEnded: break
    }
    if !isRepeated { noteProfit(event.body) }
    for metric in alerts.isEmpty ? [] : event.body.clearedMetrics {
      alerts.removeAll { $0.metric == metric }
    }
  }

  private mutating func openSession(_ e: SessionOpened) {
    session = SessionEntry(
      date: e.date, open: e.open, close: e.close, isOpen: true, baseEquity: e.baseEquity,
      weekEquity: e.weekEquity, realisedAtOpen: money.realised)
    money.peak = max(money.peak, e.peak)
    curve = []
    ordersSent = []
    refusals = []
    // What opens by an order that is good till cancelled is still to come.
    openings.removeAll { opening in
      opening.isFilled || !orders.contains { $0.order == opening.order }
    }
    ended = []
    explained.openSession()
    stops.removeAll { e.date.days(since: $0.date) > 30 }
    // A new session tells again of a cause that still stands.
    alerts.removeAll(where: \.isAcknowledged)
    let atWork = orders.compactMap(\.candidate)
    candidates.removeAll { $0.state != .open && !atWork.contains($0.record.candidate) }
    edges.removeAll { $0.ended != nil }
    forgetSettledFits(before: e.open)
  }

  /// Keeps the bars and the stored numbers of every day; where things stood, of the last alone.
  private mutating func rollDay(_ e: DayRolled) {
    carryMarks(e.market)
    let market = e.market.filter { LedgerAccount.position(of: $0.name) == nil }
    days.append(DayEntry(date: e.date, next: e.next, equity: money.equity, market: market))
    forgetOpenings()
  }

  private mutating func noteRejection(_ underlying: String) {
    let entry = RejectionEntry(underlying: underlying, time: time)
    if let index = rejections.firstIndex(where: { $0.underlying == underlying }) {
      rejections[index] = entry
    } else {
      rejections.append(entry)
    }
  }

  private mutating func noteVerdict(_ e: ChainJudged) {
    let entry = VerdictEntry(underlying: e.underlying, verdict: e.verdict, judged: time)
    if let index = verdicts.firstIndex(where: { $0.underlying == e.underlying }) {
      verdicts[index] = entry
    } else {
      verdicts.append(entry)
    }
  }

  private mutating func changeRegime(_ e: RegimeChanged) {
    regime.state = e.to
    regime.since = time
    regime.confidence = e.confidence
    if e.intraday { regime.intradayPanics.append(session.date) }
  }

  private mutating func applyEdge(_ body: EventBody) {
    switch body {
    case .edgeDetected(let e):
      counters.edges = max(counters.edges, e.edge)
      edges.append(
        EdgeEntry(
          edge: e.edge, underlying: e.underlying, kind: e.kind, signal: e.signal,
          strength: e.strength, detected: time, ended: nil, isFallback: e.fallback,
          rationale: e.rationale, note: ""))
      if e.kind == .ou { noteLeg(e) }
    case .edgeEnded(let e):
      if let index = edges.firstIndex(where: { $0.edge == e.edge }) { edges[index].ended = time }
    case .edgeAbstained(let e):
      if let index = abstentions.firstIndex(where: {
        $0.underlying == e.underlying && $0.kind == e.kind
      }) {
        abstentions[index] = e
      } else {
        abstentions.append(e)
      }
    default: break
    }
  }

  /// Keeps the partner of a pair's leg, which the edge names by the metric of its hedge ratio.
  private mutating func noteLeg(_ e: EdgeDetected) {
    guard let metric = e.metrics.first(where: { $0.name.hasPrefix(PairLevels.hedge) }) else {
      return
    }
    legs.removeAll { $0.underlying == e.underlying }
    legs.append(
      PairLegEntry(
        underlying: e.underlying, partner: String(metric.name.dropFirst(PairLevels.hedge.count)),
        signal: e.signal))
  }

  private mutating func note(_ e: Noted) {
    if e.ref == LimitWords.reference { return noteLoosening(e.text) }
    if noteFreeze(e) { return }
    guard let ref = e.ref, let id = Int(ref.dropFirst()) else { return }
    if ref.hasPrefix("E"), let index = edges.firstIndex(where: { $0.edge == id }) {
      edges[index].note = e.text
    }
    if ref.hasPrefix("C"), e.text.hasPrefix("size "), let packages = Int(e.text.dropFirst(5)),
      let index = candidates.lastIndex(where: { $0.record.candidate == id })
    {
      candidates[index].sizedTo = packages
    }
  }

  /// Reads `NAME VALUE`, the loosening that was asked for.
  private mutating func noteLoosening(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 2, let value = LimitWords.value(words[1]) else { return }
    loosening = LooseningEntry(limit: String(words[0]), value: value, time: time)
  }

  private mutating func applyRisk(_ body: EventBody) {
    switch body {
    case .limitCrossed(let e):
      let entry = LevelEntry(limit: e.limit, level: e.level)
      if let index = levels.firstIndex(where: { $0.limit == e.limit }) {
        levels[index] = entry
      } else {
        levels.append(entry)
      }
    case .tradingStateChanged(let e):
      trading.state = e.to
      trading.causes = e.causes
    case .killEngaged(let e):
      trading.isKilled = true
      trading.killSource = e.source
      trading.killReason = e.reason
      trading.killedAt = time
    case .killReset(let e):
      trading.isKilled = false
      trading.killSource = nil
      trading.killReason = ""
      trading.killedAt = nil
      money.peak = e.peak
    case .alertRaised(let e):
      counters.alerts = max(counters.alerts, e.alert)
      alerts.append(
        AlertEntry(alert: e.alert, time: time, severity: e.severity, metric: e.metric, text: e.text)
      )
      // Nobody reads hundreds; what is critical stays until it is acknowledged.
      if alerts.count > 200,
        let old = alerts.firstIndex(where: { $0.isAcknowledged || $0.severity != .critical })
      {
        alerts.remove(at: old)
      }
    case .alertAcknowledged(let e):
      if let index = alerts.firstIndex(where: { $0.alert == e.alert }) {
        alerts[index].isAcknowledged = true
      }
    default: break
    }
  }
}
