// The file of `--record`: the recorded tape of a live run, for a later replay.

import DeskEngine
import Feeds
import Glibc
import Persistence

/// A file that is written line by line while the desk runs.
final class RecordFile: Sendable {
  let path: String
  private let descriptor: Int32

  /// Makes a file; one that is there is not written over.
  init(_ path: String, head: [UInt8]) throws(StartFailure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw StartFailure(text: "--record \(path): \(systemText())", code: 3)
    }
    guard writeAll(head + [0x0A], to: descriptor) else {
      throw StartFailure(text: "--record \(path): \(systemText())", code: 3)
    }
  }

  deinit { close(descriptor) }

  /// Appends lines.
  ///
  /// What a full disk refuses is still in the database.
  func write(_ lines: [UInt8]) { writeAll(lines, to: descriptor) }
}

extension DeskPlan {
  /// The file of `--record`, with what a resumed run has recorded before; nil without the flag.
  func recordFile(
    _ store: any JournalStore, _ identity: TapeIdentity, isResumed: Bool
  ) throws -> RecordFile? {
    guard let record else { return nil }
    let file = try RecordFile(record, head: TapeLine.head(source: identity.source))
    if isResumed { file.write(try store.recordedTape(isWhole: true)) }
    return file
  }
}
