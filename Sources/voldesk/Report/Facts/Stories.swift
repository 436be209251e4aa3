// What the journal says of one edge, candidate, order, position or alert, in the order it happened.

import DeskEngine
import Execution
import MarketData

/// An edge from its detection to its end.
struct EdgeStory: Sendable {
  let found: Timed<EdgeDetected>
  /// Its end; nil while it lives.
  var ended: Timed<EdgeEnded>?
  /// What was noted of it, such as why no structure could be built.
  var notes: [Timed<Noted>] = []
}

/// A candidate with every revision and all that became of it.
struct CandidateStory: Sendable {
  /// Every revision; never empty.
  var revisions: [Timed<CandidateRecord>]
  /// The gate's verdicts.
  var verdicts: [Timed<RiskJudged>] = []
  /// Approvals, rejections, restorations and the end.
  var turns: [Timed<EventBody>] = []
  /// Its orders.
  var orders: [Int] = []
  /// What was noted of it.
  var notes: [Timed<Noted>] = []

  init(first: Timed<CandidateRecord>) { revisions = [first] }

  /// The latest revision.
  var latest: Timed<CandidateRecord> { revisions[revisions.count - 1] }

  /// A revision by number; the latest when there is none of that number.
  func revision(_ rev: Int?) -> Timed<CandidateRecord> {
    revisions.last { $0.fact.rev == rev } ?? latest
  }

  /// Where it stands, in the contract's words.
  var state: String {
    switch turns.last?.fact {
    case .candidateApproved: "APPROVED"
    case .candidateRejected: "REJECTED"
    case .candidateClosed: "CLOSED"
    default: "OPEN"
    }
  }
}

/// An order with its states and fills.
struct OrderStory: Sendable {
  let created: Timed<OrderCreated>
  var changes: [Timed<OrderChanged>] = []
  var fills: [Timed<LegFilled>] = []
  /// The position that it opened or closed.
  var position: Int?

  /// The state it is in now.
  var state: String { changes.last?.fact.state.rawValue ?? "NEW" }
}

/// A position from its opening to its end.
struct PositionStory: Sendable {
  let opened: Timed<PositionOpened>
  /// The candidate behind it.
  var candidate: Int?
  var changes: [Timed<PositionChanged>] = []
  var settlements: [Timed<Settled>] = []
  var closed: Timed<PositionClosed>?

  /// Packages held now; zero once it is closed.
  var quantity: Int {
    closed != nil ? 0 : changes.last?.fact.quantity ?? opened.fact.quantity
  }

  /// Net of one package as it stands.
  var entry: Money { changes.last?.fact.entry ?? opened.fact.entry }

  /// Proven maximum loss as it stands.
  var maxLoss: Money {
    closed != nil ? .zero : changes.last?.fact.maxLoss ?? opened.fact.maxLoss
  }
}

/// An alert with its acknowledgement.
struct AlertStory: Sendable {
  let raised: Timed<AlertRaised>
  var acknowledged: Timed<AlertAcknowledged>?
}
