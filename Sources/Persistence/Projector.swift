// Turns events into the rows of the tables that follow from the journal.
//
// Each event is projected in the transaction that stores it, and the same code rebuilds the
// tables from the lines, so both must depend on events alone. What an event does not repeat (the
// legs behind an order, the edge behind a position) is read back from the rows it names.

import Candidates
import DeskEngine
import Edges
import Execution
import MarketData
import Risk
import Structures

/// Projects the events of one run.
struct Projector {
  let run: Int
  private var exits = ExitTally()
  /// Alerts that nothing has cleared yet, by metric.
  private var standing: [String: [Int]] = [:]
  /// How many of their metrics are of fits, by model; hundreds of thousands of events could clear them.
  private var standingFits: [CalibratedModel: Int] = [:]
  /// The stored rows that those of large tables are compared with; nil where they are written.
  var streams: StreamedRows?

  /// Starts before the first event.
  init(run: Int) { self.run = run }

  /// Goes on after the events that a connection holds.
  init(run: Int, resuming db: Connection) throws(StoreError) {
    self.run = run
    let alerts =
      "SELECT metric, alert FROM alerts WHERE run=? AND cleared_at IS NULL ORDER BY alert"
    for row in try db.rows(alerts, [.int(run)]) {
      if let metric = row[0].string, let alert = row[1].int { stand(alert, metric) }
    }
    let open = "SELECT count(*) FROM positions WHERE run=? AND closed_at IS NULL"
    guard let count = try db.value(open, [.int(run)])?.int, count > 0 else { return }
    let lines = """
      SELECT seq, line FROM journal WHERE run=? AND type IN ('OrderCreated','LegFilled',
      'PositionOpened','PositionChanged','PositionClosed','Settled','SharesTraded') ORDER BY seq
      """
    var tally = ExitTally()
    try db.each(lines, [.int(run)]) { row throws(StoreError) in
      tally.count(try decoded(row.bytes(1), run: run, seq: row.int(0) ?? 0).body)
    }
    exits = tally
  }

  /// Writes the rows of an event.
  mutating func project(
    _ event: Event, line: ArraySlice<UInt8>, to db: Connection
  ) throws(StoreError) {
    exits.count(event.body)
    let at = SQLValue.time(event.time)
    switch event.body {
    case .edgeDetected(let edge): try signal(edge, at, line, db)
    case .candidateProposed(let record), .candidateRevised(let record):
      try candidate(record, event, line, db)
    case .candidateClosed(let end): try candidate(end.candidate, end.rev, .closed, db)
    case .candidateApproved(let word): try candidate(word.candidate, word.rev, .approved, db)
    case .candidateRejected(let word): try candidate(word.candidate, word.rev, .rejected, db)
    case .candidateRestored(let word): try candidate(word.candidate, word.rev, .open, db)
    case .orderCreated(let order): try created(order, at, db)
    case .orderChanged(let change):
      try db.run(
        "UPDATE orders SET state=?, filled=?, changed=? WHERE run=? AND order_id=?",
        [.string(change.state.rawValue), .int(change.filled), at, .int(run), .int(change.order)])
    case .legFilled(let fill): try filled(fill, at, db)
    case .sharesTraded(let trade): try traded(trade, at, db)
    case .positionOpened(let position): try opened(position, at, line, db)
    case .positionChanged(let position):
      try db.run(
        """
        UPDATE positions SET quantity=?, entry_price_e4=?, max_loss_e4=?
        WHERE run=? AND position=?
        """,
        [
          .int(position.quantity), .money(position.entry), .money(position.maxLoss), .int(run),
          .int(position.position),
        ])
    case .positionClosed(let position): try closed(position, at, db)
    case .ledgerPosted(let posting): try posted(posting, at, db)
    case .equityMarked(let mark): try marked(mark, event.time, db)
    case .parametersFitted(let fit): try fitted(fit, event.time, line, db)
    case .alertRaised(let alert): try raised(alert, at, db)
    case .alertAcknowledged(let word):
      try db.run(
        "UPDATE alerts SET acked_at=?, acked_by=? WHERE run=? AND alert=?",
        [at, .string(word.by.rawValue), .int(run), .int(word.alert)])
    default: break
    }
    if mayClear(event.body) {
      for metric in event.body.clearedMetrics { try clear(metric, at, db) }
    }
    if case .positionClosed(let position) = event.body { exits.forget(position.position) }
  }

  // MARK: Edges

