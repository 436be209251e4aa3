// Every verb and flag there is.

extension VerbSpec {
  /// The verbs, the desk first.
  static let all: [VerbSpec] =
    [desk, doctor, health, kill, config, export, verify, recover, bench, buildDay] + models
    + [chain, risk, importing, data, ticks, regimes, report, explain, audit, diff, attribution]

  /// The row of a verb.
  static func row(of verb: Verb) -> VerbSpec { all.first { $0.verb == verb } ?? desk }

  /// The database a verb works on.
  static let database = FlagSpec(
    "--db", "PATH", .text, "the database; default $XDG_STATE_HOME/voldesk/desk.db")
  static let configFolder = FlagSpec(
    "--config", "DIR", .text, "folder of settings, universe, keymap and events (*.json5)")
  private static let dataFolder = FlagSpec(
    "--data", "DIR", .text, "folder that holds sample-data and themes")
  private static let run = FlagSpec(
    "--run", "N", .integer(1...Int(Int32.max)), "the run; default the newest")

  private static let desk = VerbSpec(
    verb: .desk,
    summary: "open the trading desk on the built-in simulator, or on a day of history",
    operands: [],
    flags: market + output + [database, configFolder, dataFolder],
    example: (
      "voldesk --replay 2018-02-05 --speed 120 --from 14:00",
      "replays the afternoon of 5 February 2018, two market minutes a second"
    ),
    notes: [
      "A feed sends one JSON object a line, its time in ns, ms or s since 1970, or as ISO text:",
      #"{"type":"quote", "ts":T, "symbol":"SPX-20180316-P-2600", "bid":B, "ask":A, "#
        + #""bid_size":N, "ask_size":N} (code, OCC symbol or underlying); "#
        + #"{"type":"trade", "ts":T, "symbol":"SPX", "price":P}; "#
        + #"{"type":"index", "ts":T, "symbol":"VIX", "value":V}; "#
        + #"{"type":"bar", "ts":END, "symbol":S, "open":O, "high":H, "low":L, "close":C}; "#
        + #"{"type":"chain", "underlying":"SPX", "contracts":[CODE, ...], "#
        + #""open_interest":[N, ...], "previous_volume":[N, ...]}; "#
        + #"{"type":"ready"} once all are listed; "#
        + #"{"type":"status", "state":"DOWN", "reason":R}; {"type":"heartbeat"}."#,
      "A command is started by the shell, told the symbols as one JSON line on its input, and "
        + "started again when it ends or is silent (VOLDESK_FEED_SILENCE seconds, 60).",
    ])

  private static let market: [FlagSpec] = [
    .init(
      "--replay", "DAY|PATH", .text, "replay a day under sample-data/days, or files at a path",
      excludes: ["--days", "--clean", "--feed"]),
    .init(
      "--feed", "SOURCE", .text,
      "live ticks: - for standard input, a file or pipe, a command, or "
        + "polygon:SPY or tradier:SPY",
      excludes: ["--days", "--clean", "--from", "--to"]),
    .init(
      "--record", "FILE", .text, "also write the live tape to a new file, for --replay",
      needs: "--feed"),
    .init(
      "--speed", "X|max", .speed,
      "market seconds per second; default 10, max where nobody looks on",
      setting: "run.speed"),
    .init("--from", "HH:MM", .time, "start the replay at this New York time", needs: "--replay"),
    .init("--to", "HH:MM", .time, "end the replay at this New York time", needs: "--replay"),
    .init("--days", "N", .integer(1...100_000), "stop after so many simulated days"),
    .init(
      "--seed", "N", .integer(0...Int(Int32.max)), "seed of every random stream",
      setting: "run.seed"),
    .init("--clean", "", .alone, "a simulated market without bad quotes"),
    .init("--restart", "", .alone, "abandon the open run and begin a new one", excludes: ["--run"]),
    run,
  ]

