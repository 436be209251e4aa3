// Moving a limit while the desk runs: tighter at once, wider in two steps and for the session only.
//
// There is no way around a limit. To widen one past what is in force the trader asks, is refused and
// told the form that confirms, and sends that within a minute with the word LOOSEN and a reason. What
// was widened lapses with the session, and every move is in the journal with both values.

import MarketData
import Numerics
import Risk
import Structures

extension Decider {
  /// The limits of the settings with what was moved since.
  var movedLimits: RiskLimits {
    settings.limits.changed(by: state.limitChanges)
  }

  /// Carries out `limit NAME VALUE`.
  mutating func moveLimit(
    _ command: DeskCommand, name: String, value: Double, word: String, reason: String
  ) -> Bool {
    guard let row = LimitRow.named(name) else {
      let names = LimitRow.all.map(\.name).joined(separator: ", ")
      return refuse(
        command, .validationFail, "there is no limit \(cleaned(name)); there are \(names)")
    }
    guard row.allows(value) else {
      let kind = row.isWhole ? "a whole number from" : "a number from"
      let least = LimitWords.text(row.range.lowerBound)
      return refuse(
        command, .validationFail,
        "\(name) is \(kind) \(least) to \(LimitWords.text(row.range.upperBound))"
          + (row.isOptional ? " or off, " : ", ") + "not \(LimitWords.text(value))")
    }
    let now = row.value(in: movedLimits)
    if value == now {
      return refuse(command, .duplicate, "\(name) is \(LimitWords.text(value)) already")
    }
    if value < now { return tighten(row, from: now, to: value, reason: reason) }
    return loosen(command, row, from: now, to: value, word: word, reason: reason)
  }

  private mutating func tighten(
    _ row: LimitRow, from: Double, to value: Double, reason: String
  ) -> Bool {
    // Tighter than a loosening may still be wider than what it had been: it lapses all the same.
    let isLooseStill = value > row.value(in: lastingLimits(without: row.name))
    write(row, from: from, to: value, untilClose: isLooseStill, reason: cleaned(reason))
    if market.isOpen, state.session.isOpen { applyLimits() }
    return true
  }

  private mutating func loosen(
    _ command: DeskCommand, _ row: LimitRow, from: Double, to value: Double, word: String,
    reason: String
  ) -> Bool {
    let (old, new) = (LimitWords.text(from), LimitWords.text(value))
    let hold = settings.loosenWindow
    let seconds = Int64(hold.seconds)
    let asked = state.loosening
    let isAsked = asked.limit == row.name && asked.value == value && now - asked.time <= hold
    guard word == "LOOSEN", isAsked else {
      emit(.noted(Noted(ref: LimitWords.reference, text: "\(row.name) \(new)")))
      return refuse(
        command, .validationFail,
        "\(row.name) \(new) loosens \(old): send limit \(row.name) \(new) LOOSEN and a reason "
          + "within \(seconds) s; it holds to the end of the session")
    }
    let text = cleaned(reason)
    guard text.contains(where: { $0 != " " }) else {
      return refuse(command, .validationFail, "loosening \(row.name) needs a reason")
    }
    guard state.session.isOpen else {
      return refuse(command, .marketClosed, "a limit is loosened for a session; none is open")
    }
    write(row, from: from, to: value, untilClose: true, reason: text)
    alert(
      .warn, metric: row.name, value: value, threshold: from,
      text: "limit \(row.name) is loosened from \(old) to \(new) to the end of the session")
    return true
  }

  /// The limits without the loosening of one.
  private func lastingLimits(without name: String) -> RiskLimits {
    settings.limits.changed(
      by: state.limits.map { entry in
        var change = entry.change
        if entry.limit == name { change.loosened = nil }
        return change
      })
  }

  private mutating func write(
    _ row: LimitRow, from: Double, to value: Double, untilClose: Bool, reason: String
  ) {
    var changes = [
      ConfigurationChange(
        key: LimitWords.key(row.name), from: LimitWords.text(from), to: LimitWords.text(value))
    ]
    if untilClose {
      changes.append(
        ConfigurationChange(
          key: LimitWords.until(row.name), from: nil, to: state.session.date.description))
    }
    changes.append(
      ConfigurationChange(key: "reason", from: nil, to: reason.isEmpty ? "tightened" : reason))
    change(changes)
  }

  /// Ends every loosening, with the session.
  mutating func endLoosening() {
    var changes: [ConfigurationChange] = []
    for entry in state.limits {
      guard let loosened = entry.loosened, let row = LimitRow.named(entry.limit) else { continue }
      let back = row.value(in: lastingLimits(without: entry.limit))
      changes.append(
        ConfigurationChange(
          key: LimitWords.key(entry.limit), from: LimitWords.text(loosened),
          to: LimitWords.text(back)))
      changes.append(
        ConfigurationChange(
          key: LimitWords.until(entry.limit), from: state.session.date.description, to: nil))
    }
    if !changes.isEmpty { change(changes) }
  }

  private mutating func change(_ changes: [ConfigurationChange]) {
    let after = DeskEngine.movedLimits(state.limits, by: changes)
    emit(
      .configChanged(
        ConfigChanged(
          configHash: configHash(settings.configHash, moved: after), changes: changes)))
  }

  /// Takes settings that changed in a file; what was moved of other limits stays.
  mutating func takeConfiguration(hash: String, changes: [ConfigurationChange]) {
    let after = DeskEngine.movedLimits(state.limits, by: changes)
    emit(
      .configChanged(
        ConfigChanged(configHash: configHash(hash, moved: after), changes: changes)))
  }
}

/// The hash of what is in force: that of the files, or of it with every moved limit.
func configHash(_ files: String, moved entries: [LimitEntry]) -> String {
  if entries.isEmpty { return files }
  var text = files
  for entry in entries {
    text += "\n\(entry.limit)"
    for value in [entry.tightened, entry.loosened] {
      text += " " + (value.map { LimitWords.text($0) } ?? "-")
    }
  }
  return SHA256.hexadecimal(SHA256.hash(Array(text.utf8)))
}

extension DeskCore {
  /// The hash of the settings with every limit that was moved while the desk ran.
  public var configHashInForce: String {
    configHash(settings.configHash, moved: state.limits)
  }
}
