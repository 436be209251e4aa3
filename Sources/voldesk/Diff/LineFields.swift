// A line of the journal taken apart into its fields, each with its path and its text.
//
// The scan is over bytes and knows no types: it works for every event there is and will be, and it
// shows a value exactly as the line has it.

/// A field of a line.
struct LineField: Hashable, Sendable {
  /// Where it stands, as `after.margin` or `legs[2].bid`.
  let path: String
  /// Its value as the line has it: a number, a quoted text, `true`, `null`, or `[]` for an empty list.
  let value: String
}

/// Takes a line of JSON apart, in the order of its fields; what is damaged ends the list.
func lineFields(_ line: [UInt8]) -> [LineField] {
  var scan = FieldScan(bytes: line)
  scan.value(at: "")
  return scan.fields
}

/// A scan over the bytes of one line.
private struct FieldScan {
  let bytes: [UInt8]
  var place = 0
  var fields: [LineField] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  private var byte: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func take(_ wanted: Character) -> Bool {
    guard let byte, byte == wanted.asciiValue else { return false }
    place += 1
    return true
  }

  /// Reads a value and keeps the plain ones under it; false where the line is damaged.
  @discardableResult
  mutating func value(at path: String) -> Bool {
    switch byte {
    case UInt8(ascii: "{"): return object(at: path)
    case UInt8(ascii: "["): return list(at: path)
    default:
      guard let text = plain() else { return false }
      fields.append(LineField(path: path, value: text))
      return true
    }
  }

  private mutating func object(at path: String) -> Bool {
    place += 1
    if take("}") {
      if !path.isEmpty { fields.append(LineField(path: path, value: "{}")) }
      return true
    }
    repeat {
      guard let quoted = plain(), quoted.hasPrefix("\""), take(":") else { return false }
      let key = String(quoted.dropFirst().dropLast())
      guard value(at: path.isEmpty ? key : "\(path).\(key)") else { return false }
    } while take(",")
    return take("}")
  }

  private mutating func list(at path: String) -> Bool {
    place += 1
    if take("]") {
      fields.append(LineField(path: path, value: "[]"))
      return true
    }
    var index = 0
    repeat {
      guard value(at: "\(path)[\(index)]") else { return false }
      index += 1
    } while take(",")
    return take("]")
  }

  /// A number, a word or a quoted text; nil where there is none.
  private mutating func plain() -> String? {
    let start = place
    if byte == UInt8(ascii: "\"") {
      place += 1
      while let next = byte, next != UInt8(ascii: "\"") {
        place += next == UInt8(ascii: "\\") ? 2 : 1
      }
      guard place < bytes.count else { return nil }
      place += 1
    } else {
      while let next = byte, !",]}".utf8.contains(next) { place += 1 }
    }
    return place > start ? String(decoding: bytes[start..<place], as: UTF8.self) : nil
  }
}
