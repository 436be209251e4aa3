// Who may import whom: the arrows of the architecture and what follows from them.

/// The allowed imports.
enum ImportRules {
  /// The arrows as drawn; a target may import everything they lead to.
  static let arrows: [(from: String, to: [String])] = [
    ("Numerics", []),
    ("MarketData", ["Numerics"]),
    ("Pricing", ["MarketData"]),
    ("Volatility", ["MarketData"]),
    ("Learning", ["Numerics"]),
    ("Forecasting", ["Volatility", "Learning"]),
    ("Regimes", ["Volatility", "Learning"]),
    ("Edges", ["Pricing", "Regimes", "Forecasting"]),
    ("Structures", ["Pricing"]),
    ("Risk", ["Structures"]),
    ("Candidates", ["Edges", "Risk"]),
    ("Execution", ["Candidates"]),
    ("Portfolio", ["Execution"]),
    ("DeskEngine", ["Portfolio"]),
    ("Backtesting", ["DeskEngine"]),
    ("Feeds", ["DeskEngine"]),
    ("Persistence", ["CSQLite", "Feeds"]),
    ("Canvas", []),
    ("Screens", ["Canvas", "Backtesting"]),
    ("Configuration", ["Screens", "Feeds"]),
    ("Terminal", ["CNcurses", "Canvas"]),
    ("voldesk", ["Backtesting", "Persistence", "Configuration", "Terminal"]),
    ("CNcurses", []),
    ("CSQLite", []),
  ]

  /// Targets that see neither Foundation nor a clock.
  static let pure = [
    "Numerics", "MarketData", "Pricing", "Volatility", "Learning", "Forecasting", "Regimes",
    "Edges", "Structures", "Risk", "Candidates", "Execution", "Portfolio", "DeskEngine",
    "Backtesting", "Canvas", "Screens",
  ]

  /// Targets that may use the small Foundation.
  static let withFoundation = ["Configuration", "Feeds", "Persistence", "voldesk"]

  /// C modules and the only target that may import each.
  static let owners = ["CNcurses": "Terminal", "CSQLite": "Persistence"]

  /// Everything a target's arrows lead to.
  static func reachable(from target: String) -> Set<String> {
    var found: Set<String> = []
    var open = [target]
    while let next = open.popLast() {
      let direct = arrows.first { $0.from == next }?.to ?? []
      for name in direct where found.insert(name).inserted { open.append(name) }
    }
    return found
  }

  /// Why a target may not import a module, nil when it may.
  static func refusal(of module: String, in target: String) -> String? {
    switch module {
    case "Swift", "Glibc", "Synchronization": return nil
    case "FoundationNetworking", "Foundation":
      return "imports \(module), which no target may; FoundationEssentials serves the outer ones"
    case "FoundationEssentials", "Dispatch":
      return withFoundation.contains(target) ? nil : "imports \(module), which \(target) may not"
    default: break
    }
    if let owner = owners[module] {
      return owner == target ? nil : "imports \(module), which only \(owner) may"
    }
    guard arrows.contains(where: { $0.from == module }) else {
      return "imports \(module), which the architecture does not know"
    }
    return reachable(from: target).contains(module)
      ? nil : "imports \(module), to which no arrow leads from \(target)"
  }

  /// The module that a line of code imports.
  static func module(in line: String) -> String? {
    let words = line.split(separator: " ").map(String.init)
    guard let place = words.firstIndex(of: "import"), place + 1 < words.count else { return nil }
    let modifiers = ["public", "internal", "package", "private", "fileprivate"]
    guard words[..<place].allSatisfy({ modifiers.contains($0) || $0.hasPrefix("@") }) else {
      return nil
    }
    let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    let name = kinds.contains(words[place + 1]) && place + 2 < words.count ? place + 2 : place + 1
    return words[name].split(separator: ".").first.map(String.init)
  }

  /// Imports of a file that the arrows do not allow.
  static func check(_ file: SourceFile) -> [Violation] {
    file.codeLines(with: "import").compactMap { index in
      guard let module = module(in: file.codeLine(index)) else { return nil }
      guard let target = file.target else {
        return module == "FoundationNetworking" ? file.violation(index, "imports \(module)") : nil
      }
      return refusal(of: module, in: target).map { file.violation(index, $0) }
    }
  }

  /// Dependencies of the manifest that the arrows do not allow, and targets it leaves out.
  static func checkManifest(_ text: String, targets: [String]) -> [Violation] {
    let declared = dependencies(in: text)
    var violations: [Violation] = []
    for (target, names, line) in declared {
      for name in names where name != target && !allows(name, in: target) {
        violations.append(
          Violation(
            file: "Package.swift", line: line,
            text: "\(target) depends on \(name), to which no arrow leads"))
      }
    }
    for target in targets where !text.contains("\"\(target)\"") {
      violations.append(
        Violation(file: "Package.swift", line: 1, text: "the folder Sources/\(target) is no target")
      )
    }
    return violations
  }

  private static func allows(_ name: String, in target: String) -> Bool {
    owners[name].map { $0 == target } ?? reachable(from: target).contains(name)
  }

  /// The targets of a manifest with the names in the list that follows each.
  static func dependencies(in text: String) -> [(target: String, names: [String], line: Int)] {
    var found: [(String, [String], Int)] = []
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
    var line = 1
    var current: Int?
    for (index, part) in parts.enumerated() {
      defer { line += part.count { $0 == "\n" } }
      guard index % 2 == 1 else {
        if part.contains("]") || part.contains("swiftSettings") { current = nil }
        continue
      }
      let before = parts[index - 1].trimmingSuffix { $0.isWhitespace }
      if ["domain(", "shell(", "executableTarget(\n      name:", "name:"].contains(
        where: before.hasSuffix),
        !before.hasSuffix("package(\n  name:"), arrows.contains(where: { $0.from == part })
      {
        found.append((part, [], line))
        current = found.count - 1
      } else if let current {
        found[current].1.append(part)
      }
    }
    return found.map { (target: $0.0, names: $0.1, line: $0.2) }
  }
}

extension String {
  /// The text without the characters at its end that a rule accepts.
  func trimmingSuffix(while accepts: (Character) -> Bool) -> String {
    var result = self
    while let last = result.last, accepts(last) { result.removeLast() }
    return result
  }
}
