// Bars of one row: key hints, tabs, a line of input.

/// A key and what it does.
public struct KeyHint: Hashable, Sendable {
  /// The spelling of the key.
  public var key: String
  /// What it does, in a word or two.
  public var label: String
  /// The look of the key.
  public var style: Style

  /// Makes a hint.
  public init(_ key: String, _ label: String, style: Style = Style(.accent, .bold)) {
    self.key = key
    self.label = label
    self.style = style
  }

  var width: Int { displayWidth(key) + 1 + displayWidth(label) }
}

/// A row of key hints; those at the end leave first when it gets narrow.
public struct HintBar: Hashable, Sendable {
  /// The hints, the most important first.
  public var hints: [KeyHint]

  /// Makes a bar.
  public init(_ hints: [KeyHint]) { self.hints = hints }

  /// Draws it into the first row of a rectangle and returns where each shown hint stands.
  @discardableResult
  public func draw(in rect: Rect, on buffer: inout CellBuffer) -> [Range<Int>] {
    let row = rect.row(0)
    buffer.fill(row)
    var places: [Range<Int>] = []
    var x = row.x + 1
    for hint in hints {
      guard x + hint.width <= row.maxX else { break }
      let start = x
      x = buffer.write(hint.key, x: x, y: row.y, style: hint.style)
      x = buffer.write(" " + hint.label, x: x, y: row.y, style: Style(.muted))
      places.append(start..<x)
      x += 2
    }
    return places
  }
}

/// One tab.
public struct Tab: Hashable, Sendable {
  /// The key that opens it.
  public var key: String
  /// The title.
  public var title: String
  /// A count or a mark behind the title.
  public var badge: String
  /// The look of the badge.
  public var badgeStyle: Style

  /// Makes a tab.
  public init(
    key: String, title: String, badge: String = "", badgeStyle: Style = Style(.muted)
  ) {
    self.key = key
    self.title = title
    self.badge = badge
    self.badgeStyle = badgeStyle
  }
}

/// A row of tabs; titles shrink before a tab is lost.
public struct TabBar: Hashable, Sendable {
  /// The tabs.
  public var tabs: [Tab]
  /// The open one.
  public var selected: Int

  /// Makes a bar.
  public init(_ tabs: [Tab], selected: Int) {
    self.tabs = tabs
    self.selected = selected
  }

  /// Draws it into the first row of a rectangle and returns where each tab stands.
  @discardableResult
  public func draw(in rect: Rect, on buffer: inout CellBuffer) -> [Range<Int>] {
    let row = rect.row(0)
    buffer.fill(row)
    let limit = titleLimit(row.width)
    var x = row.x
    var places: [Range<Int>] = []
    for (index, tab) in tabs.enumerated() {
      let start = x
      let isOpen = index == selected
      let style = isOpen ? Style(.title, on: .selection, .bold) : Style(.muted)
      x = buffer.write(isOpen ? "[" : " ", x: x, y: row.y, style: style, limit: row.maxX - x)
      x = buffer.write(
        tab.key, x: x, y: row.y, style: Style(.accent, on: isOpen ? .selection : nil, .bold),
        limit: row.maxX - x)
      let title = String(tab.title.prefix(limit))
      x = buffer.write(title, x: x, y: row.y, style: style, limit: row.maxX - x)
      if !tab.badge.isEmpty {
        let badge = isOpen ? tab.badgeStyle.on(.selection) : tab.badgeStyle
        x = buffer.write(
          "\u{B7}" + tab.badge, x: x, y: row.y, style: badge, limit: row.maxX - x)
      }
      x = buffer.write(isOpen ? "]" : " ", x: x, y: row.y, style: style, limit: row.maxX - x)
      places.append(start..<x)
    }
    return places
  }

  /// The longest prefix of the titles with which every tab fits.
  private func titleLimit(_ width: Int) -> Int {
    let longest = tabs.map { $0.title.count }.max() ?? 0
    for limit in stride(from: longest, to: 0, by: -1) where needed(limit) <= width {
      return limit
    }
    return 0
  }

  private func needed(_ limit: Int) -> Int {
    tabs.reduce(0) { sum, tab in
      let badge = tab.badge.isEmpty ? 0 : displayWidth(tab.badge) + 1
      return sum + 2 + displayWidth(tab.key) + min(limit, tab.title.count) + badge
    }
  }
}

/// A line of input with its cursor.
public struct PromptLine: Hashable, Sendable {
  /// What is asked for.
  public var label: String
  /// What was typed.
  public var text: String
  /// The position of the cursor in characters.
  public var cursor: Int

  /// Makes a line.
  public init(label: String, text: String, cursor: Int) {
    self.label = label
    self.text = text
    self.cursor = cursor
  }

  /// Draws it into the first row of a rectangle; long text scrolls so that the cursor shows.
  public func draw(in rect: Rect, on buffer: inout CellBuffer) {
    let row = rect.row(0)
    guard !row.isEmpty else { return }
    buffer.fill(row)
    let start = buffer.write([TextRun(label, Style(.accent, .bold))], in: row)
    let field = Rect(x: start, y: row.y, width: row.maxX - start, height: 1)
    guard field.width > 0 else { return }
    let characters = Array(text)
    let place = min(max(0, cursor), characters.count)
    var from = 0
    while displayWidth(String(characters[from..<place])) >= field.width { from += 1 }
    buffer.write([TextRun(String(characters[from...]))], in: field)
    let x = field.x + displayWidth(String(characters[from..<place]))
    let under = Rect(x: x, y: row.y, width: 1, height: 1)
    buffer.restyle(under) { $0.adding(.reverse) }
  }
}
