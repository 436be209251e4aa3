// `:new SPX IRON_CONDOR 20180316 P2500 P2550 C2850 C2900 1`: a structure in one line.

import Candidates
import Canvas
import DeskEngine
import MarketData
import Structures

extension Turn {
  /// Reads a structure in one line and proposes it; without words, opens the dialog.
  mutating func new(_ argument: String) {
    let words = argument.split(separator: " ").map(String.init)
    guard !words.isEmpty else { return openBuild() }
    switch HandLine.read(words, snapshot) {
    case .success(let line):
      send(.manual(structure: line.kind, legs: line.legs, quantity: line.quantity))
      ui.builtAfter = snapshot.candidates.map(\.id).max() ?? 0
    case .failure(let fault): say(fault.text, .severityWarn)
    }
  }
}

/// A structure in one line: symbol, kind, expiry or front/back, strikes, packages.
struct HandLine {
  struct Fault: Error { var text: String }

  var kind: StructureKind
  var legs: [Leg]
  var quantity: Int

  static func read(_ words: [String], _ snapshot: DeskSnapshot) -> Result<HandLine, Fault> {
    do throws(Fault) { return .success(try HandLine(words, snapshot)) } catch {
      return .failure(error)
    }
  }

  private init(_ words: [String], _ snapshot: DeskSnapshot) throws(Fault) {
    guard words.count >= 5 else {
      throw Fault(text: "write \(TypedCommand.new.usage)")
    }
    let symbol = words[0].uppercased()
    guard let chain = snapshot.trade.context(symbol)?.context.build.chain else {
      throw Fault(text: "\(sanitize(symbol)) is not quoted here")
    }
    guard let kind = StructureKind(rawValue: words[1].uppercased()) else {
      throw Fault(
        text: "a kind is one of \(StructureKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    guard let quantity = words.last.flatMap({ Int($0) }), quantity > 0 else {
      throw Fault(text: "the last word is the number of packages, from 1")
    }
    var homes: [ChainExpiry] = []
    for text in words[2].split(separator: "/") {
      homes.append(try HandLine.expiry(String(text), chain, symbol))
    }
    guard homes.count == (kind.hasTwoExpiries ? 2 : 1) else {
      throw Fault(
        text: kind.hasTwoExpiries
          ? "\(kind.rawValue) has two expiries, as 20180216/20180316"
          : "\(kind.rawValue) has one expiry")
    }
    var options: [(OptionRight, Money)] = []
    for text in words[3..<(words.count - 1)] { options.append(try HandLine.option(text)) }
    // A strike that stands once serves both expiries of a calendar.
    if kind == .calendar, options.count == 1 { options.append(options[0]) }
    let contracts = options.enumerated().map { index, option in
      let home = homes[min(index, homes.count - 1)]
      return OptionContract(
        root: home.root.symbol, expiry: home.date, right: option.0, strike: option.1)
    }
    guard let legs = kind.legs(of: contracts) else {
      throw Fault(text: "not of kind \(kind.rawValue): that is \(kind.shape)")
    }
    self.init(kind: kind, legs: legs, quantity: quantity)
  }

  private init(kind: StructureKind, legs: [Leg], quantity: Int) {
    self.kind = kind
    self.legs = legs
    self.quantity = quantity
  }

  /// `20180316`, or `SPXW:20180316` where a date has two roots.
  private static func expiry(
    _ text: String, _ chain: OptionChain, _ symbol: String
  ) throws(Fault) -> ChainExpiry {
    let parts = text.split(separator: ":").map(String.init)
    let root = parts.count == 2 ? parts[0].uppercased() : nil
    guard let date = parts.last.flatMap({ CivilDate($0) }) else {
      throw Fault(text: "\(sanitize(text)) is no expiry such as 20180316")
    }
    let listed = chain.expiries.filter {
      $0.date == date && (root == nil || $0.root.symbol == root)
    }
    guard let home = listed.first(where: { $0.root.symbol == symbol }) ?? listed.first else {
      throw Fault(text: "\(symbol) lists no expiry \(sanitize(text))")
    }
    return home
  }

  /// `P2500` or `C2850`.
  private static func option(_ text: String) throws(Fault) -> (OptionRight, Money) {
    let right: OptionRight? =
      switch text.first {
      case "P", "p": .put
      case "C", "c": .call
      default: nil
      }
    guard let right, let strike = Money(String(text.dropFirst())), strike.units > 0 else {
      throw Fault(text: "\(sanitize(text)) is no option such as P2500")
    }
    return (right, strike)
  }
}
