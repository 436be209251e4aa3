// A run's journal sorted by what it is about.
//
// Everything a report or an explanation says of a run is read here and nowhere else: facts that
// were journaled, in their order, with nothing added.

import DeskEngine
import Execution
import MarketData

/// The facts of a run.
struct RunFacts: Sendable {
  private(set) var lastSeq = 0
  private(set) var lastTime: Instant?
  private(set) var sessions: [Timed<SessionOpened>] = []
  private(set) var closes: [Timed<SessionClosed>] = []
  private(set) var rolls: [Timed<DayRolled>] = []
  private(set) var feeds: [Timed<FeedChanged>] = []
  private(set) var rejections: [Timed<QuotesRejected>] = []
  private(set) var chains: [Timed<ChainJudged>] = []
  private(set) var regimes: [Timed<RegimeChanged>] = []
  private(set) var edges: [Int: EdgeStory] = [:]
  private(set) var abstentions: [Timed<EdgeAbstained>] = []
  private(set) var candidates: [Int: CandidateStory] = [:]
  private(set) var verdicts: [Timed<RiskJudged>] = []
  private(set) var orders: [Int: OrderStory] = [:]
  private(set) var positions: [Int: PositionStory] = [:]
  private(set) var postings: [Timed<LedgerPosted>] = []
  private(set) var marks: [Timed<EquityMarked>] = []
  private(set) var crossings: [Timed<LimitCrossed>] = []
  /// Changes of the trading state, kills and resets.
  private(set) var trading: [Timed<EventBody>] = []
  private(set) var alerts: [Int: AlertStory] = [:]
  private(set) var notes: [Timed<Noted>] = []
  private(set) var refusals: [Timed<CommandRefused>] = []
  private(set) var settings: [Timed<ConfigChanged>] = []
  private(set) var fits: [Timed<ParametersFitted>] = []
  private(set) var jobs: [Timed<JobFinished>] = []
  /// Shares that changed hands, deliveries among them.
  private(set) var shares: [Timed<SharesTraded>] = []
  private(set) var explanations: [Timed<ProfitExplained>] = []
  /// Profit by leg up to the end.
  private(set) var attribution = AttributionReading()
  /// The same as it stood when each session opened.
  private(set) var attributionAtOpen: [Timed<AttributionReading>] = []

  /// No facts.
  init() {}

  /// The volatility that the session of a moment expected of a symbol; nil when it noted none.
  func forecast(of symbol: String, at time: Instant) -> Double? {
    let ref = OutlookWords.forecast(of: symbol)
    return notes.last { $0.fact.ref == ref && $0.time <= time }
      .flatMap { OutlookWords.number($0.fact.text) }
  }

  /// Takes the next event in.
  mutating func take(_ event: Event) {
    lastSeq = event.seq
    lastTime = event.time
    func timed<Fact>(_ fact: Fact) -> Timed<Fact> {
      Timed(seq: event.seq, time: event.time, fact: fact)
    }
    if case .sessionOpened = event.body { attributionAtOpen.append(timed(attribution)) }
    attribution.take(event)
    switch event.body {
    case .sharesTraded(let e): shares.append(timed(e))
    case .profitExplained(let e): explanations.append(timed(e))
    case .sessionOpened(let e): sessions.append(timed(e))
    case .sessionClosed(let e): closes.append(timed(e))
    case .dayRolled(let e): rolls.append(timed(e))
    case .feedChanged(let e): feeds.append(timed(e))
    case .quotesRejected(let e): rejections.append(timed(e))
    case .chainJudged(let e): chains.append(timed(e))
    case .regimeChanged(let e): regimes.append(timed(e))
    case .edgeDetected(let e): edges[e.edge] = EdgeStory(found: timed(e))
    case .edgeEnded(let e): edges[e.edge]?.ended = timed(e)
    case .edgeAbstained(let e): abstentions.append(timed(e))
    case .equityMarked(let e): marks.append(timed(e))
    case .limitCrossed(let e): crossings.append(timed(e))
    case .ledgerPosted(let e): postings.append(timed(e))
    case .configChanged(let e): settings.append(timed(e))
    case .commandRefused(let e): refusals.append(timed(e))
    case .alertRaised(let e): alerts[e.alert] = AlertStory(raised: timed(e))
    case .alertAcknowledged(let e): alerts[e.alert]?.acknowledged = timed(e)
    case .tradingStateChanged, .killEngaged, .killReset: trading.append(timed(event.body))
    case .noted(let e): note(timed(e))
    case .parametersFitted(let e): fits.append(timed(e))
    case .jobFinished(let e): jobs.append(timed(e))
    case .orderCreated, .orderChanged, .legFilled: takeOrder(event)
    case .positionOpened, .positionChanged, .positionClosed, .settled: takePosition(event)
    default: takeCandidate(event)
    }
  }

  private mutating func takeCandidate(_ event: Event) {
    func timed<Fact>(_ fact: Fact) -> Timed<Fact> {
      Timed(seq: event.seq, time: event.time, fact: fact)
    }
    switch event.body {
    case .candidateProposed(let e): candidates[e.candidate] = CandidateStory(first: timed(e))
    case .candidateRevised(let e): candidates[e.candidate]?.revisions.append(timed(e))
    case .candidateApproved(let e): candidates[e.candidate]?.turns.append(timed(event.body))
    case .candidateRejected(let e): candidates[e.candidate]?.turns.append(timed(event.body))
    case .candidateRestored(let e): candidates[e.candidate]?.turns.append(timed(event.body))
    case .candidateClosed(let e): candidates[e.candidate]?.turns.append(timed(event.body))
    case .riskVerdict(let e):
      verdicts.append(timed(e))
      if let candidate = e.candidate { candidates[candidate]?.verdicts.append(timed(e)) }
    default: break
    }
  }

  private mutating func takeOrder(_ event: Event) {
    func timed<Fact>(_ fact: Fact) -> Timed<Fact> {
      Timed(seq: event.seq, time: event.time, fact: fact)
    }
    switch event.body {
    case .orderCreated(let e):
      orders[e.order] = OrderStory(created: timed(e), position: e.position)
      if let candidate = e.candidate { candidates[candidate]?.orders.append(e.order) }
    case .orderChanged(let e): orders[e.order]?.changes.append(timed(e))
    case .legFilled(let e): orders[e.order]?.fills.append(timed(e))
    default: break
    }
  }

  private mutating func takePosition(_ event: Event) {
    func timed<Fact>(_ fact: Fact) -> Timed<Fact> {
      Timed(seq: event.seq, time: event.time, fact: fact)
    }
    switch event.body {
    case .positionOpened(let e):
      positions[e.position] = PositionStory(
        opened: timed(e), candidate: orders[e.order]?.created.fact.candidate)
      if orders[e.order]?.created.fact.intent != .roll { orders[e.order]?.position = e.position }
    case .positionChanged(let e): positions[e.position]?.changes.append(timed(e))
    case .positionClosed(let e): positions[e.position]?.closed = timed(e)
    case .settled(let e): positions[e.position]?.settlements.append(timed(e))
    default: break
    }
  }

  private mutating func note(_ note: Timed<Noted>) {
    notes.append(note)
    guard let ref = note.fact.ref, let number = Int(ref.dropFirst()) else { return }
    switch ref.first {
    case "E": edges[number]?.notes.append(note)
    case "C": candidates[number]?.notes.append(note)
    default: break
    }
  }
}
