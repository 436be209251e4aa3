// The wait of a session: keys, signals, wake-ups and changes of the window's size.
//
// Sizes are taken once the window has been still for a moment, so that dragging its corner
// costs a few repaints a second. A terminal that is gone is reported once and not read again.

import Canvas
import CNcurses

struct InputReader {
  /// What a session must do before its events are handed out.
  enum Notice {
    case resized, continued, stopRequested
  }

  private static let stillMs: Int64 = 40
  private static let longestMs: Int64 = 200
  private static let mostKeys = 1024

  private let session: UnsafeMutableRawPointer
  private var input: Int32
  private let signals: SignalSource
  private var decoder = KeyDecoder()
  private var firstResize: Int64?
  private var lastResize: Int64 = 0

  init(session: UnsafeMutableRawPointer, input: Int32, signals: SignalSource) {
    self.session = session
    self.input = input
    self.signals = signals
  }

  /// Takes the size at the next wait.
  mutating func noteResize() {
    lastResize = vd_milliseconds()
    firstResize = firstResize ?? lastResize
  }

  mutating func wait(timeoutMs: Int) -> (events: [InputEvent], notices: [Notice]) {
    let deadline = timeoutMs < 0 ? Int64.max : vd_milliseconds() + Int64(timeoutMs)
    var events: [InputEvent] = []
    var notices: [Notice] = []
    while true {
      takeResize(&events, &notices)
      let now = vd_milliseconds()
      if !events.isEmpty || !notices.isEmpty { return (events, notices) }
      let until = min(deadline, resizeDue ?? .max)
      let left = until == .max ? -1 : Int32(clamping: max(0, until - now))
      let ready = vd_wait(input, signals.descriptor, signals.waker.descriptor, left)
      if ready == 0, vd_milliseconds() >= deadline { return ([], []) }
      take(ready, &events, &notices)
    }
  }

  private var resizeDue: Int64? {
    firstResize.map { min(lastResize + InputReader.stillMs, $0 + InputReader.longestMs) }
  }

  private mutating func takeResize(_ events: inout [InputEvent], _ notices: inout [Notice]) {
    guard let due = resizeDue, vd_milliseconds() >= due else { return }
    firstResize = nil
    guard vd_resize() != 0 else { return }
    notices.append(.resized)
    events.append(.resize(Size(columns: Int(vd_columns()), rows: Int(vd_rows()))))
  }

  private mutating func take(
    _ ready: Int32, _ events: inout [InputEvent], _ notices: inout [Notice]
  ) {
    if ready & 2 != 0 { takeSignals(&events, &notices) }
    if ready & 4 != 0, vd_drain_wake(signals.waker.descriptor) != 0 { events.append(.wake) }
    if ready & 1 != 0 { events += decoder.decode(readCodes()) }
    if ready & 8 != 0 {
      input = -1
      events.append(.closed)
    }
  }

  private mutating func takeSignals(_ events: inout [InputEvent], _ notices: inout [Notice]) {
    for arrival in signals.drain() {
      switch arrival {
      case .windowChanged: noteResize()
      case .stopRequested: notices.append(.stopRequested)
      case .event(let signal):
        if signal == .resumed {
          notices.append(.continued)
          vd_return(session)
          noteResize()
        }
        events.append(.signal(signal))
      }
    }
  }

  private func readCodes() -> [KeyCode] {
    var codes: [KeyCode] = []
    for _ in 0..<InputReader.mostKeys {
      let code = vd_getkey(session)
      if code < 0 { break }
      codes.append(keyCode(code))
    }
    return codes
  }
}

private func keyCode(_ code: Int32) -> KeyCode {
  let value = Int(code)
  guard value >= VD_KEY else { return .scalar(UInt32(code)) }
  if value > VD_F0 { return .named(.function(value - VD_F0)) }
  switch value {
  case VD_UP: return .named(.up)
  case VD_DOWN: return .named(.down)
  case VD_LEFT: return .named(.left)
  case VD_RIGHT: return .named(.right)
  case VD_HOME: return .named(.home)
  case VD_END: return .named(.end)
  case VD_PGUP: return .named(.pageUp)
  case VD_PGDN: return .named(.pageDown)
  case VD_INSERT: return .named(.insert)
  case VD_DELETE: return .named(.delete)
  case VD_BACKTAB: return .named(.shiftTab)
  case VD_BACKSPACE: return .named(.backspace)
  case VD_ENTER: return .named(.enter)
  case VD_PASTE_BEGIN: return .pasteBegin
  case VD_PASTE_END: return .pasteEnd
  case VD_MOUSE: return mouseCode()
  default: return .ignored
  }
}

private func mouseCode() -> KeyCode {
  var x: Int32 = 0
  var y: Int32 = 0
  switch vd_getmouse(&x, &y) {
  case 1: return .mouse(MouseEvent(.press, x: Int(x), y: Int(y)))
  case 2: return .mouse(MouseEvent(.wheelUp, x: Int(x), y: Int(y)))
  case 3: return .mouse(MouseEvent(.wheelDown, x: Int(x), y: Int(y)))
  default: return .ignored
  }
}
