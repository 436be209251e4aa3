// The whole configuration of a start, checked, with the origin of every value.

import Numerics

/// A configuration the desk can run on.
public struct DeskConfiguration: Sendable {
  /// The settings.
  public let settings: Settings
  /// Every setting with its origin, in the order of the shipped file.
  public let effective: [EffectiveSetting]
  /// The underlyings, and the file they came from.
  public let universe: Universe
  /// Where the underlyings came from.
  public let universeOrigin: SettingOrigin
  /// The known events.
  public let events: EventCalendar
  /// Where the events came from.
  public let eventsOrigin: SettingOrigin
  /// Keys bound otherwise, weakest first.
  public let keymaps: [Keymap]

  /// A value that influences decisions, as the journal compares it.
  public struct Decision: Hashable, Sendable {
    /// The key path, as `risk.per_trade` or `universe.SPX`.
    public let key: String
    /// The value as JSON text.
    public let value: String

    /// Pairs a key with a value.
    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// A decision that differs between two configurations.
  public struct Change: Hashable, Sendable {
    /// The key path.
    public let key: String
    /// The value before, nil when there was none.
    public let from: String?
    /// The value after, nil when there is none.
    public let to: String?
  }

  /// Every value that influences decisions, by key.
  ///
  /// Pace, looks, paths and keys are not among them, nor the seed, which names the run.
  public var decisions: [Decision] {
    let standard = Settings()
    let fields = Settings.fields.filter { field in
      field.role == .decision
        || field.role == .simulation && field.value(in: settings) != field.value(in: standard)
    }
    let values = fields.map { Decision(key: $0.key, value: $0.value(in: settings).canonical) }
    return (values + universe.decisions + events.decisions).sorted { $0.key < $1.key }
  }

  /// All decisions as text, one `key=value` a line.
  public var decisionText: String { decisions.map { "\($0.key)=\($0.value)\n" }.joined() }

  /// The fingerprint of all decisions: SHA-256 over their text, 64 hexadecimal digits.
  public var hash: String { SHA256.hexadecimal(SHA256.hash(Array(decisionText.utf8))) }

  /// The decisions that a text lists; values are JSON, so none holds a line's end.
  public static func decisions(in text: String) -> [Decision] {
    text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "=", maxSplits: 1)
      return parts.count == 2 ? Decision(key: String(parts[0]), value: String(parts[1])) : nil
    }
  }

  /// What differs between two sets of decisions, by key.
  public static func changes(from before: [Decision], to after: [Decision]) -> [Change] {
    let old = Dictionary(before.map { ($0.key, $0.value) }) { first, _ in first }
    let new = Dictionary(after.map { ($0.key, $0.value) }) { first, _ in first }
    return Set(old.keys).union(new.keys).sorted().compactMap { key in
      old[key] == new[key] ? nil : Change(key: key, from: old[key], to: new[key])
    }
  }
}

extension Universe {
  var decisions: [DeskConfiguration.Decision] {
    let document = document
    let symbols: [ConfigValue.Member] =
      if case .table(let members)? = document["symbols"] { members } else { [] }
    let general = ["benchmark", "vol_index", "clusters", "residual_correlations"].map { key in
      DeskConfiguration.Decision(
        key: "universe.\(key)", value: document[key]?.canonical ?? "null")
    }
    return general
      + symbols.map { .init(key: "universe.symbols.\($0.key)", value: $0.value.canonical) }
  }
}

extension EventCalendar {
  var decisions: [DeskConfiguration.Decision] {
    let text = events.map { "\($0.date) \($0.time.text) \($0.kind) \($0.symbol)\n" }.joined()
    let digest = SHA256.hexadecimal(SHA256.hash(Array(text.utf8)))
    let value = ConfigValue.string("\(events.count) events \(digest.prefix(12))")
    return [.init(key: "events", value: value.canonical)]
  }
}
