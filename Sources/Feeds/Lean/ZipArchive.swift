// The entries of a zip file, read through the system's unzip.

import Glibc

/// One entry of a zip file.
struct ZipEntry: Hashable, Sendable {
  var name: String
  /// Bytes when unpacked.
  var length: Int
}

/// A zip file.
struct ZipArchive: Sendable {
  let path: String

  /// The entries in the order of the file.
  func entries() throws -> [ZipEntry] {
    var text: [UInt8] = []
    try unzip(["-l", path]) { text.append(contentsOf: $0) }
    var entries: [ZipEntry] = []
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
      // Length, date, time and name; the header, the rules and the total have other shapes.
      let parts = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
      guard parts.count == 4, let length = Int(parts[0]), parts[2].contains(":") else { continue }
      let name = parts[3].drop { $0 == " " }
      entries.append(ZipEntry(name: String(name), length: length))
    }
    guard !entries.isEmpty else { throw FeedError(file: path, rule: "the archive holds no file") }
    return entries
  }

  /// Hands out every line of every entry, in order, without its end.
  func lines(
    of entries: [ZipEntry], only: String? = nil,
    receive: (_ entry: Int, _ line: Int, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var splitter = EntrySplitter(lengths: entries.map(\.length))
    try unzip(["-p", path] + (only.map { [$0] } ?? [])) { piece in
      try splitter.feed(piece, receive)
    }
    guard splitter.isComplete else {
      throw FeedError(file: path, rule: "the archive ends before its last entry does")
    }
  }

  private func unzip(
    _ arguments: [String], receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let (status, message) = try ChildProcess.run(
      ["unzip"] + arguments, about: path, receive: receive)
    guard status == 0 else {
      throw FeedError(
        file: path, rule: "is not a sound zip file" + (message.isEmpty ? "" : ": \(message)"),
        code: "damaged")
    }
  }
}

/// Cuts the joined contents of entries into entries and lines.
private struct EntrySplitter {
  let lengths: [Int]
  var entry = 0
  var used = 0
  var line = 1
  var carry: [UInt8] = []

  /// Longest line that is read.
  private static let lineLimit = 1_024

  var isComplete: Bool { entry >= lengths.count }

  mutating func feed(
    _ piece: UnsafeRawBufferPointer,
    _ receive: (Int, Int, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var start = 0
    skipEmpty()
    while start < piece.count, entry < lengths.count {
      let room = min(piece.count - start, lengths[entry] - used)
      let stop = start + room
      var position = start
      while position < stop {
        let next = piece[position..<stop].firstIndex(of: 0x0A)
        let end = next ?? stop
        let closes = next != nil || used + (end - start) == lengths[entry]
        try emit(piece, position, end, closes, receive)
        position = next.map { $0 + 1 } ?? stop
      }
      used += room
      start = stop
      if used == lengths[entry] {
        if !carry.isEmpty { try emit(piece, stop, stop, true, receive) }
        entry += 1
        used = 0
        line = 1
        skipEmpty()
      }
    }
  }

  private mutating func skipEmpty() {
    while entry < lengths.count, lengths[entry] == 0 { entry += 1 }
  }

  private mutating func emit(
    _ piece: UnsafeRawBufferPointer, _ from: Int, _ to: Int, _ closes: Bool,
    _ receive: (Int, Int, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard closes, carry.isEmpty else {
      carry.append(contentsOf: piece[from..<to])
      if carry.count > EntrySplitter.lineLimit { carry.removeLast(carry.count - 1_024) }
      guard closes else { return }
      try carry.withUnsafeBytes { try receive(entry, line, trimmed($0)) }
      carry.removeAll(keepingCapacity: true)
      line += 1
      return
    }
    try receive(entry, line, trimmed(UnsafeRawBufferPointer(rebasing: piece[from..<to])))
    line += 1
  }

  /// Without a carriage return.
  private func trimmed(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    line.last == 0x0D ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
  }
}
