// The life of an order as one table: every state meets every event, and every cell is decided.
//
// The table says where an order may go; how many packages it may fill is counted beside it. What
// the table refuses changes nothing: the caller says the code and leaves the book as it was.

public import Structures

/// What can happen to an order.
public enum OrderEvent: String, CaseIterable, Sendable {
  /// It is handed over; nobody has answered yet.
  case submit
  /// It is taken and works.
  case accept
  /// Some of its open packages are filled.
  case partialFill
  /// All of its open packages are filled.
  case fill
  /// It is taken back.
  case cancel
  /// It is refused.
  case reject
  /// Its time is over.
  case expire
  /// Another order takes the place of what is open of it.
  case replace
}

/// Why an order does not take an event.
public enum TransitionRefusal: String, Error, CaseIterable, Sendable {
  /// The order was handed over and taken already.
  case sentAlready
  /// The order does not work yet.
  case notWorking
  /// The order is filled; nothing is left of it.
  case filled
  /// The order was cancelled, rejected or has expired.
  case ended
  /// More packages than are open.
  case overfill
  /// No packages, or fewer than none.
  case notPositive
  /// There is no such order.
  case unknown

  /// The code under which it is refused.
  public var code: RefusalCode {
    switch self {
    case .sentAlready: .duplicate
    case .notWorking, .overfill, .notPositive: .validationFail
    case .filled, .ended, .unknown: .superseded
    }
  }

  /// What it means.
  public var words: String {
    switch self {
    case .sentAlready: "it was sent before"
    case .notWorking: "it does not work yet"
    case .filled: "it is filled"
    case .ended: "it has ended"
    case .overfill: "more packages than are open"
    case .notPositive: "no package is filled"
    case .unknown: "there is no such open order"
    }
  }
}

/// Where an event leads an order.
///
/// ```
///              submit  accept   partialFill fill    cancel    reject   expire  replace
/// NEW          NEW     WORKING  -           -       CANCELLED REJECTED EXPIRED -
/// WORKING      -       -        PARTIAL     FILLED  CANCELLED REJECTED EXPIRED CANCELLED
/// PARTIAL      -       -        PARTIAL     FILLED  CANCELLED REJECTED EXPIRED CANCELLED
/// final ones   -       -        -           -       -         -        -       -
/// ```
///
/// - Returns: The state after the event, or why the order does not take it.
public func transition(
  _ state: OrderState, _ event: OrderEvent
) -> Result<OrderState, TransitionRefusal> {
  switch (state, event) {
  case (.new, .submit): .success(.new)
  case (.new, .accept): .success(.working)
  case (.new, .partialFill), (.new, .fill), (.new, .replace): .failure(.notWorking)
  case (.working, .submit), (.working, .accept), (.partial, .submit), (.partial, .accept):
    .failure(.sentAlready)
  case (.working, .partialFill), (.partial, .partialFill): .success(.partial)
  case (.working, .fill), (.partial, .fill): .success(.filled)
  case (.new, .cancel), (.working, .cancel), (.partial, .cancel): .success(.cancelled)
  case (.working, .replace), (.partial, .replace): .success(.cancelled)
  case (.new, .reject), (.working, .reject), (.partial, .reject): .success(.rejected)
  case (.new, .expire), (.working, .expire), (.partial, .expire): .success(.expired)
  case (.filled, _): .failure(.filled)
  case (.cancelled, _), (.rejected, _), (.expired, _): .failure(.ended)
  }
}

/// How far an order has come.
public struct OrderProgress: Hashable, Sendable {
  /// Where it stands.
  public var state: OrderState
  /// Packages ordered.
  public var quantity: Int
  /// Packages filled.
  public var filled: Int

  /// Makes a progress.
  public init(state: OrderState, quantity: Int, filled: Int) {
    self.state = state
    self.quantity = quantity
    self.filled = filled
  }

  /// Packages still open.
  public var open: Int { quantity - filled }

  /// The order after an event that fills nothing.
  public func after(_ event: OrderEvent) -> Result<OrderProgress, TransitionRefusal> {
    transition(state, event).map { OrderProgress(state: $0, quantity: quantity, filled: filled) }
  }

  /// The order after packages were filled: in part, or whole when none is left open.
  public func filling(_ packages: Int) -> Result<OrderProgress, TransitionRefusal> {
    let event: OrderEvent = packages == open ? .fill : .partialFill
    switch transition(state, event) {
    case .failure(let refusal): return .failure(refusal)
    case .success(let next):
      guard packages > 0 else { return .failure(.notPositive) }
      guard packages <= open else { return .failure(.overfill) }
      return .success(OrderProgress(state: next, quantity: quantity, filled: filled + packages))
    }
  }
}
