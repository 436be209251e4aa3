// The command `limit` tried: tighter passes at once, wider never in one step.

import DeskEngine
import MarketData
import Risk

extension ControlSelfTest {
  /// The moves of a limit, on a desk of its own that nothing is stored of.
  var limitMoves: [ControlTrial] {
    let vega = limits.vega
    return [
      move("limit tighter", to: vega / 2, word: "", isTaken: true),
      move("limit wider", to: vega * 2, word: "", isTaken: false),
      move("limit unasked", to: vega * 2, word: "LOOSEN", isTaken: false),
    ]
  }

  private func move(_ name: String, to value: Double, word: String, isTaken: Bool) -> ControlTrial {
    var settings = DeskEngine.DeskSettings()
    settings.limits = limits
    var core = DeskCore(settings: settings)
    let decision = core.decide(
      .command(
        DeskCommand(
          time: Instant(nanoseconds: 0), id: "trial", actor: .user,
          action: .limit(name: "vega", value: value, word: word, reason: "trial"))))
    core.adopt(decision)
    let didHold =
      decision.accepted == isTaken && core.state.limits.isEmpty == !isTaken
    let words = isTaken ? "taken at once" : "refused, the limit stands"
    return ControlTrial(
      limit: name, didHold: didHold, text: didHold ? words : "the limit was moved wrongly")
  }
}
