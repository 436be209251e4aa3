// The list of positions, then that of working orders.

import Candidates
import Canvas
import DeskEngine
import Execution
import MarketData
import Portfolio
import Structures

/// Positions in the order and selection that the pane shows.
func shownPositions(_ snapshot: DeskSnapshot, _ state: ListState) -> [PositionSummary] {
  var rows = snapshot.positions
  if !state.filter.isEmpty {
    rows = rows.filter {
      matches(
        state.filter,
        [
          "P\($0.position.id)", $0.position.underlying, positionName($0.position),
          $0.position.structure.rawValue,
        ])
    }
  }
  let names = Pane.positions.sortNames
  switch names[state.sort % names.count] {
  case "|P&L|":
    rows.sort {
      rank($0.profit.map { abs($0) }, $0.position.id)
        > rank($1.profit.map { abs($0) }, $1.position.id)
    }
  case "undl":
    rows.sort {
      ($0.position.underlying, $0.position.id) < ($1.position.underlying, $1.position.id)
    }
  case "expiry": rows.sort { ($0.daysToExpiry, $0.position.id) < ($1.daysToExpiry, $1.position.id) }
  default: rows.sort { $0.position.id < $1.position.id }
  }
  if state.isReversed { rows.reverse() }
  return held(rows, in: state.heldOrder) { .position($0.position.id) }
}

/// The short name of a position without its symbol, such as `5200/5150P 16Aug`.
func positionName(_ position: Position) -> String {
  structureText(position.structure, position.legs.map(\.leg), strikesFirst: true)
}

/// The short name of a row, with the shares it holds, such as `450/445P 20Sep +300 sh`.
private func rowName(_ row: PositionSummary) -> String {
  let name = positionName(row.position)
  return row.shares == 0 ? name : name + " " + (row.shares > 0 ? "+" : "") + "\(row.shares) sh"
}

/// The short name of an order without its symbol; one that closes is called as its position is.
func orderName(_ order: Order, _ snapshot: DeskSnapshot) -> String {
  let owner = snapshot.positions.first { $0.position.id == order.position }
  if order.intent != .open, let owner {
    return order.intent.rawValue.lowercased() + " " + positionName(owner.position)
  }
  if let one = snapshot.candidates.first(where: { $0.id == order.candidate }),
    one.proposal.legs.map(\.leg) == order.legs
  {
    return structureText(one.proposal.identity.structure, order.legs, strikesFirst: true)
  }
  let expiries = order.legs.map(\.contract.expiry)
  let rights = Set(order.legs.map(\.contract.right))
  let strikes = order.legs.enumerated().map { index, leg in
    let isLast = index == order.legs.count - 1
    return strikeText(leg.contract.strike)
      + (rights.count > 1 || isLast ? leg.contract.right.letter : "")
  }
  let date = expiries.min().map { " " + expiryText($0) } ?? ""
  let names =
    strikes.count > 2 ? "\(strikes[0]) +\(strikes.count - 1)" : strikes.joined(separator: "/")
  let intent = order.intent == .open ? "" : order.intent.rawValue.lowercased() + " "
  return intent + names + date
}

/// The list of positions and working orders.
func positionList(_ snapshot: DeskSnapshot, _ ui: UIState) -> ListModel {
  let state = ui[.positions]
  let rows = shownPositions(snapshot, state)
  let orders = snapshot.orders.filter {
    matches(state.filter, ["O\($0.id)", $0.underlying, $0.state.rawValue])
  }
  let names =
    rows.prefix(64).map(rowName)
    + orders.prefix(16).map { orderName($0, snapshot) }
  let symbols = rows.prefix(64).map { symbolText($0.position.underlying) }
  let prices =
    rows.prefix(64).flatMap {
      [priceText($0.position.entry, signed: true), fixedText($0.mark, 2, signed: true)]
    } + orders.prefix(16).map { priceText($0.limit, signed: true) }
  var model = ListModel(
    columns: positionColumns(
      symbol: columnWidth(symbols, 3...6), name: columnWidth(names, 14...34),
      price: columnWidth(prices, 6...9)),
    ids: rows.map { .position($0.position.id) } + orders.map { .order($0.id) },
    cells: { index in
      index < rows.count
        ? positionCells(rows[index], ui) : orderCells(orders[index - rows.count], snapshot)
    },
    empty: emptyPositions(snapshot, state))
  model.note = [TextRun(listCount(rows.count, of: snapshot.positions.count), Style(.muted))]
  if !orders.isEmpty {
    model.note.append(TextRun(" \u{B7} \(orders.count) working", Style(.accent)))
  }
  model.note.append(TextRun(" " + sortNote(.positions, state), Style(.muted)))
  if ui.isZoomed { model.note += worstRuns(snapshot.book) }
  if !rows.isEmpty { model.footer = totals(rows) }
  return model
}

