// Settings: defaults, the shipped file, every message, and who wins.

import TestKit
import Testing

@testable import Configuration

@Suite("Settings")
struct SettingsTests {
  /// The issues of a settings file, with relations checked.
  func faults(_ text: String) throws -> [String] {
    var resolution = SettingsResolution()
    resolution.apply(try document(text, name: "config/settings.json5"))
    resolution.checkRelations()
    return resolution.issues.map(\.description)
  }

  @Test("the shipped file says what is built in, setting by setting")
  func shippedFile() throws {
    let bytes = try ProjectPaths.bytes(of: ProjectPaths.inRoot("config/settings.json5"))
    var resolution = SettingsResolution()
    resolution.apply(try ConfigDocument(bytes, name: "config/settings.json5"))
    resolution.checkRelations()
    #expect(resolution.issues.isEmpty)
    #expect(resolution.settings == Settings())
    for value in resolution.effective {
      #expect(value.origin == .file("config/settings.json5"), "\(value.key) is not in the file")
    }
  }

  @Test(
    "every default lies in its range and survives a round trip", arguments: Settings.fields.indices)
  func roundTrip(_ index: Int) throws {
    let field = Settings.fields[index]
    let value = field.value(in: Settings())
    var settings = Settings()
    try field.store(value, into: &settings)
    #expect(settings == Settings())
    let nested = field.key.split(separator: ".").reversed().reduce(value) {
      .table([.init(String($1), $0)])
    }
    #expect(try faults(nested.canonical) == [])
    #expect(!field.summary.isEmpty)
  }

