// Account, pace, looks and the age of quotes.

extension Settings {
  /// The paper account.
  public struct Account: Hashable, Sendable {
    /// Opening equity, $.
    public var equity = 1_000_000.0
  }

  /// Seed and pace of a run.
  public struct Run: Hashable, Sendable {
    /// Seed of the simulator and of every random stream.
    public var seed = 1
    /// Market seconds per second on the clock; infinite is as fast as possible.
    public var speed = 10.0
  }

  /// How the terminal looks.
  public struct Screen: Hashable, Sendable {
    /// Name of a theme file.
    public var theme = "dark"
    /// When to use colour: auto, always, never or truecolor.
    public var color = "auto"
    /// Which glyphs to draw with: auto, braille, block or ascii.
    public var glyphs = "auto"
    /// Most frames drawn in a second.
    public var framesPerSecond = 10
    /// How long a lone Escape waits for the rest of a key, ms.
    public var escapeDelayMs = 25
  }

  /// Daily reports of the desk at work.
  public struct Report: Hashable, Sendable {
    /// Whether a report is written into exports/ when a session has closed.
    public var atClose = false
  }

  /// What makes a quote good.
  public struct Market: Hashable, Sendable {
    /// Age at which a quote is stale, seconds of exchange time.
    public var staleQuoteS = 900
  }

  /// What the simulator plays beside its universe.
  public struct Simulator: Hashable, Sendable {
    /// Whether dealers' hedging moves the variance of minutes.
    public var dealerFeedback = false
  }

  static let deskFields: [SettingField] = [
    .init("account.equity", .number(\.account.equity, 1_000...1e12), "opening paper equity, $"),
    .init(
      "run.seed", .integer(\.run.seed, 0...Int(Int32.max)), "seed of the simulator", .presentation),
    .init("run.speed", .speed(\.run.speed), "market seconds per second, or max", .presentation),
    .init("screen.theme", .name(\.screen.theme), "name of a theme file", .presentation),
    .init(
      "screen.color", .choice(\.screen.color, ["auto", "always", "never", "truecolor"]),
      "when to use colour", .presentation),
    .init(
      "screen.glyphs", .choice(\.screen.glyphs, ["auto", "braille", "block", "ascii"]),
      "which glyphs to draw with", .presentation),
    .init(
      "screen.frames_per_second", .integer(\.screen.framesPerSecond, 1...30),
      "most frames drawn in a second", .presentation),
    .init(
      "screen.escape_delay_ms", .integer(\.screen.escapeDelayMs, 1...1_000),
      "how long a lone Escape waits, ms", .presentation),
    .init(
      "report.at_close", .flag(\.report.atClose), "write a report when a session has closed",
      .presentation),
    .init(
      "market.stale_quote_s", .integer(\.market.staleQuoteS, 1...86_400),
      "age at which a quote is stale, s"),
    .init(
      "simulator.dealer_feedback", .flag(\.simulator.dealerFeedback),
      "simulated dealers' hedging moves the index", .simulation),
  ]
}
