// What a session's screens show beside the held regime: models fitted on the past once a session,
// then asked at any moment for their calls and for days like this one.

public import MarketData

/// What one method says now.
public struct MethodCall: Hashable, Sendable {
  /// The method.
  public var method: RegimeMethod
  /// The name of the state; nil when it knows too little.
  public var state: String?
  /// How sure it is, 0 to 100; nil where the method does not say.
  public var confidence: Double?
  /// Whether the state is the one of high volatility.
  public var isStress: Bool

  /// Makes a call.
  public init(method: RegimeMethod, state: String?, confidence: Double?, isStress: Bool) {
    self.method = method
    self.state = state
    self.confidence = confidence
    self.isStress = isStress
  }
}

/// Models of a session, fitted on the days before it.
public struct RegimeOutlook: Sendable {
  /// The days before the session.
  public let days: [RegimeDay]
  private let clusters: ClusterRegimes?
  private let hidden: HiddenRegimes?
  private let memory: DayMemory

  /// Fits the models.
  ///
  /// - Parameters:
  ///   - days: The days strictly before the session.
  ///   - session: The session's date; models are those of its month.
  public init(_ days: [RegimeDay], session: CivilDate) {
    self.days = days
    let (year, month, _) = session.parts
    var start = days.count
    while start > 0 {
      let before = days[start - 1].date.parts
      guard before.year == year, before.month == month else { break }
      start -= 1
    }
    clusters = ClusterRegimes(days[..<start])
    hidden = HiddenRegimes(fittedOn: days[..<start], since: days[start...])
    memory = DayMemory(days)
  }

  /// What the alternatives say of a moment of the session.
  ///
  /// - Parameter today: The session so far.
  /// - Returns: One call a method.
  public func calls(_ today: RegimeDay) -> [MethodCall] {
    RegimeMethod.alternatives.map { method in
      let call: RegimeCall?
      switch method {
      case .points: call = CompatiblePoints.call(today.features)
      case .threshold: call = ThresholdRegimes.call(today.features)
      case .quantile: call = QuantileRegimes.call(days.suffix(2 * QuantileRegimes.window) + [today])
      case .kMeans: call = clusters?.call(today.features)
      case .hmm:
        var model = hidden
        model?.see(today.close)
        call = model?.call
      case .desk, .reading: call = nil
      }
      let names = method.states()
      return MethodCall(
        method: method,
        state: call.flatMap { names.indices.contains($0.state) ? names[$0.state] : nil },
        confidence: call?.confidence, isStress: call?.state == method.stress())
    }
  }

  /// The days most like a moment of the session, the likest first.
  public func nearest(to features: RegimeFeatures, count: Int) -> [SimilarDay] {
    memory.nearest(to: features, count: count)
  }
}
