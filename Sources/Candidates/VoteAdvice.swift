// What the vote of an underlying's signals says of one candidate.

import Edges

/// The vote's word on a candidate.
///
/// An outvoted side is passed over; a vote that nobody won is for the trader; a winner's candidate
/// carries the vote as a note. An edge that does not vote is not touched, and a lone ballot is not
/// worth a word.
struct VoteAdvice: Hashable {
  var pass: [String] = []
  var review: [String] = []
  var notes: [String] = []

  init(_ edge: Edge, vote: SignalTally?) {
    guard let vote, vote.count > 1, let side = edge.signal.side else { return }
    switch vote.winner {
    case nil: review = ["no action by vote: \(vote.summary)"]
    case side?: notes = [vote.summary]
    default: pass = ["outvoted: \(vote.summary)"]
    }
  }
}
