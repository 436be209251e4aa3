// What is wrong with a line of a command file.

import Canvas
import FoundationEssentials

/// What is wrong with a line of a command file.
struct CommandFault: Error {
  /// What the line is or has, without its place.
  var text: String

  /// A fault that is known.
  init(text: String) { self.text = text }

  /// Why a line could not be read as a command: the key, its value and what it must be.
  init(_ error: any Error, in line: String) {
    let example = #"{"ts":"2018-02-05T10:42:00-05:00","verb":"kill"}"#
    text = "is not a command such as \(example)"
    switch error as? DecodingError {
    case .typeMismatch(let type, let context): explain(context.codingPath, type, in: line)
    case .valueNotFound(let type, let context): explain(context.codingPath, type, in: line)
    case .dataCorrupted: explainParts(in: line)
    case .keyNotFound(let key, _): text = "needs \"\(key.stringValue)\", as in \(example)"
    default: break
    }
  }

  /// A number with a part behind the point, where a whole one is needed, is told without its key.
  private mutating func explainParts(in line: String) {
    let values = try? JSONDecoder().decode([String: ShownValue].self, from: Data(line.utf8))
    for key in ["candidate", "rev", "quantity", "position", "alert", "order"] {
      guard let value = values?[key], value.hasParts else { continue }
      text = "\(key) \(value.text) is not a whole number"
      return
    }
  }

  private mutating func explain(_ path: [any CodingKey], _ type: any Any.Type, in line: String) {
    guard let key = path.first?.stringValue else { return }
    let values = try? JSONDecoder().decode([String: ShownValue].self, from: Data(line.utf8))
    let rule =
      switch type {
      case _ where key == "value": "a number or \"off\""
      case is String.Type: "a text"
      case is Int.Type: "a whole number"
      default: "a number"
      }
    text = "\(key) \(values?[key]?.text ?? "null") is not \(rule)"
  }
}

/// A value of a line as a message shows it: short, and nothing in it that could garble a terminal.
private struct ShownValue: Decodable {
  let text: String
  /// Whether it is a number that no integer is.
  private(set) var hasParts = false

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let word = try? container.decode(String.self) {
      text = jsonText(sanitize(String(word.prefix(40))))
    } else if let flag = try? container.decode(Bool.self) {
      text = flag ? "true" : "false"
    } else if let whole = try? container.decode(Int.self) {
      text = String(whole)
    } else if let number = try? container.decode(Double.self) {
      text = jsonNumber(number)
      hasParts = true
    } else {
      text = container.decodeNil() ? "null" : "a list or an object"
    }
  }
}
