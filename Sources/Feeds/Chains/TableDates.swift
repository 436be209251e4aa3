// Dates of cells, in the forms vendors write them, without a string for each.

import MarketData

extension TableRow {
  /// A date as `2018-02-05`, `20180205`, `02/05/2018`, `2/5/2018` or `Mon Feb 05 2018`, time of day
  /// ignored.
  func date(_ cell: Int, _ bytes: Span<UInt8>) -> CivilDate? {
    guard cell >= 0, cell < starts.count else { return nil }
    var start = starts[cell]
    let end = ends[cell]
    while start < end, bytes[start] == 0x20 { start += 1 }
    let size = end - start
    func digits(_ offset: Int, _ length: Int) -> Int? {
      guard offset + length <= size else { return nil }
      var value = 0
      for index in (start + offset)..<(start + offset + length) {
        guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
        value = value * 10 + Int(bytes[index]) - 0x30
      }
      return value
    }
    if size >= 10, bytes[start + 4] == 0x2D, bytes[start + 7] == 0x2D,
      let year = digits(0, 4), let month = digits(5, 2), let day = digits(8, 2)
    {
      return TableRow.listed(year, month, day)
    }
    if size >= 8, let date = slashed(start..<end, bytes) { return date }
    if size == 8, let value = digits(0, 8) {
      return TableRow.listed(value / 10_000, value / 100 % 100, value % 100)
    }
    guard size == 15, let day = digits(8, 2), let year = digits(11, 4),
      let month = TableRow.month(bytes[start + 4], bytes[start + 5], bytes[start + 6])
    else { return nil }
    return TableRow.listed(year, month, day)
  }

  /// Month, day and year with slashes between them and one or two digits for the first two.
  private func slashed(_ range: Range<Int>, _ bytes: Span<UInt8>) -> CivilDate? {
    var parts = (0, 0, 0)
    var part = 0
    var digits = 0
    for index in range {
      let byte = bytes[index]
      if byte >= 0x30, byte <= 0x39, digits < 4 {
        digits += 1
        let digit = Int(byte) - 0x30
        switch part {
        case 0: parts.0 = parts.0 * 10 + digit
        case 1: parts.1 = parts.1 * 10 + digit
        default: parts.2 = parts.2 * 10 + digit
        }
      } else if byte == 0x2F, part < 2, digits == 1 || digits == 2 {
        part += 1
        digits = 0
      } else if byte == 0x20, part == 2 {
        break
      } else {
        return nil
      }
    }
    guard part == 2, digits == 4 else { return nil }
    return TableRow.listed(parts.2, parts.0, parts.1)
  }

  /// The month of three letters such as `Feb`.
  private static func month(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> Int? {
    let names = TableRow.monthNames
    for month in 0..<12
    where names[3 * month] == a | 0x20 && names[3 * month + 1] == b | 0x20
      && names[3 * month + 2] == c | 0x20
    {
      return month + 1
    }
    return nil
  }

  private static let monthNames = Array("janfebmaraprmayjunjulaugsepoctnovdec".utf8)
}
