// voldesk config --set, --unset, --add-event and --remove-event: the file of a desk changed from the
// shell.

import Configuration

/// The changes that a command line asks for; none for a listing.
func configurationEdits(
  _ invocation: Invocation
) throws(ConfigurationError) -> [ConfigurationEdit] {
  var edits: [ConfigurationEdit] = []
  if let text = invocation.text("--set") {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw ConfigurationError([
        ConfigIssue(
          source: "--set", place: "",
          text: "\(text) is not allowed; must be KEY=VALUE, as risk.per_trade=0.005")
      ])
    }
    edits.append(.set(key: parts[0], text: parts[1]))
  }
  if let key = invocation.text("--unset") { edits.append(.unset(key: key)) }
  if let text = invocation.text("--add-event") { edits.append(.add(try .init(text: text))) }
  if let text = invocation.text("--remove-event") { edits.append(.remove(try .init(text: text))) }
  return edits
}

/// Keeps changes and says what became of every value.
///
/// - Returns: The exit code.
func keep(_ edits: [ConfigurationEdit], in stored: EditableConfiguration) -> Int32 {
  let next: EditableConfiguration
  do throws(ConfigurationError) { next = try stored.applying(edits) } catch {
    return refuse(error)
  }
  do throws(ConfigurationError) {
    let path = try stored.store(edits)
    for line in changedLines(from: stored.configuration, to: next.configuration) { say(line) }
    say("kept in \(path); a desk takes it up at its next start")
    return 0
  } catch {
    _ = refuse(error)
    return 3
  }
}

/// What differs between two configurations, one line a value and an announcement.
func changedLines(from before: DeskConfiguration, to after: DeskConfiguration) -> [String] {
  var lines = zip(before.effective, after.effective).filter { $0.0.value != $0.1.value }.map {
    "\($0.0.key) \($0.0.value.canonical) -> \($0.1.value.canonical)"
  }
  let (old, new) = (Set(before.events.events), Set(after.events.events))
  lines += after.events.events.filter { !old.contains($0) }.map { "added \($0.text)\(session($0))" }
  lines += before.events.events.filter { !new.contains($0) }.map { "removed \($0.text)" }
  return lines
}

/// The session that answers an announcement, where it is another day's.
private func session(_ event: EventCalendar.Event) -> String {
  let date = effectiveDate(event)
  return date == event.date ? "" : ", effective in the session of \(date)"
}