  @Test("no key stands twice, and none begins another")
  func keysAreDistinct() {
    let keys = Settings.fields.map(\.key)
    #expect(Set(keys).count == keys.count)
    #expect(Set(Settings.fields.map(\.variable)).count == keys.count)
    for key in keys { #expect(!keys.contains { $0.hasPrefix(key + ".") }) }
    for (lesser, greater) in Settings.orders {
      #expect(keys.contains(lesser) && keys.contains(greater))
    }
  }

  static let words =
    "must be a list of different words out of VRP, TERM_STRUCTURE, SKEW, EVENT, GAMMA, FLAT, CARRY,"
    + " TIME_SERIES, SURFACE, OU"

  static let golden: [(String, [String])] = [
    ("{ risk: { per_trade: 2 } }", ["risk.per_trade: 2 is not allowed; must be between 0 and 0.2"]),
    (
      "{ risk: { per_trade: NaN } }",
      ["risk.per_trade: nan is not allowed; must be between 0 and 0.2"]
    ),
    (
      "{ risk: { per_trade: '1 %' } }",
      ["risk.per_trade: is a text; must be a number between 0 and 0.2"]
    ),
    ("{ risk: { per_trad: 0.02 } }", ["risk.per_trad: unknown key; did you mean risk.per_trade?"]),
    ("{ rsik: { per_trade: 0.02 } }", ["rsik: unknown key; did you mean risk?"]),
    ("{ per_trade: 0.02 }", ["per_trade: unknown key; did you mean risk.per_trade?"]),
    ("{ zzz: 1 }", ["zzz: unknown key"]),
    ("{ edges: { detectors: ['OU', 'VRP'] } }", []),
    ("{ edges: { detectors: [] } }", []),
    (
      "{ edges: { detectors: ['VRP', 'VRP'] } }",
      ["edges.detectors: \"VRP\" is not allowed; \(words)"]
    ),
    ("{ edges: { detectors: ['vrp'] } }", ["edges.detectors: \"vrp\" is not allowed; \(words)"]),
    ("{ edges: { detectors: [1] } }", ["edges.detectors: is a list with a number; \(words)"]),
    ("{ edges: { detectors: 'VRP' } }", ["edges.detectors: is a text; \(words)"]),
    (
      "{ edges: { vrp_forecast: 'arima' } }",
      ["edges.vrp_forecast: \"arima\" is not allowed; must be one of har, garch, ewma"]
    ),
    ("{ risk: 3 }", ["risk: is a number; must be a table"]),
    ("[]", ["is a list; must be a table"]),
    (
      "{ risk: { max_open: 2.5 } }",
      ["risk.max_open: 2.5 is not allowed; must be a whole number between 1 and 1000"]
    ),
    (
      "{ screen: { color: 'red' } }",
      ["screen.color: \"red\" is not allowed; must be one of auto, always, never, truecolor"]
    ),
    (
      "{ screen: { theme: '../../etc/passwd' } }",
      [
        "screen.theme: \"../../etc/passwd\" is not allowed; must be a name of 1 to 64 letters, digits, - or _"
      ]
    ),
    (
      "{ screen: { theme: null } }",
      ["screen.theme: is null; must be a name of 1 to 64 letters, digits, - or _"]
    ),
    (
      "{ run: { speed: 'fast' } }",
      ["run.speed: \"fast\" is not allowed; must be \"max\" or a number between 0.01 and 100000"]
    ),
    (
      "{ run: { speed: Infinity } }",
      ["run.speed: inf is not allowed; must be \"max\" or a number between 0.01 and 100000"]
    ),
    (
      "{ structures: { widths: [] } }",
      [
        "structures.widths: a list of 0 is not allowed; must be a list of 1 to 8 numbers between 0.0005 and 0.2"
      ]
    ),
    (
      "{ structures: { widths: [0.02, 'x'] } }",
      [
        "structures.widths: is a list with a text; must be a list of 1 to 8 numbers between 0.0005 and 0.2"
      ]
    ),
    (
      "{ structures: { widths: [0.02, 0.5] } }",
      [
        "structures.widths: 0.5 is not allowed; must be a list of 1 to 8 numbers between 0.0005 and 0.2"
      ]
    ),
    (
      "{ risk: { per_trade: 0.2 } }",
      ["risk.per_trade: 0.2 is not allowed; must be at most risk.total, which is 0.1"]
    ),
    (
      "{ structures: { dte_min: 65 } }",
      ["structures.dte_min: 65 is not allowed; must be at most structures.dte_max, which is 60"]
    ),
    (
      "{ risk: { per_trade: 9, totl: 1 }, edges: { window: 'x' }, liquidity: { paper: { volume: -1 } } }",
      [
        "edges.window: is a text; must be a whole number between 20 and 2520",
        "liquidity.paper.volume: -1 is not allowed; must be a whole number between 0 and 1000000",
        "risk.per_trade: 9 is not allowed; must be between 0 and 0.2",
        "risk.totl: unknown key; did you mean risk.total?",
      ]
    ),
  ]

  @Test("lists every fault in these words", arguments: golden)
  func goldenMessages(_ text: String, _ messages: [String]) throws {
    let expected = messages.map { "config/settings.json5: \($0)" }
    #expect(try faults(text) == expected)
  }

  @Test("a key or text with control characters never reaches the terminal as it is")
  func hidesControls() throws {
    let text = #"{ screen: { theme: "\u001b]0;x\u0007" }, "\u001b[2J": 1 }"#
    let lines = try faults(text)
    #expect(lines.count == 2)
    for line in lines { #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 }) }
  }

  @Test("flags win over variables, variables over files, later files over earlier")
  func precedence() throws {
    var resolution = SettingsResolution()
    let user = "{ risk: { per_trade: 0.02, total: 0.2, drawdown: 0.3 }, run: { speed: 1 } }"
    resolution.apply(try document(user, name: "user"))
    resolution.apply(try document("{ risk: { total: 0.3, drawdown: 0.4 } }", name: "given"))
    resolution.apply(
      environment: ["VOLDESK_RISK_DRAWDOWN": "0.5", "VOLDESK_RUN_SPEED": "2", "PATH": "/bin"],
      reserved: [])
    resolution.apply(flag: SettingFlag(name: "--speed", key: "run.speed", text: "max"))
    resolution.checkRelations()
    #expect(resolution.issues.isEmpty)
    let found = Dictionary(uniqueKeysWithValues: resolution.effective.map { ($0.key, $0) })
    #expect(found["risk.per_trade"]?.origin == .file("user"))
    #expect(found["risk.total"]?.origin == .file("given"))
    #expect(found["risk.total"]?.value == .number(0.3))
    #expect(found["risk.drawdown"]?.origin == .variable("VOLDESK_RISK_DRAWDOWN"))
    #expect(found["risk.drawdown"]?.value == .number(0.5))
    #expect(found["run.speed"]?.origin == .flag("--speed"))
    #expect(found["run.speed"]?.value == .string("max"))
    #expect(resolution.settings.run.speed == .infinity)
    #expect(found["risk.vega"]?.origin == .builtIn)
  }

  @Test("variables and flags are checked as strictly as files")
  func variables() {
    var resolution = SettingsResolution()
    resolution.apply(
      environment: [
        "VOLDESK_RISK_PER_TRADE": "5", "VOLDESK_RISK_PER_TRAD": "0.01", "VOLDESK_RUN_SEED": "x",
        "VOLDESK_HOME": "/tmp", "VOLDESK_SCREEN_GLYPHS": "",
        "VOLDESK_STRUCTURES_WIDTHS": "0.02,0.01",
      ], reserved: ["VOLDESK_HOME"])
    resolution.apply(flag: SettingFlag(name: "--seed", key: "run.seed", text: "-1"))
    #expect(
      resolution.issues.map(\.description) == [
        "VOLDESK_RISK_PER_TRAD: unknown variable; did you mean VOLDESK_RISK_PER_TRADE?",
        "VOLDESK_RISK_PER_TRADE: 5 is not allowed; must be between 0 and 0.2",
        "VOLDESK_RUN_SEED: is a text; must be a whole number between 0 and 2147483647",
        "--seed: -1 is not allowed; must be a whole number between 0 and 2147483647",
      ])
    #expect(resolution.settings.structures.widths == [0.02, 0.01])
  }
}
