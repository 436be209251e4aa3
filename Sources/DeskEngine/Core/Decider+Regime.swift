// Reading the regime each minute and at the close.

import MarketData
import Pricing
public import Regimes

/// Closes that a fresh desk folds to know its regime.
private let primingCloses = 250

extension Decider {
  /// Reads the regime within the session: only panic may be entered, or the first regime named.
  mutating func readRegime() {
    let reading = classify()
    var tracker = currentTracker()
    if state.regime.state == nil, let held = tracker.held {
      write(from: nil, to: held, reading: reading, confidence: tracker.confidence, intraday: false)
    }
    if let change = tracker.refresh(reading, date: state.session.date) {
      write(
        from: change.from, to: change.to, reading: reading, confidence: tracker.confidence,
        intraday: true)
    }
    let view = tracker.view(of: reading)
    figures.reading = reading
    figures.regimeConfidence = view.confidence
    figures.regimeNote = view.note ?? ""
    figures.strip.append(reading.state)
    if figures.strip.count > 120 { figures.strip.removeFirst(60) }
  }

  /// Reads the regime for a command, which may come before this minute's reading; writes nothing.
  mutating func lookAtRegime() {
    let reading = classify()
    figures.reading = reading
    figures.regimeConfidence = currentTracker().view(of: reading).confidence
  }

  /// Folds the close into the tracker; the tracker itself is written with the day.
  mutating func closeRegime() {
    let reading = classify()
    var tracker = currentTracker()
    if let change = tracker.close(reading, date: state.session.date) {
      write(
        from: change.from, to: change.to, reading: reading, confidence: tracker.confidence,
        intraday: false)
    }
    figures.closedTracker = tracker
  }

  private mutating func classify() -> RegimeReading {
    guard let index = market.index(of: settings.benchmark) ?? market.underlyings.indices.first
    else { return RegimeClassifier.classify(RegimeFeatures()) }
    let underlying = market.underlyings[index]
    var slope: Double?
    if let surface = surface(index),
      let near = surface.constantMaturityVolatility(days: 30), near > 0,
      let far = surface.constantMaturityVolatility(days: 93)
    {
      slope = far / near - 1
    }
    let features = RegimeFeatures(
      history: underlying.history, today: underlying.dayBar,
      volatilityIndex: underlying.volatilityIndex,
      volatilityIndex3M: underlying.volatilityIndex3M, surfaceSlope: slope,
      rules: settings.regime)
    figures.regimeFeatures = features
    return RegimeClassifier.classify(features)
  }

  /// The tracker as of the last close, with a change inside this session folded in.
  private mutating func currentTracker() -> RegimeTracker {
    if figures.tracker == nil {
      figures.tracker = state.lastTracker ?? primedTracker()
    }
    var tracker = figures.tracker ?? RegimeTracker()
    if let state = state.regime.state, state != tracker.held {
      tracker.adopt(
        state, confidence: self.state.regime.confidence, date: self.state.session.date)
    }
    return tracker
  }

  private func primedTracker() -> RegimeTracker {
    guard let index = market.index(of: settings.benchmark) else { return RegimeTracker() }
    return RegimeTracker(
      priming: market.underlyings[index].history, closes: primingCloses, rules: settings.regime)
  }

  private mutating func write(
    from: RegimeState?, to: RegimeState, reading: RegimeReading, confidence: Double, intraday: Bool
  ) {
    emit(
      .regimeChanged(
        RegimeChanged(
          from: from, to: to, confidence: rounded(confidence),
          confidences: zip(RegimeState.allCases, reading.confidences).map {
            NamedNumber($0.rawValue, rounded($1))
          }, coverage: rounded(reading.coverage), intraday: intraday,
          features: reading.features.map { NamedNumber($0.name, $0.value.map(rounded)) },
          reasons: reading.reasons.map {
            FeatureReason(
              feature: $0.feature, value: rounded($0.value),
              contribution: rounded($0.contribution))
          })))
    guard reading.isInsufficient else { return }
    let share = Int((100 * reading.coverage).rounded())
    let needed = Int((100 * RegimeClassifier.minimumCoverage).rounded())
    emit(
      .noted(
        Noted(
          ref: "regime",
          text: "insufficient data: \(share) % of the features are there, \(needed) % are needed")))
  }
}

extension RegimeTracker {
  /// Takes over a change that was decided inside the session.
  mutating func adopt(_ state: RegimeState, confidence: Double, date: CivilDate) {
    let count = RegimeState.allCases.count
    if let held { transitions[held.index * count + state.index] += 1 }
    held = state
    since = date
    dwell = 0
    challenger = nil
    challengerCloses = 0
    calmCloses = 0
    self.confidence = confidence
  }

  /// The tracker as named numbers, for the day's record.
  var numbers: [NamedNumber] {
    var list = [
      NamedNumber("held", held.map { Double($0.index) }),
      NamedNumber("since", since.map { Double($0.dayNumber) }),
      NamedNumber("dwell", Double(dwell)), NamedNumber("confidence", confidence),
      NamedNumber("raw", raw.map { Double($0.index) }),
      NamedNumber("challenger", challenger.map { Double($0.index) }),
      NamedNumber("challenger_closes", Double(challengerCloses)),
      NamedNumber("calm_closes", Double(calmCloses)),
      NamedNumber("last_close", lastClose.map { Double($0.dayNumber) }),
    ]
    for (index, value) in transitions.enumerated() {
      list.append(NamedNumber("t\(index)", Double(value)))
    }
    for (index, value) in closesIn.enumerated() {
      list.append(NamedNumber("c\(index)", Double(value)))
    }
    return list
  }

  /// Reads back what `numbers` wrote.
  init(_ group: NumberGroup) {
    self.init()
    func state(_ name: String) -> RegimeState? {
      group.value(name).map { RegimeState.allCases[min(max(Int($0), 0), 4)] }
    }
    func date(_ name: String) -> CivilDate? {
      group.value(name).map { CivilDate(dayNumber: Int($0)) }
    }
    held = state("held")
    since = date("since")
    dwell = Int(group.value("dwell") ?? 0)
    confidence = group.value("confidence") ?? 0
    raw = state("raw")
    challenger = state("challenger")
    challengerCloses = Int(group.value("challenger_closes") ?? 0)
    calmCloses = Int(group.value("calm_closes") ?? 0)
    lastClose = date("last_close")
    for index in transitions.indices { transitions[index] = Int(group.value("t\(index)") ?? 0) }
    for index in closesIn.indices { closesIn[index] = Int(group.value("c\(index)") ?? 0) }
  }
}

extension DeskState {
  /// The tracker written with the last finished session; nil before the first.
  public var lastTracker: RegimeTracker? {
    days.last?.market.first { $0.name == "regime" }.map { RegimeTracker($0) }
  }
}
