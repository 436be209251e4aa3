// Numbers, dates, moments and codes as the bytes of their texts.
//
// A journal writes some millions of them, so they go into its line without a text between; the
// descriptions are made of the same bytes.

extension [UInt8] {
  /// Appends a number without a sign in decimal digits, with zeros in front up to a width.
  public mutating func append(decimal number: UInt64, width: Int = 1) {
    let start = count
    var rest = number
    repeat {
      append(0x30 &+ UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    while count - start < width { append(0x30) }
    var (low, high) = (start, count - 1)
    while low < high {
      swapAt(low, high)
      low += 1
      high -= 1
    }
  }

  /// Appends a whole number in decimal digits.
  public mutating func append(decimal number: Int64) {
    if number < 0 { append(0x2D) }
    append(decimal: number.magnitude)
  }

  /// Appends a number of so many digits after the point without the zeros at its end; nothing for
  /// zero.
  public mutating func append(fraction number: UInt64, width: Int) {
    guard number > 0 else { return }
    append(0x2E)
    append(decimal: number, width: width)
    while last == 0x30 { removeLast() }
  }
}

extension Money {
  /// Appends the amount as it is described.
  public func write(to bytes: inout [UInt8]) {
    let size = units.magnitude
    if units < 0 { bytes.append(0x2D) }
    bytes.append(decimal: size / 10_000)
    bytes.append(fraction: size % 10_000, width: 4)
  }
}

extension CivilDate {
  /// Appends the date, its parts apart or not.
  func write(to bytes: inout [UInt8], dashes: Bool) {
    let (year, month, day) = parts
    if year < 0 { bytes.append(0x2D) }
    bytes.append(decimal: UInt64(year.magnitude), width: 4)
    if dashes { bytes.append(0x2D) }
    bytes.append(decimal: UInt64(month), width: 2)
    if dashes { bytes.append(0x2D) }
    bytes.append(decimal: UInt64(day), width: 2)
  }

  /// Appends the date as it is described.
  public func write(to bytes: inout [UInt8]) { write(to: &bytes, dashes: true) }
}

extension Instant {
  /// Appends the moment as it is described.
  public func write(to bytes: inout [UInt8]) {
    let wall = NewYorkTime.wall(self)
    let second = UInt64(wall.nanosecondOfDay / 1_000_000_000)
    wall.date.write(to: &bytes)
    bytes.append(0x54)
    bytes.append(decimal: second / 3600, width: 2)
    bytes.append(0x3A)
    bytes.append(decimal: second / 60 % 60, width: 2)
    bytes.append(0x3A)
    bytes.append(decimal: second % 60, width: 2)
    bytes.append(fraction: UInt64(wall.nanosecondOfDay % 1_000_000_000), width: 9)
    let isSummer = NewYorkTime.offset(at: self) == -14_400
    bytes.append(contentsOf: isSummer ? "-04:00".utf8 : "-05:00".utf8)
  }
}

extension OptionContract {
  /// Appends the code as it is described.
  public func write(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: root.utf8)
    bytes.append(0x2D)
    expiry.write(to: &bytes, dashes: false)
    bytes.append(0x2D)
    bytes.append(right == .call ? 0x43 : 0x50)
    bytes.append(0x2D)
    strike.write(to: &bytes)
  }
}

/// The text of bytes that somebody writes.
func written(_ write: (inout [UInt8]) -> Void) -> String {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(40)
  write(&bytes)
  return String(decoding: bytes, as: UTF8.self)
}
