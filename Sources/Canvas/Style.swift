// What a cell looks like, said by meaning: semantic tokens, heat steps and attributes.
//
// A screen never names a colour. It names a token; the theme turns the token into colours for
// the depth of the terminal at hand. A style is three bytes, so a cell holds it by value.

/// A meaning that a theme gives colours and attributes to.
public enum StyleToken: UInt8, CaseIterable, Hashable, Sendable {
  case background, foreground, dim, muted, border, borderFocus, title, accent, selection, cursor
  case gain, loss, flat
  case regimeGrind, regimePanic, regimeUp, regimeDown, regimeChop
  case severityInfo, severityWarn, severityError, severityCritical
  case limitOk, limitWarn, limitBreach
  case greekDelta, greekGamma, greekVega, greekTheta
  case candidateTrade, candidateReview, candidatePass, candidateApproved, candidateRejected
  case chart1, chart2, chart3, chart4, chart5, chart6
  case chartAxis, chartGrid, chartZero, chartBand
  case heatLow, heatMid, heatHigh
  case modeSim, modeLive, modeReplay
  case killOn

  /// The name in a theme file.
  public var name: String { StyleToken.names[Int(rawValue)] }

  /// The token of a name in a theme file.
  public init?(name: String) {
    guard let index = StyleToken.names.firstIndex(of: name),
      let token = StyleToken(rawValue: UInt8(index))
    else { return nil }
    self = token
  }

  private static let names = [
    "bg", "fg", "dim", "muted", "border", "border.focus", "title", "accent", "selection",
    "cursor", "gain", "loss", "flat", "regime.grind", "regime.panic", "regime.up",
    "regime.down", "regime.chop", "sev.info", "sev.warn", "sev.error", "sev.critical",
    "limit.ok", "limit.warn", "limit.breach", "greek.delta", "greek.gamma", "greek.vega",
    "greek.theta", "cand.trade", "cand.review", "cand.pass", "cand.approved", "cand.rejected",
    "chart.1", "chart.2", "chart.3", "chart.4", "chart.5", "chart.6", "chart.axis",
    "chart.grid", "chart.zero", "chart.band", "heat.low", "heat.mid", "heat.high", "mode.sim",
    "mode.live", "mode.replay", "kill.on",
  ]
}

/// How a glyph is drawn apart from its colour.
public struct Attributes: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt8
  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// Heavier strokes.
  public static let bold = Attributes(rawValue: 1)
  /// Fainter.
  public static let dim = Attributes(rawValue: 2)
  /// Underlined.
  public static let underline = Attributes(rawValue: 4)
  /// Foreground and background exchanged.
  public static let reverse = Attributes(rawValue: 8)
  /// Slanted.
  public static let italic = Attributes(rawValue: 16)

  /// The names in theme files, in the order in which they are written.
  static let names: [(attribute: Attributes, name: String)] = [
    (.bold, "bold"), (.dim, "dim"), (.underline, "underline"), (.reverse, "reverse"),
    (.italic, "italic"),
  ]
}

/// The source of one of the two colours of a cell.
public struct Ink: Hashable, Sendable {
  let code: UInt8
  private static let heatBase: UInt8 = 128
  private static let inherited: UInt8 = 255

  /// The number of steps of the heat ramp.
  public static let heatSteps = 33

  /// A token's colour.
  public init(_ token: StyleToken) { code = token.rawValue }
  private init(code: UInt8) { self.code = code }

  /// As a background: that of the foreground's token, else of the theme.
  public static let inherit = Ink(code: inherited)

  /// A step of the ramp from `heat.low` over `heat.mid` to `heat.high`.
  ///
  /// - Parameter share: From 0 for the low end to 1 for the high end; clamped.
  /// - Returns: The ink of the nearest step.
  public static func heat(_ share: Double) -> Ink {
    let clamped = share > 0 ? min(share, 1) : 0
    return Ink(code: heatBase + UInt8((clamped * Double(heatSteps - 1)).rounded()))
  }

  /// The token it names, if it is one.
  public var token: StyleToken? { StyleToken(rawValue: code) }
  /// The position on the heat ramp from 0 to 1, if it is a heat step.
  public var heatShare: Double? {
    guard code >= Ink.heatBase, code != Ink.inherited else { return nil }
    return Double(code - Ink.heatBase) / Double(Ink.heatSteps - 1)
  }
}

/// The look of a cell by meaning: a foreground, a background and further attributes.
public struct Style: Hashable, Sendable {
  /// Source of the glyph's colour.
  public var foreground: Ink
  /// Source of the colour behind the glyph.
  public var background: Ink
  /// Attributes beyond those the theme gives the tokens.
  public var attributes: Attributes

  /// Makes a style from a token, on the background of another when one is given.
  public init(_ token: StyleToken, on behind: StyleToken? = nil, _ attributes: Attributes = []) {
    foreground = Ink(token)
    background = behind.map { Ink($0) } ?? .inherit
    self.attributes = attributes
  }

  /// Makes a style from two inks.
  public init(ink foreground: Ink, on background: Ink, _ attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// Ordinary text.
  public static let plain = Style(.foreground)

  /// The same glyph colour on another token's background.
  public func on(_ behind: StyleToken) -> Style {
    Style(ink: foreground, on: Ink(behind), attributes)
  }

  /// The same colours with more attributes.
  public func adding(_ more: Attributes) -> Style {
    Style(ink: foreground, on: background, attributes.union(more))
  }
}

/// Which glyphs a terminal can show, richest first.
public enum GlyphSet: String, CaseIterable, Hashable, Sendable {
  /// Braille dots, blocks and box drawing.
  case braille
  /// Blocks and box drawing without braille.
  case block
  /// Seven-bit ASCII only.
  case ascii
}

/// Whether magnitude can be shown by colour or must be shown by the glyph.
public enum Shading: Hashable, Sendable {
  /// Colours are there.
  case color
  /// Monochrome: magnitude by the density of the glyph.
  case glyph
}

/// What drawing may rely on: the glyphs and whether there is colour.
public struct Look: Hashable, Sendable {
  /// The glyphs that may be used.
  public var glyphs: GlyphSet
  /// How magnitude is shown.
  public var shading: Shading

  /// Makes a look.
  public init(glyphs: GlyphSet, shading: Shading) {
    self.glyphs = glyphs
    self.shading = shading
  }

  /// Every glyph, in colour.
  public static let full = Look(glyphs: .braille, shading: .color)
}
