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
  /// The slot of the newest sound head.
  var newestSlot = 1
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
  /// The slot that the next write goes to; the other one is on the disk.
  private var slot: Int
  private var lastSynced: Int64 = 0

  /// Opens or makes the file.
  init(_ path: String) throws(StoreError) {
    let reading = try HeadFile.read(path)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .file(path: path, reason: systemMessage()) }
    self.path = path
    generation = reading?.generation ?? 0
    slot = reading?.newestSlot == 0 ? 1 : 0
    if reading == nil { try allocate() }
  }

  deinit { Glibc.close(descriptor) }

  private func allocate() throws(StoreError) {
    let blank = [UInt8](repeating: 0, count: 2 * HeadFile.slotSize)
    guard pwrite(descriptor, blank, blank.count, 0) == blank.count, fsync(descriptor) == 0 else {
      throw .file(path: path, reason: systemMessage())
    }
  }

  /// Longest time in nanoseconds for which the witness on the disk may lag behind the journal.
  private static let longestLag: Int64 = 1_000_000_000

  /// Writes the next slot, and waits until it is on the disk when an acknowledgement depends on it.
  ///
  /// A witness that lags after a power failure is still right, since it is never ahead of the
  /// journal; it is synced at least once a second all the same. Until then later writes take the
  /// same slot, so that the other one always holds what was synced last.
  func write(_ head: Head, isAcknowledged: Bool) throws(StoreError) {
    generation += 1
    var bytes = HeadFile.magic
    for number in [generation, UInt64(head.run), UInt64(head.seq)] {
      bytes.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
    }
    bytes.append(contentsOf: head.hash)
    bytes.append(contentsOf: SHA256.hash(bytes))
    let offset = off_t(slot) * off_t(HeadFile.slotSize)
    guard pwrite(descriptor, bytes, bytes.count, offset) == bytes.count else {
      throw .file(path: path, reason: systemMessage())
    }
    let now = wallNanoseconds()
    guard isAcknowledged || now - lastSynced >= HeadFile.longestLag || now < lastSynced else {
      return
    }
    guard fdatasync(descriptor) == 0 else { throw .file(path: path, reason: systemMessage()) }
    lastSynced = now
    slot = 1 - slot
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
        reading.newestSlot = slot
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
    for _ in 0..<2 { try head.write(Head(run: run, seq: seq, hash: hash), isAcknowledged: true) }
  }
}
