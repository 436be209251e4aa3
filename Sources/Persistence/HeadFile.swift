// The witness: the last acknowledged event, kept outside the database.
//
// A log that was lost or deleted leaves a sound, shorter database behind, which SQLite cannot
// notice. The witness is written after COMMIT and before the acknowledgement, so it is never
// ahead of a whole journal. Two slots take turns on pages of their own: a torn write spoils one.

import Glibc
import Numerics

/// The last acknowledged event.
public struct Head: Hashable, Sendable {
  /// The run.
  public var run: Int
  /// Its last acknowledged event; 0 when none was.
  public var seq: Int
  /// The hash of that event's line in the chain.
  public var hash: [UInt8]

  /// Makes a head.
  public init(run: Int, seq: Int, hash: [UInt8]) {
    self.run = run
    self.seq = seq
    self.hash = hash
  }
}

/// What the two slots of a witness file say.
struct HeadReading {
  /// The newest sound slot.
  var head: Head?
  /// Its turn.
  var generation: UInt64 = 0
  /// Slots that hold bytes but no sound head.
  var damaged = 0
}

/// The witness file, open for writing.
final class HeadFile {
  private static let magic = Array("VDHEAD1\n".utf8)
  private static let slotSize = 4096
  private static let bodySize = 64
  private let descriptor: Int32
  private let path: String
  private var generation: UInt64

  /// Opens or makes the file.
  init(_ path: String) throws(StoreError) {
    let reading = try HeadFile.read(path)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .file(path: path, reason: systemMessage()) }
    self.path = path
    generation = reading?.generation ?? 0
    if reading == nil { try allocate() }
  }

  deinit { Glibc.close(descriptor) }

  private func allocate() throws(StoreError) {
    let blank = [UInt8](repeating: 0, count: 2 * HeadFile.slotSize)
    guard pwrite(descriptor, blank, blank.count, 0) == blank.count, fsync(descriptor) == 0 else {
      throw .file(path: path, reason: systemMessage())
    }
  }

  /// Writes the next slot and waits until it is on the disk.
  func write(_ head: Head) throws(StoreError) {
    generation += 1
    var bytes = HeadFile.magic
    for number in [generation, UInt64(head.run), UInt64(head.seq)] {
      bytes.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
    }
    bytes.append(contentsOf: head.hash)
    bytes.append(contentsOf: SHA256.hash(bytes))
    let offset = off_t(generation % 2) * off_t(HeadFile.slotSize)
    guard pwrite(descriptor, bytes, bytes.count, offset) == bytes.count else {
      throw .file(path: path, reason: systemMessage())
    }
    guard fdatasync(descriptor) == 0 else { throw .file(path: path, reason: systemMessage()) }
  }

  /// Reads a witness file that a living desk may be writing; nil when it is not there.
  static func read(_ path: String) throws(StoreError) -> HeadReading? {
    let first = try readOnce(path)
    guard let first, first.damaged > 0 else { return first }
    usleep(5_000)
    return try readOnce(path)
  }

  private static func readOnce(_ path: String) throws(StoreError) -> HeadReading? {
    guard let bytes = try smallFile(path) else { return nil }
    var reading = HeadReading()
    for slot in 0..<2 {
      let start = slot * slotSize
      guard start < bytes.count else { continue }
      let found = Array(bytes[start..<min(start + slotSize, bytes.count)])
      if found.allSatisfy({ $0 == 0 }) { continue }
      guard let (generation, head) = decode(found) else {
        reading.damaged += 1
        continue
      }
      if generation > reading.generation {
        reading.generation = generation
        reading.head = head
      }
    }
    return reading
  }

  private static func decode(_ slot: [UInt8]) -> (UInt64, Head)? {
    guard slot.count >= bodySize + 32, Array(slot[0..<8]) == magic,
      SHA256.hash(Array(slot[0..<bodySize])) == Array(slot[bodySize..<(bodySize + 32)])
    else { return nil }
    func number(_ at: Int) -> UInt64 {
      (0..<8).reduce(0) { $0 | UInt64(slot[at + $1]) << (8 * UInt64($1)) }
    }
    guard let run = Int(exactly: number(16)), let seq = Int(exactly: number(24)) else { return nil }
    return (number(8), Head(run: run, seq: seq, hash: Array(slot[32..<64])))
  }
}

extension DeskStore {
  /// Witnesses the newest run as it stands, in both slots, so that a damaged one is healed.
  func witnessNewestRun() throws(StoreError) {
    let newest = "SELECT run, last_seq, last_hash FROM runs ORDER BY run DESC LIMIT 1"
    guard let row = try connection.rows(newest).first, let run = row[0].int,
      let seq = row[1].int, case .blob(let hash) = row[2]
    else { return }
    for _ in 0..<2 { try head.write(Head(run: run, seq: seq, hash: hash)) }
  }
}