  private func signal(
    _ edge: EdgeDetected, _ at: SQLValue, _ line: ArraySlice<UInt8>, _ db: Connection
  ) throws(StoreError) {
    try db.run(
      "INSERT OR REPLACE INTO signals VALUES(?,?,?,?,?,?,?,?,?)",
      [
        .int(run), at, .int(edge.edge), .string(edge.kind.rawValue), .string(edge.underlying),
        .string(edge.signal.rawValue), .int(edge.strength), .number(edge.percentile),
        .text(Array(line)),
      ])
  }

  // MARK: Orders and fills

  private func created(
    _ order: OrderCreated, _ at: SQLValue, _ db: Connection
  ) throws(StoreError) {
    try db.run(
      "INSERT INTO orders VALUES(?,?,?,?,?,?,?,?,0,?,?)",
      [
        .int(run), .int(order.order), .int(order.candidate), .int(order.rev),
        .string(order.intent.rawValue), .int(order.quantity), .money(order.limit),
        .string(OrderState.working.rawValue), at, at,
      ])
    let record = try candidate(of: order, db)
    // An order in shares has no option legs.
    if order.intent == .hedge { return }
    var number = 0
    for leg in try legs(of: order, record, db) {
      number += 1
      try db.run(
        "INSERT INTO legs VALUES(?,?,?,?,?)",
        [
          .int(run), .int(order.order), .int(number), .string(leg.contract.description),
          .int(leg.ratio),
        ])
    }
  }

  /// The legs as the order trades them: the candidate's, a position's turned round, or for a roll
  /// the position's and then the candidate's.
  private func legs(
    of order: OrderCreated, _ candidate: CandidateRecord?, _ db: Connection
  ) throws(StoreError) -> [Leg] {
    let closing = order.intent == .roll ? try closingLegs(of: order, db) : []
    if let record = candidate {
      return closing + record.legs.map { Leg(contract: $0.contract, ratio: $0.ratio) }
    }
    return try closingLegs(of: order, db)
  }

  /// The legs of a position turned round.
  private func closingLegs(of order: OrderCreated, _ db: Connection) throws(StoreError) -> [Leg] {
    guard let id = order.position,
      let line = try db.value(
        "SELECT metadata FROM positions WHERE run=? AND position=?", [.int(run), .int(id)]),
      case .text(let bytes) = line,
      case .positionOpened(let position) = try decoded(bytes, run: run, seq: 0).body
    else { return [] }
    return position.legs.map { Leg(contract: $0.contract, ratio: -$0.ratio) }
  }

  private func filled(_ fill: LegFilled, _ at: SQLValue, _ db: Connection) throws(StoreError) {
    try db.run(
      "INSERT INTO fills VALUES(?,?,?,?,?,?,?,?,?,?,?)",
      [
        .int(run), .int(fill.fill), .int(fill.order), .int(fill.leg), at,
        .string(fill.contract.description), .int(fill.quantity), .money(fill.price),
        .money(fill.mid), .money(fill.worstPrice), .money(fill.fee),
      ])
  }

  /// Shares of an order, under their symbol; a delivery is no fill and stands in the journal alone.
  private func traded(
    _ trade: SharesTraded, _ at: SQLValue, _ db: Connection
  ) throws(StoreError) {
    guard let fill = trade.fill, let order = trade.order else { return }
    try db.run(
      "INSERT INTO fills VALUES(?,?,?,?,?,?,?,?,?,?,?)",
      [
        .int(run), .int(fill), .int(order), .int(1), at, .string(trade.symbol),
        .int(trade.shares), .money(trade.price), .money(trade.mid), .money(trade.worstPrice),
        .money(trade.fee),
      ])
  }

  // MARK: Positions

  private func opened(
    _ position: PositionOpened, _ at: SQLValue, _ line: ArraySlice<UInt8>, _ db: Connection
  ) throws(StoreError) {
    let origin = """
      SELECT c.underlying, (SELECT s.strategy FROM signals s WHERE s.run=c.run AND s.edge=c.edge
      ORDER BY s.ts DESC LIMIT 1) FROM orders o JOIN candidates c ON c.run=o.run
      AND c.candidate=o.candidate AND c.rev=o.rev WHERE o.run=? AND o.order_id=?
      """
    let found = try db.rows(origin, [.int(run), .int(position.order)]).first
    let root = position.legs.first?.contract.root ?? ""
    try db.run(
      "INSERT INTO positions VALUES(?,?,?,?,?,?,?,?,NULL,?,NULL,?,NULL,?)",
      [
        .int(run), .int(position.position),
        .string(found?[1].string ?? EdgeKind.manual.rawValue), .string(found?[0].string ?? root),
        .string(position.structure.rawValue),
        .string(position.entry > .zero ? "SHORT" : "LONG"), .int(position.quantity), at,
        .money(position.entry), .money(position.maxLoss), .text(Array(line)),
      ])
  }

