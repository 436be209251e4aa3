// Where two runs part: the first event that differs, what led to it, and what each goes on with.
//
// The lines are compared byte by byte in pieces, so memory does not grow with the journals. A run's
// start and end are printed and not journaled, so they take no part.

import DeskEngine
import MarketData
import Persistence

/// A run to compare.
struct ComparedRun {
  let archive: DeskArchive
  let row: RunRow
  /// The hash of the settings of its first start; empty where it is not known.
  let configHash: String

  init(_ archive: DeskArchive, run: Int) throws(StoreError) {
    self.archive = archive
    row = try archive.run(run)
    configHash = try archive.settings(run: run)?.hash ?? ""
  }
}

/// A command that only one run has, or that the runs have otherwise.
struct CommandDifference {
  /// In the first run; nil where it has none of that id.
  let left: StoredCommand?
  /// In the second run.
  let right: StoredCommand?

  var time: Instant {
    [left?.time, right?.time].compactMap(\.self).min() ?? Instant(nanoseconds: 0)
  }
}

/// How two runs compare.
struct RunDifference {
  let runs: (left: ComparedRun, right: ComparedRun)
  /// Events that agree before the first that does not.
  let agreeing: Int
  /// The first line of each that has no equal; nil where a run has ended.
  let lines: (left: StoredLine?, right: StoredLine?)
  /// Lines from there on, by type.
  let after: [(type: String, left: Int, right: Int)]
  /// Commands up to that moment that differ, in the order in which they were given.
  let commands: [CommandDifference]

  var isIdentical: Bool { lines.left == nil && lines.right == nil }

  /// Compares two runs, so many lines at a time.
  init(_ left: ComparedRun, _ right: ComparedRun, piece: Int = 1_024) throws(StoreError) {
    runs = (left, right)
    var seq = 0
    var found: (left: StoredLine?, right: StoredLine?)?
    while found == nil {
      let one = try left.archive.lines(run: left.row.run, after: seq, count: piece)
      let other = try right.archive.lines(run: right.row.run, after: seq, count: piece)
      let shared = min(one.count, other.count)
      let place = (0..<shared).first { one[$0].line != other[$0].line } ?? shared
      if place < max(one.count, other.count) || shared == 0 {
        found = (
          place < one.count ? one[place] : nil, place < other.count ? other[place] : nil
        )
      }
      seq += place
    }
    agreeing = seq
    lines = found ?? (nil, nil)
    after = try RunDifference.counts(left, right, after: seq)
    let moment = [lines.left?.time, lines.right?.time].compactMap(\.self).max()
    commands = try RunDifference.commands(left, right).filter { one in
      moment.map { one.time <= $0 } ?? true
    }
  }

  private static func counts(
    _ left: ComparedRun, _ right: ComparedRun, after seq: Int
  ) throws(StoreError) -> [(type: String, left: Int, right: Int)] {
    let one = try left.archive.typeCounts(run: left.row.run, after: seq)
    let other = try right.archive.typeCounts(run: right.row.run, after: seq)
    return Set(one.map(\.type) + other.map(\.type)).sorted().map { type in
      (
        type, one.first { $0.type == type }?.count ?? 0,
        other.first { $0.type == type }?.count ?? 0
      )
    }
  }

  /// Commands that differ in what they ask for; what became of them follows from it.
  private static func commands(
    _ left: ComparedRun, _ right: ComparedRun
  ) throws(StoreError) -> [CommandDifference] {
    let one = try left.archive.commands(run: left.row.run)
    let other = try right.archive.commands(run: right.row.run)
    let byID = Dictionary(other.map { ($0.command, $0) }) { first, _ in first }
    let known = Set(one.map(\.command))
    var found = one.compactMap { command -> CommandDifference? in
      let twin = byID[command.command]
      let isSame =
        twin.map {
          $0.time == command.time && $0.verb == command.verb && $0.arguments == command.arguments
        } ?? false
      return isSame ? nil : CommandDifference(left: command, right: twin)
    }
    found += other.filter { !known.contains($0.command) }.map {
      CommandDifference(left: nil, right: $0)
    }
    return found.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
  }
}