  private static let output: [FlagSpec] = [
    .init("--no-tui", "", .alone, "no screen: one JSON line an event on standard output"),
    .init(
      "--approve", "none|trade", .choice(["none", "trade"]),
      "approve every candidate that is recommended TRADE"),
    .init("--commands-from", "FILE", .text, "commands to take at their time, one JSON line each"),
    .init(
      "--on-alert", "COMMAND", .text,
      "run for each alert, its line on standard input; tried four times", excludes: ["--read-only"]),
    .init(
      "--read-only", "", .alone, "look only: no lock, nothing written",
      excludes: ["--approve", "--commands-from", "--restart"]),
    .init("--theme", "NAME", .text, "a file of themes/, as dark", setting: "screen.theme"),
    .init(
      "--color", "WHEN", .choice(["auto", "always", "never", "truecolor"]),
      "when to use colour: auto, always, never or truecolor",
      setting: "screen.color"),
    .init("--reset-tty", "", .alone, "put a garbled terminal right and exit"),
  ]

  private static let doctor = VerbSpec(
    verb: .doctor, summary: "check terminal, locale, data, settings and database",
    operands: [], flags: [database, configFolder, dataFolder],
    example: ("voldesk doctor", "lists each check with what to do when it fails"))

  private static let health = VerbSpec(
    verb: .health, summary: "say whether the desk of a database is alive and able to trade",
    operands: [],
    flags: [database, run, .init("--json", "", .alone, "one JSON object")],
    example: ("voldesk health --db a.db", "exits 0 when all is well, else 1, with the reason"))

  private static let kill = VerbSpec(
    verb: .kill, summary: "engage the kill switch of a database, whether or not a desk runs on it",
    operands: [
      OperandSpec(
        name: "REASON", kind: .text, count: 0...16, summary: "why, for the journal")
    ],
    flags: [database],
    example: ("voldesk kill leaving for the day", "cancels every order; nothing is liquidated"))

  private static let verify = VerbSpec(
    verb: .verify, summary: "re-hash the journal and compare what follows from it",
    operands: [],
    flags: [
      database, run,
      .init("--rebuild", "", .alone, "write the book and the latches anew from the journal"),
    ],
    example: ("voldesk verify --db a.db", "exits 1 and names the first bad event, if there is one"))

  private static let recover = VerbSpec(
    verb: .recover, summary: "save what is sound in a damaged database into a new one",
    operands: [],
    flags: [
      database,
      .init("--out", "FILE", .text, "the new database; default the old name with .recovered"),
    ],
    example: (
      "voldesk recover --db a.db --out b.db", "b.db holds every sound event, its kill engaged"
    ))

  private static let bench = VerbSpec(
    verb: .bench, summary: "measure the engine on this machine",
    operands: [
      OperandSpec(
        name: "WORKLOAD", kind: .text, count: 0...32, summary: "which; default all")
    ],
    flags: [
      .init("--json", "", .alone, "one JSON line a workload"),
      .init("--list", "", .alone, "name the workloads and exit"),
      .init("--repeat", "N", .integer(1...100_000), "samples of each workload"),
      .init(
        "--seed", "N", .integer(0...Int(Int32.max)), "seed of generated inputs; default 7"),
      dataFolder,
    ],
    example: ("voldesk bench --json", "prints machine, date, command and figures"),
    notes: [
      "Workloads on real prices read series/spx_arch.csv in the folder that --data or VOLDESK_DATA "
        + "names, and are skipped without it."
    ])

  private static let buildDay = VerbSpec(
    verb: .buildDay, summary: "reconstruct a trading day from its daily figures",
    operands: [OperandSpec(name: "DATE", kind: .date, count: 1...64, summary: "which")],
    flags: [
      dataFolder,
      .init("--out", "DIR", .text, "default sample-data/days, chains with --chain"),
      .init("--chain", "", .alone, "write the option chain at the day's close instead"),
    ],
    example: ("voldesk build-day 2018-02-05 --out /tmp", "writes the same bytes every time"))
}
