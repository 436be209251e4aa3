// Numbers and texts of a report: as people read them, and as JSON has them.

import Canvas
import MarketData

/// A value of a report.
struct ReportCell: Hashable, Sendable {
  /// As people read it.
  var text: String
  /// As JSON text.
  var json: String

  /// What stands for a missing value.
  static let missing = ReportCell(text: "-", json: "null")

  /// Words, from outside or not.
  static func text(_ text: String) -> ReportCell {
    let safe = sanitize(text)
    return ReportCell(text: safe, json: jsonText(safe))
  }

  /// A number with a fixed count of decimals.
  static func number(_ value: Double?, _ decimals: Int = 2, signed: Bool = false) -> ReportCell {
    guard let value, value.isFinite else { return .missing }
    return ReportCell(
      text: numberText(value, decimals, signed: signed), json: jsonNumber(value))
  }

  /// A whole number.
  static func count(_ value: Int) -> ReportCell {
    ReportCell(text: groupedText(String(value)), json: "\(value)")
  }

  /// Dollars and cents.
  static func money(_ value: Money?, signed: Bool = false) -> ReportCell {
    guard let value else { return .missing }
    return ReportCell(text: moneyText(value, signed: signed), json: value.description)
  }

  /// Dollars and cents of a computed amount.
  static func dollars(_ value: Double?, signed: Bool = false) -> ReportCell {
    guard let value, let money = Money(dollars: value) else { return .missing }
    return ReportCell(text: moneyText(money, signed: signed), json: jsonNumber(value))
  }

  /// A price in points.
  static func price(_ value: Money?, signed: Bool = false) -> ReportCell {
    guard let value else { return .missing }
    let decimals = value.units % 100 == 0 ? 2 : 4
    return ReportCell(
      text: numberText(value.dollars, decimals, signed: signed), json: value.description)
  }

  /// A share as percent; JSON keeps the share.
  static func percent(_ share: Double?, _ decimals: Int = 1, signed: Bool = false) -> ReportCell {
    guard let share, share.isFinite else { return .missing }
    return ReportCell(
      text: numberText(100 * share, decimals, signed: signed) + " %", json: jsonNumber(share))
  }

  /// A moment's time of day; JSON has the whole moment.
  static func clock(_ time: Instant?) -> ReportCell {
    guard let time else { return .missing }
    return ReportCell(text: clockText(time), json: jsonText(time.description))
  }

  /// A date.
  static func date(_ date: CivilDate?) -> ReportCell {
    date.map { .text($0.description) } ?? .missing
  }
}

/// A number with separators of thousands.
func numberText(_ value: Double, _ decimals: Int, signed: Bool = false) -> String {
  let text = groupedText(decimalText(value, decimals: decimals))
  let isZero = !text.contains { $0 >= "1" && $0 <= "9" }
  return signed && value > 0 && !isZero ? "+" + text : text
}

/// Dollars and cents, such as `-$1,240.50`.
func moneyText(_ money: Money, signed: Bool = false) -> String {
  let size = groupedText(decimalText(money.magnitude.dollars, decimals: 2))
  let isZero = !size.contains { $0 >= "1" && $0 <= "9" }
  let sign = money.units < 0 && !isZero ? "-" : (signed && !isZero ? "+" : "")
  return sign + "$" + size
}

/// The time of day in New York, such as `10:42`, with seconds only when there are some.
func clockText(_ time: Instant) -> String {
  let second = Int(NewYorkTime.wall(time).nanosecondOfDay / 1_000_000_000)
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  let text = "\(two(second / 3600)):\(two(second / 60 % 60))"
  return second % 60 == 0 ? text : text + ":\(two(second % 60))"
}

/// Puts separators between groups of three digits of the whole part.
private func groupedText(_ text: String) -> String {
  let digits = Array(text.utf8)
  let start = digits.first == 0x2D ? 1 : 0
  let end = digits.firstIndex(of: 0x2E) ?? digits.count
  guard end - start > 3 else { return text }
  var result = Array(digits[..<start])
  for index in start..<end {
    if index > start, (end - index) % 3 == 0 { result.append(0x2C) }
    result.append(digits[index])
  }
  return String(decoding: result + digits[end...], as: UTF8.self)
}
