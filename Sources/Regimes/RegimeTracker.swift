// The regime the desk holds, and the hysteresis between readings (domain rules, section a.3).
//
// The tracker is a value made of plain fields. It changes in two ways only: `close` folds the
// reading of a session's close, `refresh` a reading inside the session. Folding the same readings
// in the same order gives the same tracker, so it can be rebuilt from a journal that keeps each
// close's reading and each change. The published members are all of its state.

public import MarketData

/// A change of the held regime.
public struct RegimeTransition: Hashable, Sendable {
  /// The regime left; nil for the first.
  public var from: RegimeState?
  /// The regime entered.
  public var to: RegimeState
  /// True when entered before the close.
  public var isIntraday: Bool

  /// Makes a change.
  public init(from: RegimeState?, to: RegimeState, isIntraday: Bool) {
    self.from = from
    self.to = to
    self.isIntraday = isIntraday
  }
}

/// The held regime with its hysteresis.
public struct RegimeTracker: Hashable, Sendable {
  /// The regime held; nil before the first reading.
  public var held: RegimeState?
  /// The session since which it is held.
  public var since: CivilDate?
  /// Closes seen since then.
  public var dwell: Int
  /// Confidence when last confirmed by a close or entered, 0 to 100.
  public var confidence: Double
  /// What the last close read by itself, before any hysteresis.
  public var raw: RegimeState?
  /// The regime that led at the latest closes, when it is not the held one.
  public var challenger: RegimeState?
  /// Consecutive closes it has led.
  public var challengerCloses: Int
  /// Consecutive closes on which panic could end.
  public var calmCloses: Int
  /// The session of the last close folded.
  public var lastClose: CivilDate?
  /// Changes from each regime (rows) to each (columns), row by row, in the order of `allCases`.
  public var transitions: [Int]
  /// Closes spent in each regime, in the order of `allCases`.
  public var closesIn: [Int]

  /// Confidence by which a challenger must lead.
  public static let margin = 10.0
  /// Consecutive closes a challenger must lead.
  public static let leadingCloses = 3
  /// Closes a regime is held at least.
  public static let minimumDwell = 5

  /// A tracker before its first reading.
  public init() {
    held = nil
    since = nil
    dwell = 0
    confidence = 0
    raw = nil
    challenger = nil
    challengerCloses = 0
    calmCloses = 0
    lastClose = nil
    let count = RegimeState.allCases.count
    transitions = [Int](repeating: 0, count: count * count)
    closesIn = [Int](repeating: 0, count: count)
  }

  /// Changes from one regime to another so far.
  public func transitions(from: RegimeState, to: RegimeState) -> Int {
    transitions[from.index * RegimeState.allCases.count + to.index]
  }

  /// Mean closes of the visits to a regime that have ended; nil when it was never left.
  public func meanDwell(_ state: RegimeState) -> Double? {
    let count = RegimeState.allCases.count
    let row = transitions[(state.index * count)..<((state.index + 1) * count)]
    let left = row.reduce(0, +)
    let ongoing = held == state ? dwell : 0
    return left > 0 ? Double(closesIn[state.index] - ongoing) / Double(left) : nil
  }

  /// Folds the reading of a session's close; a session already folded changes nothing.
  ///
  /// - Returns: The change it made, or nil.
  public mutating func close(_ reading: RegimeReading, date: CivilDate) -> RegimeTransition? {
    if let lastClose, date <= lastClose { return nil }
    lastClose = date
    raw = reading.state
    guard let current = held else {
      let transition = enter(reading.state, reading, date, isIntraday: false)
      closesIn[reading.state.index] += 1
      return transition
    }
    dwell += 1
    closesIn[current.index] += 1
    count(reading, current)
    guard !reading.isInsufficient else { return nil }
    if current == .highVolPanic {
      guard calmCloses >= RegimeTracker.leadingCloses else {
        confirm(reading, current)
        return nil
      }
      return enter(RegimeTracker.calmest(reading), reading, date, isIntraday: false)
    }
    if reading.state == .highVolPanic {
      return enter(.highVolPanic, reading, date, isIntraday: false)
    }
    let lead = reading.confidence - reading.confidences[current.index]
    if reading.state != current, challengerCloses >= RegimeTracker.leadingCloses,
      dwell >= RegimeTracker.minimumDwell, lead >= RegimeTracker.margin
    {
      return enter(reading.state, reading, date, isIntraday: false)
    }
    confirm(reading, current)
    return nil
  }

