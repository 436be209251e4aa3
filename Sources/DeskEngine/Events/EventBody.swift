// Facts decided by the desk, each one line of JSON in the journal and on the screen of a log.
//
// The names and the order of the fields are a contract; see the README's ARCHITECTURE.

/// What happened.
public enum EventBody: Hashable, Sendable {
  case configChanged(ConfigChanged)
  case noted(Noted)
  case sessionOpened(SessionOpened)
  case sessionClosed(SessionClosed)
  case dayRolled(DayRolled)
  case feedChanged(FeedChanged)
  case quotesRejected(QuotesRejected)
  case chainJudged(ChainJudged)
  case regimeChanged(RegimeChanged)
  case edgeDetected(EdgeDetected)
  case edgeAbstained(EdgeAbstained)
  case edgeEnded(EdgeEnded)
  case candidateProposed(CandidateRecord)
  case candidateRevised(CandidateRecord)
  case candidateClosed(CandidateClosed)
  case candidateApproved(CandidateApproved)
  case candidateRejected(CandidateRejected)
  case candidateRestored(CandidateRestored)
  case commandRefused(CommandRefused)
  case riskVerdict(RiskJudged)
  case orderCreated(OrderCreated)
  case orderChanged(OrderChanged)
  case legFilled(LegFilled)
  case positionOpened(PositionOpened)
  case positionChanged(PositionChanged)
  case positionClosed(PositionClosed)
  case settled(Settled)
  case sharesTraded(SharesTraded)
  case ledgerPosted(LedgerPosted)
  case equityMarked(EquityMarked)
  case profitExplained(ProfitExplained)
  case limitCrossed(LimitCrossed)
  case tradingStateChanged(TradingStateChanged)
  case killEngaged(KillEngaged)
  case killReset(KillReset)
  case jobRequested(JobRequested)
  case jobFinished(JobFinished)
  case parametersFitted(ParametersFitted)
  case alertRaised(AlertRaised)
  case alertAcknowledged(AlertAcknowledged)
  case runStarted(RunStarted)
  case runEnded(RunEnded)