  private func closed(
    _ position: PositionClosed, _ at: SQLValue, _ db: Connection
  ) throws(StoreError) {
    try db.run(
      """
      UPDATE positions SET closed_at=?, exit_price_e4=?, pnl_e4=? WHERE run=? AND position=?
      """,
      [
        at, .money(exits.price(position.position)), .money(position.realised), .int(run),
        .int(position.position),
      ])
  }

  // MARK: Models

  /// One row for every fit, with those that gave no new parameters.
  private func fitted(
    _ fit: ParametersFitted, _ time: Instant, _ line: ArraySlice<UInt8>, _ db: Connection
  ) throws(StoreError) {
    if let streams { return try streams.meet(fit: fit, at: time, line: line) }
    let row: [SQLValue] = [
      .int(run), .time(time), .string(fit.model.rawValue), .string(fit.underlying),
      .time(fit.expiry), .text(storedText(fit.parameters)), .number(fit.rmse),
      .string(fit.status.rawValue),
    ]
    try db.run("INSERT INTO model_parameters VALUES(?,?,?,?,?,?,?,?)", row)
  }

  // MARK: Money and alerts

  private func posted(
    _ posting: LedgerPosted, _ at: SQLValue, _ db: Connection
  ) throws(StoreError) {
    var number = 0
    for entry in posting.entries {
      number += 1
      try db.run(
        "INSERT INTO ledger VALUES(?,?,?,?,?,?,?)",
        [
          .int(run), .int(posting.posting), .int(number), at, .string(entry.account),
          .money(entry.amount), .string(posting.ref),
        ])
    }
  }

  private func marked(_ mark: EquityMarked, _ time: Instant, _ db: Connection) throws(StoreError) {
    if let streams { return try streams.meet(mark: mark, at: time) }
    let row: [SQLValue] = [
      .int(run), .time(time), .money(mark.equity), .money(mark.equityExit), .money(mark.cash),
      .money(mark.unrealised), .money(mark.realised), .number(mark.drawdown),
    ]
    try db.run("INSERT OR REPLACE INTO equity VALUES(?,?,?,?,?,?,?,?)", row)
  }

  private mutating func raised(
    _ alert: AlertRaised, _ at: SQLValue, _ db: Connection
  ) throws(StoreError) {
    stand(alert.alert, alert.metric)
    try db.run(
      "INSERT INTO alerts VALUES(?,?,?,?,?,?,?,?,NULL,NULL,NULL)",
      [
        .int(run), .int(alert.alert), at, .string(alert.severity.rawValue),
        .string(alert.metric), .number(alert.value), .number(alert.threshold),
        .string(alert.text),
      ])
  }

  private mutating func stand(_ alert: Int, _ metric: String) {
    if standing[metric] == nil, let model = fitted(metric) { standingFits[model, default: 0] += 1 }
    standing[metric, default: []].append(alert)
  }

  /// The model of a metric that a fit clears; nil for any other metric.
  private func fitted(_ metric: String) -> CalibratedModel? {
    let words = metric.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard words.count == 3, ["calibration", "rmse"].contains(words[0]) else { return nil }
    return CalibratedModel(rawValue: String(words[1]))
  }

  /// Whether an event could clear an alert that stands; its metrics are texts yet to be made.
  private func mayClear(_ body: EventBody) -> Bool {
    if standing.isEmpty { return false }
    if case .parametersFitted(let fit) = body { return standingFits[fit.model, default: 0] > 0 }
    return true
  }

  /// Clears the alerts of a metric by number: a search by metric would read all that ever were.
  private mutating func clear(
    _ metric: String, _ at: SQLValue, _ db: Connection
  ) throws(StoreError) {
    guard let alerts = standing.removeValue(forKey: metric) else { return }
    if let model = fitted(metric) { standingFits[model, default: 0] -= 1 }
    for alert in alerts {
      try db.run(
        "UPDATE alerts SET cleared_at=? WHERE run=? AND alert=?", [at, .int(run), .int(alert)])
    }
  }
}

/// Reads a stored line; a line that does not read is damage.
func decoded(_ line: [UInt8], run: Int, seq: Int) throws(StoreError) -> Event {
  do throws(LineError) { return try Event(line: line) } catch {
    throw .chainBroken(run: run, seq: seq, detail: "the line does not read: \(error)")
  }
}
