// The trader's own structures and rolls: keys of their dialogs, and the command that is typed.

import Canvas
import Candidates
import DeskEngine
import Edges
import MarketData
import Portfolio
import Pricing
import Structures

extension Turn {
  /// Opens the dialog of a structure by hand, on the symbol of the selected row.
  mutating func openBuild() {
    guard snapshot.trading.isKilled == false else {
      say("the kill is engaged: nothing is opened", .severityWarn)
      return
    }
    let symbol = selectedSymbol ?? snapshot.underlyings.first?.symbol
    guard let symbol, snapshot.trade.context(symbol) != nil else {
      say("no option is quoted yet to build with", .severityWarn)
      return
    }
    openOverlay(.build(BuildDialog(underlying: symbol, armed: ui.now + armingDelay)))
  }

  /// The symbol of the row that is selected in the focused pane.
  private var selectedSymbol: String? {
    switch ui[ui.focus].selected {
    case .candidate(let id)?: candidate(id)?.proposal.identity.underlying
    case .position(let id)?:
      snapshot.positions.first { $0.position.id == id }?.position.underlying
    case .edge(let id)?: snapshot.edges.first { $0.id == id }?.edge.underlying
    default: nil
    }
  }

  mutating func answerBuild(_ dialog: BuildDialog, _ key: Key, at: Int64) {
    guard at >= dialog.armed else { return }
    var dialog = dialog
    let fields = dialog.fields
    let place = fields.firstIndex(of: dialog.field) ?? 0
    switch key {
    case .escape, .control("c"), .character("q"):
      closeOverlay()
      return
    case .enter:
      proposeBuilt(dialog)
      return
    case .down, .tab, .character("j"): dialog.field = fields[(place + 1) % fields.count]
    case .up, .shiftTab, .character("k"):
      dialog.field = fields[(place + fields.count - 1) % fields.count]
    case .right, .character("l"): change(&dialog, by: 1)
    case .left, .character("h"): change(&dialog, by: -1)
    case .pageUp: change(&dialog, by: 5)
    case .pageDown: change(&dialog, by: -5)
    default: typeQuantity(&dialog, key)
    }
    ui.overlay = .build(dialog)
  }

  /// Sends the legs as they stand: a candidate comes of them, never an order.
  private mutating func proposeBuilt(_ dialog: BuildDialog) {
    let draft = BuildDraft(dialog, snapshot)
    guard draft.problems.isEmpty, !draft.legs.isEmpty else {
      say(sanitize(draft.problems.first ?? "there are no legs"), .severityWarn)
      return
    }
    closeOverlay()
    send(.manual(structure: dialog.kind, legs: draft.legs, quantity: dialog.packages))
    focus(.candidates)
    ui.builtAfter = snapshot.candidates.map(\.id).max() ?? 0
  }

  /// Selects the candidate that has come of a structure built by hand.
  mutating func selectBuilt() {
    guard let after = ui.builtAfter,
      let one = snapshot.candidates.first(where: {
        $0.id > after && $0.proposal.identity.edge == .manual && $0.state == .open
      })
    else { return }
    ui.builtAfter = nil
    ui[.candidates].selected = .candidate(one.id)
  }

  private func typeQuantity(_ dialog: inout BuildDialog, _ key: Key) {
    switch key {
    case .character(let digit) where ("0"..."9").contains(digit):
      if dialog.field != .quantity { dialog.quantity = LineInput() }
      dialog.field = .quantity
      if dialog.quantity.text.count < 4 { dialog.quantity.edit(key) }
    case .backspace, .delete, .control("u"), .control("w"):
      dialog.field = .quantity
      dialog.quantity.edit(key)
    default: return
    }
  }

