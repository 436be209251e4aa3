// A configuration that comes into force while a run goes on.
//
// It enters the desk as an input with its settings, so that what is decided after it still follows
// from the inputs alone.

public import MarketData

/// The configuration that is in force from a moment on.
public struct ConfigurationInput: Sendable {
  /// Every setting that influences decisions.
  public var settings: DeskSettings
  /// What differs from the configuration before, for the journal.
  public var changes: [ConfigurationChange]
  /// Why a guard was loosened, with its key; nil when none was.
  public var reason: (key: String, text: String)?
  /// Exchange time.
  public var time: Instant

  /// Makes an input.
  public init(
    settings: DeskSettings, changes: [ConfigurationChange],
    reason: (key: String, text: String)? = nil, time: Instant
  ) {
    self.settings = settings
    self.changes = changes
    self.reason = reason
    self.time = time
  }
}

extension Decider {
  /// Writes the change and its reason; limits that are new hold at once.
  ///
  /// - Parameters:
  ///   - input: The configuration.
  ///   - isNew: Whether the desk has worked by other settings until this moment.
  mutating func take(_ input: ConfigurationInput, isNew: Bool) {
    takeConfiguration(hash: input.settings.configHash, changes: input.changes)
    if let reason = input.reason {
      emit(.noted(Noted(ref: reason.key, text: cleaned("loosened: \(reason.text)"))))
    }
    guard isNew, market.isOpen, state.session.isOpen else { return }
    figures.marked = nil
    applyLimits()
  }
}
