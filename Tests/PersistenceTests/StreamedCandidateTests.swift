// The states of candidates beside their rows, against all rows kept and updated one by one.

import Candidates
import TestKit
import Testing

@testable import Persistence

@Suite("States of candidates beside their rows")
struct StreamedCandidateTests {
  private struct Key: Hashable {
    var id: Int
    var rev: Int
  }

  private enum Step {
    case propose(Key)
    case turn(Key, CandidateState)
  }

  /// The rows that steps leave, as the tables are written.
  private func rows(_ steps: [Step]) -> [Key: CandidateState] {
    var rows: [Key: CandidateState] = [:]
    for step in steps {
      switch step {
      case .propose(let key):
        for old in rows.keys.filter({ $0.id == key.id && $0.rev < key.rev })
        where rows[old] == .open { rows[old] = .closed }
        rows[key] = .open
      case .turn(let key, let state): if rows[key] != nil { rows[key] = state }
      }
    }
    return rows
  }

  /// Whether the stream agrees with stored rows, one for each proposal.
  private func agrees(_ steps: [Step], _ stored: [Key: CandidateState]) -> Bool {
    var stream = StreamedCandidates()
    var agrees = true
    for (seq, step) in steps.enumerated() {
      switch step {
      case .propose(let key):
        guard let state = stored[key] else { return false }
        if !stream.propose(key.id, rev: key.rev, seq: seq, stored: state) { agrees = false }
      case .turn(let key, let state):
        if !stream.turn(key.id, rev: key.rev, to: state) { agrees = false }
      }
    }
    return agrees && stream.isSettled
  }

  /// A day in which only the newest revisions are turned.
  private func steps(_ generator: inout SeededGenerator) -> [Step] {
    var newest: [Int: Int] = [:]
    return (0..<generator.integer(in: 1...40)).map { _ in
      let id = generator.integer(in: 1...5)
      if let rev = newest[id], generator.integer(in: 0...1) == 0 {
        return .turn(Key(id: id, rev: rev), generator.pick(CandidateState.allCases))
      }
      newest[id, default: 0] += 1
      return .propose(Key(id: id, rev: newest[id] ?? 0))
    }
  }

  @Test("sound rows agree, and any other state of any row does not")
  func twin() {
    var generator = SeededGenerator(seed: 20_181_219)
    for _ in 0..<500 {
      let steps = steps(&generator)
      let stored = rows(steps)
      #expect(agrees(steps, stored), "\(steps)")
      for key in stored.keys {
        for other in CandidateState.allCases where other != stored[key] {
          var changed = stored
          changed[key] = other
          #expect(!agrees(steps, changed), "\(key) \(other): \(steps)")
        }
      }
    }
  }

  @Test("what is not the newest revision is left to those who keep every row")
  func olderRevisions() {
    var stream = StreamedCandidates()
    var answers = [
      stream.propose(1, rev: 2, seq: 10, stored: .open), stream.turn(1, rev: 1, to: .approved),
    ]
    // There is no such row yet, so nothing is turned.
    answers += [stream.turn(1, rev: 3, to: .approved), stream.turn(2, rev: 1, to: .approved)]
    #expect(answers == [true, false, true, true])
    #expect(stream.isSettled)
    #expect(stream.place(1)?.rev == 2 && stream.place(1)?.seq == 10)
    #expect(stream.place(2) == nil)
    let again = stream.propose(1, rev: 2, seq: 11, stored: .open)
    #expect(!again, "a revision that is not newer takes the place of a row")
  }
}
