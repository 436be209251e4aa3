// What a calibration has found, before the desk has looked at it.

public import MarketData

/// An option whose volatility is off what both models say of it without it.
public struct Divergence: Hashable, Sendable {
  /// The option.
  public var contract: OptionContract
  /// Its volatility.
  public var market: Double
  /// Heston's without it.
  public var heston: Double
  /// SABR's without it.
  public var sabr: Double
}

/// One model fitted to one underlying, or why it was not.
public struct ModelFit: Hashable, Sendable {
  /// The model.
  public var model: CalibratedModel
  /// The symbol.
  public var underlying: String
  /// The moment of settlement of its smile; nil for a model of all expiries.
  public var expiry: Instant?
  /// The parameters; empty when there are none.
  public var parameters: [NamedNumber] = []
  /// Root of the mean squared error of the volatilities, as a share of each.
  public var rmse: Double?
  /// Evaluations made.
  public var evaluations = 0
  /// Whether the search began from the last good parameters.
  public var isWarm = false
  /// Why the parameters may not be used; nil when they may.
  public var failure: String?
  /// Options of the expiry that are off both models.
  public var divergences: [Divergence] = []

  /// Makes a fit that has yet to be made.
  public init(_ model: CalibratedModel, _ underlying: String, expiry: Instant? = nil) {
    self.model = model
    self.underlying = underlying
    self.expiry = expiry
  }
}

/// Everything a calibration has found, by underlying.
public struct CalibrationResult: Hashable, Sendable {
  /// The fits of each underlying in the order of the inputs.
  public var underlyings: [[ModelFit]]

  /// Makes a result.
  public init(underlyings: [[ModelFit]]) { self.underlyings = underlyings }

  /// Every fit in order.
  public var fits: [ModelFit] { underlyings.flatMap { $0 } }

  /// SHA-256 over everything in it, in hexadecimal.
  public var hash: String {
    var bytes = CanonicalBytes()
    for fit in fits {
      bytes.add("\(fit.model.rawValue) \(fit.underlying)")
      bytes.add(Int(fit.expiry?.nanoseconds ?? 0))
      for number in fit.parameters {
        bytes.add(number.name)
        bytes.add(number.value ?? .infinity)
      }
      bytes.add(fit.rmse ?? .infinity)
      bytes.add(fit.evaluations)
      bytes.add("\(fit.isWarm) \(fit.failure ?? "")")
      for off in fit.divergences {
        bytes.add(off.contract.description)
        bytes.add([off.market, off.heston, off.sabr])
      }
    }
    return bytes.hash
  }
}

/// How a job has ended, as the desk is told.
public struct JobReport: Sendable {
  /// What came of the work.
  public enum Outcome: Sendable {
    /// A result.
    case finished(CalibrationResult)
    /// The work failed, for this reason.
    case failed(String)
    /// The result has not come in time.
    case timedOut
    /// What was to be worked on is gone.
    case lost
  }

  /// The job.
  public var job: Int
  /// Exchange time at which it counts.
  public var time: Instant
  /// What came of it.
  public var outcome: Outcome

  /// Makes a report.
  public init(job: Int, time: Instant, outcome: Outcome) {
    self.job = job
    self.time = time
    self.outcome = outcome
  }
}
