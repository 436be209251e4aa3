// Health of the detectors, read once a session from the past that the market and the book hold.

public import Edges
import MarketData

/// How the name of a number begins that says an edge was found in a session.
let foundEdge = "e_"

extension Decider {
  /// Reads the health of every symbol's detectors, once a session.
  mutating func readHealth() {
    guard figures.health == nil else { return }
    figures.health = market.underlyings.indices.map { index in
      let symbol = market.underlyings[index].symbol
      let history = healthHistory(index)
      return SymbolHealth(
        symbol: symbol,
        rows: edgeHealth(
          of: history, own: state.pastSignals(of: symbol), rules: settings.edges),
        events: EventStudy(
          symbol, history, events: market.events, most: settings.edges.eventLookback))
    }
  }

  /// The edges that a symbol showed in the session, to be kept with the day: detector and signal
  /// by name, with the strength each was found at.
  func sessionSignals(_ symbol: String) -> [NamedNumber] {
    var numbers: [NamedNumber] = []
    for edge in state.edges where edge.underlying == symbol && edge.kind != .manual {
      let name = "\(foundEdge)\(edge.kind.rawValue):\(edge.signal.rawValue)"
      guard !numbers.contains(where: { $0.name == name }) else { continue }
      numbers.append(NamedNumber(name, Double(edge.strength)))
    }
    return numbers
  }

  /// Daily bars with the stored numbers laid beside them: what the tape brings ends with the
  /// session before the book's first, the book's own days have their dates.
  private func healthHistory(_ index: Int) -> HealthHistory {
    let history = market.underlyings[index].history
    let dates = history.bars.map(\.date)
    let first = state.days.first?.date ?? state.session.date
    let end = dates.firstIndex { $0 >= first } ?? dates.count
    let series = dailyMetricNames.map { name in
      var values = [Double?](repeating: nil, count: dates.count)
      let past = history.metrics.first { $0.name == name }?.values ?? []
      for (offset, value) in past.reversed().enumerated() where offset < end {
        values[end - 1 - offset] = value
      }
      var position = end
      for day in state.days {
        while position < dates.count, dates[position] < day.date { position += 1 }
        guard position < dates.count, dates[position] == day.date else { continue }
        let group = day.market.first { $0.name == history.symbol }
        values[position] = group?.value("m_" + name)
      }
      return HealthSeries(name: name, values: values)
    }
    return HealthHistory(history, series: series)
  }
}

extension DeskState {
  /// Every session's edges of a symbol, oldest first.
  public func pastSignals(of symbol: String) -> [PastSignal] {
    var signals: [PastSignal] = []
    for day in days {
      guard let group = day.market.first(where: { $0.name == symbol }) else { continue }
      for number in group.numbers where number.name.hasPrefix(foundEdge) {
        let words = number.name.dropFirst(foundEdge.count).split(separator: ":")
        guard words.count == 2, let kind = EdgeKind(rawValue: String(words[0])),
          let signal = EdgeSignal(rawValue: String(words[1]))
        else { continue }
        signals.append(PastSignal(kind: kind, signal: signal, date: day.date))
      }
    }
    return signals
  }
}
