// Zip files for tests, written without packing and without a program.

import Glibc

/// A zip file of stored entries.
public struct StoredZip {
  private var entries: [(name: [UInt8], body: [UInt8])] = []

  /// An empty file.
  public init() {}

  /// Adds a file.
  public mutating func add(_ name: String, _ body: String) {
    entries.append((Array(name.utf8), Array(body.utf8)))
  }

  /// The bytes of the zip file.
  public var bytes: [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let offset = file.count
      let fields = shared(entry.body, nameLength: entry.name.count)
      file += little(0x0403_4B50, 4) + fields + entry.name + entry.body
      directory += little(0x0201_4B50, 4) + little(20, 2) + fields
      directory += little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(offset, 4)
      directory += entry.name
    }
    let start = file.count
    file += directory
    file += little(0x0605_4B50, 4) + little(0, 2) + little(0, 2) + little(entries.count, 2)
    file += little(entries.count, 2) + little(directory.count, 4) + little(start, 4) + little(0, 2)
    return file
  }

  /// Writes the zip file.
  public func write(to path: String) throws {
    guard let file = fopen(path, "wb") else { throw TestDataError.missing(path) }
    defer { fclose(file) }
    let bytes = bytes
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw TestDataError.missing(path)
    }
  }

  /// Version, flags, method, time, date, check sum, lengths: the same in both headers.
  private func shared(_ body: [UInt8], nameLength: Int) -> [UInt8] {
    var fields = little(20, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0x21, 2)
    fields += little(Int(StoredZip.checkSum(body)), 4) + little(body.count, 4)
    return fields + little(body.count, 4) + little(nameLength, 2) + little(0, 2)
  }

  private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// CRC-32, bit by bit.
  static func checkSum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
