// A text of ticks as it streams by: lines cut from pieces, rows checked, sound ones kept.

import MarketData

/// Takes the pieces of a file and makes tables of its rows.
final class TickTextReader {
  private let file: String
  private let reading: TickReading
  private var layout: TickLayout?
  private var rows: TickRowReader
  private var carry: [UInt8] = []
  private var line = 0
  private var format: String?
  private var givenSymbol: String?

  /// Longest line that is read.
  static let lineLimit = 1 << 16

  init(file: String, reading: TickReading) {
    self.file = file
    self.reading = reading
    givenSymbol = reading.symbol
    rows = TickRowReader(file: file, decimals: reading.decimals)
  }

  /// Begins a file inside an archive; its name may say what it holds.
  func beginEntry(_ name: String) throws {
    line = 0
    layout = nil
    givenSymbol = reading.symbol
    guard let known = TickLayout.lean(entry: name) else { return }
    givenSymbol = reading.symbol ?? known.symbol
    try begin(known.layout)
  }

  private func begin(_ layout: TickLayout) throws {
    guard format == nil || format == layout.format else {
      throw FeedError(file: file, rule: "holds files of several formats; unpack it first")
    }
    format = layout.format
    self.layout = layout
    try rows.begin(layout, symbol: givenSymbol)
  }

  /// Takes the next piece of the text.
  func feed(_ piece: UnsafeRawBufferPointer) throws {
    var start = 0
    if !carry.isEmpty {
      guard let end = piece.firstIndex(of: 0x0A) else { return try keep(piece, from: 0) }
      try keep(UnsafeRawBufferPointer(rebasing: piece[...end]), from: 0)
      start = end + 1
      try takeCarry()
    }
    while layout == nil {
      guard let end = piece[start...].firstIndex(of: 0x0A) else {
        return try keep(piece, from: start)
      }
      try takeHeader(UnsafeRawBufferPointer(rebasing: piece[start..<end]))
      start = end + 1
    }
    guard let last = piece[start...].lastIndex(of: 0x0A) else {
      return try keep(piece, from: start)
    }
    try takeRows(UnsafeRawBufferPointer(rebasing: piece[start...last]))
    try keep(piece, from: last + 1)
  }

  /// Takes one line without its end.
  func take(line bytes: UnsafeRawBufferPointer) throws {
    carry.append(contentsOf: bytes)
    carry.append(0x0A)
    try takeCarry()
  }

  /// Ends the text, or a file inside an archive; its last line may lack its end.
  func finishEntry() throws {
    if !carry.isEmpty {
      carry.append(0x0A)
      try takeCarry()
    }
    guard layout != nil else {
      throw FeedError(file: file, rule: "holds no header of trades or quotes")
    }
  }

  /// What was read.
  func result() throws -> TickFile {
    guard let format else {
      throw FeedError(file: file, rule: "holds no header of trades or quotes")
    }
    return rows.finish(path: file, format: format)
  }

  private func keep(_ piece: UnsafeRawBufferPointer, from start: Int) throws {
    carry.append(contentsOf: piece[start...])
    guard carry.count <= TickTextReader.lineLimit else {
      throw FeedError(
        file: file, line: line + 1, column: TickTextReader.lineLimit + 1,
        rule: "is longer than \(TickTextReader.lineLimit) bytes")
    }
  }

  /// Takes the kept bytes, which end with a line feed.
  private func takeCarry() throws {
    try carry.withUnsafeBytes { bytes in
      if layout == nil {
        try takeHeader(UnsafeRawBufferPointer(rebasing: bytes.dropLast()))
      } else {
        try takeRows(bytes)
      }
    }
    carry.removeAll(keepingCapacity: true)
  }

  private func takeHeader(_ header: UnsafeRawBufferPointer) throws {
    line += 1
    let text = header.last == 0x0D ? UnsafeRawBufferPointer(rebasing: header.dropLast()) : header
    // Lines of remarks may come before the header.
    if text.isEmpty || text.first == UInt8(ascii: "#") { return }
    try begin(TickLayout(header: text, file: file, hasSymbol: givenSymbol != nil))
  }

  private func takeRows(_ bytes: UnsafeRawBufferPointer) throws {
    line = try rows.take(bytes, after: line)
  }
}
