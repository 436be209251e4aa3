// The detectors' rules walked over the past, a day at a time.
//
// Each day is ranked against strictly earlier days; days before there are enough of them give no
// signal. Regimes, events and the quality of quotes are not known of the past, so what they would
// have kept back is counted too.

import Numerics

/// Kinds whose rule can be walked on stored numbers.
let walkedKinds: [EdgeKind] = [.vrp, .termStructure, .skew, .flat, .carry]

/// Every signal of a kind's rule over the past.
func walk(_ kind: EdgeKind, _ past: HealthHistory, _ rules: EdgeRules) -> [FoundSignal] {
  switch kind {
  case .vrp: walkPremium(past, rules)
  case .termStructure: walkSlope(past, rules)
  case .skew: walkSkew(past, rules)
  case .flat: walkFlat(past, rules)
  case .carry: walkCarry(past, rules)
  default: []
  }
}

/// A day's value with its percentile among earlier ones.
private struct RankedDay {
  var position: Int
  var value: Double
  var percentile: Double
  /// Value and percentile of the measured day before, nil for the first.
  var before: (value: Double, percentile: Double)?
}

/// Every day that enough earlier ones stand behind.
private func ranked(_ values: [Double?], _ rules: EdgeRules) -> [RankedDay] {
  var past: [Double] = []
  var days: [RankedDay] = []
  var before: (value: Double, percentile: Double)?
  for (position, value) in values.enumerated() {
    guard let value, value.isFinite else { continue }
    let window = past.suffix(rules.percentileWindow)
    if window.count >= rules.minimumHistory,
      let percentile = midRankPercentile(of: value, in: window)
    {
      days.append(
        RankedDay(position: position, value: value, percentile: percentile, before: before))
      before = (value, percentile)
    }
    past.append(value)
  }
  return days
}

private func walkPremium(_ past: HealthHistory, _ rules: EdgeRules) -> [FoundSignal] {
  // The ratio as the detector has it: against the twenty sessions that had closed in the morning.
  let ratios = past.implied.indices.map { day -> Double? in
    guard let implied = past.implied[day],
      let realised = past.realised(after: day - 21, through: day - 1), realised > 0
    else { return nil }
    return implied / realised
  }
  return ranked(ratios, rules).compactMap { day in
    if day.value > rules.richRatio, day.percentile >= rules.richPercentile,
      (past.implied[day.position] ?? 0) >= rules.minimumImplied
    {
      return FoundSignal(position: day.position, signal: .shortVol)
    }
    guard day.value < rules.cheapRatio, day.percentile <= rules.cheapPercentile else { return nil }
    return FoundSignal(position: day.position, signal: .longVol)
  }
}

private func walkSlope(_ past: HealthHistory, _ rules: EdgeRules) -> [FoundSignal] {
  past.values("slope").enumerated().compactMap { position, slope in
    guard let slope, abs(slope) >= rules.extremeSlope else { return nil }
    return FoundSignal(position: position, signal: slope < 0 ? .sellFront : .sellBack)
  }
}

private func walkSkew(_ past: HealthHistory, _ rules: EdgeRules) -> [FoundSignal] {
  ranked(past.values("nrr"), rules).compactMap { day in
    if day.percentile >= rules.richSkewPercentile {
      return FoundSignal(position: day.position, signal: .sellPutSkew)
    }
    guard day.percentile <= rules.cheapSkewPercentile else { return nil }
    return FoundSignal(position: day.position, signal: .buyPutSkew)
  }
}

private func walkFlat(_ past: HealthHistory, _ rules: EdgeRules) -> [FoundSignal] {
  let reversals = past.values("rr25")
  let levels = ranked(past.implied, rules)
  var level = 0
  return ranked(past.values("nrr"), rules).compactMap { day in
    while level < levels.count, levels[level].position < day.position { level += 1 }
    guard day.percentile <= rules.cheapSkewPercentile, level < levels.count,
      levels[level].position == day.position,
      levels[level].percentile <= rules.maximumCallPercentile
    else { return nil }
    var turn = SkewTurn()
    turn.percentileChange = day.before.map { day.percentile - $0.percentile }
    if day.position > 0, day.position < reversals.count, let now = reversals[day.position],
      let last = reversals[day.position - 1]
    {
      turn.change = now - last
    }
    return turn.isReverting(rules)
      ? FoundSignal(position: day.position, signal: .buyCallSkew) : nil
  }
}

private func walkCarry(_ past: HealthHistory, _ rules: EdgeRules) -> [FoundSignal] {
  ranked(past.values("carry"), rules).compactMap { day in
    if day.value >= rules.richCarry, day.percentile >= rules.carryPercentile {
      return FoundSignal(position: day.position, signal: .shortVol)
    }
    guard day.value <= rules.cheapCarry, day.percentile <= 100 - rules.carryPercentile else {
      return nil
    }
    return FoundSignal(position: day.position, signal: .longVol)
  }
}
