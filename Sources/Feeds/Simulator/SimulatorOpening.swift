// Where a simulation starts: nowhere, or at the close of an earlier session.

public import MarketData
import Numerics

/// What a session needs from the ones before it.
///
/// Made of the last `SessionEnd.simulator` and of every finished session so far; with it a
/// session's prices are those of an unbroken run, to the last bit.
public struct SimulatorOpening: Hashable, Sendable {
  /// The session to start with.
  public var date: CivilDate
  /// The numbers of the last session's end, in any order.
  public var numbers: [NamedNumber]
  /// Finished sessions since the simulation began, oldest first.
  public var pastBars: [(CivilDate, [SessionBar])] {
    get { sessions.map { ($0.date, $0.bars) } }
    set { sessions = newValue.map { FinishedSession(date: $0.0, bars: $0.1) } }
  }

  private var sessions: [FinishedSession]

  private struct FinishedSession: Hashable, Sendable {
    var date: CivilDate
    var bars: [SessionBar]
  }

  /// Makes an opening.
  public init(date: CivilDate, numbers: [NamedNumber], pastBars: [(CivilDate, [SessionBar])]) {
    self.date = date
    self.numbers = numbers
    sessions = pastBars.map { FinishedSession(date: $0.0, bars: $0.1) }
  }

  /// The value of a number, or an error that names it.
  func number(_ name: String) throws -> Double {
    guard let value = numbers.first(where: { $0.name == name })?.value else {
      throw FeedError(
        file: "simulator", rule: "the state of the session before \(date) lacks \(name)")
    }
    return value
  }
}

/// A number between 0 and 1 that belongs to a text.
func stableFraction(_ text: String) -> Double {
  Double(RandomStream.mix(fnv1a(text)) >> 11) * 0x1p-53
}
