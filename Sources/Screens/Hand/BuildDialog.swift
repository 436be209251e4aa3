// A structure being built by hand: what the trader has chosen so far.
//
// Legs follow from deltas until the trader takes the strikes in hand; every figure that is shown is
// the desk's own judgement of these legs on its latest quotes.

public import MarketData
public import Structures

/// A listed expiry, by the root and the date of its contracts.
public struct ExpiryKey: Hashable, Sendable {
  /// The root.
  public var root: String
  /// The date.
  public var date: CivilDate
}

/// What a line of the dialog changes.
public enum BuildField: Hashable, Sendable {
  /// The structure.
  case kind
  /// The front expiry.
  case expiry
  /// The back expiry of a calendar or a diagonal.
  case back
  /// Calls or puts, where the kind leaves the choice.
  case right
  /// Deltas or strikes.
  case by
  /// The delta aimed at.
  case delta
  /// The width of the wings.
  case width
  /// The strike of a leg.
  case strike(Int)
  /// Packages.
  case quantity
}

/// A structure being built by hand.
public struct BuildDialog: Hashable, Sendable {
  /// The symbol.
  public var underlying: String
  /// The structure.
  public var kind = StructureKind.ironCondor
  /// The front expiry; nil for the usual one.
  public var expiry: ExpiryKey?
  /// The back expiry; nil for the usual one.
  public var back: ExpiryKey?
  /// Calls or puts, where the kind leaves the choice.
  public var right = OptionRight.put
  /// Strikes in the order of the kind's ratios; nil while deltas choose them.
  public var strikes: [Money]?
  /// The absolute delta aimed at; nil for the regime's.
  public var delta: Double?
  /// Which of the usual widths, the widest first; nil for the first one that is listed.
  public var width: Int?
  /// Packages, as typed.
  public var quantity = LineInput("1")
  /// The line that the keys change.
  public var field = BuildField.kind
  /// Keys before this time are ignored.
  public var armed: Int64

  /// A fresh dialog.
  public init(underlying: String, armed: Int64) {
    self.underlying = underlying
    self.armed = armed
  }

  /// Packages; zero for an empty line.
  var packages: Int { Int(quantity.text) ?? 0 }

  /// Whether the kind comes in calls and in puts.
  var hasRight: Bool {
    switch kind {
    case .calendar, .diagonal, .longButterfly, .brokenWing: true
    default: false
    }
  }

  /// The lines that can be changed, from the top.
  var fields: [BuildField] {
    var fields: [BuildField] = [.kind, .expiry]
    if kind.hasTwoExpiries { fields.append(.back) }
    // A broken wing by delta is a put structure.
    if hasRight, kind != .brokenWing || strikes != nil { fields.append(.right) }
    fields.append(.by)
    if let strikes {
      fields += strikes.indices.map { .strike($0) }
    } else {
      if aimed != nil { fields.append(.delta) }
      if hasWidth { fields.append(.width) }
    }
    return fields + [.quantity]
  }

  /// What the delta of the kind is called; nil where it is not chosen by one.
  var aimed: String? {
    switch kind {
    case .ironCondor, .strangleWinged, .bullPut, .bearCall, .brokenWing: "short \u{394}"
    case .callDebit, .putDebit: "long \u{394}"
    case .ironButterfly, .longButterfly, .calendar, .diagonal: nil
    }
  }

  /// Whether the kind has wings of a width.
  var hasWidth: Bool {
    switch kind {
    case .calendar, .diagonal, .strangleWinged: false
    default: true
    }
  }

  /// The rights of the legs, in the order of the kind's ratios.
  var rights: [OptionRight] {
    switch kind {
    case .ironCondor, .strangleWinged, .ironButterfly: [.put, .put, .call, .call]
    case .bullPut, .putDebit: [.put, .put]
    case .bearCall, .callDebit: [.call, .call]
    case .calendar, .diagonal: [right, right]
    case .longButterfly, .brokenWing: [right, right, right]
    }
  }
}

/// The question before a position is rolled.
public struct RollDialog: Hashable, Sendable {
  /// The position.
  public var position: Int
  /// Packages held when it was asked.
  public var quantity: Int
  /// The legs that it would open, as they were shown.
  public var legs: [Leg]
  /// Keys before this time are ignored.
  public var armed: Int64
  /// What moved while the dialog was open.
  public var changes: [String] = []
}
