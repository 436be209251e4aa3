// Settings and announcements changed while the desk works.
//
// Checked, then kept in the file, then journaled: a change that cannot be kept changes nothing, and one
// that was kept but not journaled is found by the next start.

import Configuration
import DeskEngine
import Risk

/// A change as the trader asks for it.
struct EditRequest: Sendable {
  var edits: [ConfigurationEdit]
  /// The word and the reason by which a guard is loosened; nil when nothing was typed.
  var loosening: (word: String, reason: String)?
}

/// What became of a change.
enum EditOutcome: Hashable, Sendable {
  /// In force; the last event of it, nil when no decision depends on it.
  case done(seq: Int?, text: String)
  /// Nothing was changed, and why.
  case refused(String)
}

extension DeskLoop {
  /// Changes the configuration of the desk at work.
  ///
  /// - Throws: `StoreError` when the journal fails; the desk stops then.
  func change(_ request: EditRequest) throws -> EditOutcome {
    guard !plan.isReadOnly else { return .refused("a read-only desk changes nothing") }
    let next: EditableConfiguration
    do throws(ConfigurationError) {
      next = try editing.applying(request.edits)
      if let refusal = loosening(next, request) { return .refused(refusal) }
      try editing.store(request.edits)
    } catch {
      return .refused(error.issues.map(\.description).joined(separator: "; "))
    }
    let lines = changedLines(from: editing.configuration, to: next.configuration)
    let reason = editing.loosened(into: next).first.map { key in
      (key: key, text: request.loosening?.reason ?? "")
    }
    let changes = configurationChanges(from: editing.configuration, to: next.configuration)
    try take(next, changes: changes, reason: reason)
    let effects = next.lateEffects(of: request.edits)
    let text = lines.isEmpty ? "kept; nothing differs" : lines.joined(separator: "; ")
    return .done(
      seq: changes.isEmpty ? nil : core.state.seq,
      text: ([text] + effects).joined(separator: ", "))
  }

  /// Why a guard may not be loosened; nil when none is or it may.
  private func loosening(_ next: EditableConfiguration, _ request: EditRequest) -> String? {
    guard let key = editing.loosened(into: next).first else { return nil }
    let state = core.state.trading.state
    guard state == .active else {
      return "\(key) is not loosened while the desk is \(state.rawValue)"
    }
    guard let typed = request.loosening, typed.word == "LOOSEN" else {
      return "\(key) would be loosened: type LOOSEN and a reason"
    }
    let isBlank = typed.reason.allSatisfy { $0 == " " }
    return isBlank ? "loosening \(key) needs a reason" : nil
  }
}

extension EditableConfiguration {
  /// The guards that another configuration loosens.
  func loosened(into next: EditableConfiguration) -> [String] { next.loosened(from: self) }

  /// When changed settings count that do not at once, each said once.
  func lateEffects(of edits: [ConfigurationEdit]) -> [String] {
    let keys = edits.compactMap { edit in
      switch edit {
      case .set(let key, _), .unset(let key): key
      case .add, .remove: nil
      }
    }
    let effects = Settings.fields.filter { keys.contains($0.key) && $0.effect != .now }
      .map(\.effect.rawValue)
    return Array(Set(effects)).sorted()
  }
}

/// What the journal says of a change: every value, and every announcement by its words.
func configurationChanges(
  from before: DeskConfiguration, to after: DeskConfiguration
) -> [ConfigurationChange] {
  let values = DeskConfiguration.changes(from: before.decisions, to: after.decisions)
  let (old, new) = (Set(before.events.events), Set(after.events.events))
  let added = after.events.events.filter { !old.contains($0) }.map {
    ConfigurationChange(key: "events.\($0.text)", from: nil, to: "known")
  }
  let removed = before.events.events.filter { !new.contains($0) }.map {
    ConfigurationChange(key: "events.\($0.text)", from: "known", to: nil)
  }
  return values.map(ConfigurationChange.init) + added + removed
}

extension ConfigurationChange {
  init(_ change: DeskConfiguration.Change) {
    self.init(key: change.key, from: change.from, to: change.to)
  }
}
