// The settings that influence decisions, as plain values.

public import Edges
public import Execution
public import MarketData
public import Portfolio
public import Regimes
public import Risk
public import Structures

/// When the desk closes a position by itself.
public struct ExitRules: Hashable, Sendable {
  /// Share of a credit at which the profit is taken.
  public var creditTarget: Double
  /// The same for an iron butterfly.
  public var ironButterflyTarget: Double
  /// Loss, in credits, at which a credit structure is stopped; nil for no stop.
  public var stopMultiple: Double?
  /// Days to expiry at which a credit structure opened earlier is closed.
  public var creditDays: Int
  /// Share of the maximum profit at which a debit structure is closed.
  public var debitTarget: Double
  /// Days to expiry at which a debit structure opened earlier is closed.
  public var debitDays: Int
  /// How long a regime that does not allow a position must be held before it is closed; nil for
  /// never.
  public var regimeDwell: TimeSpan? = .minutes(30)

  /// Makes rules; the dwell of the regime is set apart.
  public init(
    creditTarget: Double, ironButterflyTarget: Double, stopMultiple: Double?, creditDays: Int,
    debitTarget: Double, debitDays: Int
  ) {
    self.creditTarget = creditTarget
    self.ironButterflyTarget = ironButterflyTarget
    self.stopMultiple = stopMultiple
    self.creditDays = creditDays
    self.debitTarget = debitTarget
    self.debitDays = debitDays
  }

  /// Half of the credit, a quarter for iron butterflies, two credits, 21 days; 70 % and 7 days.
  public static let standard = ExitRules(
    creditTarget: 0.5, ironButterflyTarget: 0.25, stopMultiple: 2, creditDays: 21,
    debitTarget: 0.7, debitDays: 7)
}

/// How old or how far from the market an approval may be.
public struct ApprovalRules: Hashable, Sendable {
  /// Oldest quotes behind an approval.
  public var quoteAge: TimeSpan
  /// The net may be worse by the larger of two ticks and this share.
  public var netShare: Double
  /// A candidate is revised when its net moves by more than two ticks and this share.
  public var revisionShare: Double
  /// A candidate lapses when its edge has been gone for this long.
  public var edgeGone: TimeSpan

  /// Makes rules.
  public init(
    quoteAge: TimeSpan, netShare: Double, revisionShare: Double, edgeGone: TimeSpan
  ) {
    self.quoteAge = quoteAge
    self.netShare = netShare
    self.revisionShare = revisionShare
    self.edgeGone = edgeGone
  }

  /// 120 seconds, 10 %, 5 %, five minutes.
  public static let standard = ApprovalRules(
    quoteAge: .seconds(120), netShare: 0.10, revisionShare: 0.05, edgeGone: .minutes(5))
}

/// Beta and cluster of a symbol.
public struct SymbolRisk: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// Beta to the benchmark.
  public var beta: Double
  /// The cluster that moves with it; nil for none.
  public var cluster: String?

  /// Makes an entry.
  public init(symbol: String, beta: Double, cluster: String?) {
    self.symbol = symbol
    self.beta = beta
    self.cluster = cluster
  }
}

/// The settings that influence decisions.
public struct DeskSettings: Sendable {
  /// The symbol whose regime is the market's.
  public var benchmark = "SPX"
  /// Its volatility index.
  public var volatilityIndex = "VIX"
  /// Paper equity at the start of a run.
  public var equity = Money(wholeDollars: 1_000_000)
  /// The limits.
  public var limits = RiskLimits.standard
  /// What makes a structure worth building.
  public var structures = StructureRules.standard
  /// When a leg is liquid enough.
  public var liquidity = LiquidityRules.paper
  /// What makes a quote good.
  public var quotes = QuoteRules.standard
  /// When the desk closes a position by itself.
  public var exits = ExitRules.standard
  /// How old or far an approval may be.
  public var approvals = ApprovalRules.standard
  /// Sessions of rest after a stop, for the symbol.
  public var symbolRest = 10
  /// Sessions of rest after a stop, for the cluster of the symbol.
  public var clusterRest = 5
  /// How long a kill holds before it may be released.
  public var killHold = TimeSpan.seconds(60)
  /// How the regime's numbers are read.
  public var regime = RegimeRules.standard
  /// How long a loosening may wait for its confirmation.
  public var loosenWindow = TimeSpan.seconds(60)
  /// Thresholds of the detectors.
  public var edges = EdgeRules.standard
  /// How kind the paper market is.
  public var fills = FillMode.share
  /// How orders live and fill, and what they are reckoned to cost.
  public var execution = ExecutionRules.standard
  /// When models are calibrated, and to what.
  public var calibration = CalibrationRules.standard
  /// Beta and cluster of every symbol.
  public var symbols: [SymbolRisk] = []
  /// Announcements of the trader's calendar, sorted, beside those that the tape tells.
  public var announcements: [MarketEvent] = []
  /// What comes of options on shares at and before their expiry.
  public var delivery = DeliveryRules.standard
  /// Whether cash bears interest.
  public var cashInterest = false
  /// Cash dividends of the trader's list, sorted, beside those that the tape tells.
  public var dividends: [CashDividend] = []
  /// Hash of the configuration.
  public var configHash = ""
  /// When a delta asks for a hedge.
  public var hedging = HedgeRules.standard

  /// The built-in settings.
  public init() {}

  func symbol(_ name: String) -> SymbolRisk {
    symbols.first { $0.symbol == name } ?? SymbolRisk(symbol: name, beta: 1, cluster: nil)
  }
}
