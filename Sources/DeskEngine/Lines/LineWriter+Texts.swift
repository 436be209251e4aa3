// Money, dates, moments and contracts in a line, without a text between.

import MarketData

extension LineWriter {
  mutating func field(_ key: StaticString, _ value: inout Money) {
    self.key(key)
    value.write(to: &bytes)
  }

  mutating func field(_ key: StaticString, _ value: inout Money?) {
    self.key(key)
    if let value { value.write(to: &bytes) } else { raw("null") }
  }

  mutating func field(_ key: StaticString, _ value: inout Instant) {
    self.key(key)
    quote(value)
  }

  mutating func field(_ key: StaticString, _ value: inout Instant?) {
    self.key(key)
    if let value { quote(value) } else { raw("null") }
  }

  mutating func field(_ key: StaticString, _ value: inout CivilDate) {
    self.key(key)
    quote(value)
  }

  mutating func field(_ key: StaticString, _ value: inout CivilDate?) {
    self.key(key)
    if let value { quote(value) } else { raw("null") }
  }

  mutating func field(_ key: StaticString, _ value: inout OptionContract) {
    self.key(key)
    // All but the root are digits, letters and dashes.
    guard value.root.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) else {
      return quoted(value.description)
    }
    bytes.append(0x22)
    value.write(to: &bytes)
    bytes.append(0x22)
  }

  private mutating func quote(_ value: Instant) {
    bytes.append(0x22)
    value.write(to: &bytes)
    bytes.append(0x22)
  }

  private mutating func quote(_ value: CivilDate) {
    bytes.append(0x22)
    value.write(to: &bytes)
    bytes.append(0x22)
  }
}
