// What a method says of each of some days.
//
// A call at a day follows from that day and those before it. Fitted models change at the first
// session of a month and have seen only the days before it.

import MarketData

/// The calls of a method.
///
/// - Parameters:
///   - method: The way of naming.
///   - days: The sessions, oldest first.
///   - clusters: States of k-means.
/// - Returns: One call a day; nil where too little is known.
public func regimeCalls(
  _ method: RegimeMethod, _ days: [RegimeDay], clusters: Int = ClusterRegimes.standardStates
) -> [RegimeCall?] {
  switch method {
  case .desk: heldCalls(days)
  case .reading:
    days.map { day in
      let reading = RegimeClassifier.classify(day.features)
      return reading.isInsufficient
        ? nil : RegimeCall(state: reading.state.index, confidence: reading.confidence)
    }
  case .points: days.map { CompatiblePoints.call($0.features) }
  case .threshold: days.map { ThresholdRegimes.call($0.features) }
  case .quantile: days.indices.map { QuantileRegimes.call(days[...$0]) }
  case .kMeans: clusterCalls(days, clusters)
  case .hmm: hiddenCalls(days)
  }
}

/// Where the month of a day begins among some days.
func monthStart(of index: Int, _ days: [RegimeDay]) -> Int {
  let (year, month, _) = days[index].date.parts
  var start = index
  while start > 0 {
    let before = days[start - 1].date.parts
    guard before.year == year, before.month == month else { break }
    start -= 1
  }
  return start
}

private func heldCalls(_ days: [RegimeDay]) -> [RegimeCall?] {
  var tracker = RegimeTracker()
  return days.map { day in
    let reading = RegimeClassifier.classify(day.features)
    _ = tracker.close(reading, date: day.date)
    guard let held = tracker.held, !reading.isInsufficient else { return nil }
    return RegimeCall(state: held.index, confidence: reading.confidences[held.index])
  }
}

private func clusterCalls(_ days: [RegimeDay], _ clusters: Int) -> [RegimeCall?] {
  var model: ClusterRegimes?
  return days.indices.map { index in
    if monthStart(of: index, days) == index {
      model = ClusterRegimes(days[..<index], states: clusters)
    }
    return model?.call(days[index].features)
  }
}

private func hiddenCalls(_ days: [RegimeDay]) -> [RegimeCall?] {
  var model: HiddenRegimes?
  return days.indices.map { index in
    if monthStart(of: index, days) == index { model = HiddenRegimes(fittedOn: days[..<index]) }
    model?.see(days[index].close)
    return model?.call
  }
}
