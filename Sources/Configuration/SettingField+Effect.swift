// When a changed setting counts, and in which direction it loosens the desk's guards.

extension SettingField {
  /// When a value that was changed under a desk at work counts.
  public enum Effect: String, Hashable, Sendable {
    /// From the next decision or frame on.
    case now = "at once"
    /// When the desk is started again.
    case nextStart = "at the next start"
    /// With the next run: the open one was begun with the value before.
    case nextRun = "at the next run"
  }

  /// The direction of a limit.
  public enum Direction: Hashable, Sendable {
    /// More is looser.
    case up
    /// Less is looser.
    case down
  }

  /// When a changed value counts.
  public var effect: Effect {
    switch key {
    case "account.equity", "run.seed": .nextRun
    case "screen.color", "screen.glyphs", "screen.escape_delay_ms": .nextStart
    default: .now
    }
  }

  /// In which direction a change lets more risk through; nil for what is no guard.
  public var looser: Direction? {
    switch key {
    case "risk.symbol_cooldown_days", "risk.cluster_cooldown_days", "throttle.resume_wait_s",
      "liquidity.paper.open_interest", "liquidity.paper.volume":
      .down
    case "market.stale_quote_s": .up
    default:
      ["risk.", "throttle.", "approvals.", "liquidity."].contains { key.hasPrefix($0) } ? .up : nil
    }
  }

  /// Whether a value is looser than another.
  func loosens(from before: ConfigValue, to after: ConfigValue) -> Bool {
    guard case .number(let old) = before, case .number(let new) = after else { return false }
    return switch looser {
    case .up: new > old
    case .down: new < old
    case nil: false
    }
  }

  /// What a value must be, as `between 0 and 0.2`.
  public var rule: String {
    let text = expectation(naming: .bounds)
    return text.hasPrefix("must be ") ? String(text.dropFirst(8)) : text
  }
}
