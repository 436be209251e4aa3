// Everything that can be said of a book's risk at one moment, for the pane, the verb and the report.

/// The tails of a book at one probability, in dollars, by three roads.
public struct BookTailRow: Hashable, Sendable {
  /// The confidence, as 0.95.
  public var confidence: Double
  /// From the profits under every past day's move.
  public var historical: TailLoss
  /// From a normal distribution with their mean and deviation.
  public var parametric: TailLoss
  /// By Cornish and Fisher; nil where the expansion is no quantile.
  public var cornishFisher: TailLoss?
}

/// Value at risk and expected shortfall of a book over one session.
public struct BookTails: Hashable, Sendable {
  /// At 95 and at 99 %.
  public var rows: [BookTailRow]
  /// Past days used.
  public var days: Int
  /// Fewer than 100 of them.
  public var isLowSample: Bool
  /// Annual volatility of the book in dollars.
  public var volatility: Double

  /// Reads the tails of profits; nil when there are none to read.
  init?(_ tail: TailRisk?) {
    guard let tail else { return nil }
    rows = [0.05, 0.01].map {
      BookTailRow(
        confidence: 1 - $0, historical: tail.historical(tail: $0),
        parametric: tail.parametric(tail: $0), cornishFisher: tail.cornishFisher(tail: $0))
    }
    days = tail.count
    isLowSample = tail.isLowSample
    volatility = tail.deviation * 252.0.squareRoot()
  }
}

/// Proven losses of one bet: a cluster, or an underlying in none.
public struct BetRow: Hashable, Sendable {
  /// The cluster or the underlying.
  public var name: String
  /// Proven losses in dollars.
  public var loss: Double
  /// Their share of the book's.
  public var share: Double
}

/// A book's risk at one moment.
public struct RiskPicture: Sendable {
  /// Every limit that is on.
  public var limits: [LimitReading]
  /// The stress grid, its headlines and faults.
  public var stress: StressReport
  /// Value at risk; nil when it cannot be known.
  public var tails: BookTails?
  /// Every historical scenario.
  public var scenarios: [ScenarioOutcome]
  /// Thousands of paths made of them; nil when not asked for or not known.
  public var monteCarlo: MonteCarloStress?
  /// Proven losses by bet, the largest first.
  public var bets: [BetRow]
  /// The effective number of bets; nil without risk.
  public var effectiveBets: Double?
}

/// What a picture of risk is made from beside the book.
public struct RiskQuestion: Hashable, Sendable {
  /// The limits.
  public var limits: RiskLimits
  /// The scenarios with their days.
  public var paths: [ScenarioPath]
  /// Moves that a trader asked for.
  public var custom: [MarketShock] = []
  /// The Monte Carlo; nil for none.
  public var monteCarlo: MonteCarloPlan?

  /// Asks for the scenarios under some limits.
  public init(limits: RiskLimits, paths: [ScenarioPath]) {
    self.limits = limits
    self.paths = paths
  }
}

/// Measures a book from every side.
public func riskPicture(of exposure: Exposure, _ question: RiskQuestion) -> RiskPicture {
  let structures = exposure.all
  let budget = RiskBudget(structures)
  let total = budget?.total ?? 0
  return RiskPicture(
    limits: readLimits(of: exposure, limits: question.limits),
    stress: stressReport(of: exposure, limits: question.limits, custom: question.custom),
    tails: BookTails(bookTail(of: structures, under: exposure.shocks)),
    scenarios: scenarioOutcomes(of: exposure, along: question.paths, limits: question.limits),
    monteCarlo: question.monteCarlo.flatMap {
      monteCarloStress(of: exposure, from: question.paths, plan: $0, limits: question.limits)
    },
    bets: (budget?.bets ?? []).map {
      BetRow(name: $0.name, loss: $0.loss, share: total > 0 ? $0.loss / total : 0)
    }, effectiveBets: budget?.effectiveBets)
}
