// Settings from every source at once: files, then variables, then flags, over the defaults.
//
// A fault in one value never hides another: each value is checked on its own, the relations
// between values afterwards, and all issues are returned together.

/// Settings under construction, with the origin of each value and the faults met so far.
struct SettingsResolution {
  /// The values so far; a refused value leaves the weaker one in place.
  private(set) var settings = Settings()
  /// The faults so far.
  private(set) var issues: [ConfigIssue] = []
  private var origins: [String: SettingOrigin] = [:]
  private let fields: [String: SettingField]
  private let keys: [String]

  init() {
    keys = Settings.fields.map(\.key)
    fields = Dictionary(Settings.fields.map { ($0.key, $0) }) { first, _ in first }
  }

  /// Takes a settings file.
  mutating func apply(_ document: ConfigDocument) {
    guard case .table(let members) = document.root else {
      issues.append(
        ConfigIssue(
          source: document.name, place: "", text: "is \(document.root.kind); must be a table"))
      return
    }
    take(members, under: "", from: document.name)
  }

  /// Takes values by key path.
  mutating func apply(_ values: [ConfigValue.Member], from source: String) {
    take(values, under: "", from: source)
  }

  /// Takes the variables that start with `VOLDESK_`.
  ///
  /// - Parameters:
  ///   - environment: All variables.
  ///   - reserved: Names that mean something else and are left alone.
  mutating func apply(environment: [String: String], reserved: [String]) {
    let variables = Dictionary(Settings.fields.map { ($0.variable, $0) }) { first, _ in first }
    for name in environment.keys.sorted() where name.hasPrefix("VOLDESK_") {
      guard !reserved.contains(name), let text = environment[name], !text.isEmpty else { continue }
      guard let field = variables[name] else {
        let near = hint(for: name, among: variables.keys.sorted() + reserved)
        issues.append(ConfigIssue(source: name, place: "", text: "unknown variable\(near)"))
        continue
      }
      store(field.parse(text), for: field, origin: .variable(name), source: name, place: "")
    }
  }

  /// Takes a flag of the command line, as `("--speed", "run.speed", "max")`.
  mutating func apply(flag: SettingFlag) {
    guard let field = fields[flag.key] else {
      let near = hint(for: flag.key, among: keys)
      issues.append(ConfigIssue(source: flag.name, place: flag.key, text: "unknown setting\(near)"))
      return
    }
    store(
      field.parse(flag.text), for: field, origin: .flag(flag.name), source: flag.name, place: "")
  }

  /// Every setting with its origin, in the order of the table.
  var effective: [EffectiveSetting] {
    Settings.fields.map { field in
      EffectiveSetting(
        key: field.key, value: field.value(in: settings),
        origin: origins[field.key] ?? .builtIn, summary: field.summary)
    }
  }

  private mutating func take(
    _ members: [ConfigValue.Member], under path: String, from source: String
  ) {
    for member in members {
      let key = path.isEmpty ? member.key : "\(path).\(member.key)"
      if let field = fields[key] {
        store(member.value, for: field, origin: .file(source), source: source, place: key)
      } else if keys.contains(where: { $0.hasPrefix("\(key).") }) {
        guard case .table(let inner) = member.value else {
          issues.append(
            ConfigIssue(
              source: source, place: key, text: "is \(member.value.kind); must be a table"))
          continue
        }
        take(inner, under: key, from: source)
      } else {
        issues.append(
          ConfigIssue(
            source: source, place: key,
            text: "unknown key\(SettingsResolution.near(key, among: keys))"))
      }
    }
  }

  private mutating func store(
    _ value: ConfigValue, for field: SettingField, origin: SettingOrigin, source: String,
    place: String
  ) {
    do {
      try field.store(value, into: &settings)
      origins[field.key] = origin
    } catch {
      let text =
        switch error {
        case .wrongType(let found): "is \(found); \(field.expectation(naming: .kind))"
        case .notAllowed(let what): "\(what) is not allowed; \(field.expectation(naming: .bounds))"
        }
      issues.append(ConfigIssue(source: source, place: place, text: text))
    }
  }

  /// Proposes a key beside the mistyped one, else one of the same last name elsewhere.
  static func near(_ key: String, among keys: [String]) -> String {
    let siblings = Set(keys.flatMap { SettingsResolution.prefixes(of: $0) }).sorted()
    let close = hint(for: key, among: siblings)
    guard close.isEmpty else { return close }
    let leaf = key.split(separator: ".").last.map(String.init) ?? key
    let same = keys.filter { $0.hasSuffix(".\(leaf)") }
    return same.count == 1 ? "; did you mean \(same[0])?" : ""
  }

  private static func prefixes(of key: String) -> [String] {
    let parts = key.split(separator: ".")
    return (1...parts.count).map { parts.prefix($0).joined(separator: ".") }
  }

  /// Checks what must hold between two settings.
  mutating func checkRelations() {
    for (lesser, greater) in Settings.orders {
      guard let low = fields[lesser], let high = fields[greater],
        case .number(let below) = low.value(in: settings),
        case .number(let above) = high.value(in: settings), below > above
      else { continue }
      let blamed = origins[lesser] ?? origins[greater] ?? .builtIn
      issues.append(
        ConfigIssue(
          source: blamed.description, place: lesser,
          text: "\(ConfigValue.text(of: below)) is not allowed; must be at most \(greater), "
            + "which is \(ConfigValue.text(of: above))"))
    }
  }
}

extension Settings {
  /// Pairs of settings of which the first may not exceed the second.
  static let orders: [(String, String)] = [
    ("risk.per_trade", "risk.total"),
    ("risk.panic_total", "risk.total"),
    ("risk.daily_loss", "risk.weekly_loss"),
    ("risk.weekly_loss", "risk.drawdown"),
    ("edges.minimum_history", "edges.window"),
    ("edges.skew_low_absolute", "edges.skew_high_absolute"),
    ("structures.dte_min", "structures.dte_max"),
  ]
}

/// A flag of the command line that sets a value.
public struct SettingFlag: Hashable, Sendable {
  /// The flag, as `--speed`.
  public let name: String
  /// The key path it sets, as `run.speed`.
  public let key: String
  /// The text after it.
  public let text: String

  /// Names a flag, the setting behind it, and the text given.
  public init(name: String, key: String, text: String) {
    self.name = name
    self.key = key
    self.text = text
  }
}
