// The one curses session of the process: opens it, shows frames, gives the terminal back.
//
// Belongs to one thread; only its waker may be used from others. Favours the terminal's owner:
// it is restored on every way out, and an unchanged frame sends nothing.

public import Canvas
import CNcurses
import Glibc

/// A screen on the terminal of the process.
public final class TerminalSession {
  private enum Phase {
    case open, ended
  }

  /// The depth of colours.
  public let depth: ColorDepth
  /// What drawing may rely on.
  public let look: Look
  private let session: UnsafeMutableRawPointer
  private let signals: SignalSource
  private let input: Int32
  private let synchronised: Bool
  private var phase = Phase.open
  private var palette: CellPalette
  private var shown: CellBuffer?
  private var run: [vd_cell] = []
  private var reader: InputReader

  /// Opens the session.
  ///
  /// - Parameters:
  ///   - options: Colours, glyphs, mouse and timing.
  ///   - signals: The source of signals, opened before any thread was started.
  /// - Throws: Why there can be no screen.
  public init(_ options: TerminalOptions, signals: SignalSource) throws(TerminalUnavailable) {
    self.signals = signals
    let isUTF8 = vd_locale_is_utf8() != 0
    let opening = try Opening(options)
    session = opening.session
    input = opening.input
    depth = opening.depth
    let glyphs = options.glyphs ?? (opening.isConsole ? .block : .braille)
    look = Look(
      glyphs: isUTF8 ? glyphs : .ascii, shading: opening.depth == .mono ? .glyph : .color)
    switch options.synchronised {
    case .on: synchronised = true
    case .off: synchronised = false
    case .auto: synchronised = !opening.isConsole
    }
    palette = CellPalette(depth: opening.depth, theme: .mono)
    reader = InputReader(session: opening.session, input: opening.input, signals: signals)
    vd_mouse(options.mouse == .off ? 0 : 1)
    if !opening.isConsole { vd_paste_reports(1) }
    vd_resize()
  }

  deinit { end() }

  /// The extent of the screen.
  public var size: Size {
    phase == .open
      ? Size(columns: Int(vd_columns()), rows: Int(vd_rows())) : Size(columns: 0, rows: 0)
  }

  /// Interrupts a wait from another thread.
  public var waker: Waker { signals.waker }

  /// Shows a frame; sends only the cells that changed since the last one.
  public func present(_ buffer: CellBuffer, theme: Theme) -> PresentResult {
    guard phase == .open else { return .deferred }
    if palette.use(theme) { shown = nil }
    let spans = buffer.changes(since: shown)
    if spans.isEmpty { return .unchanged }
    guard vd_is_writable() != 0 else { return .deferred }
    let began = vd_milliseconds()
    let screen = size
    for span in spans where span.y < screen.rows {
      put(span, of: buffer, columns: screen.columns)
    }
    guard vd_flush(session, synchronised ? 1 : 0) != 0 else {
      repaint()
      return .deferred
    }
    shown = buffer
    return .drawn(rows: spans.count, milliseconds: Int(vd_milliseconds() - began))
  }

  private func put(_ span: ChangedSpan, of buffer: CellBuffer, columns: Int) {
    run.removeAll(keepingCapacity: true)
    let end = min(span.columns.upperBound, columns)
    buffer.withRow(span.y) { row in
      for x in span.columns.lowerBound..<max(span.columns.lowerBound, end) {
        let cell = row[x]
        let entry = palette.entry(cell.style)
        run.append(
          vd_cell(
            scalar: cell.scalar, combining: cell.combining, pair: entry.pair,
            attributes: entry.attributes, width: cell.width))
      }
    }
    vd_put_run(Int32(span.y), Int32(span.columns.lowerBound), run, Int32(run.count))
  }

  /// Waits for events, at most so long; a negative time waits without end.
  public func poll(timeoutMs: Int) -> [InputEvent] {
    guard phase == .open else { return [] }
    let (events, notices) = reader.wait(timeoutMs: timeoutMs)
    for notice in notices {
      switch notice {
      case .resized, .continued: repaint()
      case .stopRequested: suspend()
      }
    }
    return events
  }

  /// Puts text on the clipboard of the terminal; false when it is too long or there is none.
  public func copy(_ text: String) -> Bool {
    guard phase == .open, let sequence = clipboardSequence(text), vd_is_writable() != 0
    else { return false }
    sequence.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        vd_write_all(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
    }
    return true
  }

  /// Sends everything at the next frame.
  public func repaint() {
    guard phase == .open else { return }
    shown = nil
    vd_forget()
  }

  /// Gives the terminal back, stops the process group, and returns once continued.
  public func suspend() {
    guard phase == .open else { return }
    vd_leave(session)
    vd_stop_group()
    vd_return(session)
    vd_paste_reports(1)
    reader.noteResize()
    repaint()
  }

  /// Gives the terminal back for good; further calls do nothing.
  public func end() {
    guard phase == .open else { return }
    phase = .ended
    vd_leave(session)
    if input != STDIN_FILENO { close(input) }
  }

  /// Puts right a terminal that an earlier program left broken; whether there is one.
  @discardableResult
  public static func resetTTY() -> Bool { vd_reset_tty() != 0 }
}
