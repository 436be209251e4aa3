// Numbers as the desk prints them.
//
// A missing number is `-`; one too large to print is `##`; none is ever shortened. The minus is
// the ASCII one, so that columns copy into a spreadsheet.

import Canvas
import MarketData

/// What stands for a number that is not known.
let missingText = "-"

/// A number with a fixed count of decimals.
func fixedText(_ value: Double?, _ decimals: Int = 0, signed: Bool = false) -> String {
  guard let value, value.isFinite else { return missingText }
  guard abs(value) < 1e12 else { return "##" }
  let text = grouped(decimalText(value, decimals: decimals))
  return signed && value > 0 && text.contains(where: { $0 >= "1" && $0 <= "9" })
    ? "+" + text : text
}

/// Whole dollars with separators, such as `-1,240`.
func dollarText(_ value: Double?, signed: Bool = false) -> String {
  fixedText(value, 0, signed: signed)
}

/// Whole dollars of an exact amount, rounded half away from zero.
func dollarText(_ money: Money?, signed: Bool = false) -> String {
  dollarText(money.map(\.dollars), signed: signed)
}

/// A price of a package or an option with two decimals, three or four when it has them.
func priceText(_ money: Money?, signed: Bool = false) -> String {
  guard let money else { return missingText }
  let units = money.units.magnitude
  let decimals = units % 100 == 0 ? 2 : (units % 10 == 0 ? 3 : 4)
  return fixedText(money.dollars, decimals, signed: signed)
}

/// A price of an underlying: two decimals below 1,000 and one from there.
func levelText(_ value: Double?) -> String {
  guard let value, value.isFinite else { return missingText }
  guard abs(value) < 1e12 else { return "##" }
  return decimalText(value, decimals: abs(value) < 999.95 ? 2 : 1)
}

/// A size with k, M or B, such as `-182k`, `8.2k` or `940`.
func compactText(_ value: Double?, signed: Bool = false) -> String {
  guard let value, value.isFinite else { return missingText }
  let size = abs(value)
  let sign = signed && value > 0 && size >= 0.5 ? "+" : ""
  switch size {
  case ..<999.5: return sign + decimalText(value, decimals: 0)
  case ..<99_950: return sign + decimalText(value / 1e3, decimals: 1) + "k"
  case ..<999_500: return sign + decimalText(value / 1e3, decimals: 0) + "k"
  case ..<999_950_000: return sign + decimalText(value / 1e6, decimals: 1) + "M"
  case ..<1e15: return sign + decimalText(value / 1e9, decimals: 1) + "B"
  default: return "##"
  }
}

/// A share as whole percent, or with decimals.
func percentText(_ share: Double?, _ decimals: Int = 0, signed: Bool = false) -> String {
  guard let share, share.isFinite else { return missingText }
  let text = fixedText(share * 100, decimals, signed: signed)
  return text == "##" ? text : text + "%"
}

/// A volatility in points with one decimal.
func pointsText(_ volatility: Double?, signed: Bool = false) -> String {
  fixedText(volatility.map { $0 * 100 }, 1, signed: signed)
}

/// A count with separators.
func countText(_ count: Int) -> String { grouped(String(count)) }

/// Puts separators between groups of three digits of the whole part.
private func grouped(_ text: String) -> String {
  let bytes = Array(text.utf8)
  let start = bytes.first == 0x2D ? 1 : 0
  let end = bytes.firstIndex(of: 0x2E) ?? bytes.count
  guard end - start > 3 else { return text }
  var result: [UInt8] = Array(bytes[..<start])
  for index in start..<end {
    if index > start, (end - index) % 3 == 0 { result.append(0x2C) }
    result.append(bytes[index])
  }
  return String(decoding: result + bytes[end...], as: UTF8.self)
}

/// The arrow of a change: up, down, or none.
func arrowText(_ change: Double?) -> String {
  guard let change, change.isFinite, change != 0 else { return "" }
  return change > 0 ? "\u{25B2}" : "\u{25BC}"
}

/// A Greek, signed: two decimals below one, one below ten, none above, k where it must.
func greekText(_ value: Double?, wide width: Int) -> String {
  guard let value, value.isFinite else { return missingText }
  let size = abs(value)
  for decimals in [2, 1, 0] {
    if decimals == 2, size >= 0.995 || value == 0 { continue }
    if decimals == 1, size >= 9.95 || value == 0 { continue }
    let text = fixedText(value, decimals, signed: true)
    if text.utf8.count <= width { return text }
  }
  return compactText(value, signed: true)
}
