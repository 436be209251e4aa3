// The states of candidates as a journal turns them, beside the states that their rows ended in.
//
// A row holds the last state of its revision, which is known only when a newer one has come or the
// journal has ended. So of each candidate the newest revision is kept, and no other is written to
// any more; a journal that does so is one for whom everything is projected.

import Candidates

/// The newest revisions of the candidates of a run.
struct StreamedCandidates {
  private struct Newest {
    var rev: Int
    /// Where its line stands in the journal.
    var seq: Int
    var state: CandidateState
    /// What its row says.
    var stored: CandidateState
  }

  private var newest: [Int: Newest] = [:]

  /// Takes a revision with the state that its row ended in, and closes the one before it.
  ///
  /// - Returns: False when that one did not end as stored, or the revision is not newer.
  mutating func propose(_ id: Int, rev: Int, seq: Int, stored: CandidateState) -> Bool {
    let before = newest.updateValue(
      Newest(rev: rev, seq: seq, state: .open, stored: stored), forKey: id)
    guard let before else { return true }
    let ended = before.state == .open ? CandidateState.closed : before.state
    return before.rev < rev && ended == before.stored
  }

  /// Turns a revision to a state.
  ///
  /// - Returns: False when it is not the newest; one that never was changes nothing.
  mutating func turn(_ id: Int, rev: Int, to state: CandidateState) -> Bool {
    guard let found = newest[id], found.rev >= rev else { return true }
    guard found.rev == rev else { return false }
    newest[id]?.state = state
    return true
  }

  /// The newest revision of a candidate and where its line stands; nil for an unknown candidate.
  func place(_ id: Int) -> (rev: Int, seq: Int)? { newest[id].map { ($0.rev, $0.seq) } }

  /// Whether every candidate ended as stored.
  var isSettled: Bool { newest.allSatisfy { $0.value.state == $0.value.stored } }
}
