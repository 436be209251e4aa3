// Settings, sample data and database, as the doctor sees them.

import Canvas
import Configuration
import Feeds
import FoundationEssentials
import MarketData
import Persistence

/// The settings with every fault of theirs; nil when they cannot be used.
func settingsChecks(_ invocation: Invocation) -> (DeskConfiguration?, [DoctorCheck]) {
  let configuration: DeskConfiguration
  do throws(ConfigurationError) {
    configuration = try loadConfiguration(
      configurationSources(invocation), keys: DeskPlan.vocabulary)
  } catch {
    return (nil, error.issues.map { DoctorCheck("settings", .bad, $0.description) })
  }
  let changed = configuration.effective.count { $0.origin != .builtIn }
  var checks = [
    DoctorCheck(
      "settings", .good, "\(configuration.effective.count) values, \(changed) not the built-in ones"
    ),
    DoctorCheck(
      "universe", .good, configuration.universe.symbols.map(\.name).joined(separator: " ")),
    DoctorCheck("events", .good, "\(configuration.events.events.count) dates"),
  ]
  let problems = keymapProblems(configuration)
  checks += problems.map { DoctorCheck("keymap", .bad, $0) }
  if problems.isEmpty { checks.append(DoctorCheck("keymap", .good, "every key can be reached")) }
  checks.append(themeCheck(configuration.settings.screen.theme, invocation))
  return (configuration, checks)
}

private func themeCheck(_ name: String, _ invocation: Invocation) -> DoctorCheck {
  do {
    guard let folder = try dataHome(invocation).themes else {
      return DoctorCheck("theme", .note, "no themes folder: the built-in one is shown")
    }
    let theme = try loadTheme(name, from: folder)
    return DoctorCheck("theme", .good, "\(theme.name), from \(folder)")
  } catch {
    return DoctorCheck("theme", .bad, "\(error)")
  }
}

/// Every sample day, read as a replay would.
func dataChecks(_ invocation: Invocation) -> [DoctorCheck] {
  let folder: String
  do throws(ConfigurationError) {
    guard let found = try dataHome(invocation).sampleData else {
      return [
        DoctorCheck("sample-data", .note, "not found: the simulator needs none; see --data DIR")
      ]
    }
    folder = found
  } catch {
    return [DoctorCheck("sample-data", .bad, error.description)]
  }
  let days = sampleDays(in: folder).map { name -> DoctorCheck in
    do {
      let tape = try ReplayDayTape(path: "\(folder)/days/\(name).csv", sampleData: folder)
      let text = "close \(tape.head.bar.close), VIX \(tape.head.vix), \(tape.identity.title)"
      return DoctorCheck("\(tape.head.date)", .good, text)
    } catch {
      return DoctorCheck(name, .bad, "\(error)")
    }
  }
  return [DoctorCheck("sample-data", .good, folder)] + days
}

/// What state the database is in; nothing is written.
func databaseChecks(_ path: String) -> [DoctorCheck] {
  let files = DatabaseFiles(path)
  guard files.exists else {
    return [DoctorCheck("database", .good, "\(files.database) will be made at the first start")]
  }
  do throws(StoreError) {
    let archive = try DeskArchive(path)
    defer { archive.close() }
    let runs = try archive.runs()
    var checks = [DoctorCheck("database", .good, "\(files.database), \(runs.count) runs")]
    if let owner = try DatabaseLock.holder(files) {
      checks.append(DoctorCheck("writer", .note, "in use by \(owner)"))
    } else {
      checks.append(DoctorCheck("writer", .good, "none"))
    }
    for run in runs where run.status == .open && archive.latch(run: run.run).isEngaged {
      let latch = archive.latch(run: run.run)
      checks.append(
        DoctorCheck("kill", .note, "engaged on run \(run.run): \(latch.reason)"))
    }
    return checks + (try contentChecks(archive, events: runs.reduce(0) { $0 + $1.lastSeq }))
  } catch {
    return [DoctorCheck("database", .bad, error.description)]
  }
}

/// The whole content of a small database; a large one takes `voldesk verify`.
private func contentChecks(
  _ archive: DeskArchive, events: Int
) throws(StoreError) -> [DoctorCheck] {
  guard events <= 50_000 else {
    return [DoctorCheck("journal", .note, "\(events) events: check them with voldesk verify")]
  }
  let report = try archive.verify()
  guard report.isSound else {
    return report.findings.prefix(8).map { DoctorCheck("journal", .bad, $0.description) }
  }
  return [DoctorCheck("journal", .good, "\(events) events, hashes and tables agree")]
}