  /// The word in the line's `type`.
  public var name: String {
    switch self {
    case .configChanged: "ConfigChanged"
    case .noted: "Noted"
    case .sessionOpened: "SessionOpened"
    case .sessionClosed: "SessionClosed"
    case .dayRolled: "DayRolled"
    case .feedChanged: "FeedChanged"
    case .quotesRejected: "QuotesRejected"
    case .chainJudged: "ChainJudged"
    case .regimeChanged: "RegimeChanged"
    case .edgeDetected: "EdgeDetected"
    case .edgeAbstained: "EdgeAbstained"
    case .edgeEnded: "EdgeEnded"
    case .candidateProposed: "CandidateProposed"
    case .candidateRevised: "CandidateRevised"
    case .candidateClosed: "CandidateClosed"
    case .candidateApproved: "CandidateApproved"
    case .candidateRejected: "CandidateRejected"
    case .candidateRestored: "CandidateRestored"
    case .commandRefused: "CommandRefused"
    case .riskVerdict: "RiskVerdict"
    case .orderCreated: "OrderCreated"
    case .orderChanged: "OrderChanged"
    case .legFilled: "LegFilled"
    case .positionOpened: "PositionOpened"
    case .positionChanged: "PositionChanged"
    case .positionClosed: "PositionClosed"
    case .settled: "Settled"
    case .sharesTraded: "SharesTraded"
    case .ledgerPosted: "LedgerPosted"
    case .equityMarked: "EquityMarked"
    case .profitExplained: "ProfitExplained"
    case .limitCrossed: "LimitCrossed"
    case .tradingStateChanged: "TradingStateChanged"
    case .killEngaged: "KillEngaged"
    case .killReset: "KillReset"
    case .jobRequested: "JobRequested"
    case .jobFinished: "JobFinished"
    case .parametersFitted: "ParametersFitted"
    case .alertRaised: "AlertRaised"
    case .alertAcknowledged: "AlertAcknowledged"
    case .runStarted: "RunStarted"
    case .runEnded: "RunEnded"
    }
  }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    switch self {
    case .configChanged(let p): self = .configChanged(try coded(p, &coder))
    case .noted(let p): self = .noted(try coded(p, &coder))
    case .sessionOpened(let p): self = .sessionOpened(try coded(p, &coder))
    case .sessionClosed(let p): self = .sessionClosed(try coded(p, &coder))
    case .dayRolled(let p): self = .dayRolled(try coded(p, &coder))
    case .feedChanged(let p): self = .feedChanged(try coded(p, &coder))
    case .quotesRejected(let p): self = .quotesRejected(try coded(p, &coder))
    case .chainJudged(let p): self = .chainJudged(try coded(p, &coder))
    case .regimeChanged(let p): self = .regimeChanged(try coded(p, &coder))
    case .edgeDetected(let p): self = .edgeDetected(try coded(p, &coder))
    case .edgeAbstained(let p): self = .edgeAbstained(try coded(p, &coder))
    case .edgeEnded(let p): self = .edgeEnded(try coded(p, &coder))
    case .candidateProposed(let p): self = .candidateProposed(try coded(p, &coder))
    case .candidateRevised(let p): self = .candidateRevised(try coded(p, &coder))
    case .candidateClosed(let p): self = .candidateClosed(try coded(p, &coder))
    case .candidateApproved(let p): self = .candidateApproved(try coded(p, &coder))
    case .candidateRejected(let p): self = .candidateRejected(try coded(p, &coder))
    case .candidateRestored(let p): self = .candidateRestored(try coded(p, &coder))
    case .commandRefused(let p): self = .commandRefused(try coded(p, &coder))
    case .riskVerdict(let p): self = .riskVerdict(try coded(p, &coder))
    case .orderCreated(let p): self = .orderCreated(try coded(p, &coder))
    case .orderChanged(let p): self = .orderChanged(try coded(p, &coder))
    case .legFilled(let p): self = .legFilled(try coded(p, &coder))
    case .positionOpened(let p): self = .positionOpened(try coded(p, &coder))
    case .positionChanged(let p): self = .positionChanged(try coded(p, &coder))
    case .positionClosed(let p): self = .positionClosed(try coded(p, &coder))
    case .settled(let p): self = .settled(try coded(p, &coder))
    case .sharesTraded(let p): self = .sharesTraded(try coded(p, &coder))
    case .ledgerPosted(let p): self = .ledgerPosted(try coded(p, &coder))
    case .equityMarked(let p): self = .equityMarked(try coded(p, &coder))
    case .profitExplained(let p): self = .profitExplained(try coded(p, &coder))
    case .limitCrossed(let p): self = .limitCrossed(try coded(p, &coder))
    case .tradingStateChanged(let p): self = .tradingStateChanged(try coded(p, &coder))
    case .killEngaged(let p): self = .killEngaged(try coded(p, &coder))
    case .killReset(let p): self = .killReset(try coded(p, &coder))
    case .jobRequested(let p): self = .jobRequested(try coded(p, &coder))
    case .jobFinished(let p): self = .jobFinished(try coded(p, &coder))
    case .parametersFitted(let p): self = .parametersFitted(try coded(p, &coder))
    case .alertRaised(let p): self = .alertRaised(try coded(p, &coder))
    case .alertAcknowledged(let p): self = .alertAcknowledged(try coded(p, &coder))
    case .runStarted(let p): self = .runStarted(try coded(p, &coder))
    case .runEnded(let p): self = .runEnded(try coded(p, &coder))
    }
  }

  private func coded<P: LineRecord, C: LineCoder>(
    _ record: P, _ coder: inout C
  ) throws(LineError) -> P {
    var copy = record
    try copy.code(&coder)
    return copy
  }

  /// An event without values by the word in its line's `type`; nil for any other word.
  static func blank(_ name: Substring) -> EventBody? { blanks[String(name)] }

  /// The same.
  static func blank(_ name: String) -> EventBody? { blanks[name] }

  /// The same for a name of plain characters, byte by byte.
  static func blank(_ name: UnsafeBufferPointer<UInt8>) -> EventBody? {
    guard name.count < byLength.count else { return nil }
    let known = byLength[name.count]
    return known.firstIndex { $0.name.elementsEqual(name) }.map { known[$0].body }
  }

  /// Every type by the length of its word: few share one, and their first bytes tell them apart.
  private static let byLength: [[(name: [UInt8], body: EventBody)]] = {
    var table: [[(name: [UInt8], body: EventBody)]] = []
    for body in bodies {
      let name = Array(body.name.utf8)
      while table.count <= name.count { table.append([]) }
      table[name.count].append((name, body))
    }
    return table
  }()

  /// Every type by its word.
  private static let blanks: [String: EventBody] =
    Dictionary(bodies.map { ($0.name, $0) }) { first, _ in first }

  /// Every type without values.
  private static let bodies: [EventBody] = [
    .configChanged(ConfigChanged()),
    .noted(Noted()),
    .sessionOpened(SessionOpened()),
    .sessionClosed(SessionClosed()),
    .dayRolled(DayRolled()),
    .feedChanged(FeedChanged()),
    .quotesRejected(QuotesRejected()),
    .chainJudged(ChainJudged()),
    .regimeChanged(RegimeChanged()),
    .edgeDetected(EdgeDetected()),
    .edgeAbstained(EdgeAbstained()),
    .edgeEnded(EdgeEnded()),
    .candidateProposed(CandidateRecord()),
    .candidateRevised(CandidateRecord()),
    .candidateClosed(CandidateClosed()),
    .candidateApproved(CandidateApproved()),
    .candidateRejected(CandidateRejected()),
    .candidateRestored(CandidateRestored()),
    .commandRefused(CommandRefused()),
    .riskVerdict(RiskJudged()),
    .orderCreated(OrderCreated()),
    .orderChanged(OrderChanged()),
    .legFilled(LegFilled()),
    .positionOpened(PositionOpened()),
    .positionChanged(PositionChanged()),
    .positionClosed(PositionClosed()),
    .settled(Settled()),
    .sharesTraded(SharesTraded()),
    .ledgerPosted(LedgerPosted()),
    .equityMarked(EquityMarked()),
    .profitExplained(ProfitExplained()),
    .limitCrossed(LimitCrossed()),
    .tradingStateChanged(TradingStateChanged()),
    .killEngaged(KillEngaged()),
    .killReset(KillReset()),
    .jobRequested(JobRequested()),
    .jobFinished(JobFinished()),
    .parametersFitted(ParametersFitted()),
    .alertRaised(AlertRaised()),
    .alertAcknowledged(AlertAcknowledged()),
    .runStarted(RunStarted()),
    .runEnded(RunEnded()),
  ]
}
