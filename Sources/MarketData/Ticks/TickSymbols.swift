// The symbols of a tick table: small numbers in the rows, names beside them.

/// The names of symbols by number, in the order in which they were first seen.
public struct TickSymbols: Hashable, Sendable {
  /// The names; a symbol's number is its place.
  public private(set) var names: [String] = []
  private var numbers: [String: Int32] = [:]

  /// Makes an empty list.
  public init() {}

  /// Makes a list of names, a repeated name once.
  public init(_ names: [String]) {
    for name in names { _ = number(adding: name) }
  }

  /// How many symbols there are.
  public var count: Int { names.count }

  /// The number of a name; nil when it was never seen.
  public func number(of name: String) -> Int32? { numbers[name] }

  /// The number of a name, which is added when it is new.
  public mutating func number(adding name: String) -> Int32 {
    if let known = numbers[name] { return known }
    let number = Int32(names.count)
    names.append(name)
    numbers[name] = number
    return number
  }
}
