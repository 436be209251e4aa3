// The request for the kill switch that needs no program: a file beside the database.

import Glibc

/// The file `<db>.kill`.
public struct KillFile: Sendable {
  private let path: String

  /// The kill file of a database.
  public init(_ files: DatabaseFiles) { path = files.kill }

  /// Whether the kill switch is asked for.
  public var isPresent: Bool { access(path, F_OK) == 0 }

  /// The reason in the file; a fixed text when it is empty or cannot be read.
  public var reason: String {
    let bytes = (try? smallFile(path)) ?? []
    let line = String(decoding: bytes.prefix { $0 != 0x0A }.prefix(200), as: UTF8.self)
    return line.isEmpty ? "kill file" : line
  }

  /// Asks for the kill switch.
  public func request(reason: String) throws(StoreError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .file(path: path, reason: systemMessage()) }
    defer { close(descriptor) }
    let text = Array((reason + "\n").utf8)
    guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
      throw .file(path: path, reason: systemMessage())
    }
  }

  /// Removes the request once it has been carried out; it is right when there was none.
  public func clear() throws(StoreError) {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw .file(path: path, reason: systemMessage())
    }
  }
}
