// From the bytes of a JSON5 file to a tree, or to the reason why not.

import FoundationEssentials

/// A configuration file read into a tree.
public struct ConfigDocument: Hashable, Sendable {
  /// What messages call it.
  public let name: String
  /// The tree, with keys sorted.
  public let root: ConfigValue

  /// The largest file that is read.
  public static let largest = 1_000_000

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: The file as it is.
  ///   - name: What messages call it, as `config/settings.json5`.
  /// - Throws: One issue: the file is too large, is not UTF-8, or breaks the grammar at a line and
  ///   column.
  public init(_ bytes: [UInt8], name: String) throws(ConfigurationError) {
    func refuse(_ place: String, _ text: String) -> ConfigurationError {
      ConfigurationError([ConfigIssue(source: name, place: place, text: text)])
    }
    guard bytes.count <= ConfigDocument.largest else {
      throw refuse("", "\(bytes.count) bytes; a configuration file has at most 1000000")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw refuse("", "is not UTF-8 text")
    }
    do {
      try JSON5Scan.check(bytes)
    } catch {
      throw refuse("line \(error.line), column \(error.column)", error.text)
    }
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    do {
      root = try decoder.decode(ConfigValue.self, from: Data(bytes))
    } catch {
      throw refuse("", "does not parse as JSON5")
    }
    self.name = name
  }
}

extension ConfigValue: Decodable {
  /// Reads any value.
  public init(from decoder: any Decoder) throws {
    if let table = try? decoder.container(keyedBy: AnyKey.self) {
      let keys = table.allKeys.sorted { $0.stringValue < $1.stringValue }
      self = .table(
        try keys.map { Member($0.stringValue, try table.decode(ConfigValue.self, forKey: $0)) })
      return
    }
    if var list = try? decoder.unkeyedContainer() {
      var elements: [ConfigValue] = []
      while !list.isAtEnd { elements.append(try list.decode(ConfigValue.self)) }
      self = .list(elements)
      return
    }
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let flag = try? value.decode(Bool.self) {
      self = .bool(flag)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else {
      self = .string(try value.decode(String.self))
    }
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }
}
