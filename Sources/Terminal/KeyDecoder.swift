// From the codes of the key reader to keys, pastes and mouse reports.
//
// Favours safety: an escape sequence that is not known is dropped as a whole, never read as the
// letters it is made of, because a letter may be a command. A pasted text is one event.

import Canvas

/// One thing read from the keyboard, before it is understood.
enum KeyCode: Hashable {
  case scalar(UInt32)
  case named(Key)
  case mouse(MouseEvent)
  case pasteBegin
  case pasteEnd
  case ignored
}

/// Decodes codes in the order in which they came.
struct KeyDecoder {
  private enum State {
    case ground
    case escape
    case sequence
    case string
    case stringEscape
    case paste
  }

  private static let longestPaste = 65536
  private static let longestSequence = 4096
  private var state = State.ground
  private var pasted = String.UnicodeScalarView()
  private var length = 0

  /// Decodes the codes of one batch.
  ///
  /// An Escape at the end of a batch is the key; one with more behind it began a sequence. A
  /// control string may span batches, but a lone code is a key press and ends it: no garbage
  /// may take the keyboard away.
  mutating func decode(_ codes: [KeyCode]) -> [InputEvent] {
    var events: [InputEvent] = []
    if codes.count == 1, state == .string || state == .stringEscape { state = .ground }
    for code in codes { take(code, &events) }
    switch state {
    case .escape:
      events.append(.key(.escape))
      state = .ground
    case .sequence: state = .ground
    case .string where length < 2: state = .ground
    case .ground, .string, .stringEscape, .paste: break
    }
    return events
  }

  private mutating func take(_ code: KeyCode, _ events: inout [InputEvent]) {
    if state == .paste {
      takePasted(code, &events)
      return
    }
    guard case .scalar(let value) = code else {
      if state == .escape { events.append(.key(.escape)) }
      state = .ground
      takeNamed(code, &events)
      return
    }
    length += 1
    if length > KeyDecoder.longestSequence { state = .ground }
    switch state {
    case .ground:
      takeGround(value, &events)
    case .escape:
      takeAfterEscape(value, &events)
    case .sequence:
      if (0x40...0x7E).contains(value) { state = .ground }
    case .string:
      if value == 7 || value == 0x9C { state = .ground }
      if value == 27 { state = .stringEscape }
    case .stringEscape:
      state = value == 0x5C ? .ground : value == 27 ? .stringEscape : .string
    case .paste:
      break
    }
  }

  private mutating func takeGround(_ value: UInt32, _ events: inout [InputEvent]) {
    length = 0
    if value == 27 {
      state = .escape
    } else if let key = KeyDecoder.key(value) {
      events.append(.key(key))
    }
  }

  private mutating func takeAfterEscape(_ value: UInt32, _ events: inout [InputEvent]) {
    switch value {
    case 27: events.append(.key(.escape))
    case 0x5B, 0x4F: state = .sequence
    case 0x5D, 0x50, 0x58, 0x5E, 0x5F: state = .string
    default:
      state = .ground
      if case .character(let character)? = KeyDecoder.key(value) {
        events.append(.key(.alt(character)))
      }
    }
  }

  private mutating func takeNamed(_ code: KeyCode, _ events: inout [InputEvent]) {
    switch code {
    case .named(let key): events.append(.key(key))
    case .mouse(let event): events.append(.mouse(event))
    case .pasteBegin:
      state = .paste
      pasted = String.UnicodeScalarView()
    case .pasteEnd, .ignored, .scalar: break
    }
  }

  private mutating func takePasted(_ code: KeyCode, _ events: inout [InputEvent]) {
    switch code {
    case .scalar(let value):
      guard pasted.count < KeyDecoder.longestPaste, let scalar = Unicode.Scalar(value)
      else { return }
      let isBreak = value == 9 || value == 10 || value == 13
      pasted.append(isBreak ? " " : scalar)
    case .pasteEnd:
      state = .ground
      events.append(.paste(sanitize(String(pasted))))
    case .named, .mouse, .pasteBegin, .ignored: break
    }
  }

  /// The key of a lone code; nil for what is no key.
  static func key(_ value: UInt32) -> Key? {
    switch value {
    case 8, 127: return .backspace
    case 9: return .tab
    case 10, 13: return .enter
    case 27: return .escape
    case 0..<32:
      return Unicode.Scalar(value < 27 && value > 0 ? value + 0x60 : value + 0x40).map {
        .control(Character($0))
      }
    default:
      guard let scalar = Unicode.Scalar(value), !isUnsafe(scalar) else { return nil }
      return .character(Character(scalar))
    }
  }
}
