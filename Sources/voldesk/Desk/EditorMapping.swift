// The configuration in force as the editors show it, and their changes as the configuration takes them.

import Configuration
import MarketData
import Screens

/// What the editors show of a configuration.
func deskEditor(_ editing: EditableConfiguration) -> DeskEditor {
  let rows = zip(Settings.fields, editing.configuration.effective).map { field, one in
    SettingRow(
      key: field.key, value: plain(one.value), source: one.origin.description, rule: field.rule,
      doc: one.summary, effect: field.effect.rawValue, lock: editing.lock(on: field.key),
      isEdited: editing.isEdited(field.key))
  }
  let events = editing.configuration.events.events.map { event in
    CalendarRow(
      symbol: event.symbol, kind: event.kind, date: event.date, time: event.time.text,
      effective: effectiveDate(event))
  }
  return DeskEditor(
    settings: rows, events: events, file: editing.folder.map { "\($0)/desk.json5" } ?? "",
    review: { review($0, of: editing) })
}

/// A value as it is typed: a text without quotes, a list without brackets.
private func plain(_ value: ConfigValue) -> String {
  switch value {
  case .string(let text): text
  case .list(let elements): elements.map(\.canonical).joined(separator: ",")
  default: value.canonical
  }
}

/// What a change of a configuration would do.
private func review(_ edit: DeskEdit, of editing: EditableConfiguration) -> EditReview {
  do throws(ConfigurationError) {
    let edits = [try ConfigurationEdit(edit)]
    let next = try editing.applying(edits)
    var lines = changedLines(from: editing.configuration, to: next.configuration)
    lines += next.lateEffects(of: edits).map { "counts \($0)" }
    return EditReview(lines: lines, loosened: next.loosened(from: editing).first)
  } catch {
    // The file is named beside the question; what is wrong is said without it.
    let texts = error.issues.map { $0.place.isEmpty ? $0.text : "\($0.place): \($0.text)" }
    return EditReview(problem: texts.joined(separator: "; "))
  }
}

extension ConfigurationEdit {
  /// A change as it was typed.
  ///
  /// - Throws: What is wrong with the words of an announcement.
  init(_ edit: DeskEdit) throws(ConfigurationError) {
    switch edit {
    case .set(let key, let text): self = .set(key: key, text: text)
    case .unset(let key): self = .unset(key: key)
    case .addEvent(let text): self = .add(try EventCalendar.Event(text: text))
    case .removeEvent(let text): self = .remove(try EventCalendar.Event(text: text))
    }
  }
}

extension EditRequest {
  /// A change that the trader confirmed.
  init(_ confirmed: ConfirmedEdit) throws(ConfigurationError) {
    edits = [try ConfigurationEdit(confirmed.edit)]
    if !confirmed.word.isEmpty { loosening = (confirmed.word, confirmed.reason) }
  }
}
