// The settings of the desk as plain values; a test holds their defaults equal to the engine's own.
//
// Shares and rates are decimals (0.01 is one percent), money is dollars, durations name their
// unit. Nothing here knows another part's types: the command maps values to the parts.

/// Everything a trader can set, with the defaults the desk runs on when no file says otherwise.
public struct Settings: Hashable, Sendable {
  /// The paper account.
  public var account = Account()
  /// Seed and pace of a run.
  public var run = Run()
  /// How the terminal looks.
  public var screen = Screen()
  /// Daily reports of the desk at work.
  public var report = Report()
  /// What makes a quote good.
  public var market = Market()
  /// What the simulator plays.
  public var simulator = Simulator()
  /// Limits of the book.
  public var risk = RiskLimits()
  /// Order rates that trip the kill switch.
  public var throttle = Throttle()
  /// How the regime is read.
  public var regime = RegimeRules()
  /// When a mispricing counts.
  public var edges = EdgeRules()
  /// When models are fitted to the chains.
  public var calibration = Calibration()
  /// How trades are built and left.
  public var structures = StructureRules()
  /// Which contracts may be traded.
  public var liquidity = Liquidity()
  /// What a fill costs.
  public var costs = Costs()
  /// How orders live and fill, and what they are reckoned to cost.
  public var execution = Execution()
  /// How old or worse an approved candidate may be.
  public var approvals = Approvals()
  /// What the ledger adds by itself.
  public var ledger = Ledger()
  /// The last day of options on shares.
  public var settlement = Settlement()
  /// Exits that no target or stop asks for.
  public var exits = Exits()
  /// When a delta asks for a hedge.
  public var hedging = Hedging()

  /// The built-in defaults.
  public init() {}

  /// Every setting, in the order of the shipped file.
  public static let fields: [SettingField] =
    deskFields + RiskLimits.fields + Throttle.fields + RegimeRules.fields + EdgeRules.fields
    + Calibration.fields + StructureRules.fields + tradingFields
    + Execution.fields + Ledger.fields + Settlement.fields + Exits.fields + Hedging.fields
}
