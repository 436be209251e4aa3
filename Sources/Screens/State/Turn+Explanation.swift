// Opening, moving and leaving an explanation.

import Canvas
import DeskEngine

extension Turn {
  /// Opens the explanation of the selected row.
  mutating func openExplanation() {
    guard let row = ui[ui.focus].selected, let found = explanation(of: row, in: shown) else {
      say("no row is selected", .muted)
      return
    }
    openOverlay(.explanation(ExplanationView(row: row, explanation: found)))
  }

  /// Takes the row's latest numbers in; what has left the desk stays as it was.
  mutating func recheck(_ view: ExplanationView) {
    var view = view
    if let fresh = explanation(of: view.row, in: shown) {
      view.explanation = fresh
      view.isGone = false
    } else {
      view.isGone = true
    }
    view.top = min(view.top, lastTop(view))
    ui.overlay = .explanation(view)
  }

  mutating func answerExplanation(_ view: ExplanationView, _ key: Key) {
    var view = view
    let page = max(1, explanationRows(ui.size) - 1)
    switch key {
    case .escape, .enter, .character("q"), .control("c"):
      closeOverlay()
      return
    case .character("y"):
      let text = explanationText(view.explanation)
      ui.copied = text
      intents.append(.copy(text))
      say("explanation copied", .severityInfo)
      return
    case .down, .character("j"): view.top += 1
    case .up, .character("k"): view.top -= 1
    case .pageDown, .control("d"), .character(" "): view.top += page
    case .pageUp, .control("u"): view.top -= page
    case .home, .character("g"): view.top = 0
    case .end, .character("G"): view.top = .max
    default: return
    }
    view.top = max(0, min(view.top, lastTop(view)))
    ui.overlay = .explanation(view)
  }

  /// The last line that may stand at the top.
  private func lastTop(_ view: ExplanationView) -> Int {
    let count = explanationLines(view.explanation, width: explanationColumns(ui.size)).count
    return max(0, count - explanationRows(ui.size))
  }
}
