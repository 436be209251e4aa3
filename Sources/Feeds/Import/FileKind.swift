// Files that are no text, told by their first bytes, with the one line that makes text of them.

/// What cannot be read as it is.
enum FileKind {
  /// Refuses a file by its first bytes.
  ///
  /// - Throws: `FeedError` with the code `unsupported-format`, `encoding` or `empty`.
  static func refuse(_ file: String, first bytes: Span<UInt8>) throws(FeedError) {
    func starts(_ magic: [UInt8]) -> Bool {
      guard bytes.count >= magic.count else { return false }
      for index in magic.indices where bytes[index] != magic[index] { return false }
      return true
    }
    guard bytes.count > 0 else {
      throw FeedError(file: file, rule: "is empty", code: "empty")
    }
    for (magic, name, call) in binary where starts(magic) {
      throw unsupported(file, "is a \(name) file, which is not read", conversion(file, call))
    }
    if starts([0x1F, 0x8B]) || starts([0x50, 0x4B, 3, 4]) {
      throw unsupported(file, "is packed twice", "gzip -dc '\(shown(file))' > once.gz")
    }
    for (magic, name, program) in packed where starts(magic) {
      throw unsupported(
        file, "is packed by \(name), which is not read",
        "\(program) -dc '\(shown(file))' > table.csv")
    }
    if starts([0xFF, 0xFE]) || starts([0xFE, 0xFF]) || isWide(bytes) {
      throw FeedError(
        file: file, line: 1, column: 1,
        rule: "must be UTF-8 text, found UTF-16; convert it: iconv -f UTF-16 -t UTF-8 "
          + "'\(shown(file))' > utf8.csv",
        code: "encoding")
    }
    guard !isBinary(bytes) else {
      throw FeedError(
        file: file, rule: "is a binary file of no kind that is known; export it as CSV",
        code: "unsupported-format")
    }
  }

  /// Whether one byte in twenty of the start is a control that no text has.
  private static func isBinary(_ bytes: Span<UInt8>) -> Bool {
    let count = min(bytes.count, 1_024)
    guard count >= 32 else { return false }
    var controls = 0
    for index in 0..<count where bytes[index] < 0x09 || (0x0E..<0x20).contains(bytes[index]) {
      controls += 1
    }
    return 20 * controls >= count
  }

  /// Refuses a zip file by the names of its entries.
  static func refuse(_ file: String, entries names: [String]) throws(FeedError) {
    if names.contains("[Content_Types].xml") {
      throw unsupported(file, "is an Excel file, which is not read", conversion(file, "read_excel"))
    }
  }

  /// The error for a file whose content is none that is known.
  static func unknown(_ file: String, line: Int? = nil, _ why: String) -> FeedError {
    FeedError(
      file: file, line: line,
      rule: "\(why); save it as CSV with the columns date,open,high,low,close,volume: "
        + conversion(file, "read_csv"),
      code: "unsupported-format")
  }

  /// The error for ticks, which another verb takes.
  static func ticks(_ file: String, line: Int) -> FeedError {
    FeedError(
      file: file, line: line,
      rule: "these are ticks: voldesk ticks load '\(shown(file))'", code: "unsupported-format")
  }

  private static func unsupported(_ file: String, _ what: String, _ line: String) -> FeedError {
    FeedError(file: file, rule: "\(what); convert it: \(line)", code: "unsupported-format")
  }

  private static func conversion(_ file: String, _ call: String) -> String {
    let name = shown(file)
    return "python3 -c \"import pandas as pd; pd.\(call)('\(name)').to_csv('\(name).csv')\""
  }

  /// A name that stands within quotes of a shell.
  private static func shown(_ file: String) -> String {
    String(file.map { $0 == "'" || $0 == "\"" || $0.isNewline ? "?" : $0 })
  }

  private static let binary: [(magic: [UInt8], name: String, call: String)] = [
    (Array("PAR1".utf8), "Parquet", "read_parquet"),
    ([0x89, 0x48, 0x44, 0x46], "HDF5", "read_hdf"),
    (Array("ARROW1".utf8), "Arrow", "read_feather"),
    (Array("FEA1".utf8), "Feather", "read_feather"),
    (Array("ORC".utf8), "ORC", "read_orc"),
    ([0xD0, 0xCF, 0x11, 0xE0], "Excel", "read_excel"),
    ([0x80, 0x04, 0x95], "pickle", "read_pickle"),
  ]

  private static let packed: [(magic: [UInt8], name: String, program: String)] = [
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz", "xz"), (Array("BZh".utf8), "bzip2", "bzip2"),
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd", "zstd"),
  ]

  /// Whether every other byte of the start is zero, as in UTF-16 without a mark.
  private static func isWide(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 8 else { return false }
    for parity in 0..<2 {
      var index = 0
      while index < 8, (bytes[index] == 0) == (index % 2 == parity) { index += 1 }
      if index == 8 { return true }
    }
    return false
  }
}