  /// Steps the value of the line that has the keys.
  private func change(_ dialog: inout BuildDialog, by step: Int) {
    let draft = BuildDraft(dialog, snapshot)
    switch dialog.field {
    case .kind:
      dialog.kind = stepped(dialog.kind, in: StructureKind.allCases, by: step)
      dialog.strikes = nil
      dialog.delta = nil
      dialog.width = nil
    case .expiry, .back:
      let keys = draft.expiries.map(\.key)
      let chosen = dialog.field == .back ? draft.back : draft.front
      guard let chosen, !keys.isEmpty else { return }
      let next = stepped(chosen, in: keys, by: step)
      if dialog.field == .back { dialog.back = next } else { dialog.expiry = next }
    case .right: dialog.right = dialog.right == .put ? .call : .put
    case .by:
      dialog.strikes = dialog.strikes == nil ? startStrikes(dialog, draft) : nil
    case .delta:
      let delta = draft.delta ?? 0.16
      dialog.delta = min(0.80, max(0.01, ((delta * 100).rounded() + Double(step)) / 100))
    case .width: dialog.width = min(4, max(0, (dialog.width ?? draft.widthPlace) - step))
    case .strike(let leg):
      let listed = draft.strikes(of: leg, dialog)
      guard let strikes = dialog.strikes, strikes.indices.contains(leg), !listed.isEmpty else {
        return
      }
      let at = listed.firstIndex { $0 >= strikes[leg] } ?? listed.count - 1
      dialog.strikes?[leg] = listed[min(max(0, at + step), listed.count - 1)]
    case .quantity:
      dialog.quantity = LineInput(String(min(9_999, max(1, dialog.packages + step))))
    }
  }

  /// The strikes that deltas chose, or those about the money.
  private func startStrikes(_ dialog: BuildDialog, _ draft: BuildDraft) -> [Money] {
    if draft.legs.count == dialog.rights.count { return draft.legs.map(\.contract.strike) }
    let spot = draft.desk?.context.build.surface.spot ?? 0
    return dialog.rights.indices.map { leg in
      let listed = draft.strikes(of: leg, dialog)
      let at = listed.firstIndex { $0.dollars >= spot } ?? listed.count - 1
      let offset = dialog.kind.hasTwoExpiries ? 0 : 2 * leg - dialog.rights.count + 1
      let place = min(max(0, at + offset), listed.count - 1)
      return listed.indices.contains(place) ? listed[place] : Money(dollars: spot) ?? .zero
    }
  }

  private func stepped<Value: Equatable>(_ value: Value, in all: [Value], by step: Int) -> Value {
    guard let place = all.firstIndex(of: value) else { return all.first ?? value }
    return all[((place + step) % all.count + all.count) % all.count]
  }

  // MARK: Rolling

  /// Opens the question before the selected position is rolled.
  mutating func openRoll() {
    guard let row = chosenPosition() else { return }
    let id = row.position.id
    openOverlay(
      .roll(
        RollDialog(
          position: id, quantity: row.position.quantity, legs: rollLegs(row.position),
          armed: ui.now + armingDelay)))
  }

  mutating func answerRoll(_ dialog: RollDialog, _ key: Key, at: Int64) {
    guard at >= dialog.armed else { return }
    guard key == .character("y") else {
      closeOverlay()
      return
    }
    recheckRoll(dialog)
    guard case .roll(let now)? = ui.overlay, now == dialog,
      let row = snapshot.positions.first(where: { $0.position.id == dialog.position })
    else { return }
    guard rollStop(row.position, snapshot) == nil else { return }
    closeOverlay()
    send(.roll(position: dialog.position))
  }

  /// Says what moved under an open roll and makes it wait again.
  mutating func recheckRoll(_ dialog: RollDialog) {
    var dialog = dialog
    guard let row = snapshot.positions.first(where: { $0.position.id == dialog.position }) else {
      return
    }
    var moved: [String] = []
    if row.position.quantity != dialog.quantity {
      moved.append("quantity \(dialog.quantity) is now \(row.position.quantity)")
    }
    let legs = rollLegs(row.position)
    if legs != dialog.legs { moved.append("the new legs are others now") }
    guard !moved.isEmpty else { return }
    dialog.changes = Array((dialog.changes + moved).suffix(3))
    dialog.quantity = row.position.quantity
    dialog.legs = legs
    dialog.armed = ui.now + armingDelay
    ui.overlay = .roll(dialog)
  }

  /// The legs that a roll would open; empty when it has nowhere to go.
  private func rollLegs(_ position: Position) -> [Leg] {
    (try? snapshot.trade.context(position.underlying)?.roll(position, fee: snapshot.trade.fee))?
      .plan.built.legs.map(\.leg) ?? []
  }
}
