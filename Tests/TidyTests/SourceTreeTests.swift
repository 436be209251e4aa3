// The package keeps its own rules. Each failure lists every file and line at once.

import TestKit
import Testing

@Suite("Source tree")
struct SourceTreeTests {
  /// Fails with all violations, sorted.
  private func expectNone(_ violations: [Violation]) {
    let list = violations.map(\.description).sorted().joined(separator: "\n")
    #expect(violations.isEmpty, "\n\(list)")
  }

  @Test("there are sources to look at")
  func findsSources() {
    #expect(SourceTree.swift.count { $0.target != nil } > 20)
    #expect(SourceTree.swift.contains { $0.path == "Package.swift" })
    #expect(SourceTree.texts.contains { $0.path == "config/settings.json5" })
  }

  @Test("imports follow the arrows of the architecture")
  func imports() throws {
    expectNone(SourceTree.swift.flatMap { ImportRules.check($0) })
    let manifest = try ProjectPaths.text(of: ProjectPaths.inRoot("Package.swift"))
    expectNone(ImportRules.checkManifest(manifest, targets: SourceTree.targets))
    #expect(ImportRules.dependencies(in: manifest).count > 10, "the manifest was not understood")
  }

  @Test("files and functions are short")
  func sizes() {
    expectNone(SourceTree.swift.flatMap { SizeRules.check($0) })
  }

  @Test("the core is deterministic")
  func determinism() {
    expectNone(SourceTree.swift.flatMap { DeterminismRules.check($0) })
  }

  @Test("nothing is left unfinished and no machine is named")
  func words() {
    let sources = SourceTree.swift.filter { $0.target != nil } + SourceTree.texts
    expectNone(sources.flatMap { WordRules.unfinished($0) })
    expectNone((SourceTree.swift + SourceTree.texts).flatMap { WordRules.machinePaths($0) })
  }

  @Test("nothing traps or silences without a reviewed reason")
  func traps() {
    expectNone(SourceTree.swift.flatMap { WordRules.trapping($0) })
    expectNone(WordRules.stale(WordRules.exceptions, in: SourceTree.swift))
  }
}
