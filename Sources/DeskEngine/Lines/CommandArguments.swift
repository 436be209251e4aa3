// What a command names, as the fields of its line in a command file.

import MarketData
import Structures

extension CommandVerb {
  /// The fields of a line with this verb beside `ts`, `command` and `verb`, in their order.
  public var fields: [String] {
    switch self {
    case .approve: ["candidate", "rev", "net"]
    case .reject: ["candidate", "rev", "reason"]
    case .restore: ["candidate"]
    case .size: ["candidate", "quantity"]
    case .close, .roll: ["position"]
    case .manual: ["structure", "legs", "quantity"]
    case .flatten: ["word"]
    case .kill, .reduce: ["reason"]
    case .resume: ["word", "reason"]
    case .active: []
    case .ack: ["alert"]
    case .limit: ["name", "value", "word", "reason"]
    case .note: ["text"]
    case .cancel: ["order"]
    case .replace: ["order", "limit"]
    }
  }
}

extension CommandAction {
  /// The arguments as one JSON object without spaces, money in dollars.
  ///
  /// Texts are cleaned as the journal cleans them. Who sent a kill is no argument: its event says.
  public var arguments: String {
    var writer = LineWriter(reserving: 64)
    writer.begin()
    switch self {
    case .approve(var candidate, var rev, let net):
      writer.field("candidate", &candidate)
      writer.field("rev", &rev)
      writer.number("net", net.description) { _ in true }
    case .reject(var candidate, var rev, let reason):
      writer.field("candidate", &candidate)
      writer.field("rev", &rev)
      writer.text("reason", cleaned(reason)) { _ in true }
    case .restore(var candidate): writer.field("candidate", &candidate)
    case .size(var candidate, var quantity):
      writer.field("candidate", &candidate)
      writer.field("quantity", &quantity)
    case .close(var position), .roll(var position): writer.field("position", &position)
    case .manual(let structure, let legs, var quantity):
      writer.text("structure", structure.rawValue) { _ in true }
      let list = legs.map(\.text).joined(separator: ",")
      writer.text("legs", cleaned(list, most: longText)) { _ in true }
      writer.field("quantity", &quantity)
    case .flatten(let word): writer.text("word", cleaned(word)) { _ in true }
    case .kill(_, let reason), .reduce(let reason):
      writer.text("reason", cleaned(reason)) { _ in true }
    case .resume(let word, let reason):
      writer.text("word", cleaned(word)) { _ in true }
      writer.text("reason", cleaned(reason)) { _ in true }
    case .active: break
    case .ack(var alert): writer.field("alert", &alert)
    case .limit(let name, var value, let word, let reason):
      writer.text("name", cleaned(name)) { _ in true }
      writer.field("value", &value)
      if !word.isEmpty { writer.text("word", cleaned(word)) { _ in true } }
      if !reason.isEmpty { writer.text("reason", cleaned(reason)) { _ in true } }
    case .cancel(var order): writer.field("order", &order)
    case .replace(var order, let limit):
      writer.field("order", &order)
      writer.number("limit", limit.description) { _ in true }
    case .note(let text): writer.text("text", cleaned(text)) { _ in true }
    }
    writer.end()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// Characters of a text that lists many things, such as legs or what is wrong with them.
let longText = 2_000

/// A text from outside without control or formatting characters, at most 200 of them.
func cleaned(_ text: String, most: Int = 200) -> String {
  if text.utf8.count <= most, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
  var result = ""
  for scalar in text.unicodeScalars.prefix(most) {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF:
      result.unicodeScalars.append("\u{FFFD}")
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
