// A folder of small files that goes away with the test, plain or packed.

import Feeds
import Glibc
import TestKit
import Testing

/// A folder for files that a test writes and reads, with folders in it where a name has any.
final class ScratchFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/voldesk-feeds-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestDataError.missing("a scratch folder") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = system("rm -rf '\(path)'") }

  /// Makes a folder in it.
  func folder(_ name: String) throws -> String {
    let folder = "\(path)/\(name)"
    guard system("mkdir -p '\(folder)'") == 0 else { throw TestDataError.missing(folder) }
    return folder
  }

  /// Writes a file.
  @discardableResult
  func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let parts = name.split(separator: "/")
    if parts.count > 1 { _ = try folder(parts.dropLast().joined(separator: "/")) }
    let file = "\(path)/\(name)"
    guard let handle = fopen(file, "wb") else { throw TestDataError.missing(file) }
    defer { fclose(handle) }
    guard fwrite(bytes, 1, bytes.count, handle) == bytes.count else {
      throw TestDataError.missing(file)
    }
    return file
  }

  /// Writes a text.
  @discardableResult
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

  /// Writes a zip of some files that are stored as they are.
  @discardableResult
  func zip(_ name: String, _ entries: [(String, String)]) throws -> String {
    var zip = StoredZip()
    for entry in entries { zip.add(entry.0, entry.1) }
    return try write(zip.bytes, name)
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
