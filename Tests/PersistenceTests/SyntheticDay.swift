// A short day of events with everything that has a table: edges, candidates, orders, fills,
// positions, postings, marks, alerts and the kill switch.

import Candidates
import Edges
import Execution
import Glibc
import MarketData
import Persistence
import Portfolio
import Risk
import Structures
import TestKit

@testable import DeskEngine

/// A database in a folder of its own that is removed at the end.
final class Scratch {
  let folder: String
  var database: String { folder + "/desk.db" }

  init() throws {
    let parent = ProjectPaths.environment("TMPDIR") ?? "/tmp"
    var template = Array("\(parent)/voldesk-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw TestDataError.missing("a scratch folder") }
    folder = made
  }

  deinit {
    for name in Scratch.names(folder) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  static func names(_ folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var found: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { found.append(name) }
    }
    return found.sorted()
  }

  /// Every file of the folder with its content.
  func contents() throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in Scratch.names(folder) {
      found[name] = try ProjectPaths.bytes(of: "\(folder)/\(name)")
    }
    return found
  }
}

/// Overwrites a file.
func write(_ bytes: [UInt8], to path: String) throws {
  guard let file = fopen(path, "wb") else { throw TestDataError.missing(path) }
  defer { fclose(file) }
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
    throw TestDataError.missing(path)
  }
}

/// Numbers events and makes the transactions of a small day.
struct SyntheticDay {
  static let identity = RunIdentity(
    key: "sim:7", mode: "sim", source: "simulator", seed: 7, dataHash: "")
  static let start = StartIdentity(version: "1.0", configHash: "c0ffee")

  private(set) var seq = 0
  private(set) var time = Instant(seconds: 1_517_841_000)

  /// Goes on after an event.
  init(after seq: Int = 0) {
    self.seq = seq
    time = time + .seconds(60 * Int64(seq))
  }

  mutating func event(_ body: EventBody) -> Event {
    seq += 1
    time = time + .seconds(60)
    return Event(seq: seq, time: time, body: body)
  }

  static func contract(_ right: OptionRight, _ strike: Int) -> OptionContract {
    OptionContract(
      root: "SPX", expiry: CivilDate(dayNumber: 17_606), right: right,
      strike: Money(wholeDollars: strike))
  }

  static func leg(_ right: OptionRight, _ strike: Int, _ ratio: Int) -> CandidateLeg {
    var leg = CandidateLeg()
    leg.contract = contract(right, strike)
    leg.ratio = ratio
    leg.bid = Money(units: 100_000)
    leg.ask = Money(units: 102_000)
    leg.iv = 0.25
    leg.delta = -0.3
    return leg
  }

  static func candidate(_ id: Int, rev: Int) -> CandidateRecord {
    var record = CandidateRecord()
    record.candidate = id
    record.rev = rev
    record.underlying = "SPX"
    record.edge = 1
    record.structure = .bullPut
    record.legs = [leg(.put, 2600, -1), leg(.put, 2550, 1)]
    record.quantity = 2
    record.net = Money(units: 125_000)
    record.maxLoss = Money(wholeDollars: 7_500)
    record.grade = "A"
    record.recommendation = .trade
    return record
  }

  /// Every transaction of the day, in order.
  mutating func transactions() -> [Transaction] {
    let first = Instant(seconds: 1_517_841_060)
    var batches = 0
    return [session(), proposal(), approval(), fills(), marks(), exit(), kill()].map {
      transaction in
      var transaction = transaction
      batches += 5
      transaction.cursor = transaction.events.last.map {
        TapeCursor(first: first, last: $0.time, batches: batches)
      }
      return transaction
    }
  }

  private mutating func session() -> Transaction {
    var opened = SessionOpened()
    opened.date = CivilDate(dayNumber: 17_567)
    opened.open = time
    opened.close = time + .minutes(390)
    opened.baseEquity = Money(wholeDollars: 1_000_000)
    return Transaction(events: [event(.sessionOpened(opened))])
  }

  private mutating func proposal() -> Transaction {
    var edge = EdgeDetected()
    edge.edge = 1
    edge.underlying = "SPX"
    edge.kind = .vrp
    edge.signal = .shortVol
    edge.strength = 70
    edge.percentile = 82.5
    edge.rationale = "VRP 4.1 > 2.0"
    var quote = OptionQuoteRow(
      time: time, underlying: "SPX", expiration: time + .days(39),
      strike: Money(wholeDollars: 2600), right: .put,
      quote: Quote(
        bid: Money(units: 100_000), ask: Money(units: 102_000), bidSize: 10, askSize: 12,
        volume: 5, time: time),
      openInterest: 100, impliedVolatility: 0.25, delta: -0.3, gamma: nil, vega: nil, theta: nil,
      quality: .good, reason: .candidate)
    let first = quote
    quote.reason = .fill
    return Transaction(
      events: [
        event(.edgeDetected(edge)), event(.candidateProposed(Self.candidate(1, rev: 1))),
        event(.candidateRevised(Self.candidate(1, rev: 2))),
        event(.candidateProposed(Self.candidate(2, rev: 1))),
      ], quotes: [first, quote])
  }

