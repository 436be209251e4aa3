// The one way in which an order comes to be and changes: through the table of its life.

import Execution
import MarketData
import Portfolio
import Risk
import Structures

extension Decider {
  /// How far an order has come, whether it is open or ended in this session; nil when unknown.
  func progress(of order: Int) -> OrderProgress? {
    if let open = state.orders.first(where: { $0.order == order }) { return open.progress }
    return state.ended.first { $0.order == order }?.progress
  }

  /// Writes an order down and puts it to work.
  ///
  /// - Parameters:
  ///   - order: What it trades; its number and state are given here.
  ///   - note: Why it was sent, and what it replaces.
  /// - Returns: Its number.
  @discardableResult
  mutating func place(_ order: OrderEntry, note: OrderNote) -> Int {
    let id = state.counters.orders + 1
    var note = note
    note.mid = noteMid(order)
    emit(
      .orderCreated(
        OrderCreated(
          order: id, candidate: order.candidate, rev: order.rev, intent: order.intent,
          position: order.position, quantity: order.quantity, limit: order.limit, tif: order.tif)))
    change(id, .accept, reason: note.text)
    return id
  }

  /// Takes an order through an event that fills nothing.
  ///
  /// - Returns: False when the order does not take it: then the book stays and an alert says why.
  @discardableResult
  mutating func change(_ order: Int, _ event: OrderEvent, reason: String) -> Bool {
    guard let now = progress(of: order) else {
      return refuseChange(order, event.rawValue, .unknown)
    }
    switch now.after(event) {
    case .failure(let refusal): return refuseChange(order, event.rawValue, refusal)
    case .success(let next):
      // What is left unfilled is measured against the mids of this moment.
      let mid = next.state.isFinal ? state.orders.first { $0.order == order }.flatMap(noteMid) : nil
      write(order, next, reason: mid.map { "\(reason); mid \($0)" } ?? reason)
      return true
    }
  }

  /// Counts packages as filled; the legs' fills stand in the journal already.
  @discardableResult
  mutating func count(_ packages: Int, filledOf order: Int) -> Bool {
    guard admits(packages, filledOf: order),
      case .success(let next)? = progress(of: order)?.filling(packages)
    else { return false }
    write(order, next, reason: next.state == .filled ? "filled" : "filled in part")
    return true
  }

  /// Whether an order takes a fill of packages; an alert says why not.
  mutating func admits(_ packages: Int, filledOf order: Int) -> Bool {
    guard let now = progress(of: order) else { return refuseChange(order, "fill", .unknown) }
    if case .failure(let refusal) = now.filling(packages) {
      return refuseChange(order, "a fill of \(packages)", refusal)
    }
    return true
  }

  private mutating func write(_ order: Int, _ next: OrderProgress, reason: String) {
    emit(
      .orderChanged(
        OrderChanged(order: order, state: next.state, filled: next.filled, reason: reason)))
  }

  private mutating func refuseChange(
    _ order: Int, _ event: String, _ refusal: TransitionRefusal
  ) -> Bool {
    alert(
      .error, metric: "order O\(order)", value: nil, threshold: nil,
      text: "O\(order) does not take \(event): \(refusal.words) (\(refusal.code.rawValue))")
    return false
  }

  /// The mid that the first and the last change of an order name: of one package, or of one share.
  private func noteMid(_ order: OrderEntry) -> Money? {
    order.intent == .hedge ? shareQuote(order.underlying)?.mid : netMid(order)
  }

  /// Net of one package at the mids of the latest quotes; nil while a leg has none.
  ///
  /// Each leg's mid is cut to a whole money unit, as it is in a fill.
  func netMid(_ order: OrderEntry) -> Money? {
    guard !order.legs.isEmpty, let underlying = market.index(of: order.underlying) else {
      return nil
    }
    let chain = market.underlyings[underlying].chain
    var net = Money.zero
    for leg in order.legs {
      guard let index = chain.index(of: leg.contract), let quote = chain.quotes[index] else {
        return nil
      }
      net -= Money(units: (quote.bid.units + quote.ask.units) / 2) * leg.ratio
    }
    return net
  }
}