  /// Folds a reading inside a session: only panic may be entered, and the first regime named.
  ///
  /// - Returns: The change it made, or nil.
  public mutating func refresh(_ reading: RegimeReading, date: CivilDate) -> RegimeTransition? {
    guard let current = held else { return enter(reading.state, reading, date, isIntraday: true) }
    guard reading.state == .highVolPanic, current != .highVolPanic, !reading.isInsufficient else {
      return nil
    }
    return enter(.highVolPanic, reading, date, isIntraday: true)
  }

  /// What to show and act on: the held regime, its confidence now, and any disagreement.
  public func view(of reading: RegimeReading) -> RegimeView {
    let state = held ?? reading.state
    if reading.isInsufficient {
      let ceiling = RegimeClassifier.insufficientConfidence
      return RegimeView(
        state: state, confidence: min(reading.confidence, ceiling), raw: reading.state,
        note: "insufficient data")
    }
    guard reading.state != state else {
      return RegimeView(
        state: state, confidence: reading.confidence, raw: reading.state, note: nil)
    }
    return RegimeView(
      state: state, confidence: 0.7 * confidence, raw: reading.state,
      note: "reading \(reading.state.rawValue) (daily: \(state.rawValue))")
  }

  private mutating func count(_ reading: RegimeReading, _ current: RegimeState) {
    if reading.isInsufficient || reading.state == current {
      challenger = nil
      challengerCloses = 0
    } else if reading.state == challenger {
      challengerCloses += 1
    } else {
      challenger = reading.state
      challengerCloses = 1
    }
    calmCloses = RegimeTracker.isCalm(reading) ? calmCloses + 1 : 0
  }

  private mutating func confirm(_ reading: RegimeReading, _ current: RegimeState) {
    if reading.state == current { confidence = reading.confidence }
  }

  private mutating func enter(
    _ state: RegimeState, _ reading: RegimeReading, _ date: CivilDate, isIntraday: Bool
  ) -> RegimeTransition? {
    let from = held
    confidence = reading.isInsufficient ? reading.confidence : reading.confidences[state.index]
    guard from != state else { return nil }
    if let from { transitions[from.index * RegimeState.allCases.count + state.index] += 1 }
    held = state
    since = date
    dwell = 0
    challenger = nil
    challengerCloses = 0
    calmCloses = 0
    return RegimeTransition(from: from, to: state, isIntraday: isIntraday)
  }

  /// V under 25, percentile under 80 and contango; the curve is left out when it is missing.
  private static func isCalm(_ reading: RegimeReading) -> Bool {
    func feature(_ name: String) -> Double? {
      reading.features.first { $0.name == name }?.value
    }
    guard let v = feature("V"), let p = feature("P"), v < 25, p < 80 else { return false }
    guard let slope = feature("SL") else { return true }
    return slope > 0
  }

  /// The leading regime other than panic.
  private static func calmest(_ reading: RegimeReading) -> RegimeState {
    var best = RegimeState.chop
    for state in RegimeState.allCases where state != .highVolPanic {
      if reading.confidences[state.index] > reading.confidences[best.index] { best = state }
    }
    return best
  }
}

/// The regime as it is shown and acted on.
public struct RegimeView: Hashable, Sendable {
  /// The held regime.
  public var state: RegimeState
  /// Its confidence now, 0 to 100.
  public var confidence: Double
  /// What the reading alone says.
  public var raw: RegimeState
  /// Why confidence is reduced; nil when reading and held regime agree.
  public var note: String?

  /// Makes a view.
  public init(state: RegimeState, confidence: Double, raw: RegimeState, note: String?) {
    self.state = state
    self.confidence = confidence
    self.raw = raw
    self.note = note
  }
}

extension RegimeTracker {
  /// A tracker that has folded the last closes of a history, as a desk running then would have.
  ///
  /// - Parameters:
  ///   - history: Daily history strictly before the session.
  ///   - closes: Closes to fold.
  ///   - rules: How realised volatility is estimated.
  public init(priming history: DailyHistory, closes: Int, rules: RegimeRules = .standard) {
    self.init()
    for day in RegimeHistory(history).days(last: closes, rules: rules) {
      _ = close(RegimeClassifier.classify(day.features), date: day.date)
    }
  }
}
