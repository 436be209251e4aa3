// Every rule fires on what it is against, and only there.

import Testing

@Suite("Tidy rules")
struct RuleTests {
  private func source(_ text: String, in target: String = "Risk") -> SourceFile {
    SourceFile(path: "Sources/\(target)/F.swift", text: text)
  }

  @Test("blanks comments and texts but not interpolations")
  func masks() {
    let file = source(
      """
      let a = "try! \\(b as! Int) x" // try!
      /* try! /* nested */ try! */ let c = #"as! "quoted" \\(try!)"#
      let d = \"\"\"
        fatalError( "one" \\(f { $0 }) \\" \"\"\"
      let e = 'x'
      """)
    #expect(file.codeLine(0) == "let a = \"      (b as! Int)  \"        ")
    #expect(!file.codeLine(1).contains("try!") && !file.codeLine(1).contains("as!"))
    #expect(file.codeLine(1).contains("let c"))
    #expect(!file.codeLine(3).contains("fatalError") && file.codeLine(3).contains("(f { $0 })"))
    #expect(file.codeLine(4) == "let e = 'x'")
    #expect(file.code.count == file.raw.count && file.lineCount == 5)
  }

  static let imports: [(String, String, Bool)] = [
    ("Risk", "import Structures", true), ("Risk", "public import Numerics", true),
    ("Risk", "import Glibc", true), ("Risk", "import Edges", false),
    ("Risk", "import Foundation", false), ("Risk", "import FoundationEssentials", false),
    ("Risk", "@testable import struct Candidates.Candidate", false),
    ("Feeds", "import FoundationEssentials", true), ("Feeds", "import FoundationNetworking", false),
    ("voldesk", "import Foundation", false), ("voldesk", "import CNcurses", false),
    ("Terminal", "import CNcurses", true), ("Terminal", "import Screens", false),
    ("Screens", "import Terminal", false), ("Screens", "import Portfolio", true),
    ("Configuration", "import MarketData", true), ("Numerics", "import Risk", false),
    ("Risk", "import Nonsense", false), ("Risk", "// import Edges", true),
  ]

  @Test("imports follow the arrows", arguments: imports)
  func importRule(_ target: String, _ line: String, _ allowed: Bool) {
    let file = source("// A file.\n\(line)\n", in: target)
    #expect(ImportRules.check(file).map(\.line) == (allowed ? [] : [2]))
  }

  @Test("the arrows have no circle and lead only to targets")
  func arrows() {
    for (from, to) in ImportRules.arrows {
      #expect(!ImportRules.reachable(from: from).contains(from))
      for name in to { #expect(ImportRules.arrows.contains { $0.from == name }) }
    }
    #expect(
      ImportRules.reachable(from: "Edges").isSuperset(of: ["Numerics", "Learning", "Volatility"]))
    #expect(!ImportRules.reachable(from: "Risk").contains("Regimes"))
  }

