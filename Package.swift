// swift-tools-version: 6.3
import PackageDescription

// Every target obeys the same rules; see ARCHITECTURE in the README for who may import whom.
let rules: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

// The numbers and the replay of whole days are optimised in debug builds too, so that tests
// stay quick; accepted because this is a root package.
let optimised = rules + [.unsafeFlags(["-O"], .when(configuration: .debug))]

func domain(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: optimised)
}

func shell(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: rules)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestKit"], exclude: [], swiftSettings: rules)
}

let package = Package(
  name: "voldesk",
  products: [.executable(name: "voldesk", targets: ["voldesk"])],
  targets: [
    .systemLibrary(name: "CNcurses"),
    .systemLibrary(name: "CSQLite"),

    domain("Numerics"),
    domain("MarketData", ["Numerics"]),
    domain("Pricing", ["Numerics", "MarketData"]),
    domain("Volatility", ["Numerics", "MarketData"]),
    domain("Learning", ["Numerics"]),
    domain("Regimes", ["Numerics", "MarketData", "Volatility", "Learning"]),
    domain("Edges", ["Numerics", "MarketData", "Pricing", "Volatility", "Regimes"]),
    domain("Structures", ["Numerics", "MarketData", "Pricing"]),
    domain("Risk", ["Numerics", "MarketData", "Pricing", "Structures"]),
    domain(
      "Candidates",
      ["Numerics", "MarketData", "Pricing", "Volatility", "Regimes", "Edges", "Structures", "Risk"]),
    domain(
      "Execution",
      ["Numerics", "MarketData", "Pricing", "Edges", "Structures", "Risk", "Candidates"]),
    domain(
      "Portfolio",
      [
        "Numerics", "MarketData", "Pricing", "Edges", "Structures", "Risk", "Candidates",
        "Execution",
      ]),
    domain(
      "DeskEngine",
      [
        "Numerics", "MarketData", "Pricing", "Volatility", "Regimes", "Edges", "Structures", "Risk",
        "Candidates", "Execution", "Portfolio",
      ]),
    domain("Feeds", ["Numerics", "MarketData", "Pricing", "Volatility", "DeskEngine"]),
    shell(
      "Persistence",
      [
        "CSQLite", "Numerics", "MarketData", "Edges", "Structures", "Risk", "Candidates",
        "Execution", "Portfolio", "Regimes", "DeskEngine", "Feeds",
      ]),
    shell("Canvas"),
    shell(
      "Screens",
      [
        "Canvas", "Numerics", "MarketData", "Pricing", "Regimes", "Edges", "Structures", "Risk",
        "Candidates", "Execution", "Portfolio", "DeskEngine",
      ]),
    shell(
      "Configuration",
      [
        "Canvas", "Screens", "Numerics", "MarketData", "Regimes", "Edges", "Structures", "Risk",
        "Candidates", "Execution", "Portfolio", "DeskEngine", "Feeds",
      ]),
    shell("Terminal", ["CNcurses", "Canvas"]),
    .executableTarget(
      name: "voldesk",
      dependencies: [
        "Numerics", "MarketData", "Pricing", "Volatility", "Learning", "Regimes", "Edges",
        "Structures", "Risk", "Candidates", "Execution", "Portfolio", "DeskEngine", "Feeds",
        "Persistence", "Canvas", "Screens", "Configuration", "Terminal",
      ],
      swiftSettings: rules),

    .target(name: "TestKit", path: "Tests/TestKit", swiftSettings: rules),
    .target(
      name: "MarketFixtures", dependencies: ["Numerics", "MarketData", "Pricing"],
      path: "Tests/MarketFixtures", swiftSettings: rules),
    tests("TidyTests", []),
    tests("NumericsTests", ["Numerics"]),
    tests("MarketDataTests", ["MarketData"]),
    tests("PricingTests", ["Numerics", "MarketData", "Pricing", "MarketFixtures"]),
    tests("VolatilityTests", ["Numerics", "MarketData", "Volatility"]),
    tests("LearningTests", ["Numerics", "Learning"]),
    tests("RegimesTests", ["Numerics", "MarketData", "Volatility", "Learning", "Regimes"]),
    tests(
      "EdgesTests",
      ["Numerics", "MarketData", "Pricing", "Volatility", "Regimes", "Edges", "MarketFixtures"]),
    tests("StructuresTests", ["Numerics", "MarketData", "Pricing", "Structures"]),
    tests("RiskTests", ["Numerics", "MarketData", "Pricing", "Structures", "Risk"]),
    tests(
      "CandidatesTests",
      ["Numerics", "MarketData", "Pricing", "Regimes", "Edges", "Structures", "Risk", "Candidates"]),
    tests(
      "FeedsTests", ["Numerics", "MarketData", "Pricing", "DeskEngine", "Feeds", "MarketFixtures"]),
    tests(
      "PersistenceTests",
      [
        "Persistence", "CSQLite", "Numerics", "MarketData", "Edges", "Structures", "Risk",
        "Candidates", "Execution", "Portfolio", "Regimes", "DeskEngine", "Feeds",
      ]),
    tests("CanvasTests", ["Canvas"]),
    tests("TerminalTests", ["Terminal", "Canvas"]),
    .testTarget(
      name: "ScreensTests",
      dependencies: [
        "Canvas", "MarketData", "Pricing", "Regimes", "Edges", "Structures", "Risk", "Candidates",
        "Execution", "Portfolio", "DeskEngine", "Screens", "TestKit", "MarketFixtures",
      ], exclude: ["Golden"], swiftSettings: rules),
    tests("ExecutionTests", ["Numerics", "Execution", "MarketData", "Structures"]),
    tests("PortfolioTests", ["Portfolio", "MarketData", "Edges", "Structures", "Pricing", "Risk"]),
    tests(
      "DeskEngineTests",
      [
        "Numerics", "MarketData", "Pricing", "Volatility", "Regimes", "Edges", "Structures", "Risk",
        "Candidates", "Execution", "Portfolio", "DeskEngine", "Feeds", "MarketFixtures",
      ]),
    tests(
      "CommandTests",
      [
        "voldesk", "Configuration", "DeskEngine", "Feeds", "MarketData", "Numerics", "Persistence",
        "Risk", "Structures", "Screens", "MarketFixtures",
      ]),
    tests("ConfigurationTests", ["Configuration", "MarketData", "Canvas", "Screens"]),
  ],
  swiftLanguageModes: [.v6]
)
