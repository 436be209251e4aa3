// Global minimisation inside a box by differential evolution.
//
// Strategy best/1/bin with the weight drawn anew each generation, which keeps a small population
// from freezing. Reproducible: every number comes from one counted stream.
// Source: Storn and Price (1997), "Differential evolution", J. Global Optimization 11; the dither is
// Price, Storn and Lampinen (2005), section 2.5.

/// How to search.
public struct DifferentialEvolutionSettings: Hashable, Sendable {
  /// Members of the population, at least four.
  public var population: Int
  /// Generations at most.
  public var generations: Int
  /// Range of the differential weight.
  public var weight: ClosedRange<Double>
  /// Chance that a component comes from the mutant.
  public var crossover: Double
  /// Seed of the stream.
  public var seed: UInt64
  /// The search ends when the population's costs lie within this share of the best one.
  public var spreadTolerance: Double

  /// Makes settings.
  public init(
    population: Int, generations: Int = 100, weight: ClosedRange<Double> = 0.5...0.9,
    crossover: Double = 0.9, seed: UInt64 = 42, spreadTolerance: Double = 1e-8
  ) {
    self.population = population
    self.generations = generations
    self.weight = weight
    self.crossover = crossover
    self.seed = seed
    self.spreadTolerance = spreadTolerance
  }
}

/// The best point of a search.
public struct GlobalSearchResult: Hashable, Sendable {
  /// The best parameters.
  public var parameters: [Double]
  /// Their cost; infinite when no point could be evaluated.
  public var cost: Double
  /// Evaluations made.
  public var evaluations: Int
  /// Generations made.
  public var generations: Int
}

/// Searches a box for the least cost.
///
/// - Parameters:
///   - lower: Least value of each parameter.
///   - upper: Largest value of each parameter.
///   - settings: How to search.
///   - seeds: Points that join the first population, such as yesterday's parameters.
///   - cost: What is minimised; a value that is not finite counts as infinite.
/// - Returns: The best point found.
@inlinable public func differentialEvolution(
  lower: [Double], upper: [Double], settings: DifferentialEvolutionSettings,
  seeds: [[Double]] = [], cost: (_ parameters: [Double]) -> Double
) -> GlobalSearchResult {
  var search = EvolvingPopulation(lower: lower, upper: upper, settings: settings, seeds: seeds)
  let count = search.members.count
  for index in 0..<count { search.place(index, cost: cost(search.members[index])) }
  var generation = 0
  while generation < settings.generations, !search.isGathered(settings.spreadTolerance) {
    search.drawWeight()
    for index in 0..<count {
      search.mutate(index)
      search.contest(index, cost: cost(search.trial))
    }
    generation += 1
  }
  return search.result(generations: generation)
}

/// The population between two evaluations.
@usableFromInline struct EvolvingPopulation {
  @usableFromInline var members: [[Double]]
  @usableFromInline var costs: [Double]
  @usableFromInline var best = 0
  @usableFromInline var trial: [Double]
  let lower: [Double]
  let upper: [Double]
  let settings: DifferentialEvolutionSettings
  var weight = 0.0
  var random: RandomStream

  @usableFromInline
  init(
    lower: [Double], upper: [Double], settings: DifferentialEvolutionSettings, seeds: [[Double]]
  ) {
    self.lower = lower
    self.upper = upper
    self.settings = settings
    random = RandomStream(seed: settings.seed, purpose: "differential-evolution")
    trial = lower
    let count = max(4, settings.population)
    let dimension = lower.count
    members = (0..<count).map { _ in [Double](repeating: 0, count: dimension) }
    // A Latin hypercube: each parameter meets every one of `count` equal slices once.
    for j in 0..<dimension {
      var order = Array(0..<count)
      for i in stride(from: count - 1, through: 1, by: -1) {
        order.swapAt(i, Int(random.openUniform() * Double(i + 1)))
      }
      for i in 0..<count {
        let share = (Double(order[i]) + random.openUniform()) / Double(count)
        members[i][j] = lower[j] + share * (upper[j] - lower[j])
      }
    }
    for (i, seed) in seeds.prefix(count).enumerated() where seed.count == dimension {
      for j in 0..<dimension { members[i][j] = min(max(seed[j], lower[j]), upper[j]) }
    }
    costs = [Double](repeating: .infinity, count: count)
  }

  @usableFromInline mutating func place(_ index: Int, cost: Double) {
    costs[index] = cost.isFinite ? cost : .infinity
    if costs[index] < costs[best] { best = index }
  }

  /// Whether all members cost the same, to a share of the best one.
  @usableFromInline func isGathered(_ tolerance: Double) -> Bool {
    var largest = costs[best]
    for cost in costs { largest = max(largest, cost) }
    return largest.isFinite && largest - costs[best] <= tolerance * abs(costs[best])
  }

  @usableFromInline mutating func drawWeight() {
    let range = settings.weight
    weight =
      range.lowerBound + (range.upperBound - range.lowerBound) * random.openUniform()
  }

  /// Sets the trial for a member: the best one moved along the difference of two others.
  @usableFromInline mutating func mutate(_ index: Int) {
    let count = members.count
    var first = index
    while first == index { first = Int(random.openUniform() * Double(count)) }
    var second = index
    while second == index || second == first { second = Int(random.openUniform() * Double(count)) }
    let dimension = lower.count
    let sure = Int(random.openUniform() * Double(dimension))
    for j in 0..<dimension {
      trial[j] = members[index][j]
      guard j == sure || random.openUniform() < settings.crossover else { continue }
      let value = members[best][j] + weight * (members[first][j] - members[second][j])
      // Beyond a bound: halfway between the member and the bound, which keeps the search inside.
      if value < lower[j] {
        trial[j] = 0.5 * (members[index][j] + lower[j])
      } else if value > upper[j] {
        trial[j] = 0.5 * (members[index][j] + upper[j])
      } else {
        trial[j] = value
      }
    }
  }

  /// The trial takes a member's place when it costs no more.
  @usableFromInline mutating func contest(_ index: Int, cost: Double) {
    guard cost.isFinite, cost <= costs[index] else { return }
    for j in trial.indices { members[index][j] = trial[j] }
    costs[index] = cost
    if cost < costs[best] { best = index }
  }

  @usableFromInline func result(generations: Int) -> GlobalSearchResult {
    GlobalSearchResult(
      parameters: members[best], cost: costs[best],
      evaluations: members.count * (generations + 1), generations: generations)
  }
}
