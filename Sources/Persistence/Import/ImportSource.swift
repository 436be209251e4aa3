// Where an imported row comes from: the file's name and the hash of its bytes.

/// A file as the rows that came from it name it.
struct ImportSource: Hashable, Sendable {
  /// The file's name, without its folder.
  let name: String
  /// SHA-256 of its bytes in hexadecimal.
  let sha256: String

  /// The source of bars, series and events: the name and twelve digits of the hash.
  var text: String { "\(name)#\(sha256.prefix(12))" }

  /// The run under which quotes of options stand: minus the twelve digits of the hash as a number.
  var run: Int64 { -(Int64(sha256.prefix(12), radix: 16) ?? 1) }

  /// Every row that came with a file, and none that a desk wrote, matches this in SQL.
  static let pattern =
    "GLOB '*#[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]"
    + "[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'"

  /// Names a source; nil when the hash is none or cannot number the quotes.
  init?(name: String, sha256: String) {
    guard sha256.utf8.count == 64, sha256.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }),
      let number = Int64(sha256.prefix(12), radix: 16), number > 0
    else { return nil }
    self.name = name
    self.sha256 = sha256
  }

  /// The name of a file as it may stand in a table: no folder, no control bytes, not too long.
  static func plainName(_ path: String) -> String {
    let last = path.split(separator: "/").last ?? "file"
    var name = ""
    for scalar in last.unicodeScalars.prefix(120) {
      let isPlain = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
      name.unicodeScalars.append(isPlain ? scalar : "?")
    }
    return name
  }
}
