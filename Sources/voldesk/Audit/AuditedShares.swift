// An audited order in shares told as one trade: where its shares came from, its slices, its cost.

import Canvas
import DeskEngine
import Execution
import MarketData

extension AuditedOrder {
  /// The order as one trade in shares; nil for an order in options.
  var worked: WorkedShares? {
    guard order.intent == .hedge else { return nil }
    return WorkedShares(
      ordered: order.quantity, sent: created.time,
      arrival: changes.first.flatMap { OrderNote($0.change.reason).mid },
      slices: shares.map { event, trade in
        ShareSlice(
          time: event.time, shares: trade.shares, price: trade.price, mid: trade.mid,
          fee: trade.fee)
      })
  }
}

extension AuditChain {
  /// What exercise and assignment brought before an order in shares was sent.
  private func deliveries(before order: AuditedOrder) -> [(event: Event, trade: SharesTraded)] {
    journal.events.compactMap { event in
      guard case .sharesTraded(let e) = event.body, e.order == nil,
        e.position == order.order.position, event.seq < order.created.seq
      else { return nil }
      return (event, e)
    }
  }

  /// Every order in shares of the chain, told as one trade.
  var shareLines: [String] {
    orders.flatMap { one in one.worked.map { lines(of: $0, one) } ?? [] }
  }

  private func lines(of worked: WorkedShares, _ one: AuditedOrder) -> [String] {
    let count = worked.slices.count
    var lines = [
      "", "Shares of O\(one.order.order), \(count) slice\(count == 1 ? "" : "s"):",
    ]
    lines += deliveries(before: one).map { event, trade in
      "  from \(trade.shares) \(sanitize(trade.symbol)) at \(trade.price) by exercise or "
        + "assignment, P\(trade.position), seq \(event.seq)"
    }
    var done = 0
    let rows = worked.slices.map { slice in
      done += abs(slice.shares)
      return [
        clockText(slice.time), "\(slice.shares)", "\(slice.price)", "\(slice.mid)",
        "\(worked.ordered - done)",
      ]
    }
    lines += aligned(
      [["time", "shares", "price", "mid", "left"]] + rows, indent: 2, numeric: [1, 2, 3, 4])
    func price(_ value: Double?) -> String { value.map { numberText($0, 4) } ?? "not known" }
    func cost(_ price: Double?) -> String {
      worked.shortfall(against: price).map { ", shortfall \(numberText($0, 2, signed: true))" }
        ?? ""
    }
    let arrival = worked.arrival?.dollars
    return lines + [
      "  filled \(worked.filled) of \(worked.ordered), average price "
        + "\(price(worked.averagePrice)), fees \(worked.fees)",
      "  mid when sent \(price(arrival))\(cost(arrival))",
      "  mid by time until the last slice \(price(worked.timeWeightedMid))"
        + cost(worked.timeWeightedMid),
      "  mid by the shares of the slices \(price(worked.weightedMid))" + cost(worked.weightedMid),
    ]
  }

  /// The same as JSON, one object an order.
  var shareJSON: String {
    jsonArray(
      orders.compactMap { one in
        one.worked.map { worked in
          jsonObject([
            ("order", "\(one.order.order)"),
            ("position", one.order.position.map { "\($0)" } ?? "null"),
            (
              "deliveries",
              jsonArray(
                deliveries(before: one).map { event, trade in
                  jsonObject([
                    ("seq", "\(event.seq)"), ("shares", "\(trade.shares)"),
                    ("price", trade.price.description),
                  ])
                })
            ),
            (
              "slices",
              jsonArray(
                worked.slices.map { slice in
                  jsonObject([
                    ("ts", jsonText(slice.time.description)), ("shares", "\(slice.shares)"),
                    ("price", slice.price.description), ("mid", slice.mid.description),
                    ("fee", slice.fee.description),
                  ])
                })
            ), ("ordered", "\(worked.ordered)"), ("filled", "\(worked.filled)"),
            ("average_price", jsonNumber(worked.averagePrice)),
            ("arrival_mid", worked.arrival?.description ?? "null"),
            ("time_weighted_mid", jsonNumber(worked.timeWeightedMid)),
            ("weighted_mid", jsonNumber(worked.weightedMid)),
            ("shortfall", jsonNumber(worked.shortfall(against: worked.arrival?.dollars))),
            (
              "shortfall_to_time_weighted",
              jsonNumber(worked.shortfall(against: worked.timeWeightedMid))
            ), ("fees", worked.fees.description),
          ])
        }
      })
  }
}
