// Themes: every token resolves, text is legible, mistakes are all reported.

import Canvas
import FoundationEssentials
import Testing

/// A theme file as it stands in the folder of themes.
private struct ThemeFile: Decodable {
  var name: String
  var inherits: String?
  var palette: [String: String]?
  var tokens: [String: String]

  func theme(base: Theme?) throws -> Theme {
    let names = (palette ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let entries = tokens.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return try Theme(name: name, palette: names, tokens: entries, base: base)
  }
}

private func load(_ name: String) throws -> Theme {
  var folder = #filePath
  for _ in 0..<3 {
    let cut = try #require(folder.lastIndex(of: "/"))
    folder = String(folder[..<cut])
  }
  let data = try Data(contentsOf: URL(filePath: folder + "/themes/\(name).json5"))
  let decoder = JSONDecoder()
  decoder.allowsJSON5 = true
  let file = try decoder.decode(ThemeFile.self, from: data)
  return try file.theme(base: file.inherits.map { try load($0) })
}

private let colored = ["dark", "light", "high-contrast", "colour-blind", "red-up"]

/// Tokens whose glyphs are read as text.
private let textTokens: [StyleToken] = [
  .foreground, .muted, .title, .accent, .gain, .loss, .flat, .regimeGrind, .regimePanic,
  .regimeUp, .regimeDown, .regimeChop, .severityInfo, .severityWarn, .severityError,
  .severityCritical, .limitOk, .limitWarn, .limitBreach, .greekDelta, .greekGamma, .greekVega,
  .greekTheta, .candidateTrade, .candidateReview, .candidatePass, .candidateApproved,
  .candidateRejected, .chartAxis, .modeSim, .modeLive, .modeReplay, .killOn, .cursor,
]

@Suite("Themes")
struct ThemeTests {
  @Test("text has a contrast of at least 4.5", arguments: colored)
  func contrast(_ name: String) throws {
    let theme = try load(name)
    for token in textTokens {
      let colors = theme.colors(of: Style(token))
      let text = try #require(colors.foreground)
      let behind = try #require(colors.background)
      #expect(text.contrast(with: behind) >= 4.5, "\(name) \(token.name)")
    }
  }

  @Test("the theme of high contrast reaches 7")
  func highContrast() throws {
    let theme = try load("high-contrast")
    for token in textTokens where theme[token].background == nil {
      let colors = theme.colors(of: Style(token))
      let text = try #require(colors.foreground)
      let behind = try #require(colors.background)
      #expect(text.contrast(with: behind) >= 7, "\(token.name)")
    }
  }

  @Test("text on a selected row has a contrast of at least 4.5", arguments: colored)
  func contrastOnSelection(_ name: String) throws {
    let theme = try load(name)
    for token in textTokens where theme[token].background == nil {
      let colors = theme.colors(of: Style(token, on: .selection))
      let text = try #require(colors.foreground)
      let behind = try #require(colors.background)
      #expect(text.contrast(with: behind) >= 4.5, "\(name) \(token.name) on selection")
    }
  }

  @Test("the built-in theme is the one in the folder")
  func builtIn() throws {
    #expect(try load("dark") == Theme.dark)
    #expect(try load("mono") == Theme.mono)
  }

  @Test("no text falls onto its background at any depth", arguments: colored)
  func legibleAtEveryDepth(_ name: String) throws {
    let theme = try load(name)
    for depth in [ColorDepth.eight, .sixteen, .indexed256, .truecolor] {
      for token in textTokens {
        let look = theme.appearance(of: Style(token), depth)
        #expect(look.foreground != look.background, "\(name) \(token.name) at \(depth)")
      }
    }
  }

  @Test("without colour every state that needs attention has an attribute")
  func mono() {
    for token in [StyleToken.killOn, .limitBreach, .severityCritical, .modeLive, .selection] {
      let look = Theme.mono.appearance(of: Style(token), .mono)
      #expect(look.foreground == .standard)
      #expect(look.background == .standard)
      #expect(look.attributes.contains(.reverse), "\(token.name)")
    }
  }

  @Test("every mistake is reported, in the order of the entries")
  func mistakes() {
    do {
      _ = try Theme(
        name: "broken", palette: [("ink", "#00000g"), ("a", "b"), ("b", "a"), ("on", "#000000")],
        tokens: [
          ("sev.wran", "ink"), ("gain", "nothere"), ("loss", "#ff0000 #00ff00"), ("fg", ""),
          ("muted", "on"), ("gain", "#00ff00"),
        ], base: .dark)
      Issue.record("a broken theme was accepted")
    } catch {
      let text = error.description
      for part in [
        "palette.ink: #00000g is not a colour", "palette.a: b leads back", "palette.b: a leads",
        "palette.on: is not a name", "tokens.sev.wran: unknown token; sev.warn is known",
        "tokens.gain: given twice", "tokens.loss: has a second colour #00ff00",
        "tokens.fg: is empty", "tokens.muted: `on` needs exactly one colour",
      ] {
        #expect(text.contains(part), "\(part) in\n\(text)")
      }
    }
  }

  @Test("a theme without a base must name every token")
  func complete() {
    #expect(throws: ThemeError.self) {
      _ = try Theme(name: "bare", palette: [], tokens: [("fg", "#ffffff")], base: nil)
    }
  }

  @Test("a palette alone recolours what is inherited")
  func paletteOnly() throws {
    let theme = try Theme(name: "x", palette: [("green", "#010203")], tokens: [], base: .dark)
    #expect(theme[.gain].foreground == RGB(1, 2, 3))
    #expect(theme[.loss] == Theme.dark[.loss])
  }
}
