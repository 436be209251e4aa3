// What Greeks have explained of the book's profit so far.

public import Edges
public import MarketData

/// Explained profit, summed part by part.
public struct ExplainedSum: LineRecord, Hashable, Sendable {
  /// All of it.
  public var total = Money.zero
  /// Of the first order in the price.
  public var delta = Money.zero
  /// Of the second order in the price.
  public var gamma = Money.zero
  /// Of implied volatilities.
  public var vega = Money.zero
  /// Of time.
  public var theta = Money.zero
  /// What fills lost against mids, and fees.
  public var costs = Money.zero
  /// What is left.
  public var residual = Money.zero

  /// Nothing explained.
  public init() {}

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("total", &total)
    try coder.field("delta", &delta)
    try coder.field("gamma", &gamma)
    try coder.field("vega", &vega)
    try coder.field("theta", &theta)
    try coder.field("costs", &costs)
    try coder.field("residual", &residual)
  }

  /// Adds an interval.
  public mutating func add(_ e: ProfitExplained) {
    total += e.total
    delta += e.delta ?? .zero
    gamma += e.gamma ?? .zero
    vega += e.vega ?? .zero
    theta += e.theta ?? .zero
    costs += e.costs
    residual += e.residual
  }

  /// Adds another sum.
  public mutating func add(_ sum: ExplainedSum) {
    total += sum.total
    delta += sum.delta
    gamma += sum.gamma
    vega += sum.vega
    theta += sum.theta
    costs += sum.costs
    residual += sum.residual
  }
}

/// A position whose profit is explained.
public struct ExplainedPosition: LineRecord, Hashable, Sendable {
  /// The position.
  public var position = 0
  /// The symbol of the underlying.
  public var underlying = ""
  /// The edge behind it.
  public var kind = EdgeKind.manual
  /// When it was explained last; the opening before the first time.
  public var time = Instant(nanoseconds: 0)
  /// Everything explained so far.
  public var sum = ExplainedSum()
  /// What the next interval starts from; nil before the first.
  public var last: ProfitExplained?
  /// Its profit once it is closed.
  public var realised: Money?
  /// What its fills cost by then.
  public var costs = Money.zero

  /// A blank entry.
  public init() {}

  init(position: Int, underlying: String, kind: EdgeKind, time: Instant) {
    self.position = position
    self.underlying = underlying
    self.kind = kind
    self.time = time
  }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("position", &position)
    try coder.field("underlying", &underlying)
    try coder.word("kind", &kind)
    try coder.field("time", &time)
    try coder.record("sum", &sum)
    var lasts = last.map { [$0] } ?? []
    try coder.records("last", &lasts)
    last = lasts.last
    try coder.field("realised", &realised)
    try coder.field("costs", &costs)
  }
}

/// Explained profit of an underlying and an edge, positions that are gone included.
public struct ExplainedGroup: LineRecord, Hashable, Sendable {
  /// The symbol of the underlying.
  public var underlying = ""
  /// The edge.
  public var kind = EdgeKind.manual
  /// Everything explained so far.
  public var sum = ExplainedSum()

  /// A blank entry.
  public init() {}

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("underlying", &underlying)
    try coder.word("kind", &kind)
    try coder.record("sum", &sum)
  }
}

/// Everything that Greeks have explained.
public struct ExplainedBook: LineRecord, Hashable, Sendable {
  /// Positions, oldest first; closed ones only when they are kept.
  public var positions: [ExplainedPosition] = []
  /// By underlying and edge, in the order in which they came.
  public var groups: [ExplainedGroup] = []
  /// Of the session.
  public var session = ExplainedSum()

  /// Nothing explained.
  public init() {}

  /// Of the whole run.
  public var total: ExplainedSum {
    groups.reduce(into: ExplainedSum()) { $0.add($1.sum) }
  }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.records("positions", &positions)
    try coder.records("groups", &groups)
    try coder.record("session", &session)
  }

  mutating func openSession() { session = ExplainedSum() }

  mutating func take(_ e: ProfitExplained, at time: Instant, keepsClosed: Bool) {
    session.add(e)
    guard let index = positions.firstIndex(where: { $0.position == e.position }) else { return }
    positions[index].time = time
    positions[index].sum.add(e)
    positions[index].last = e
    let entry = positions[index]
    let group = groups.firstIndex {
      $0.underlying == entry.underlying && $0.kind == entry.kind
    }
    if let group {
      groups[group].sum.add(e)
    } else {
      var new = ExplainedGroup()
      new.underlying = entry.underlying
      new.kind = entry.kind
      new.sum.add(e)
      groups.append(new)
    }
    if !e.open, !keepsClosed { positions.remove(at: index) }
  }
}