private func positionColumns(symbol: Int, name: Int, price: Int) -> [TableColumn] {
  [
    .text("sym", width: symbol, priority: 0),
    TableColumn(
      "structure", width: name, weight: 1, alignment: .leading, overflow: .hashes, priority: 0),
    .number("qty", width: 3, priority: 2),
    .number("avg", width: price, priority: 4),
    .number("mark", width: price, priority: 3),
    .number("P&L", width: 7, priority: 1),
    .number("\u{394}", width: 5, priority: 5),
    .number("\u{393}", width: 5, priority: 6),
    .number("V", width: 5, priority: 5),
    .number("\u{398}", width: 5, priority: 6),
    .number("DTE", width: 3, priority: 7),
    .number("maxloss", width: 7, priority: 8),
    .number("id", width: 4, priority: 9),
    .number("age", width: 4, priority: 10),
  ]
}

private func positionCells(_ row: PositionSummary, _ ui: UIState) -> [TextRun] {
  let position = row.position
  let isPending = ui.isPending(position: position.id)
  let isStale = row.markAge > 900
  return [
    TextRun(symbolText(position.underlying)),
    TextRun(
      rowName(row),
      isPending ? Style(.accent) : row.warning == nil ? .plain : Style(.severityWarn)),
    TextRun(isPending ? "\u{2026}" : countText(position.quantity)),
    TextRun(priceText(position.entry, signed: true)),
    TextRun(fixedText(row.mark, 2, signed: true), isStale ? Style(.severityWarn) : .plain),
    TextRun(dollarText(row.profit, signed: true), gainStyle(row.profit)),
    TextRun(greekText(row.delta, wide: 5), Style(.greekDelta)),
    TextRun(greekText(row.gamma, wide: 5), Style(.greekGamma)),
    TextRun(greekText(row.vega, wide: 5), Style(.greekVega)),
    TextRun(greekText(row.theta, wide: 5), Style(.greekTheta)),
    TextRun(countText(row.daysToExpiry), row.daysToExpiry <= 7 ? Style(.severityWarn) : .plain),
    TextRun(dollarText(position.maxLoss)),
    TextRun("P\(position.id)", Style(.muted)),
    TextRun(ageText(row.markAge), isStale ? Style(.severityWarn) : Style(.muted)),
  ]
}

private func orderCells(_ order: Order, _ snapshot: DeskSnapshot) -> [TextRun] {
  let dim = Style(.muted)
  let filled = "\(order.filled)/\(order.quantity)"
  return [
    TextRun(symbolText(order.underlying), dim), TextRun(orderName(order, snapshot), Style(.accent)),
    TextRun(displayWidth(filled) <= 3 ? filled : countText(order.quantity)),
    TextRun(priceText(order.limit, signed: true)), TextRun("", dim),
    TextRun(order.state.rawValue, Style(.accent)), TextRun("", dim), TextRun("", dim),
    TextRun("", dim), TextRun("", dim), TextRun("", dim), TextRun("", dim),
    TextRun("O\(order.id)", dim),
    TextRun(ageText(seconds(from: order.created, to: snapshot.time)), dim),
  ]
}

private func totals(_ rows: [PositionSummary]) -> [TextRun] {
  func sum(_ value: (PositionSummary) -> Double) -> Double { rows.reduce(0) { $0 + value($1) } }
  let profits = rows.compactMap(\.profit)
  let profit = profits.isEmpty ? nil : profits.reduce(0, +)
  let loss = rows.reduce(0) { $0 + $1.position.maxLoss.dollars }
  let head = Style(.muted)
  return [
    TextRun("", head), TextRun("total", head), TextRun(""), TextRun(""), TextRun(""),
    TextRun(dollarText(profit, signed: true), gainStyle(profit).adding(.bold)),
    TextRun(greekText(sum(\.delta), wide: 5), Style(.greekDelta)),
    TextRun(greekText(sum(\.gamma), wide: 5), Style(.greekGamma)),
    TextRun(greekText(sum(\.vega), wide: 5), Style(.greekVega)),
    TextRun(greekText(sum(\.theta), wide: 5), Style(.greekTheta)),
    TextRun(""), TextRun(dollarText(loss)), TextRun(""), TextRun(""),
  ]
}

private func emptyPositions(_ snapshot: DeskSnapshot, _ state: ListState) -> [String] {
  if !state.filter.isEmpty { return ["no position contains \"\(state.filter)\"", "Esc clears"] }
  if snapshot.seq == 0 { return ["no book yet"] }
  return ["no positions", "a on a candidate, then y, opens one"]
}
