// Running the detectors and writing what changes.
//
// The detectors of the settings run each minute, those that look at a whole chain or at stored days
// every five. That an edge is found or gone is written on the five-minute grid only, so that an edge
// at its threshold does not chatter; that it turned into its opposite is written at once. The grid
// is a matter of exchange time, so a restart changes nothing.

import Edges
import MarketData
import Pricing
import Regimes
import Risk
import Volatility

extension Decider {
  /// Detects edges on every underlying whose quotes are new.
  mutating func detectEdges() {
    figures.edges = []
    for index in market.underlyings.indices {
      if abstainFrozen(market.underlyings[index].symbol) { continue }
      guard market.underlyings[index].quoted == market.time, var context = edgeContext(index) else {
        continue
      }
      let own = sessionFigures(index)
      context.forecast = own.variance
      context.bands = own.bands
      if isOnGrid, settings.edges.detectors.contains(.gamma), context.isUsable {
        let profile = readGammaProfile(context)
        context.gammaProfile = profile
        figures.keep(profile, of: context.chain.underlying)
      }
      for kind in settings.edges.detectors where kind.isOfOneChain {
        guard !kind.isOnGrid || isOnGrid else { continue }
        take(detectEdge(kind, context), kind: kind, underlying: context.chain.underlying)
      }
    }
    if settings.edges.detectors.contains(.ou) { lookAtPairs() }
    carryUnseen()
  }

  /// True on every fifth minute of the day.
  var isOnGrid: Bool { NewYorkTime.wall(now).minuteOfDay % 5 == 0 }

  func edgeContext(_ index: Int, _ surface: VolatilitySurface) -> EdgeContext? {
    let underlying = market.underlyings[index]
    guard let session = market.session, let spot = underlying.spot else { return nil }
    var context = EdgeContext(
      chain: underlying.chain, surface: surface, spot: spot, time: now, session: session,
      history: underlying.history, today: underlying.dayBar,
      volatilityIndex: underlying.volatilityIndex,
      volatilityIndex3M: underlying.volatilityIndex3M, events: market.events,
      regime: state.regime.state ?? .chop, metrics: stored(underlying.symbol),
      gammaProfile: nil, rules: settings.edges)
    context.calibration = state.calibration.surface(of: underlying.symbol)
    return context
  }

  mutating func edgeContext(_ index: Int) -> EdgeContext? {
    guard let surface = surface(index) else { return nil }
    return edgeContext(index, surface)
  }

  /// Stored daily numbers of a symbol, oldest first: the history's, then the book's sessions.
  func stored(_ symbol: String) -> [StoredMetric] {
    if let known = figures.metrics.first(where: { $0.symbol == symbol }) { return known.metrics }
    return []
  }

  /// Gathers the stored numbers once a session: what the tape brings from before its first
  /// session, then what the finished days have left.
  mutating func gatherMetrics() {
    figures.metrics = market.underlyings.map { underlying in
      var metrics = underlying.history.metrics.map {
        StoredMetric(name: $0.name, values: $0.values)
      }
      var last: CivilDate?
      for day in state.days {
        // A session counts once, however often its tape was played.
        guard day.date != last else { continue }
        last = day.date
        guard let group = day.market.first(where: { $0.name == underlying.symbol }) else {
          continue
        }
        for number in group.numbers where number.name.hasPrefix("m_") {
          guard let value = number.value else { continue }
          let name = String(number.name.dropFirst(2))
          if let position = metrics.firstIndex(where: { $0.name == name }) {
            metrics[position].values.append(value)
          } else {
            metrics.append(StoredMetric(name: name, values: [value]))
          }
        }
      }
      return SymbolMetrics(symbol: underlying.symbol, metrics: metrics)
    }
  }

  /// The numbers of an underlying to keep for the day.
  mutating func storedMetrics(_ index: Int) -> [NamedNumber] {
    guard let context = edgeContext(index) else { return [] }
    return dailyMetrics(context).map { NamedNumber("m_" + $0.name, $0.value.map(rounded)) }
  }

  mutating func take(_ finding: EdgeFinding, kind: EdgeKind, underlying: String) {
    let alive = state.edges.first {
      $0.underlying == underlying && $0.kind == kind && $0.ended == nil
    }
    figures.abstentions.removeAll { $0.underlying == underlying && $0.kind == kind }
    switch finding {
    case .detected(let edge):
      if let alive, alive.signal == edge.signal {
        figures.edges.append(LiveEdge(id: alive.edge, edge: edge))
        return
      }
      if let alive {
        emit(.edgeEnded(EdgeEnded(edge: alive.edge, reason: "became \(edge.signal.rawValue)")))
      }
      guard isOnGrid else { return }
      detect(edge)
    case .quiet:
      guard let alive, isOnGrid else { return }
      emit(.edgeEnded(EdgeEnded(edge: alive.edge, reason: "no longer beyond its threshold")))
    case .abstained(let reason):
      figures.abstentions.append(
        EdgeAbstained(underlying: underlying, kind: kind, reason: reason))
      guard isOnGrid else { return }
      let known = state.abstentions.first { $0.underlying == underlying && $0.kind == kind }
      // The same words need no reading.
      if known?.reason != reason, known.map({ gist($0.reason) }) != gist(reason) {
        emit(.edgeAbstained(EdgeAbstained(underlying: underlying, kind: kind, reason: reason)))
        if reason.hasPrefix(calendarArbitrage) { alertArbitrage(underlying, reason) }
      }
      if let alive { emit(.edgeEnded(EdgeEnded(edge: alive.edge, reason: reason))) }
    }
  }

  /// Total variance that falls with time is a fault of the data until someone has looked.
  private mutating func alertArbitrage(_ underlying: String, _ reason: String) {
    alert(
      .warn, metric: "calendar_arbitrage \(underlying)", value: nil, threshold: nil,
      text: "look at the quotes of \(underlying): \(reason)")
  }

  private mutating func detect(_ edge: Edge) {
    let id = state.counters.edges + 1
    emit(
      .edgeDetected(
        EdgeDetected(
          edge: id, underlying: edge.underlying, kind: edge.kind, signal: edge.signal,
          strength: edge.strength, percentile: edge.percentile.map(rounded),
          history: edge.history, fallback: edge.isFallback,
          metrics: edge.metrics.map { NamedNumber($0.name, $0.value.map(rounded)) },
          rationale: edge.rationale)))
    figures.edges.append(LiveEdge(id: id, edge: edge))
  }

  /// A reason whose numbers or details alone have moved is the same reason.
  private func gist(_ reason: String) -> String {
    let head = reason.split(separator: ":", maxSplits: 1).first.map(String.init) ?? reason
    return head.filter { !$0.isNumber && $0 != "." && $0 != "-" }
  }

  /// Edges that were not looked at in this minute stand as they were seen last.
  private mutating func carryUnseen() {
    figures.lastEdges.removeAll { known in
      !state.edges.contains { $0.edge == known.id && $0.ended == nil }
    }
    for live in figures.edges {
      if let position = figures.lastEdges.firstIndex(where: { $0.id == live.id }) {
        figures.lastEdges[position] = live
      } else {
        figures.lastEdges.append(live)
      }
    }
  }
}
