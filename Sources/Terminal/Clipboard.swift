// Text for the clipboard of the terminal, by the control string OSC 52.
//
// Sent only when the trader copies; text from outside never becomes such a string.

/// The longest encoded text that common terminals take.
private let longestCopy = 74_994

/// The control string for a text; nil when it is too long.
func clipboardSequence(_ text: String) -> [UInt8]? {
  let encoded = base64(Array(text.utf8))
  guard encoded.count <= longestCopy else { return nil }
  return Array("\u{1B}]52;c;".utf8) + encoded + [7]
}

/// Base 64 after RFC 4648, section 4.
private func base64(_ bytes: [UInt8]) -> [UInt8] {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var result: [UInt8] = []
  result.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let value = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
    for digit in 0..<4 {
      let place = Int(value >> UInt32(18 - 6 * digit) & 63)
      result.append(digit <= group.count ? alphabet[place] : 0x3D)
    }
  }
  return result
}
