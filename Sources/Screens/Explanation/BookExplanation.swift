// Why a position or an order is what it is: where it came from, its fills and its marks.

import Canvas
public import DeskEngine
public import Execution
import Edges
public import MarketData
public import Portfolio
import Structures

/// A fill of one leg.
public struct FillReading: Hashable, Sendable {
  /// Its number.
  public var id: Int
  /// When.
  public var time: Instant
  /// The contract.
  public var contract: OptionContract
  /// Contracts, negative for sold.
  public var quantity: Int
  /// Price a unit.
  public var price: Money
  /// Mid at the fill.
  public var mid: Money
  /// The price at the far side.
  public var worst: Money
  /// The fee.
  public var fee: Money

  /// A fill as it was written.
  public init(_ record: LegFilled, at time: Instant) {
    id = record.fill
    self.time = time
    contract = record.contract
    quantity = record.quantity
    price = record.price
    mid = record.mid
    worst = record.worstPrice
    fee = record.fee
  }

  /// The share of the half-spread that was paid; nil where there was no spread.
  var spreadShare: Double? {
    let half = abs(worst.dollars - mid.dollars)
    return half > 1e-9 ? abs(price.dollars - mid.dollars) / half : nil
  }

  fileprivate var line: ExplanationLine {
    let share = spreadShare.map { ", \(percentText($0)) of the half-spread" } ?? ""
    return ExplanationLine(
      "F\(id) \(clockText(time))",
      "\(quantity > 0 ? "+" : "")\(quantity) \(contractText(contract)) at \(priceText(price))",
      number: price.dollars,
      note: "mid \(priceText(mid)), far side \(priceText(worst))\(share), fee \(priceText(fee))")
  }
}

/// Explains a position.
///
/// - Parameters:
///   - position: The position.
///   - marks: Its marks now; nil when they are not known.
///   - fills: The fills that opened it; empty when they are not known.
///   - story: What led to it and what became of it.
/// - Returns: The chain from the candidate to the result.
public func explain(
  _ position: Position, marks: PositionSummary? = nil, fills: [FillReading] = [],
  story: [StoryLine] = []
) -> Explanation {
  var origin = [
    ExplanationLine("opened", "\(dateText(position.opened)) \(clockText(position.opened))"),
    ExplanationLine("order", "O\(position.order)"),
    ExplanationLine("edge", position.edge.rawValue),
    ExplanationLine(
      "quantity", countText(position.quantity), number: Double(position.quantity),
      note: "packages held"),
  ]
  origin += position.legs.map { leg in
    ExplanationLine(
      legText(leg.leg), "entry \(priceText(leg.entryPrice))", number: leg.entryPrice.dollars,
      note: "x \(leg.multiplier)" + (leg.isSettled ? ", settled" : ""))
  }
  let entry = position.legs.reduce(0) { $0 - Double($1.leg.ratio) * $1.entryPrice.dollars }
  let price = [
    ExplanationLine(
      "entry", priceText(position.entry, signed: true), number: position.entry.dollars,
      note: position.entry.units >= 0 ? "credit a package" : "debit a package"),
    .check("entry", derived: entry, stored: position.entry.dollars, tolerance: 0.0001),
    ExplanationLine(
      "max_loss", priceText(position.maxLoss), number: position.maxLoss.dollars,
      note: "proven, fees included"),
    ExplanationLine(
      "cash_flow", priceText(position.cashFlow, signed: true), number: position.cashFlow.dollars,
      note: "fills, settlements and fees so far"),
    ExplanationLine("fees", priceText(position.fees), number: position.fees.dollars),
  ]
  return Explanation(
    title: "P\(position.id): \(symbolText(position.underlying)) \(positionName(position))",
    sections: [
      ExplanationSection("Origin", origin), ExplanationSection("Price", price),
      ExplanationSection("Fills", fillLines(fills)),
      ExplanationSection("Marks", marks.map { markLines($0) } ?? []),
      ExplanationSection(
        "Rule",
        ["entry", "price", "max_loss", "unrealised"].compactMap { ExplanationLine.formula($0) }),
      ExplanationSection("What led to it and became of it", story.map(\.line)),
    ])
}

private func fillLines(_ fills: [FillReading]) -> [ExplanationLine] { fills.map(\.line) }

