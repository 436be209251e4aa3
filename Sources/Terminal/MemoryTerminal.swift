// A terminal in memory, for scripts of keys and golden screens.

public import Canvas

/// A screen that keeps its frames and hands out the events it was given.
public final class MemoryTerminal: TerminalDevice {
  /// The extent of the screen.
  public private(set) var size: Size
  /// What drawing may rely on.
  public let look: Look
  /// The depth of colours.
  public let depth: ColorDepth
  /// Interrupts nothing here, but is a real one.
  public let waker: Waker
  /// The frame shown last.
  public private(set) var shown: CellBuffer?
  /// How many frames changed the screen.
  public private(set) var frames = 0
  /// How often the process would have been stopped.
  public private(set) var suspensions = 0
  /// Whether the terminal was given back.
  public private(set) var hasEnded = false
  /// The text copied last.
  public private(set) var copied: String?
  private var theme: Theme?
  private var waiting: [[InputEvent]] = []

  /// Makes a screen.
  ///
  /// - Throws: `TerminalUnavailable.noDescriptor` when the system has none left for the waker.
  public init(
    size: Size, look: Look = .full, depth: ColorDepth = .indexed256
  ) throws(TerminalUnavailable) {
    guard let waker = Waker() else { throw .noDescriptor }
    self.size = size
    self.look = look
    self.depth = depth
    self.waker = waker
  }

  /// Queues events that one wait will return; a new size takes effect then.
  public func feed(_ events: [InputEvent]) { waiting.append(events) }

  /// Queues keys by their spelling; unknown spellings are ignored.
  public func press(_ names: String...) {
    feed(names.compactMap { Key(name: $0) }.map { .key($0) })
  }

  /// Shows a frame.
  public func present(_ buffer: CellBuffer, theme: Theme) -> PresentResult {
    guard !hasEnded else { return .deferred }
    if self.theme != theme { shown = nil }
    self.theme = theme
    let rows = buffer.changes(since: shown).count
    guard rows > 0 else { return .unchanged }
    shown = buffer
    frames += 1
    return .drawn(rows: rows, milliseconds: 0)
  }

  /// Returns the events queued for one wait, none when there are none.
  public func poll(timeoutMs: Int) -> [InputEvent] {
    guard !hasEnded, !waiting.isEmpty else { return [] }
    let events = waiting.removeFirst()
    for case .resize(let size) in events {
      self.size = size
      shown = nil
    }
    return events
  }

  /// Keeps the text.
  public func copy(_ text: String) -> Bool {
    copied = text
    return !hasEnded
  }

  /// Forgets what is shown.
  public func repaint() { shown = nil }

  /// Counts a suspension.
  public func suspend() {
    suspensions += 1
    shown = nil
  }

  /// Notes that the terminal was given back.
  public func end() { hasEnded = true }
}
