// The themes that need no file: dark, and one without colour.
//
// The same entries stand in the folder of themes, where they can be copied and changed.

extension Theme {
  /// Calm and dark, for terminals with colour.
  public static let dark = read("dark", palette: darkPalette, tokens: darkTokens, base: nil).theme

  /// Without colour: the meaning is in the attributes.
  public static let mono = read("mono", palette: [], tokens: monoTokens, base: nil).theme

  static let darkPalette: [(String, String)] = [
    ("ink", "#10141b"), ("raised", "#1b2230"), ("select", "#243450"), ("line", "#3a465c"),
    ("text", "#d3dae6"), ("soft", "#929db3"), ("faint", "#6c778d"), ("white", "#f4f7fb"),
    ("blue", "#83abf5"), ("teal", "#5fc9be"), ("green", "#74cf98"), ("amber", "#e3bd66"),
    ("orange", "#eda06a"), ("red", "#f37f7f"), ("scarlet", "#cf2f44"), ("violet", "#bd9cf0"),
    ("rose", "#cf9399"),
  ]

  static let darkTokens: [(String, String)] = [
    ("bg", "ink"), ("fg", "text"), ("dim", "faint"), ("muted", "soft"), ("border", "line"),
    ("border.focus", "blue"), ("title", "text"), ("accent", "blue"),
    ("selection", "text on select"), ("cursor", "amber bold"), ("gain", "green"), ("loss", "red"),
    ("flat", "soft"), ("regime.grind", "teal"), ("regime.panic", "red bold"),
    ("regime.up", "green"), ("regime.down", "orange"), ("regime.chop", "violet"),
    ("sev.info", "blue"), ("sev.warn", "amber"), ("sev.error", "orange bold"),
    ("sev.critical", "white on scarlet bold"), ("limit.ok", "teal"), ("limit.warn", "amber"),
    ("limit.breach", "red bold"), ("greek.delta", "blue"), ("greek.gamma", "violet"),
    ("greek.vega", "teal"), ("greek.theta", "amber"), ("cand.trade", "green bold"),
    ("cand.review", "amber"), ("cand.pass", "soft"), ("cand.approved", "blue"),
    ("cand.rejected", "rose"), ("chart.1", "blue"), ("chart.2", "orange"), ("chart.3", "green"),
    ("chart.4", "violet"), ("chart.5", "teal"), ("chart.6", "red"), ("chart.axis", "soft"),
    ("chart.grid", "raised"), ("chart.zero", "line"), ("chart.band", "select"),
    ("heat.low", "#1f3563"), ("heat.mid", "#a34f8d"), ("heat.high", "#ffd27a"),
    ("mode.sim", "ink on blue bold"), ("mode.live", "white on scarlet bold"),
    ("mode.replay", "ink on violet bold"), ("kill.on", "white on scarlet bold"),
  ]

  static let monoTokens: [(String, String)] = [
    ("bg", "default"), ("fg", "default"), ("dim", "dim"), ("muted", "dim"), ("border", "dim"),
    ("border.focus", "bold"), ("title", "bold"), ("accent", "bold"), ("selection", "reverse"),
    ("cursor", "bold"), ("gain", "default"), ("loss", "bold"), ("flat", "dim"),
    ("regime.grind", "default"), ("regime.panic", "reverse bold"), ("regime.up", "default"),
    ("regime.down", "bold"), ("regime.chop", "default"), ("sev.info", "default"),
    ("sev.warn", "bold"), ("sev.error", "bold underline"), ("sev.critical", "reverse bold"),
    ("limit.ok", "default"), ("limit.warn", "bold"), ("limit.breach", "reverse bold"),
    ("greek.delta", "default"), ("greek.gamma", "default"), ("greek.vega", "default"),
    ("greek.theta", "default"), ("cand.trade", "bold"), ("cand.review", "default"),
    ("cand.pass", "dim"), ("cand.approved", "default"), ("cand.rejected", "dim"),
    ("chart.1", "default"), ("chart.2", "bold"), ("chart.3", "default"), ("chart.4", "bold"),
    ("chart.5", "default"), ("chart.6", "bold"), ("chart.axis", "dim"), ("chart.grid", "dim"),
    ("chart.zero", "dim"), ("chart.band", "dim"), ("heat.low", "default"), ("heat.mid", "default"),
    ("heat.high", "default"), ("mode.sim", "reverse"), ("mode.live", "reverse bold"),
    ("mode.replay", "reverse"), ("kill.on", "reverse bold"),
  ]
}
