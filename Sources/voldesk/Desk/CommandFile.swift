// Commands from a file, one JSON object a line, in the form of the contract.

import Canvas
import DeskEngine
import FoundationEssentials
import MarketData
import Structures

/// Reads a command file; every bad line is named before the desk starts.
///
/// The id of a command without one is `file-LINE`. One with the id of a key, of a signal or of an
/// automatic approval counts as given by them, so that exported commands give the same events again.
func readCommandFile(_ path: String) throws(StartFailure) -> [DeskCommand] {
  guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
    throw StartFailure(text: "\(path) cannot be read as UTF-8 text", code: 3)
  }
  var commands: [DeskCommand] = []
  var faults: [String] = []
  var ids: Set<String> = []
  for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
    let content = line.trimmingPrefix(while: \.isWhitespace)
    if content.isEmpty || content.hasPrefix("#") { continue }
    do throws(CommandFault) {
      let command = try DeskCommand(line: String(content), number: index + 1)
      if !ids.insert(command.id).inserted {
        throw CommandFault(text: "command \"\(command.id)\" is named twice")
      }
      if let last = commands.last, command.time < last.time {
        throw CommandFault(text: "ts \(command.time) is before the line above it")
      }
      commands.append(command)
    } catch {
      faults.append("\(path):\(index + 1): \(error.text)")
    }
  }
  if !faults.isEmpty { throw StartFailure(text: faults.joined(separator: "\nvoldesk: "), code: 2) }
  return commands
}

/// The bound of a limit: a number, or the word `off`.
private struct LimitValue: Decodable {
  var number: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self.number = number
    } else {
      guard try container.decode(String.self) == "off" else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "a number or \"off\" is needed")
      }
      number = .infinity
    }
  }
}

/// A command as a file spells it.
private struct CommandLineRecord: Decodable {
  var ts: String
  var command: String?
  var verb: String
  var candidate: Int?
  var rev: Int?
  var net: Double?
  var reason: String?
  var quantity: Int?
  var position: Int?
  var structure: String?
  var legs: String?
  var word: String?
  var alert: Int?
  var name: String?
  var value: LimitValue?
  var text: String?
  var order: Int?
  var limit: Double?
}

extension DeskCommand {
  fileprivate init(line: String, number: Int) throws(CommandFault) {
    let record: CommandLineRecord
    do {
      record = try JSONDecoder().decode(CommandLineRecord.self, from: Data(line.utf8))
    } catch {
      throw CommandFault(error, in: line)
    }
    try DeskCommand.checkKeys(of: line, verb: record.verb)
    guard let time = Instant(record.ts) else {
      throw CommandFault(
        text: "ts \"\(record.ts)\" is not a time such as 2018-02-05T10:42:00-05:00")
    }
    let id = record.command ?? "file-\(number)"
    let (actor, source) = DeskCommand.origin(of: id)
    var action = try record.action()
    if case .kill(_, let reason) = action { action = .kill(source: source, reason: reason) }
    self.init(time: time, id: id, actor: actor, action: action)
  }

  /// Who gives commands with such an id, and what a kill of theirs comes from.
  private static func origin(of id: String) -> (Actor, KillSource) {
    if id.hasPrefix("key-") { return (.user, .user) }
    if id.hasPrefix("auto-C") { return (.auto, .file) }
    if id.hasPrefix("latch-") { return (.engine, .latch) }
    guard id.hasPrefix("signal-") else { return (.file, .file) }
    let word = id.split(separator: "-").dropFirst().first ?? ""
    return (.signal, KillSource(rawValue: word.uppercased()) ?? .signal)
  }

  /// Refuses a key that the verb does not take, and one that stands twice.
  private static func checkKeys(of line: String, verb: String) throws(CommandFault) {
    var seen: Set<String> = []
    var faults: [String] = []
    let taken = CommandVerb(rawValue: verb).map { ["ts", "command", "verb"] + $0.fields }
    for key in keys(of: line) {
      if !seen.insert(key).inserted { faults.append("the key \(quoted(key)) stands twice") }
      if let taken, !taken.contains(key) {
        faults.append(
          "\(verb) takes no key \(quoted(key)), only \(taken.joined(separator: ", "))")
      }
    }
    if !faults.isEmpty { throw CommandFault(text: faults.joined(separator: "; ")) }
  }
}

