// What the book remembers of calibrations: the job at work, the last good parameters and their past.

import Edges
public import MarketData

/// A job at work.
public struct JobEntry: LineRecord, Hashable, Sendable {
  /// The job.
  public var job: Int = 0
  /// What it does.
  public var kind: JobKind = .intraday
  /// When it was asked for.
  public var requested: Instant = Instant(nanoseconds: 0)
  /// When its result counts.
  public var visibleAt: Instant = Instant(nanoseconds: 0)
  /// SHA-256 over what it works on.
  public var inputHash: String = ""
  /// Underlyings whose chain was refused when it was asked for.
  public var refused: [String] = []
  /// Sessions finished when it was asked for.
  public var days: Int = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("job", &job)
    try coder.word("kind", &kind)
    try coder.field("requested", &requested)
    try coder.field("visible_at", &visibleAt)
    try coder.field("input_hash", &inputHash)
    try coder.field("refused", &refused)
    try coder.field("days", &days)
  }
}

/// The last job that ended.
public struct FinishedJob: LineRecord, Hashable, Sendable {
  /// The job; zero before the first.
  public var job: Int = 0
  /// What it did.
  public var kind: JobKind = .intraday
  /// When it was asked for.
  public var requested: Instant = Instant(nanoseconds: 0)
  /// When its end counted.
  public var finished: Instant = Instant(nanoseconds: 0)
  /// How it ended.
  public var status: JobStatus = .done

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("job", &job)
    try coder.word("kind", &kind)
    try coder.field("requested", &requested)
    try coder.field("finished", &finished)
    try coder.word("status", &status)
  }
}

/// The last good fit of a model, with the runs behind it.
public struct FitEntry: LineRecord, Hashable, Sendable {
  /// The model.
  public var model: CalibratedModel = .heston
  /// The symbol.
  public var underlying: String = ""
  /// The moment of settlement of its smile; nil for a model of all expiries.
  public var expiry: Instant?
  /// The last good parameters; empty while there are none.
  public var parameters: [NamedNumber] = []
  /// Their error, as a share of volatility.
  public var rmse: Double?
  /// Evaluations of the last run.
  public var evaluations: Int = 0
  /// Whether the last run began from the parameters before it.
  public var isWarm: Bool = false
  /// Whether the last run gave parameters.
  public var status: FitStatus = .none
  /// When the parameters were fitted: the moment their quotes are of.
  public var fitted: Instant = Instant(nanoseconds: 0)
  /// Names of the parameters that shifted in the last run.
  public var shifts: [String] = []
  /// Options off both models in the last run.
  public var divergences: [DivergenceRecord] = []
  /// The model's own parameters of the last runs, run after run, oldest first.
  public var history: [Double] = []
  /// Runs on end that missed by more than the limit, until one is well below it.
  public var poorRuns: Int = 0
  /// Runs on end that gave no parameters.
  public var failedRuns: Int = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.word("model", &model)
    try coder.field("underlying", &underlying)
    try coder.field("expiry", &expiry)
    try coder.field("parameters", &parameters)
    try coder.field("rmse", &rmse)
    try coder.field("evaluations", &evaluations)
    try coder.field("is_warm", &isWarm)
    try coder.word("status", &status)
    try coder.field("fitted", &fitted)
    try coder.field("shifts", &shifts)
    try coder.records("divergences", &divergences)
    try coder.field("history", &history)
    try coder.field("poor_runs", &poorRuns)
    try coder.field("failed_runs", &failedRuns)
  }

  /// The value of a parameter; nil when there is none.
  public func value(_ name: String) -> Double? { parameters.first { $0.name == name }?.value }

  /// Whether it is the fit of a model to an expiry.
  func isOf(_ model: CalibratedModel, _ underlying: String, _ expiry: Instant?) -> Bool {
    self.model == model && self.underlying == underlying && self.expiry == expiry
  }
}

extension CalibratedModel {
  /// The parameters that are the model's own and may shift, in order.
  public var parameterNames: [String] {
    switch self {
    case .heston: ["v0", "kappa", "theta", "sigma", "rho"]
    case .sabr: ["alpha", "rho", "nu"]
    case .svi: ["a", "b", "rho", "m", "sigma"]
    case .ou: ["theta", "mu", "sigma"]
    }
  }

  /// Whether candidates stand on it, so that its shifts are news.
  public var isRelied: Bool { self == .heston || self == .sabr }

  /// Whether it is fitted to volatilities, so that its error is a share of them.
  public var isOfVolatility: Bool { self != .ou }
}

/// What the book remembers of calibrations.
public struct CalibrationBook: LineRecord, Hashable, Sendable {
  /// How many jobs the run has asked for.
  public var jobs: Int = 0
  /// When one was asked for last; nil before the first.
  public var asked: Instant?
  /// Jobs at work; one at most.
  public var open: [JobEntry] = []
  /// The last job that ended.
  public var last = FinishedJob()
  /// The last good fits by underlying, each model's together, smiles by expiry.
  public var fits: [FitEntry] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("jobs", &jobs)
    try coder.field("asked", &asked)
    try coder.records("open", &open)
    try coder.record("last", &last)
    try coder.records("fits", &fits)
  }

  /// The fit of a model to an expiry; nil before the first.
  public func fit(
    _ model: CalibratedModel, _ underlying: String, expiry: Instant? = nil
  ) -> FitEntry? {
    fits.first { $0.isOf(model, underlying, expiry) }
  }
}

extension CalibrationBook {
  /// What the last run says of a chain; nil before the first.
  func surface(of symbol: String) -> SurfaceCalibration? {
    guard let heston = fit(.heston, symbol), heston.status != .none else { return nil }
    let smiles = fits.compactMap { fit -> SurfaceSmile? in
      guard fit.model == .sabr, fit.underlying == symbol, fit.status == .converged,
        fit.fitted == heston.fitted, let expiry = fit.expiry, let atm = fit.value("atm"),
        let rho = fit.value("rho"), let nu = fit.value("nu"), let rmse = fit.rmse
      else { return nil }
      let divergences = fit.divergences.map {
        SurfaceDivergence(
          contract: $0.contract, market: $0.market, heston: $0.heston, sabr: $0.sabr,
          runs: $0.runs)
      }
      return SurfaceSmile(
        expiration: expiry, atm: atm, rho: rho, nu: nu, rmse: rmse, divergences: divergences)
    }
    return SurfaceCalibration(
      fitted: heston.fitted, hestonError: heston.status == .converged ? heston.rmse : nil,
      smiles: smiles)
  }
}
