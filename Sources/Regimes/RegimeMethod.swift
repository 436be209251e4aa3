// The ways of naming a regime that stand beside one another, and what each can say.

/// A way of naming the regime of a day.
public enum RegimeMethod: String, CaseIterable, Hashable, Sendable {
  /// The desk's own: five states, held with hysteresis.
  case desk
  /// The desk's own without hysteresis: the state that leads at each close.
  case reading
  /// Five states by additive points.
  case points
  /// Realised volatility against two fixed bounds.
  case threshold
  /// Terciles of volatility against the year before.
  case quantile
  /// k-means on standardised features, fitted on the past.
  case kMeans = "k-means"
  /// A hidden Markov model of two Gaussian states, fitted on the past.
  case hmm

  /// What stands beside the desk's own.
  public static let alternatives: [RegimeMethod] = [.points, .threshold, .quantile, .kMeans, .hmm]

  /// The states it can name.
  ///
  /// - Parameter clusters: States of k-means, two or three.
  /// - Returns: The names, by the number of a call.
  public func states(clusters: Int = ClusterRegimes.standardStates) -> [String] {
    switch self {
    case .desk, .reading, .points: RegimeState.allCases.map(\.rawValue)
    case .threshold, .quantile: VolatilityLevel.names(3)
    case .kMeans: VolatilityLevel.names(clusters)
    case .hmm: VolatilityLevel.names(2)
    }
  }

  /// The number of the state that stands for high volatility.
  public func stress(clusters: Int = ClusterRegimes.standardStates) -> Int {
    switch self {
    case .desk, .reading, .points: RegimeState.highVolPanic.index
    case .threshold, .quantile: 2
    case .kMeans: clusters - 1
    case .hmm: 1
    }
  }

  /// What it looks at, in a few words.
  public var basis: String {
    switch self {
    case .desk: "five states, held with hysteresis"
    case .reading: "five states, as each close reads"
    case .points: "additive points for five states"
    case .threshold: "R20 below 15 %, up to 30 %, above"
    case .quantile: "terciles of V and R20 in the year before"
    case .kMeans: "clusters of ln V, ln R5, ln R20 and D50"
    case .hmm: "two Gaussian states of the daily return"
    }
  }
}

/// What a method says of one day.
public struct RegimeCall: Hashable, Sendable {
  /// The number of the state among the method's own.
  public var state: Int
  /// How sure it is, 0 to 100; nil where the method does not say.
  public var confidence: Double?

  /// Makes a call.
  public init(state: Int, confidence: Double? = nil) {
    self.state = state
    self.confidence = confidence
  }
}

/// Levels of volatility, from the lowest up.
enum VolatilityLevel {
  /// The names of two or three levels.
  static func names(_ count: Int) -> [String] {
    count == 2 ? ["LOW_VOL", "HIGH_VOL"] : ["LOW_VOL", "MID_VOL", "HIGH_VOL"]
  }
}
