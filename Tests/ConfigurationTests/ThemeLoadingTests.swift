// The shipped themes, and a broken one.

import Canvas
import TestKit
import Testing

@testable import Configuration

@Suite("Themes")
struct ThemeLoadingTests {
  static let names = ThemeFile.themeNames(in: ProjectPaths.inRoot("themes"))

  @Test("every shipped theme loads", arguments: names)
  func shipped(_ name: String) throws {
    #expect(try loadTheme(name, from: ProjectPaths.inRoot("themes")).name == name)
  }

  @Test("dark, light and mono are among them")
  func required() {
    #expect(Set(ThemeLoadingTests.names).isSuperset(of: ["dark", "light", "mono"]))
  }

  @Test("a bad colour is named with its file and key path")
  func badColour() throws {
    try inFolder { folder in
      let dark = try ProjectPaths.text(of: ProjectPaths.inRoot("themes/dark.json5"))
      try write(dark, "\(folder)/dark.json5")
      let mine = "{ inherits: 'dark', palette: { ink: '#12' }, tokens: { gian: 'text' } }"
      try write(mine, "\(folder)/mine.json5")
      let found = issues { _ = try loadTheme("mine", from: folder) }
      let file = "\(folder)/mine.json5: "
      #expect(found.allSatisfy { $0.hasPrefix(file) })
      #expect(found.first?.hasPrefix("\(file)palette.ink: ") == true)
      #expect(found.contains { $0.hasPrefix("\(file)tokens.gian: ") })
    }
  }
}