private func markLines(_ row: PositionSummary) -> [ExplanationLine] {
  let units = row.position.quantity * (row.position.legs.first?.multiplier ?? 100)
  let profit = row.mark.map {
    (row.position.entry.dollars - $0) * Double(units) - row.position.fees.dollars
  }
  // Once a leg has been settled the packages no longer are what was paid for.
  let isWhole = row.shares == 0 && !row.position.legs.contains(where: \.isSettled)
  let check: [ExplanationLine] =
    isWhole ? [.check("profit", derived: profit, stored: row.profit, tolerance: 0.5)] : []
  var lines = [
    ExplanationLine(
      "mark", fixedText(row.mark, 2, signed: true), number: row.mark,
      note: "at mids, in the sign of the entry; \(ageText(row.markAge)) old"),
    ExplanationLine(
      "exit", fixedText(row.exit, 2, signed: true), number: row.exit,
      note: "at the side that would close"),
    ExplanationLine("profit", dollarText(row.profit, signed: true), number: row.profit),
  ]
  lines += check
  lines += [
    ExplanationLine(
      "at far sides", dollarText(row.profit.map { $0 + row.worstGap }, signed: true),
      number: row.profit.map { $0 + row.worstGap },
      note:
        "with worst-case fills: \(dollarText(row.worstGap, signed: true)) against the share model"),
    ExplanationLine("delta", fixedText(row.delta, 2, signed: true), number: row.delta),
    ExplanationLine("vega", fixedText(row.vega, 2, signed: true), number: row.vega),
    ExplanationLine("theta", fixedText(row.theta, 2, signed: true), number: row.theta),
    ExplanationLine("days", countText(row.daysToExpiry), note: "to the first expiry"),
  ]
  if row.shares != 0 {
    lines.append(
      ExplanationLine(
        "shares", "\(row.shares)", number: Double(row.shares),
        note: "from exercise or assignment, at the last price"))
  }
  if let warning = row.warning { lines.append(ExplanationLine("warning", warning)) }
  return lines
}

/// What is known of an order beside its own record.
public struct OrderBackground: Sendable {
  /// Net of one package at the approval, far sides; nil for an exit.
  public var approvedNet: Money?
  /// The same at mids.
  public var approvedMid: Money?
  /// Its fills, oldest first.
  public var fills: [FillReading]
  /// Verdicts of the gate on it.
  public var verdicts: [GateReading]
  /// Who approved it and what became of it.
  public var story: [StoryLine]

  /// Gathers a background.
  public init(
    approvedNet: Money?, approvedMid: Money?, fills: [FillReading], verdicts: [GateReading],
    story: [StoryLine]
  ) {
    self.approvedNet = approvedNet
    self.approvedMid = approvedMid
    self.fills = fills
    self.verdicts = verdicts
    self.story = story
  }
}

/// Explains an order.
public func explain(_ order: Order, _ background: OrderBackground) -> Explanation {
  let source =
    order.candidate.map { "C\($0) revision \(order.revision ?? 0)" }
    ?? order.position.map { "P\($0)" } ?? missingText
  let head = [
    ExplanationLine("state", order.state.rawValue),
    ExplanationLine("for", source, note: order.intent.rawValue),
    ExplanationLine(
      "quantity", "\(order.filled) of \(order.quantity)", number: Double(order.quantity),
      note: "packages filled"),
    ExplanationLine("created", "\(dateText(order.created)) \(clockText(order.created))"),
    ExplanationLine(
      "limit", priceText(order.limit, signed: true), number: order.limit.dollars,
      note: "the least net it takes: the approved net less the tolerance, within the collar"),
  ]
  let net =
    order.filled == 0 || background.fills.isEmpty
    ? nil
    : background.fills.reduce(0) { $0 - Double($1.quantity) * $1.price.dollars }
      / Double(order.filled)
  var price: [ExplanationLine] = []
  if let approved = background.approvedNet {
    price.append(
      ExplanationLine(
        "approved net", priceText(approved, signed: true), number: approved.dollars,
        note: "mids \(priceText(background.approvedMid, signed: true))"))
  }
  if let net {
    let kept = net >= order.limit.dollars - 1e-9
    price.append(
      ExplanationLine(
        "filled net", fixedText(net, 2, signed: true), number: net,
        note: kept ? "within the limit" : "worse than the limit", tone: kept ? .good : .bad))
    if let mid = background.approvedMid {
      price.append(
        ExplanationLine(
          "shortfall", fixedText(mid.dollars - net, 4, signed: true), number: mid.dollars - net,
          note: "points a package, from the mids at the approval to the fills"))
    }
  }
  return Explanation(
    title: "O\(order.id): \(symbolText(order.underlying)) \(order.intent.rawValue)",
    sections: [
      ExplanationSection("Order", head),
      ExplanationSection(
        "Legs of one package", order.legs.map { .words("\(legText($0)), \($0.contract)") }),
      ExplanationSection("Price", price),
      ExplanationSection("Fills", fillLines(background.fills)),
      gateSection(background.verdicts),
      ExplanationSection("Rule", [ExplanationLine.formula("price")].compactMap { $0 }),
      ExplanationSection("What became of it", background.story.map(\.line)),
    ])
}
