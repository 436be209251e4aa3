// Opening a file of market data, whatever its format: the content decides, not the name.

import FoundationEssentials
public import MarketData

/// What a reader is told that a file may not say.
public struct ReadOptions: Hashable, Sendable {
  /// The symbol of a file that names none.
  public var symbol: String?
  /// The day of a file whose times have none.
  public var date: CivilDate?
  /// Today: prices after it are refused; nil when nothing is known.
  public var today: CivilDate?

  /// Makes options; what is left out, the file must say.
  public init(symbol: String? = nil, date: CivilDate? = nil, today: CivilDate? = nil) {
    self.symbol = symbol
    self.date = date
    self.today = today
  }
}

/// Reads and checks a file of market data.
///
/// The file is read in pieces, packed by gzip or zip or not; rows that break a rule are counted and
/// left out of the clean ones, see `MarketFile.findings`.
///
/// - Parameters:
///   - path: The file.
///   - options: What the file may not say.
/// - Returns: Its clean rows and what was wrong.
/// - Throws: `FeedError` with file, line, column and a code: `unsupported-format` for a format that
///   is not read, with the command that converts it.
public func readMarketFile(
  _ path: String, options: ReadOptions = ReadOptions()
) throws -> MarketFile {
  if let file = try readOtherMarketFile(path, options: options) { return file }
  let stream = try ByteStream(path)
  if stream.packing == .none {
    try FileKind.refuse(path, first: stream.magic.span)
  }
  var reading = MarketReading(
    file: path, options: options, size: stream.packing == .none ? stream.size : 0)
  let hash: String
  do {
    hash = try stream.pieces { try reading.feed($0) }
    try reading.close()
  } catch MarketReading.Stop.chain {
    return try chainMarketFile(stream, options: options)
  }
  let result = try reading.finish()
  var file = MarketFile(
    path: path, format: result.format, sha256: hash, rows: result.rows, content: result.content,
    first: result.first, last: result.last, findings: result.findings, setApart: result.setApart,
    attached: result.attached)
  file.recording = result.recording
  file.apart = result.apart
  if reading.isTable { try file.apart.takeLines(of: stream) }
  return file
}

/// A file on its way through: its head is collected, then its rows are read or its document held.
private struct MarketReading {
  /// Reading is over before the file is.
  enum Stop: Error { case chain }

  private enum Phase { case head, table, document }

  let file: String
  let options: ReadOptions
  /// Bytes of the file; zero when they are packed.
  let size: Int
  private var phase = Phase.head
  /// Whether rows stand on lines, as those of a document do not.
  var isTable: Bool { phase == .table }
  private var blocks: LineBlocks
  private var document: [UInt8] = []
  private var reader: (any TableReader)?
  private var result: TableResult?

  /// Bytes from which the format is told.
  private static let headSize = 1 << 17
  /// Longest JSON document.
  private static let documentLimit = 256 << 20

  init(file: String, options: ReadOptions, size: Int) {
    self.file = file
    self.options = options
    self.size = size
    blocks = LineBlocks(file: file)
  }

  mutating func feed(_ piece: UnsafeRawBufferPointer) throws {
    switch phase {
    case .head:
      document.append(contentsOf: piece)
      if document.count >= MarketReading.headSize { try decide(isWhole: false) }
    case .table:
      try feedTable(piece)
    case .document:
      guard document.count + piece.count <= MarketReading.documentLimit else {
        throw FeedError(
          file: file, rule: "is a document over \(MarketReading.documentLimit >> 20) MiB",
          code: "too-large")
      }
      document.append(contentsOf: piece)
    }
  }

  /// Ends the file.
  mutating func close() throws {
    if phase == .head { try decide(isWhole: true) }
    if phase == .document {
      result = try readDocument()
      return
    }
    guard var reader else { return }
    self.reader = nil
    try blocks.finish { try reader.take($0, isLast: true) }
    result = try reader.finish()
  }

  func finish() throws -> TableResult {
    guard let result else {
      throw FeedError(file: file, rule: "holds no row of values", code: "empty")
    }
    return result
  }

  private mutating func feedTable(_ piece: UnsafeRawBufferPointer) throws {
    guard var reader else { return }
    self.reader = nil
    try blocks.feed(piece) { try reader.take($0, isLast: false) }
    self.reader = reader
  }

  /// Chooses the reader by the head.
  private mutating func decide(isWhole: Bool) throws {
    let head = document
    try FileKind.refuse(file, first: head.span)
    let start = head.first { $0 > 0x20 && $0 < 0x80 }
    if start == UInt8(ascii: "{") || start == UInt8(ascii: "[") {
      phase = .document
      return
    }
    // The head may end within a letter of several bytes: its whole lines are looked at.
    let end = isWhole ? head.count : head.lastIndex(of: 0x0A).map { $0 + 1 } ?? head.count
    if let fault = TextFault.first(in: head.span.extracting(0..<end)) {
      throw fault.error(file, from: 1)
    }
    let firstLine = head.firstIndex(of: 0x0A) ?? head.count
    guard firstLine <= LineBlocks.lineLimit else { throw LineBlocks.tooLong(file, 1) }
    switch try FormatDetection.detect(file, HeadRows(head.span, isWhole: isWhole)) {
    case .chain: throw Stop.chain
    case .table(let layout):
      switch layout.role {
      case .bars: reader = try BarTableReader(file: file, layout: layout, options: options)
      case .figures, .dates:
        reader = FigureTableReader(file: file, layout: layout, options: options)
      case .events: reader = EventTableReader(file: file, layout: layout, options: options)
      case .recording: reader = RecordingReader(file: file, layout: layout)
      }
    }
    let lines = head[..<end].count { $0 == 0x0A }
    // A tenth more than the head lets expect; rows get shorter seldom.
    let expected = lines > 0 ? size / 10 * 11 / max(1, end / lines) : 0
    if expected > 0 { reader?.expect(rows: expected + 16) }
    phase = .table
    document = []
    try head.withUnsafeBytes { try feedTable($0) }
  }

  private func readDocument() throws -> TableResult {
    let data = Data(document)
    if let result = try BarDocuments.chart(file, data, options) { return result }
    if let result = try BarDocuments.aggregates(file, data, options) { return result }
    if let result = try EarningsDocument.read(file, data, options) { return result }
    if isChainDocument { throw Stop.chain }
    let isSound = (try? JSONDecoder().decode(AnyDocument.self, from: data)) != nil
    guard isSound else {
      throw FeedError(file: file, rule: "is no sound JSON document", code: "damaged")
    }
    throw FileKind.unknown(file, "is a JSON document of no kind that is known")
  }

  /// Whether the document names a chain within its first bytes.
  private var isChainDocument: Bool {
    String(decoding: document.prefix(4_096), as: UTF8.self).contains("optionChain")
  }
}

/// Any sound document.
private struct AnyDocument: Decodable {
  init(from decoder: any Decoder) throws { _ = try decoder.singleValueContainer() }
}
