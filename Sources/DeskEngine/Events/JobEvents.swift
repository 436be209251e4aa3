// Work off the loop: what was asked for, how it ended, and the models it fitted.

public import MarketData

/// A model that the desk fits to a chain.
public enum CalibratedModel: String, CaseIterable, Sendable {
  /// Heston's model, one set of parameters for all expiries.
  case heston = "HESTON"
  /// SABR, one set for each expiry.
  case sabr = "SABR"
  /// A raw SVI slice without butterfly arbitrage, one for each expiry.
  case svi = "SVI"
  /// An Ornstein-Uhlenbeck process of the volatility index, or of the spread of a pair.
  case ou = "OU"
}

/// How a job ended.
public enum JobStatus: String, CaseIterable, Sendable {
  /// With a result.
  case done = "DONE"
  /// It failed and gave none.
  case failed = "FAILED"
  /// Its result had not come when it should have counted.
  case timedOut = "TIMED_OUT"
  /// What it worked on could not be found again after a restart.
  case lost = "LOST"
}

/// Whether fitted parameters are new.
public enum FitStatus: String, CaseIterable, Sendable {
  /// The search has converged.
  case converged = "CONVERGED"
  /// It has not, or the chain was refused: the last good parameters stay.
  case kept = "KEPT"
  /// The same, and there are no earlier parameters.
  case none = "NONE"
}

/// Work was asked for.
public struct JobRequested: LineRecord, Hashable, Sendable {
  /// The job.
  public var job: Int = 0
  /// What is to be done.
  public var kind: JobKind = .intraday
  /// When its result counts.
  public var visibleAt: Instant = Instant(nanoseconds: 0)
  /// SHA-256 over what it works on.
  public var inputHash: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("job", &job)
    try coder.word("kind", &kind)
    try coder.field("visible_at", &visibleAt)
    try coder.field("input_hash", &inputHash)
  }
}

/// Work has ended.
public struct JobFinished: LineRecord, Hashable, Sendable {
  /// The job.
  public var job: Int = 0
  /// How.
  public var status: JobStatus = .done
  /// SHA-256 over its result; null without one.
  public var resultHash: String?

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("job", &job)
    try coder.word("status", &status)
    try coder.field("result_hash", &resultHash)
  }
}

/// An option whose volatility is off what both models say of it without it.
public struct DivergenceRecord: LineRecord, Hashable, Sendable {
  /// The option.
  public var contract: OptionContract = blankContract
  /// Its volatility.
  public var market: Double = 0
  /// Heston's without it.
  public var heston: Double = 0
  /// SABR's without it.
  public var sabr: Double = 0
  /// Runs on end in which it was off to the same side.
  public var runs: Int = 1

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("contract", &contract)
    try coder.field("market", &market)
    try coder.field("heston", &heston)
    try coder.field("sabr", &sabr)
    try coder.field("runs", &runs)
  }

  /// The side: above zero when the models say more than the market.
  var side: Int { sabr > market ? 1 : -1 }
}

/// A model was fitted, or kept what it had.
public struct ParametersFitted: LineRecord, Hashable, Sendable {
  /// The model.
  public var model: CalibratedModel = .heston
  /// The symbol.
  public var underlying: String = ""
  /// The moment of settlement of the smile; null for a model of all expiries.
  public var expiry: Instant?
  /// The parameters, and what they belong to: `level` of volatility, or `forward` and `atm`.
  public var parameters: [NamedNumber] = []
  /// Root of the mean squared error of the volatilities, as a share of each.
  public var rmse: Double?
  /// Evaluations made.
  public var evaluations: Int = 0
  /// Whether the search began from the last good parameters.
  public var warm: Bool = false
  /// Whether the parameters are new.
  public var status: FitStatus = .converged
  /// Names of the parameters that have shifted.
  public var shifts: [String] = []
  /// Options of the expiry that are off both models.
  public var divergences: [DivergenceRecord] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.word("model", &model)
    try coder.field("underlying", &underlying)
    try coder.field("expiry", &expiry)
    try coder.field("parameters", &parameters)
    try coder.field("rmse", &rmse)
    try coder.field("evaluations", &evaluations)
    try coder.field("warm", &warm)
    try coder.word("status", &status)
    try coder.field("shifts", &shifts)
    try coder.records("divergences", &divergences)
  }

  /// What an alert on this fit is called.
  func metric(_ what: String) -> String {
    let date = expiry.map { " \(NewYorkTime.date($0))" } ?? ""
    return "\(what) \(model.rawValue) \(underlying)\(date)"
  }
}