  private mutating func approval() -> Transaction {
    var approved = CandidateApproved()
    approved.candidate = 1
    approved.rev = 2
    approved.by = .user
    approved.command = "key-1"
    var order = OrderCreated()
    order.order = 1
    order.candidate = 1
    order.rev = 2
    order.quantity = 2
    order.limit = Money(units: 120_000)
    let events = [event(.candidateApproved(approved)), event(.orderCreated(order))]
    return Transaction(
      events: events,
      command: StoredCommand(
        command: "key-1", time: events[0].time, verb: .approve,
        arguments: #"{"candidate":1,"rev":2,"net":12.5}"#, seq: events[0].seq,
        outcome: "done", code: nil))
  }

  private mutating func fill(
    _ id: Int, order: Int, leg: Int, _ quantity: Int, _ price: Int64
  ) -> Event {
    var fill = LegFilled()
    fill.fill = id
    fill.order = order
    fill.leg = leg
    fill.contract = Self.contract(.put, leg == 1 ? 2600 : 2550)
    fill.quantity = quantity
    fill.price = Money(units: price)
    fill.mid = fill.price
    fill.worstPrice = fill.price
    fill.fee = Money(units: 13_000)
    return event(.legFilled(fill))
  }

  private mutating func change(_ order: Int, _ state: OrderState, _ filled: Int) -> Event {
    var change = OrderChanged()
    change.order = order
    change.state = state
    change.filled = filled
    return event(.orderChanged(change))
  }

  private mutating func posting(_ id: Int, _ amount: Int) -> Event {
    var posting = LedgerPosted()
    posting.posting = id
    posting.ref = "F\(id)"
    for (account, sign) in [("cash", 1), ("options", -1)] {
      var entry = LedgerEntry()
      entry.account = account
      entry.amount = Money(wholeDollars: sign * amount)
      posting.entries.append(entry)
    }
    return event(.ledgerPosted(posting))
  }

  private mutating func fills() -> Transaction {
    var opened = PositionOpened()
    opened.position = 1
    opened.order = 1
    opened.structure = .bullPut
    opened.legs = Self.candidate(1, rev: 2).legs.map { leg in
      var record = PositionLegRecord()
      record.contract = leg.contract
      record.ratio = leg.ratio
      record.multiplier = 100
      return record
    }
    opened.quantity = 2
    opened.entry = Money(units: 125_000)
    opened.maxLoss = Money(wholeDollars: 7_502)
    return Transaction(events: [
      fill(1, order: 1, leg: 1, -2, 300_000), fill(2, order: 1, leg: 2, 2, 175_000),
      change(1, .filled, 2), event(.positionOpened(opened)), posting(1, 2_500),
    ])
  }

  private mutating func marks() -> Transaction {
    var mark = EquityMarked()
    mark.equity = Money(wholeDollars: 1_000_100)
    mark.equityExit = Money(wholeDollars: 999_900)
    mark.drawdown = 0.001
    var alert = AlertRaised()
    alert.alert = 1
    alert.severity = .warn
    alert.metric = "vega"
    alert.value = 900
    alert.threshold = 1000
    alert.text = "vega at 90 %"
    var acknowledged = AlertAcknowledged()
    acknowledged.alert = 1
    acknowledged.by = .user
    let events = [
      event(.equityMarked(mark)), event(.alertRaised(alert)),
      event(.alertAcknowledged(acknowledged)),
    ]
    return Transaction(
      events: events,
      command: StoredCommand(
        command: "file-1", time: time, verb: .ack, arguments: #"{"alert":1}"#, seq: seq,
        outcome: "done", code: nil))
  }

  private mutating func exit() -> Transaction {
    var order = OrderCreated()
    order.order = 2
    order.intent = .close
    order.position = 1
    order.quantity = 2
    order.limit = Money(units: -60_000)
    var closed = PositionClosed()
    closed.position = 1
    closed.realised = Money(wholeDollars: 1_297)
    closed.fees = Money(units: 52_000)
    closed.reason = .target
    return Transaction(events: [
      event(.orderCreated(order)), fill(3, order: 2, leg: 1, 2, 150_000),
      fill(4, order: 2, leg: 2, -2, 90_000), change(2, .filled, 2),
      event(.positionClosed(closed)), posting(2, -1_200),
    ])
  }

  private mutating func kill() -> Transaction {
    var order = OrderCreated()
    order.order = 3
    order.candidate = 2
    order.rev = 1
    order.quantity = 1
    return Transaction(events: [event(.orderCreated(order))])
  }
}
