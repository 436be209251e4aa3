// A folder of small files that goes away with the test, plain or packed.

import Feeds
import Glibc
import Testing

/// A folder for files that a test writes and reads.
final class ScratchFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/voldesk-import-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    var names: [String] = []
    if let handle = opendir(path) {
      while let entry = readdir(handle) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        names.append(name)
      }
      closedir(handle)
    }
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// Writes a file.
  func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let file = "\(path)/\(name)"
    let handle = try #require(fopen(file, "wb"))
    _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, handle) }
    fclose(handle)
    return file
  }

  /// Writes a text.
  func write(_ text: String, _ name: String) throws -> String {
    try write(Array(text.utf8), name)
  }

  /// Writes pieces through gzip.
  func gzip(_ name: String, times: Int = 1, _ piece: [UInt8]) throws -> String {
    let file = "\(path)/\(name)"
    let pipe = try #require(popen("gzip -c > '\(file)'", "w"))
    for _ in 0..<times {
      _ = piece.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, pipe) }
    }
    #expect(pclose(pipe) == 0)
    return file
  }

  /// Writes a zip file of one entry that is stored as it is.
  func zip(_ name: String, _ bytes: [UInt8], entry: String = "table.csv") throws -> String {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let sum = little(Int(ScratchFolder.checksum(bytes)), 4)
    let sizes = little(bytes.count, 4) + little(bytes.count, 4)
    let common = little(0, 4) + little(0, 4) + sum + sizes + little(entry.utf8.count, 2)
    let local = [0x50, 0x4B, 3, 4, 20, 0] + common + little(0, 2) + Array(entry.utf8) + bytes
    let central =
      [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + common + little(0, 12) + little(0, 4) + Array(entry.utf8)
    let end =
      [0x50, 0x4B, 5, 6] + little(0, 4) + little(1, 2) + little(1, 2) + little(central.count, 4)
      + little(local.count, 4) + little(0, 2)
    return try write(local + central + end, name)
  }

  /// CRC-32 (ISO 3309).
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}

extension MarketFile {
  /// How often a rule was broken.
  func count(_ code: String) -> Int { findings.first { $0.code == code }?.count ?? 0 }
}

/// Why a file is refused; an empty text when it is not.
func refusal(_ path: String, options: ReadOptions = ReadOptions()) -> FeedError? {
  do {
    _ = try readMarketFile(path, options: options)
    return nil
  } catch {
    return error as? FeedError
  }
}
