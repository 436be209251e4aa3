// What the first and the last change of an order say: who wanted it, what it replaces, the mids.

public import MarketData
public import Portfolio

/// Why an order was sent, written as the text of its first change.
///
/// The text is a list of parts between semicolons, such as `exit TARGET; replaces O12; mid -1.25`. A
/// change that ends an order before it is filled ends with the mid of its moment too.
public struct OrderNote: Hashable, Sendable {
  /// Who approved an opening; nil for an exit.
  public var approved: Actor?
  /// Why it closes a position; nil for an opening.
  public var close: CloseReason?
  /// The order whose place it takes.
  public var replaces: Int?
  /// Net of one package at mids at that moment, positive for a credit; nil when a leg had no quote.
  ///
  /// For an order in shares it is the mid of one share.
  public var mid: Money?
  /// What else there is to say, such as the strike that is too near; without a semicolon.
  public var remark: String?

  /// Makes a note.
  public init(
    approved: Actor? = nil, close: CloseReason? = nil, replaces: Int? = nil, mid: Money? = nil,
    remark: String? = nil
  ) {
    self.approved = approved
    self.close = close
    self.replaces = replaces
    self.mid = mid
    self.remark = remark
  }

  /// Reads the text of a change; a part that is none of these is the remark.
  public init(_ text: String) {
    self.init()
    var rest = Substring(text)
    while !rest.isEmpty {
      let part = rest.prefix { $0 != ";" }
      rest = rest.dropFirst(part.count + 1)
      if rest.first == " " { rest = rest.dropFirst() }
      take(part)
    }
  }

  private mutating func take(_ part: Substring) {
    func value(_ name: String) -> Substring? {
      part.hasPrefix(name) ? part.dropFirst(name.count) : nil
    }
    if let word = value("approved by ") {
      approved = Actor(rawValue: String(word))
    } else if let word = value("exit ") {
      close = CloseReason(rawValue: String(word))
    } else if let word = value("replaces O") {
      replaces = Int(word)
    } else if let word = value("mid ") {
      mid = Money(String(word))
    } else {
      remark = String(part)
    }
  }

  /// The text of the change.
  public var text: String {
    var parts: [String] = []
    if let approved { parts.append("approved by \(approved.rawValue)") }
    if let close { parts.append("exit \(close.rawValue)") }
    if let remark { parts.append(remark) }
    if let replaces { parts.append("replaces O\(replaces)") }
    if let mid { parts.append("mid \(mid)") }
    return parts.joined(separator: "; ")
  }

  /// The text of the change that ends an order whose place another takes.
  static func replaced(by order: Int) -> String { "replaced by O\(order)" }

  /// The order that takes the place of one that ended with a text, or nil.
  public static func successor(in text: String) -> Int? {
    guard text.hasPrefix("replaced by O") else { return nil }
    return Int(text.dropFirst(13).prefix { $0 != ";" })
  }
}
