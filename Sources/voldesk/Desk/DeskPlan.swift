// What a desk is to run: its settings, its tape, its database and how it ends.

import Configuration
import DeskEngine
import Feeds
import FoundationEssentials
import Glibc
import MarketData
import Screens

/// Why a desk does not start, with its exit code.
struct StartFailure: Error {
  var text: String
  var code: Int32
}

/// Where the market comes from.
enum MarketChoice: Sendable {
  case simulator(clean: Bool)
  case replay(String)
  case live(FeedSource)
}

/// What a desk is to run.
struct DeskPlan: Sendable {
  /// The configuration at the start, with what is needed to change it.
  var editing: EditableConfiguration
  var configuration: DeskConfiguration { editing.configuration }
  var settings: DeskEngine.DeskSettings
  var market: MarketChoice
  var sampleData: String?
  var themes: String?
  var database: String
  var seed: UInt64
  /// Market seconds a second; infinite for as fast as possible.
  var speed: Double
  /// Whether somebody asked for that speed; without a screen a tape with an end else runs at once.
  var isSpeedChosen: Bool
  var from: Int?
  var to: Int?
  var days: Int?
  var approvesTrades: Bool
  var commands: [DeskCommand]
  var isReadOnly: Bool
  var restarts: Bool
  /// The run that must be continued; nil for whichever is open.
  var run: Int?
  /// The file that a live tape is also written to.
  var record: String?
  /// The command that is run for every alert.
  var onAlert: String?
  /// Threads that calibrations may use; they decide nothing.
  var workers = calibrationWorkers()
  /// The work of a calibration on one underlying.
  var calibration: CalibrationWork = { inputs, place in inputs.calibrate(place) }
}

extension DeskPlan {
  /// Reads the plan from the command line, the environment and the configuration.
  init(_ invocation: Invocation) throws(StartFailure) {
    do throws(ConfigurationError) {
      editing = try EditableConfiguration(
        configurationSources(invocation), keys: DeskPlan.vocabulary)
      let home = try dataHome(invocation)
      sampleData = home.sampleData
      themes = home.themes
    } catch {
      throw StartFailure(text: error.description, code: 2)
    }
    let configuration = editing.configuration
    settings = deskSettings(configuration)
    if let day = invocation.text("--replay") {
      market = .replay(day)
    } else if let feed = invocation.text("--feed") {
      market = .live(try FeedSource(feed))
    } else {
      market = .simulator(clean: invocation.has("--clean"))
    }
    seed = UInt64(max(0, configuration.settings.run.seed))
    speed = configuration.settings.run.speed
    isSpeedChosen =
      configuration.effective.first { $0.key == "run.speed" }.map { $0.origin != .builtIn } ?? false
    from = invocation.minute("--from")
    to = invocation.minute("--to")
    days = invocation.integer("--days")
    approvesTrades = invocation.text("--approve") == "trade"
    isReadOnly = invocation.has("--read-only")
    restarts = invocation.has("--restart")
    run = invocation.integer("--run")
    database = databasePath(invocation)
    record = invocation.text("--record")
    onAlert = invocation.text("--on-alert")
    commands = []
    if let file = invocation.text("--commands-from") {
      commands = try readCommandFile(file)
    }
  }

  /// The keys and actions that a keymap may name.
  static let vocabulary = KeyVocabulary(
    contexts: KeyTable.contexts, actions: KeyTable.actions, fixedKeys: KeyTable.fixedKeys)
}

extension DeskPlan {
  /// Whether a report is written when a session has closed.
  var reportsAtClose: Bool { configuration.settings.report.atClose }
}

/// The environment as a table.
func environmentVariables() -> [String: String] { ProcessInfo.processInfo.environment }

/// The real path of the running program.
func executablePath() -> String {
  var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
  let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
  guard count > 0 else { return CommandLine.arguments.first ?? "voldesk" }
  return String(decoding: buffer[0..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// `$XDG_STATE_HOME/voldesk/desk.db`, else under `~/.local/state`.
func defaultDatabase(_ environment: [String: String]) -> String {
  if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
    return "\(state)/voldesk/desk.db"
  }
  if let home = environment["HOME"], home.hasPrefix("/") {
    return "\(home)/.local/state/voldesk/desk.db"
  }
  return "desk.db"
}
