// Fitted parameters as their row has them: an object of numbers, all digits.

import DeskEngine
import Glibc
import MarketData

/// The parameters as they are stored.
func storedText(_ parameters: [NamedNumber]) -> [UInt8] {
  var text: [UInt8] = []
  text.reserveCapacity(256)
  for parameter in parameters {
    text.append(contentsOf: text.isEmpty ? "{\"".utf8 : ",\"".utf8)
    text.append(contentsOf: parameter.name.utf8)
    text.append(contentsOf: "\":".utf8)
    text.append(contentsOf: (parameter.value?.description ?? "null").utf8)
  }
  text.append(contentsOf: text.isEmpty ? "{}".utf8 : "}".utf8)
  return text
}

/// Whether a stored text is that of the parameters in the canonical line of a fit.
///
/// The line has the same digits already, but whole numbers without a point. So both are walked side
/// by side and no number becomes a text. A name that a line does not spell as it is needs the long
/// way, which is told by nil.
func isStored(
  _ stored: UnsafeRawBufferPointer, ofFit line: UnsafeRawBufferPointer
) -> Bool? {
  guard let start = line.baseAddress, let field = find(parametersField, in: line) else {
    return nil
  }
  var walk = ParameterWalk(
    line: UnsafeRawBufferPointer(start: start + field, count: line.count - field), stored: stored)
  return walk.agrees()
}

private let parametersField = Array("\"parameters\":{".utf8)

/// Where a key and the bracket that ends it end; a quote in a text has a backslash before it, so
/// what is found is no text.
private func find(_ key: [UInt8], in line: UnsafeRawBufferPointer) -> Int? {
  guard let start = line.baseAddress, let bracket = key.last else { return nil }
  var place = 0
  while let found = memchr(start + place, Int32(bracket), line.count - place) {
    place = UnsafeRawPointer(found) - start + 1
    if place >= key.count, memcmp(start + (place - key.count), key, key.count) == 0 {
      return place
    }
  }
  return nil
}

/// A walk along the members of both objects.
private struct ParameterWalk {
  /// What follows the opening bracket in the line.
  let line: UnsafeRawBufferPointer
  let stored: UnsafeRawBufferPointer
  /// How far the line was read, and the stored text.
  private var place = 0
  private var other = 0

  init(line: UnsafeRawBufferPointer, stored: UnsafeRawBufferPointer) {
    self.line = line
    self.stored = stored
  }

  mutating func agrees() -> Bool? {
    guard take(0x7B) else { return false }
    // Every round reads a name with its colon and a number with what follows it.
    while place < line.count, line[place] != 0x7D {
      guard let isNamed = name() else { return nil }
      guard isNamed, number() else { return false }
      guard place < line.count, line[place] == 0x2C else { break }
      guard take(0x2C) else { return false }
      place += 1
    }
    return place < line.count && line[place] == 0x7D && take(0x7D) && other == stored.count
  }

  /// Takes a byte of the stored text.
  private mutating func take(_ byte: UInt8) -> Bool {
    guard other < stored.count, stored[other] == byte else { return false }
    other += 1
    return true
  }

  /// Takes a byte of both.
  private mutating func takeBoth() -> Bool {
    guard take(line[place]) else { return false }
    place += 1
    return true
  }

  private mutating func name() -> Bool? {
    guard line[place] == 0x22 else { return nil }
    repeat {
      if line[place] == 0x5C { return nil }
      guard takeBoth() else { return false }
      if place == line.count { return nil }
    } while line[place] != 0x22
    guard takeBoth(), place < line.count, line[place] == 0x3A else { return false }
    return takeBoth()
  }

  private mutating func number() -> Bool {
    var isWhole = true
    while place < line.count, line[place] != 0x2C, line[place] != 0x7D {
      let byte = line[place]
      if byte != 0x2D, byte &- 0x30 > 9 { isWhole = false }
      guard takeBoth() else { return false }
    }
    return isWhole ? take(0x2E) && take(0x30) : true
  }
}
