// Two hidden states of the daily return: calm and wild.
//
// Fitted at the first session of each month on every return before it; a day's probability is the
// filtered one, which knows that day and those before it and nothing later.

import Glibc
import Numerics

/// A fitted model with what it thinks after the last day it was shown.
public struct HiddenRegimes: Hashable, Sendable {
  /// The model.
  public let model: GaussianMarkovModel
  /// Probability of the wild state after the last day.
  public private(set) var wild: Double
  /// The close of the last day.
  private var close: Double

  /// Fits a model and shows it the days since; nil below 252 returns or when a close is not above
  /// zero.
  ///
  /// - Parameters:
  ///   - past: The days it is fitted on.
  ///   - since: The days after them, in order.
  public init?(
    fittedOn past: some Collection<RegimeDay>, since: some Collection<RegimeDay> = [RegimeDay]()
  ) {
    let closes = past.map(\.close)
    guard let last = closes.last, closes.allSatisfy({ $0 > 0 }) else { return nil }
    let returns = zip(closes, closes.dropFirst()).map { log($1 / $0) }
    guard let model = try? GaussianMarkovModel.fit(returns).model else { return nil }
    self.model = model
    wild = model.filtered(returns).last ?? 0.5
    close = last
    for day in since { see(day.close) }
  }

  /// Takes the next close; one that is not above zero changes nothing.
  public mutating func see(_ next: Double) {
    guard next > 0, next.isFinite else { return }
    wild = model.filtered(log(next / close), after: wild)
    close = next
  }

  /// What the model says after the last day.
  public var call: RegimeCall {
    RegimeCall(state: wild >= 0.5 ? 1 : 0, confidence: 100 * max(wild, 1 - wild))
  }
}
