// An order in shares in an audit: its delivery, its slices as one trade, its benchmarks, its checks.

import Configuration
import Execution
import FoundationEssentials
import MarketData
import Persistence
import Portfolio
import Risk
import Structures
import Testing

@testable import DeskEngine
@testable import voldesk

@Suite("Audit of shares")
struct AuditSharesTests {
  /// Two hundred shares delivered at 450, then sold in three slices a minute apart.
  private func events(
    prices: [Int64] = [4_480_000, 4_481_000, 4_479_000], verdicts: Int = 3
  ) -> [Event] {
    let sent = NewYorkTime.instant(CivilDate(dayNumber: 17_567), 9, 31)
    var bodies: [(minute: Int64, body: EventBody)] = []
    var delivered = SharesTraded()
    delivered.symbol = "SPY"
    delivered.shares = 200
    delivered.price = Money(wholeDollars: 450)
    delivered.position = 1
    bodies.append((-1, .sharesTraded(delivered)))
    bodies.append((0, .riskVerdict(passed(.approve))))
    var order = OrderCreated()
    order.order = 2
    order.intent = .hedge
    order.position = 1
    order.quantity = 200
    order.limit = Money(wholeDollars: 426)
    bodies.append((0, .orderCreated(order)))
    bodies.append(
      (
        0,
        .orderChanged(
          OrderChanged(order: 2, state: .working, filled: 0, reason: "exit SETTLED; mid 448.5"))
      ))
    bodies += slices(of: delivered, prices: prices, verdicts: verdicts)
    return bodies.enumerated().map {
      Event(seq: $0.offset + 1, time: sent + .minutes($0.element.minute), body: $0.element.body)
    }
  }

  /// The slices with their verdicts and postings, each with its minute.
  private func slices(
    of lot: SharesTraded, prices: [Int64], verdicts: Int
  ) -> [(minute: Int64, body: EventBody)] {
    var bodies: [(minute: Int64, body: EventBody)] = []
    var filled = 0
    for (place, shares) in [60, 100, 40].enumerated() {
      let minute = Int64(place + 1)
      if place < verdicts { bodies.append((minute, .riskVerdict(passed(.fill)))) }
      var slice = lot
      slice.fill = place + 1
      slice.order = 2
      slice.shares = -shares
      slice.price = Money(units: prices[place])
      slice.mid = Money(units: prices[place] + 50)
      slice.worstPrice = Money(units: prices[place])
      bodies.append((minute, .sharesTraded(slice)))
      bodies.append(
        (
          minute,
          .ledgerPosted(
            LedgerPosted(
              posting: place + 1,
              entries: [
                LedgerEntry(account: "cash", amount: slice.price * shares),
                LedgerEntry(account: "position:P1", amount: -(slice.price * shares)),
              ], ref: "O2"))
        ))
      filled += shares
      bodies.append(
        (
          minute,
          .orderChanged(
            OrderChanged(
              order: 2, state: filled == 200 ? .filled : .partial, filled: filled,
              reason: filled == 200 ? "filled" : "filled in part"))
        ))
    }
    return bodies
  }

  private func passed(_ stage: RiskStage) -> RiskJudged {
    var verdict = RiskJudged()
    verdict.stage = stage
    verdict.passed = true
    return verdict
  }

  private func chain(_ events: [Event]) throws -> AuditChain {
    try #require(
      AuditChain(
        order: 2, in: AuditJournal(run: 1, events: events, commands: [], firstConfig: "")))
  }

  @Test("the slices are one trade, with its delivery, average, benchmarks and shortfall")
  func told() throws {
    let chain = try chain(events())
    let text = chain.lines()
    for line in text { #expect(line.count <= 80, "\(line)") }
    let whole = text.joined(separator: "\n")
    for words in [
      "O2 of run 1: HEDGE 200 shares of SPY, FILLED",
      "O2 HEDGE: 200 shares, limit 426",
      "Shares of O2, 3 slices:",
      "from 200 SPY at 450 by exercise or assignment, P1, seq 1",
      "09:32     -60    448  448.005   140",
      "09:34     -40  447.9  447.905     0",
      // (60 x 448 + 100 x 448.1 + 40 x 447.9) / 200, and 200 x (448.5 - 448.03).
      "filled 200 of 200, average price 448.0300, fees 0",
      "mid when sent 448.5000, shortfall +94.00",
      // Over three minutes: (448.2525 + 448.055 + 448.005) / 3.
      "mid by time until the last slice 448.1042, shortfall +14.83",
      "mid by the shares of the slices 448.0350, shortfall +1.00",
    ] { #expect(whole.contains(words), "\(words) in\n\(whole)") }
    #expect(chain.checks.allSatisfy { $0.didHold }, "\(whole)")
    #expect(chain.checks.contains { $0.name.contains("its slices are the shares") })
    let json = chain.json
    #expect(json.contains("\"average_price\":448.03,\"arrival_mid\":448.5,"), "\(json)")
    #expect(json.contains("\"deliveries\":[{\"seq\":1,\"shares\":200,\"price\":450}]"))
    let object = try JSONDecoder().decode(SliceCount.self, from: Data(json.utf8))
    #expect(object.shares.map(\.slices.count) == [3] && object.shares[0].filled == 200)
  }

  private struct SliceCount: Decodable {
    struct Order: Decodable {
      struct Slice: Decodable { var shares: Int }
      var slices: [Slice]
      var filled: Int
    }
    var shares: [Order]
  }

  @Test("a slice without its verdict, a price beyond the far side and wrong cash are found")
  func faults() throws {
    let unjudged = try chain(events(verdicts: 2)).checks.filter { !$0.didHold }
    #expect(unjudged.count == 1 && unjudged[0].name.contains("verdict stands before each fill"))
    var cheap = events()
    for place in cheap.indices {
      guard case .sharesTraded(var e) = cheap[place].body, e.fill == 2 else { continue }
      e.worstPrice += Money(units: 100)
      e.shares = -90
      cheap[place] = Event(
        seq: cheap[place].seq, time: cheap[place].time, body: .sharesTraded(e))
    }
    let names = try chain(cheap).checks.filter { !$0.didHold }.map(\.name)
    #expect(names.contains { $0.contains("far side") })
    #expect(names.contains { $0.contains("slices are the shares") })
    #expect(names.contains { $0.contains("cash of its fills") })
  }

  @Test("the report sums the slices of the day up as the audit does")
  func report() throws {
    var facts = RunFacts()
    let events = events()
    for event in events { facts.take(event) }
    let story = try #require(facts.orders[2])
    let worked = try #require(facts.worked(story))
    let audited = try chain(events)
    #expect(worked == audited.order?.worked)
    #expect(facts.executed(story) == nil, "it has no packages")
    let input = ReportInput(
      facts: facts, date: CivilDate(dayNumber: 17_567),
      run: ReportRun(
        number: 1,
        identity: RunIdentity(key: "sim:1", mode: "sim", source: "x", seed: 1, dataHash: ""),
        origin: "By hand.", journalHash: ""),
      settings: DecisionSettings(hash: "", []), calendar: .init([]), clusters: [])
    let text = dailyReport(input, generated: "now").markdown
    #expect(
      text.contains("| O2 | 3 | 200/200 | 448.0300 | 448.5000 | +$94.00 | 448.1042 |"), "\(text)")
  }
}
