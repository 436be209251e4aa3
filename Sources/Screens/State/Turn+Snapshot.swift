// What a new snapshot changes: selections follow their rows, dialogs say what moved.

import Risk
import Portfolio
import Candidates
import DeskEngine
import MarketData

extension Turn {
  /// Takes a new snapshot in.
  mutating func adopt() {
    selectBuilt()
    for pane in Pane.allCases where pane.isList { follow(pane) }
    if ui.focus == .log { ui.seenSeq = max(ui.seenSeq, snapshot.log.last?.seq ?? 0) }
    ui.marked.removeAll { id in
      !snapshot.candidates.contains { $0.id == id && $0.state == .open }
    }
    recheckOverlay()
  }

  /// Keeps the selection on its row; when the row is gone, the one in its place is selected and
  /// the keys that act on a row wait a moment.
  private mutating func follow(_ pane: Pane) {
    let rows = rowIDs(pane)
    var state = ui[pane]
    if let selected = state.selected, let place = rows.firstIndex(of: selected) {
      state.place = place
    } else if rows.isEmpty {
      state.selected = nil
    } else if pane != .log || state.selected != nil {
      let place = min(state.place, rows.count - 1)
      if state.selected != nil { state.displaced = ui.now }
      state.selected = rows[place]
      state.place = place
    }
    state.top = settledTop(pane, state, count: rows.count)
    ui[pane] = state
  }

  /// The rows of a pane in the order shown.
  func rowIDs(_ pane: Pane) -> [RowID] {
    switch pane {
    case .edges: shownEdges(shown, ui[.edges]).map { .edge($0.id) }
    case .candidates: shownCandidates(shown, ui[.candidates]).map { .candidate($0.id) }
    case .positions: positionList(shown, ui).ids
    case .log: shownLog(shown)
    case .regime, .greeks, .risk, .equity: []
    }
  }

  /// Says what moved in an open dialog and makes it wait again.
  mutating func recheckOverlay() {
    switch ui.overlay {
    case .approval(var dialog):
      let moved = changes(dialog)
      guard !moved.isEmpty else { return }
      dialog.changes = Array((dialog.changes + moved).suffix(3))
      dialog.items = dialog.items.map { item in
        candidate(item.candidate).map(Turn.item) ?? item
      }
      dialog.armed = ui.now + armingDelay
      ui.overlay = .approval(dialog)
    case .close(var dialog):
      guard let row = snapshot.positions.first(where: { $0.position.id == dialog.position }),
        row.position.quantity != dialog.quantity
      else { return }
      dialog.changes.append("quantity \(dialog.quantity) is now \(row.position.quantity)")
      dialog.quantity = row.position.quantity
      dialog.armed = ui.now + armingDelay
      ui.overlay = .close(dialog)
    case .roll(let dialog): recheckRoll(dialog)
    case .explanation(let view): recheck(view)
    default: return
    }
  }

  /// What differs between a dialog and the desk, in words.
  func changes(_ dialog: ApprovalDialog) -> [String] {
    var moved: [String] = []
    for old in dialog.items {
      guard let one = candidate(old.candidate) else { continue }
      let new = Turn.item(one)
      let name = dialog.items.count > 1 ? "C\(old.candidate) " : ""
      if new.net != old.net {
        moved.append(
          name + "net \(priceText(old.net, signed: true)) is now "
            + priceText(new.net, signed: true))
      }
      if new.quantity != old.quantity {
        moved.append(name + "quantity \(old.quantity) is now \(new.quantity)")
      }
      if new.passed != old.passed {
        moved.append(name + (new.passed ? "the gate passes now" : "the gate breaches now"))
      }
      if let before = old.expectedValue, let after = new.expectedValue,
        (before.units < 0) != (after.units < 0)
      {
        moved.append(name + "EV \(dollarText(before)) is now \(dollarText(after))")
      }
      if new.revision != old.revision, moved.isEmpty {
        moved.append(name + "revision \(old.revision) is now \(new.revision)")
      }
    }
    return moved
  }

  /// A candidate of the live desk.
  func candidate(_ id: Int) -> CandidateSummary? {
    snapshot.candidates.first { $0.id == id }
  }

  /// A candidate as the approval dialog remembers it.
  static func item(_ one: CandidateSummary) -> ApprovalItem {
    ApprovalItem(
      candidate: one.id, revision: one.revision, net: one.proposal.net,
      quantity: one.proposal.quantity,
      expectedValue: one.proposal.expectedValueP.flatMap { Money(dollars: $0) },
      passed: one.verdict?.passed ?? false)
  }
}
