// The keys as they come, after the habits of helix, lazygit and k9s.

import Canvas

extension KeyTable {
  /// The built-in table.
  public static let standard = KeyTable(
    entries: edgeKeys + candidateKeys + positionKeys + logKeys + listKeys + paneKeys + deskKeys
      + tapeKeys
      + viewKeys)

  private static func bound(_ context: KeyContext, _ pairs: [(String, Action)]) -> [KeyEntry] {
    pairs.compactMap { spelling, action in
      keys(of: spelling).map { KeyEntry(context: context, keys: $0, action: action) }
    }
  }

  private static let edgeKeys = bound(.edges, [("Enter", .explain)])

  private static let candidateKeys = bound(
    .candidates,
    [
      ("a", .approve), ("x", .reject), ("u", .undoReject), ("e", .size), ("Space", .mark),
      ("A", .approveMarked), ("Enter", .explain),
    ])

  private static let positionKeys = bound(
    .positions, [("c", .closePosition), ("r", .rollPosition), ("Enter", .explain)])

  private static let logKeys = bound(
    .log,
    [("a", .acknowledge), ("f", .follow), ("<", .previousMatch), (">", .nextMatch)])

  private static let listKeys = bound(
    .list,
    [
      ("j", .down), ("Down", .down), ("k", .up), ("Up", .up), ("g g", .top), ("Home", .top),
      ("G", .bottom), ("End", .bottom), ("^d", .pageDown), ("PgDn", .pageDown), ("^u", .pageUp),
      ("PgUp", .pageUp), ("z", .zoom), ("Enter", .zoom), ("s", .sort), ("S", .reverseSort),
      ("/", .filter),
      ("y", .copyRow), ("Y", .copyPane), ("E", .export),
    ])

  private static let paneKeys =
    bound(
      .global,
      [
        ("Tab", .focusNext), ("l", .focusNext), ("Right", .focusNext),
        ("Shift-Tab", .focusPrevious), ("h", .focusPrevious), ("Left", .focusPrevious),
        ("1", .focusRegime), ("2", .focusEdges), ("3", .focusCandidates), ("4", .focusPositions),
        ("5", .focusGreeks), ("6", .focusRisk), ("7", .focusEquity), ("8", .focusLog),
        ("F1", .deskPage), ("g d", .deskPage), ("Esc", .cancel),
      ])

  private static let deskKeys = bound(
    .global, [("n", .build), ("u", .undoReject), ("!", .kill)])

  private static let tapeKeys = bound(
    .global,
    [
      ("p", .togglePause), ("[", .slower), ("]", .faster), (",", .stepTen), (".", .step),
    ])

  private static let viewKeys = bound(
    .global,
    [
      (":", .palette), ("^p", .palette), ("?", .help), ("f", .freeze), ("R", .report),
      ("t", .nextTheme),
      ("T", .pickTheme), ("^l", .repaint), ("^z", .suspend), ("q", .quit), ("Q", .quit),
    ])
}
