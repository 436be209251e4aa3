// Taking a setting from a document, a variable or a flag into `Settings`.

/// Why a value was not taken.
enum SettingRefusal: Error, Hashable {
  case wrongType(found: String)
  case notAllowed(String)
}

extension SettingField {
  /// Puts a value of a document into its place.
  func store(_ value: ConfigValue, into settings: inout Settings) throws(SettingRefusal) {
    switch (access, value) {
    case (.number(let path, let range), .number(let number)):
      settings[keyPath: path] = try within(range, number)
    case (.integer(let path, let range), .number(let number)):
      guard let whole = Int(exactly: number), range.contains(whole) else {
        throw .notAllowed(ConfigValue.text(of: number))
      }
      settings[keyPath: path] = whole
    case (.flag(let path), .bool(let flag)):
      settings[keyPath: path] = flag
    case (.choice(let path, let words), .string(let word)):
      guard words.contains(word) else { throw .notAllowed(ConfigValue.quoted(word)) }
      settings[keyPath: path] = word
    case (.name(let path), .string(let word)):
      guard SettingField.isName(word) else { throw .notAllowed(ConfigValue.quoted(word)) }
      settings[keyPath: path] = word
    case (.numbers(let path, let range, let count), .list(let elements)):
      settings[keyPath: path] = try numbers(elements, range, count)
    case (.words(let path, let allowed), .list(let elements)):
      settings[keyPath: path] = try words(elements, allowed)
    case (.speed(let path), .string("max")):
      settings[keyPath: path] = .infinity
    case (.speed, .string(let word)):
      throw .notAllowed(ConfigValue.quoted(word))
    case (.speed(let path), .number(let number)):
      settings[keyPath: path] = try within(0.01...100_000, number)
    default:
      throw .wrongType(found: value.kind)
    }
  }

  /// Reads the text of a variable or a flag as the kind of value this setting takes.
  func parse(_ text: String) -> ConfigValue {
    switch access {
    case .number, .integer: SettingField.number(text)
    case .flag: ["true": .bool(true), "false": .bool(false)][text] ?? .string(text)
    case .choice, .name: .string(text)
    case .speed: text == "max" ? .string(text) : SettingField.number(text)
    case .numbers:
      .list(
        text.split(separator: ",", omittingEmptySubsequences: false).map {
          SettingField.number(String($0))
        })
    case .words:
      .list(
        text.split(separator: ",").map { word in
          .string(String(word.filter { $0 != "\"" && $0 != "'" && $0 != " " }))
        })
    }
  }

  private func words(
    _ elements: [ConfigValue], _ allowed: [String]
  ) throws(SettingRefusal) -> [String] {
    var result: [String] = []
    for element in elements {
      guard case .string(let word) = element else {
        throw .wrongType(found: "a list with \(element.kind)")
      }
      guard allowed.contains(word), !result.contains(word) else {
        throw .notAllowed(ConfigValue.quoted(word))
      }
      result.append(word)
    }
    return result
  }

  private func within(
    _ range: ClosedRange<Double>, _ number: Double
  ) throws(SettingRefusal) -> Double {
    guard range.contains(number) else { throw .notAllowed(ConfigValue.text(of: number)) }
    return number
  }

  private func numbers(
    _ elements: [ConfigValue], _ range: ClosedRange<Double>, _ count: ClosedRange<Int>
  ) throws(SettingRefusal) -> [Double] {
    guard count.contains(elements.count) else { throw .notAllowed("a list of \(elements.count)") }
    var result: [Double] = []
    for element in elements {
      guard case .number(let number) = element else {
        throw .wrongType(found: "a list with \(element.kind)")
      }
      result.append(try within(range, number))
    }
    return result
  }

  /// A finite decimal number; any other text stays text and is refused with its kind.
  private static func number(_ text: String) -> ConfigValue {
    let plain = text.allSatisfy { $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }
    guard plain, let value = Double(text) else { return .string(text) }
    return .number(value)
  }

  /// Whether a word can name a file without leading out of its folder.
  static func isName(_ word: String) -> Bool {
    let allowed = word.unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-"
          || $0 == "_")
    }
    return allowed && (1...64).contains(word.unicodeScalars.count)
  }
}
