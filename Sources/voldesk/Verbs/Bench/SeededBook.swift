// A book of many condors on the chain of a sample day, written as the journal would have it.
//
// The lines are read back by the desk's own codec, so a book that no desk could have written is
// refused here too.

import DeskEngine
import Feeds
import MarketData

/// Condors on the chain of a sample day's first minute.
struct SeededBook {
  /// Structures.
  let count: Int
  private let chain: OptionChain
  private let start: Instant
  private var seq = 0
  private var state = DeskState()

  /// A desk's book with so many open condors and a hundred times the usual equity.
  static func state(structures count: Int, chain: OptionChain, start: Instant) throws -> DeskState {
    var book = SeededBook(count: count, chain: chain, start: start)
    try book.fund()
    for id in 1...max(1, count) where id <= count { try book.open(id) }
    return book.state
  }

  private init(count: Int, chain: OptionChain, start: Instant) {
    self.count = count
    self.chain = chain
    self.start = start
  }

  private mutating func take(_ type: String, _ fields: String) throws {
    seq += 1
    let line = "{\"seq\":\(seq),\"ts\":\"\(start)\",\"type\":\"\(type)\",\(fields)}"
    state.apply(try Event(line: Array(line.utf8)))
  }

  private mutating func fund() throws {
    try take(
      "LedgerPosted",
      #""posting":1,"entries":[{"account":"cash","amount":100000000},"#
        + #"{"account":"capital","amount":-100000000}],"ref":"opening""#)
    try take(
      "EquityMarked",
      #""equity":100000000,"equity_exit":100000000,"cash":100000000,"unrealised":0,"#
        + #""realised":0,"delta":0,"gamma":0,"vega":0,"theta":0,"open_max_loss":0,"drawdown":0"#)
  }

  /// An expiry with its options that are bid for, by strike.
  private struct Shelf {
    let expiry: ChainExpiry
    let puts: [Int]
    let calls: [Int]
  }

  /// Expiries from a week on that a condor can be made of.
  private var shelves: [Shelf] {
    let today = NewYorkTime.date(start)
    func quoted(_ range: Range<Int>) -> [Int] {
      range.filter { chain.quotes[$0].map { $0.bid.units > 0 && $0.ask > $0.bid } ?? false }
    }
    return chain.expiries.filter { (8...200).contains($0.date.days(since: today)) }
      .map { Shelf(expiry: $0, puts: quoted($0.puts), calls: quoted($0.calls)) }
      .filter { $0.puts.count > 16 && $0.calls.count > 16 }
  }

  /// Legs of the condor of a number: expiries in turn, the puts low and the calls high.
  private func legs(_ id: Int) -> (expiry: ChainExpiry, indices: [Int], ratios: [Int])? {
    let shelves = shelves
    guard !shelves.isEmpty else { return nil }
    let shelf = shelves[id % shelves.count]
    let (puts, calls) = (shelf.puts, shelf.calls)
    let low = id / shelves.count % (puts.count / 3)
    let high = id / shelves.count % (calls.count / 3)
    return (
      shelf.expiry,
      [puts[low], puts[low + 3], calls[calls.count - 4 - high], calls[calls.count - 1 - high]],
      [1, -1, -1, 1]
    )
  }

  private mutating func open(_ id: Int) throws {
    guard let (expiry, indices, ratios) = legs(id) else {
      throw BenchFault(text: "the chain is too small for a book of \(count) structures")
    }
    var offered: [String] = []
    var held: [String] = []
    var net = Money.zero
    for (index, ratio) in zip(indices, ratios) {
      guard let quote = chain.quotes[index] else { continue }
      let contract = chain.options[index].contract
      let price = Money(units: (quote.bid.units + quote.ask.units) / 2)
      net -= price * ratio
      offered.append(
        "{\"contract\":\"\(contract)\",\"ratio\":\(ratio),\"bid\":\(quote.bid),"
          + "\"ask\":\(quote.ask),\"iv\":0.2,\"delta\":0,\"age_s\":0}")
      held.append(
        "{\"contract\":\"\(contract)\",\"ratio\":\(ratio),\"entry\":\(price),"
          + "\"multiplier\":\(expiry.root.multiplier),\"expiration\":\"\(expiry.expiration)\"}")
    }
    let loss = "50000"
    try take("CandidateProposed", SeededBook.candidate(id, legs: offered, net: net, loss: loss))
    try take(
      "CandidateApproved",
      "\"candidate\":\(id),\"rev\":1,\"by\":\"USER\",\"command\":\"key-\(id)\"")
    try take(
      "OrderCreated",
      "\"order\":\(id),\"candidate\":\(id),\"rev\":1,\"intent\":\"OPEN\",\"position\":null,"
        + "\"quantity\":1,\"limit\":\(net),\"tif\":\"DAY\"")
    try take(
      "PositionOpened",
      "\"position\":\(id),\"order\":\(id),\"structure\":\"IRON_CONDOR\","
        + "\"legs\":[\(held.joined(separator: ","))],\"quantity\":1,\"entry\":\(net),"
        + "\"max_loss\":\(loss)")
    let cash = net * expiry.root.multiplier
    try take(
      "LedgerPosted",
      "\"posting\":\(id + 1),\"entries\":[{\"account\":\"cash\",\"amount\":\(cash)},"
        + "{\"account\":\"position:P\(id)\",\"amount\":\(Money.zero - cash)}],\"ref\":\"O\(id)\"")
    try take(
      "OrderChanged", "\"order\":\(id),\"state\":\"FILLED\",\"filled\":1,\"reason\":\"filled\"")
  }

  private static func candidate(_ id: Int, legs: [String], net: Money, loss: String) -> String {
    "\"candidate\":\(id),\"rev\":1,\"underlying\":\"SPX\",\"edge\":0,\"structure\":\"IRON_CONDOR\","
      + "\"legs\":[\(legs.joined(separator: ","))],\"quantity\":1,\"net\":\(net),\"net_mid\":\(net),"
      + "\"fees\":0,\"max_loss\":\(loss),\"max_profit\":null,\"breakevens\":[],\"delta\":0,"
      + "\"gamma\":0,\"vega\":0,\"theta\":0,\"pop_q\":null,\"pop_p\":null,\"ev_q\":null,"
      + "\"ev_p\":null,\"touch\":null,\"margin\":\(loss),\"quality\":50,\"grade\":\"C\","
      + "\"recommendation\":\"REVIEW\",\"warnings\":[],\"stress\":{},"
      + "\"proof\":{\"bound\":\(loss),\"pairs\":[],\"groups\":[]},\"attempts\":[]"
  }
}
