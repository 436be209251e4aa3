// The explanation over the page: it opens on a row, follows it, scrolls, and Esc leaves.

import Candidates
import Canvas
import DeskEngine
import MarketData
import Testing

@testable import Screens

@Suite("Explanation")
struct ExplanationTests {
  private func view(_ script: KeyScript) -> ExplanationView? {
    if case .explanation(let view)? = script.ui.overlay { return view }
    return nil
  }

  @Test("Enter on an edge, a candidate or a position opens it, Esc leaves it")
  func opens() {
    for (pane, start) in [("2", "E"), ("3", "C"), ("4", "P")] {
      var script = KeyScript()
      script.press(pane, "Enter")
      #expect(view(script)?.explanation.title.hasPrefix(start) == true)
      #expect(script.commands.isEmpty)
      script.press("Esc")
      #expect(script.ui.overlay == nil && !script.ui.isZoomed)
    }
  }

  @Test("Enter zooms where there is no row, and z zooms everywhere")
  func zooms() {
    var script = KeyScript()
    script.press("6", "Enter")
    #expect(script.ui.isZoomed && script.ui.overlay == nil)
    script.press("Enter", "3", "z")
    #expect(script.ui.isZoomed && script.ui.overlay == nil)
  }

  @Test("shows inputs, proof, outcome and gate, and every line by scrolling")
  func scrolls() {
    for size in [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)] {
      var script = KeyScript(size: size)
      script.press("3", "Enter")
      var seen = script.screen
      for _ in 0..<40 {
        script.press("Space")
        seen += script.screen
      }
      for words in [
        "Decision", "Market input", "Proof of defined risk", "Outcome", "The gate", "covered by",
        "derived again",
      ] {
        #expect(seen.contains(words), "\(words) at \(size)")
      }
      let bottom = view(script)?.top ?? 0
      script.press("j")
      #expect(view(script)?.top == bottom)
      script.press("g", "k")
      #expect(view(script)?.top == 0)
    }
  }

  @Test("follows its row, and keeps what left the desk")
  func follows() {
    var script = KeyScript()
    script.press("3", "Enter")
    guard let first = view(script), case .candidate(let id) = first.row else {
      Issue.record("no explanation is open")
      return
    }
    script.show { desk in
      guard let place = desk.candidates.firstIndex(where: { $0.id == id }) else { return }
      desk.candidates[place].proposal.quality = 3
    }
    #expect(view(script)?.explanation != first.explanation)
    let latest = view(script)?.explanation
    script.show { desk in desk.candidates.removeAll { $0.id == id } }
    #expect(view(script)?.isGone == true && view(script)?.explanation == latest)
    #expect(script.screen.contains("gone"))
  }

  @Test("the kill works over it, and y copies it")
  func kill() {
    var script = KeyScript()
    script.press("3", "Enter", "y")
    #expect(script.ui.copied.contains("Proof of defined risk"))
    script.press("!")
    #expect(script.commands == [.kill(source: .user, reason: "key")])
  }

  @Test("no line is wider than its window, and no word is lost")
  func lines() throws {
    let desk = DeskFixture.busy
    for one in desk.candidates {
      let found = try #require(explanation(of: .candidate(one.id), in: desk))
      for width in [20, 36, 76, 196] {
        let lines = explanationLines(found, width: width)
        let widest = lines.map { $0.reduce(0) { $0 + displayWidth($1.text) } }.max() ?? 0
        #expect(widest <= width)
        let text = lines.map { $0.reduce("") { $0 + $1.text } }.joined(separator: " ")
        let words = Set(text.split(separator: " "))
        for line in found.sections.flatMap(\.lines) {
          for word in line.note.split(separator: " ") where word.count < 10 {
            #expect(words.contains(word), "\(word) at \(width)")
          }
        }
      }
    }
  }

  @Test("every formula has a name of its own, words and a source")
  func formulas() {
    let names = Formula.all.map(\.id)
    #expect(Set(names).count == names.count)
    #expect(Formula.all.allSatisfy { $0.words.count >= 10 && $0.source.count > 3 })
  }
}
