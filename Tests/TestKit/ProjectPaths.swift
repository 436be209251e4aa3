// Where tests find the package, its files, and the data and golden files outside it.

import Glibc

/// Folders that tests read from.
public enum ProjectPaths {
  /// The folder of Package.swift.
  public static let root: String = {
    // <root>/Tests/TestKit/ProjectPaths.swift: three components up, links followed.
    let parts = (resolved(#filePath) ?? #filePath).split(
      separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/")
  }()

  private static func resolved(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  /// A path inside the package.
  public static func inRoot(_ path: String) -> String { "\(root)/\(path)" }

  /// Golden files: `VOLDESK_REFERENCE`, else the fixtures of the package.
  public static var reference: String {
    environment("VOLDESK_REFERENCE") ?? inRoot("Tests/Fixtures/reference")
  }

  /// Vendor files that are not the project's to give away: `VOLDESK_DATA`, else beside it.
  public static var data: String { environment("VOLDESK_DATA") ?? inRoot("../shared/data") }

  /// Whether something stands at a path.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The value of an environment variable, nil when unset or empty.
  public static func environment(_ name: String) -> String? {
    guard let raw = getenv(name) else { return nil }
    let value = String(cString: raw)
    return value.isEmpty ? nil : value
  }

  /// The whole of a text file.
  public static func text(of path: String) throws -> String {
    String(decoding: try bytes(of: path), as: UTF8.self)
  }

  /// The bytes of a file.
  public static func bytes(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw TestDataError.missing(path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      guard count > 0 else { break }
      bytes.append(contentsOf: chunk[0..<count])
    }
    guard ferror(file) == 0 else { throw TestDataError.missing(path) }
    return bytes
  }
}

/// Why test data could not be used.
public enum TestDataError: Error, CustomStringConvertible {
  /// No such file, or it cannot be read.
  case missing(String)
  /// A list that must hold cases holds none.
  case empty(file: String, list: String)
  /// A file holds fewer cases than the one that ships with the tests.
  case fewer(file: String, found: Int, shipped: Int)
  /// The file is there but does not read.
  case malformed(file: String, why: String)
  /// A case lacks a field, or the field is of another kind.
  case field(String, in: String)

  /// What was wrong, and where.
  public var description: String {
    switch self {
    case .missing(let path): "cannot read \(path)"
    case .empty(let file, let list): "\(file): the list \(list) is missing or holds no case"
    case .fewer(let file, let found, let shipped):
      "\(file) holds \(found) cases, the shipped one \(shipped)"
    case .malformed(let file, let why): "\(file): \(why)"
    case .field(let name, let owner): "no usable field \(name) in \(owner)"
    }
  }
}
