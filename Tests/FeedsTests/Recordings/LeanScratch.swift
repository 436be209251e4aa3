// A folder in Lean's shape that goes away with the test.

import Glibc
import TestKit

/// A scratch folder with Lean's files in it.
final class LeanScratch {
  let path: String

  init() throws {
    var template = Array("/tmp/voldesk-lean-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestDataError.missing("scratch folder") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = system("rm -rf '\(path)'") }

  func folder(_ name: String) throws -> String {
    let folder = "\(path)/\(name)"
    guard system("mkdir -p '\(folder)'") == 0 else { throw TestDataError.missing(folder) }
    return folder
  }

  /// Writes a zip of some files.
  func zip(_ name: String, _ entries: [(String, String)]) throws {
    var zip = StoredZip()
    for entry in entries { zip.add(entry.0, entry.1) }
    let parts = name.split(separator: "/")
    let folder = try folder(parts.dropLast().joined(separator: "/"))
    try zip.write(to: "\(folder)/\(parts.last ?? "")")
  }

  func text(_ name: String, _ text: String) throws {
    let parts = name.split(separator: "/")
    let folder = try folder(parts.dropLast().joined(separator: "/"))
    guard let file = fopen("\(folder)/\(parts.last ?? "")", "w") else {
      throw TestDataError.missing(name)
    }
    fputs(text, file)
    fclose(file)
  }

  /// A quote row whose bars stand still.
  static func quote(_ ms: Int, _ bid: String, _ ask: String) -> String {
    "\(ms),\(bid),\(bid),\(bid),\(bid),3,\(ask),\(ask),\(ask),\(ask),4\n"
  }

  /// A trade row whose bar stands still.
  static func trade(_ ms: Int, _ price: String, _ volume: Int = 5) -> String {
    "\(ms),\(price),\(price),\(price),\(price),\(volume)\n"
  }
}