/// The keys of a line that is known to be one JSON object, each as often as it stands there.
private func keys(of line: String) -> [String] {
  var keys: [String] = []
  var text: [UInt8] = []
  var depth = 0
  var isInside = false
  var isEscaped = false
  for byte in line.utf8 {
    if isInside {
      text.append(byte)
      if !isEscaped, byte == UInt8(ascii: "\"") { isInside = false }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      continue
    }
    switch byte {
    case UInt8(ascii: "\""):
      isInside = true
      text = [byte]
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
    case UInt8(ascii: ":") where depth == 1:
      let plain = String(decoding: text.dropFirst().dropLast(), as: UTF8.self)
      keys.append((try? JSONDecoder().decode(String.self, from: Data(text))) ?? plain)
    default: break
    }
  }
  return keys
}

/// A key as a message shows it: quoted, short, nothing in it that could garble a terminal.
private func quoted(_ key: String) -> String { jsonText(sanitize(String(key.prefix(40)))) }

extension CommandLineRecord {
  private func need<T>(_ value: T?, _ name: String) throws(CommandFault) -> T {
    guard let value else { throw CommandFault(text: "\(verb) needs \"\(name)\"") }
    return value
  }

  private func kind() throws(CommandFault) -> StructureKind {
    let word = try need(structure, "structure")
    guard let kind = StructureKind(rawValue: word) else {
      let known = StructureKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandFault(text: "structure \(quoted(word)) is none of \(known)")
    }
    return kind
  }

  /// The legs of one package, every malformed one named.
  private func packageLegs() throws(CommandFault) -> [Leg] {
    let texts = try need(legs, "legs").split(separator: ",", omittingEmptySubsequences: false)
    var found: [Leg] = []
    var faults: [String] = []
    for text in texts {
      let text = text.trimmingPrefix(while: \.isWhitespace)
      if let leg = Leg(text) {
        found.append(leg)
      } else {
        faults.append("leg \(quoted(String(text))) is not one such as SPX-20180316-P-2600:-1")
      }
    }
    if !faults.isEmpty { throw CommandFault(text: faults.joined(separator: "; ")) }
    return found
  }

  fileprivate func action() throws(CommandFault) -> CommandAction {
    switch verb {
    case "approve":
      guard let net = Money(dollars: try need(net, "net")) else {
        throw CommandFault(text: "net is not an amount")
      }
      return .approve(
        candidate: try need(candidate, "candidate"), rev: try need(rev, "rev"), net: net)
    case "reject":
      return .reject(
        candidate: try need(candidate, "candidate"), rev: try need(rev, "rev"),
        reason: reason ?? "")
    case "restore": return .restore(candidate: try need(candidate, "candidate"))
    case "size":
      return .size(
        candidate: try need(candidate, "candidate"), quantity: try need(quantity, "quantity"))
    case "close": return .close(position: try need(position, "position"))
    case "roll": return .roll(position: try need(position, "position"))
    case "manual":
      return .manual(
        structure: try kind(), legs: try packageLegs(), quantity: try need(quantity, "quantity"))
    case "flatten": return .flatten(word: try need(word, "word"))
    case "kill": return .kill(source: .file, reason: reason ?? "command file")
    case "resume": return .resume(word: try need(word, "word"), reason: try need(reason, "reason"))
    case "reduce": return .reduce(reason: reason ?? "")
    case "active": return .active
    case "ack": return .ack(alert: try need(alert, "alert"))
    case "limit":
      return .limit(
        name: try need(name, "name"), value: try need(value, "value").number, word: word ?? "",
        reason: reason ?? "")
    case "note": return .note(text: try need(text, "text"))
    case "cancel": return .cancel(order: try need(order, "order"))
    case "replace":
      guard let least = Money(dollars: try need(limit, "limit")) else {
        throw CommandFault(text: "limit is not an amount")
      }
      return .replace(order: try need(order, "order"), limit: least)
    default:
      throw CommandFault(
        text: "verb \"\(verb)\" is none of approve, reject, restore, size, close, roll, manual, "
          + "flatten, kill, resume, reduce, active, ack, limit, note, cancel, replace")
    }
  }
}