  @Test("the manifest obeys the arrows too")
  func manifest() {
    let text = """
      domain("Numerics"),
      domain(
        "Risk",
        ["Numerics", "Edges"]),
      .executableTarget(
        name: "voldesk",
        dependencies: ["Risk", "CSQLite"], swiftSettings: rules),
      """
    let violations = ImportRules.checkManifest(text, targets: ["Risk", "Canvas"])
    #expect(
      violations.map(\.description) == [
        "Package.swift:3: Risk depends on Edges, to which no arrow leads",
        "Package.swift:6: voldesk depends on CSQLite, to which no arrow leads",
        "Package.swift:1: the folder Sources/Canvas is no target",
      ])
  }

  @Test("long files and functions are named with their length")
  func sizes() {
    let long = String(repeating: "let a = 1\n", count: 401)
    #expect(SizeRules.check(source(long)).map(\.text) == ["file of 401 lines; at most 400"])
    #expect(SizeRules.check(source(String(long.dropFirst(10)))).isEmpty)
    let body = String(repeating: "  a()\n", count: 59)
    let function = "struct S {\nfunc f(\n  _ g: () -> Int = { 1 }\n) -> Int\n{\n\(body)}\n}\n"
    #expect(
      SizeRules.check(source(function)).map(\.description)
        == ["Sources/Risk/F.swift:2: function of 64 lines; at most 60"])
    let start = "init(a: Int) { \n\(body)}\n"
    #expect(SizeRules.check(source(start)).map(\.text) == ["function of 61 lines; at most 60"])
    let calls =
      "protocol P {\n  func f() -> Int\n  init()\n}\nlet x = X.init(a)\nstruct T {\n\(body)}\n"
    #expect(SizeRules.check(source(calls)).isEmpty)
  }

  @Test("braces in texts and comments do not end a function")
  func braces() {
    let filler = String(repeating: "  a()\n", count: 60)
    let text = "func f() {\n  let s = \"}\" // }\n  /* } */\n\(filler)}\n"
    #expect(SizeRules.check(source(text)).map(\.text) == ["function of 64 lines; at most 60"])
  }

  @Test("a type may not be named like its module")
  func ownName() {
    #expect(SizeRules.check(source("public struct Risk {}\n")).count == 1)
    #expect(SizeRules.check(source("public struct RiskLimits {}\n")).isEmpty)
  }

  static let clocks = [
    "let d = Date()", "let d = Date.now", "ContinuousClock().now", "SuspendingClock().now",
    "clock_gettime(0, &t)", "Task { }", "await f()", "func f() async {}", "print(1)",
    "var g = SystemRandomNumberGenerator()", "Int.random(in: 0...1)", "a.shuffled()", "UUID()",
    "x.hashValue", "var h = Hasher()",
  ]

  @Test("clocks, threads and randomness are named", arguments: clocks)
  func nondeterminism(_ line: String) {
    #expect(DeterminismRules.check(source("\(line)\n")).count == 1)
    #expect(DeterminismRules.check(source("// \(line)\n")).isEmpty)
    #expect(DeterminismRules.check(source("\(line)  // det-ok: drawn before the run\n")).isEmpty)
    #expect(DeterminismRules.check(source("// det-ok: drawn before the run\n\(line)\n")).isEmpty)
    #expect(
      DeterminismRules.check(source("\(line)  // det-ok:\n")).count == 1, "a reason is needed")
    #expect(DeterminismRules.check(source("\(line)\n", in: "Terminal")).isEmpty)
  }

  @Test("feeds may read a clock but not draw without a seed")
  func feeds() {
    #expect(DeterminismRules.check(source("ContinuousClock().now\n", in: "Feeds")).isEmpty)
    #expect(DeterminismRules.check(source("Int.random(in: 0...1)\n", in: "Feeds")).count == 1)
    #expect(
      DeterminismRules.check(source("let d = CivilDate()\nblueprint(1)\nTaskKind.a\n")).isEmpty)
  }

  static let walks: [(String, String, Bool)] = [
    ("var a: [String: Int] = [:]", "for (key, value) in a {", true),
    ("let a: [String: [Int]]", "for pair in self.a where pair.value.isEmpty {", true),
    ("func f(a: Set<Int>) {", "for x in a {", true),
    ("var a = Set(list)", "let b = a.map { $0 }", true),
    ("var a = Dictionary(uniqueKeysWithValues: b)", "for x in a.values {", true),
    ("var a: [Int: Int] = [:]", "let total = a.values.reduce(0, +)", true),
    ("var a: [Int: Int] = [:]", "let list = Array(a)", true),
    ("var a: [Int: Int] = [:]", "let key = a.first", true),
    ("var a: [Int: Int] = [:]", "for key in a.keys.sorted() {", false),
    ("var a: [Int: Int] = [:]", "let x = a[3, default: 0]", false),
    ("var a: [Int: Int] = [:]", "if a.keys.contains(3) {", false),
    ("var a: [Int]", "for x in a {", false),
    ("var a: [(Int, Int)]", "for x in a {", false),
    ("var a: [Int: Int] = [:]", "for x in ab {", false),
    ("let a = [1, 2]", "for x in a {", false),
  ]

  @Test("a walk over what has no order is named", arguments: walks)
  func iteration(_ declaration: String, _ line: String, _ fires: Bool) {
    let found = DeterminismRules.iterations(source("\(declaration)\n\(line)\n"))
    #expect(found.map(\.line) == (fires ? [2] : []))
  }

  static let words = [
    "// TO" + "DO: later", "// FIX" + "ME", "// XX" + "X", "// a HA" + "CK",
    "let s = \"a St" + "ub\"",
    "// place" + "holder", "// not imple" + "mented", "// good enough for n" + "ow",
    "// simpli" + "fied",
  ]

  @Test("unfinished words are named wherever they stand", arguments: words)
  func unfinished(_ line: String) {
    #expect(WordRules.unfinished(source("\n\(line)\n")).map(\.line) == [2])
  }

  @Test("paths of a machine are named, and words that only look alike are not")
  func paths() {
    #expect(WordRules.machinePaths(source("let p = \"/wo" + "rk/main\"\n")).count == 1)
    let fine = "// stubborn, nowhere, a hacker, Todor, for nowadays\nlet networks = a\n"
    #expect(WordRules.unfinished(source(fine)).isEmpty)
    #expect(WordRules.machinePaths(source(fine)).isEmpty)
  }

  @Test("what traps is named unless it was reviewed", arguments: WordRules.constructs)
  func traps(_ construct: String) {
    let file = source("let a = (\(construct) x\n// \(construct)\n")
    #expect(WordRules.trapping(file, exceptions: []).map(\.line) == [1])
    let reviewed = ReviewedException(
      file: file.path, construct: construct, reason: "measured, guarded, and reviewed")
    #expect(WordRules.trapping(file, exceptions: [reviewed]).isEmpty)
    #expect(WordRules.stale([reviewed], in: [file]).isEmpty)
    #expect(WordRules.stale([reviewed], in: []).count == 1)
    let bare = ReviewedException(file: file.path, construct: construct, reason: "")
    #expect(WordRules.stale([bare], in: [file]).count == 1)
  }
}
